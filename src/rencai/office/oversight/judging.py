"""From the checkers' answers to findings, rates and switching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from rencai.office.asker import today
from rencai.office.oversight.campaigns import Campaign, Check, Finding, FrameRow, Strictness
from rencai.office.oversight.terms import CheckRole, CheckVerdict, MeasureKind, Outcome
from rencai.office.oversight.wording import language
from rencai.office.recognition.classes import rank
from rencai.supervision import Attribute, Estimate, Lot, Scheme, Standing, comparison, estimate, load_measures, step
from rencai.supervision.measures import SURE
from rencai.supervision.switching import DISCONTINUED

GRANTED, REFUSED = "granted", "refused"


def answer_word(row: FrameRow, check: Check) -> str:
    """What a checker's answer says of the decision: a grant of a lower class than was granted refuses that class."""
    if check.verdict == CheckVerdict.REFUSE:
        return REFUSED
    lower = row.verdict == GRANTED and rank(check.category) < rank(row.category)
    return REFUSED if lower else GRANTED


def deciding(checks: Iterable[Check]) -> Check:
    """Of the answers on one case, the one that counts: whoever settled, else either of the first two."""
    by_role = {check.role: check for check in checks}
    return by_role.get(CheckRole.SETTLE) or by_role[CheckRole.CHECK]


def by_decision(campaign: Campaign) -> dict[int, list[Check]]:
    """The valid checks of each drawn decision. One query."""
    found: dict[int, list[Check]] = {}
    for check in campaign.checks.valid().order_by("id"):
        found.setdefault(check.decision_id, []).append(check)
    return found


def estimated(campaign: Campaign, checks: Mapping[int, list[Check]], rows: Mapping[int, FrameRow]) -> Estimate:
    """Error rates by body, from all answers.

    Raises:
        SupervisionError: a case is not answered, or not settled.
    """
    listed = [
        {
            "id": str(pk),
            "checker": str(check.checker_id),
            "decision": answer_word(rows[pk], check),
            "role": check.role,
        }
        for pk, several in checks.items()
        for check in several
    ]
    return estimate(pa.Table.from_pylist(listed), campaign.drawn)


def findings_of(campaign: Campaign, checks: Mapping[int, list[Check]], rows: Mapping[int, FrameRow]) -> list[Finding]:
    """One of each drawn case, not yet kept."""
    found = []
    for pk, several in checks.items():
        row, check = rows[pk], deciding(several)
        said = answer_word(row, check)
        outcome = Outcome.RIGHT
        if said != row.verdict:
            outcome = Outcome.WRONGLY_GRANTED if said == REFUSED else Outcome.WRONGLY_REFUSED
        found.append(
            Finding(
                campaign=campaign,
                decision_id=pk,
                body_id=row.body_id,
                outcome=outcome,
                category=check.category,
                reason=check.reason,
            )
        )
    return found


def figures(found: Estimate) -> dict[str, Any]:
    """What the campaign keeps: the estimate, and which bodies can be told apart."""
    compared = comparison(found)
    return found.data() | {
        "tiers": [list(tier) for tier in compared.tiers],
        "above": [list(two) for two in compared.above],
    }


def proposals(found: Estimate) -> list[tuple[int, MeasureKind, dict[str, Any], int]]:
    """(body, measure, grounds, working days to answer), by the declared table of measures."""
    table = load_measures()
    listed = []
    for group in found.bodies:
        wrong = group.wrong
        grounds = {
            "checked": group.checked,
            "found": wrong.found,
            "estimate": wrong.estimate,
            "lower": wrong.lower,
            "upper": wrong.upper,
            "draft": table.draft,
        }
        for measure in table.proposed(group):
            limits = {"of": measure.of, "bound": measure.bound, "above": measure.above}
            if measure.bound == SURE:
                limits |= {"lower": wrong.process_lower, "upper": wrong.process_upper}
            listed.append((int(group.body), MeasureKind(measure.key), grounds | limits, measure.answer_days))
    return listed


def switch(campaign: Campaign, found: Estimate) -> list[Strictness]:
    """Each body's next strictness, by ISO 2859-1, where the plan drew each body as one lot of that standard; not kept.

    Other plans switch by the measure of tightened checking alone: their samples are no lots of the standard.
    """
    plan = campaign.sampling_plan
    if not isinstance(plan.rule, Attribute) or plan.strata != ("body",):
        return []
    scheme = Scheme(plan.rule.aql, plan.rule.level)
    held = {one.body_id: one for one in Strictness.objects.filter(body__in=[int(one.body) for one in found.bodies])}
    switched = []
    for group in found.bodies:
        before = held.get(int(group.body)) or Strictness(body_id=int(group.body), since=today())
        if before.severity != DISCONTINUED:
            switched.append(_stepped(before, Lot(group.decisions, group.wrong.found), scheme))
    return switched


def _stepped(before: Strictness, lot: Lot, scheme: Scheme) -> Strictness:
    standing = Standing(before.severity, before.score, tuple(before.recent), before.failed)
    after = step(lot, scheme, standing)
    if after.standing.severity != before.severity:
        before.since, before.reason = today(), after.reason.text(language()) if after.reason else ""
    before.severity, before.score = after.standing.severity, after.standing.score
    before.recent, before.failed = list(after.standing.recent), after.standing.failed
    return before
