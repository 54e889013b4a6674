"""How the city supervises: alerts, a spot check that is finished, a measure that was answered, a spot check under way.

The seed of a draw is a secret that nobody may choose, so it is drawn anew in each city; all else comes from the city's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Final

import numpy as np
from django.db.models import Q
from django.utils import timezone

from rencai.office.accounts.models import User
from rencai.office.demo.bodies import Named
from rencai.office.demo.casebook import COLLUDING, LENIENT
from rencai.office.demo.dice import Dice
from rencai.office.demo.recognitions import Written
from rencai.office.oversight import actions, planning, wages, watching
from rencai.office.oversight.actions.checking import settle_if_needed, told_to_wait
from rencai.office.oversight.models import Alert, Campaign, Check, Measure
from rencai.office.oversight.terms import AlertOutcome, CheckVerdict, MeasureKind
from rencai.office.recognition.models import Decision

CHECKERS_ERR: Final = 0.01
RUNNING: Final = timedelta(days=90)
_RECENT, _LOOKED_BACK = timedelta(days=21), timedelta(days=270)
_ALERTS_OPEN: Final = 12
_ANSWERED: Final = 0.5
"""Of the running check, as much has been answered; nothing of the demo accounts' part."""
_TURN: Final = (MeasureKind.SUSPENSION, MeasureKind.TIGHTENED, MeasureKind.WARNING, MeasureKind.CORRECTION)
_TEXTS: Final = {
    "in_order": "经核查，程序与材料齐备（虚构）",
    "at_fault": "经核查，认定依据不足（虚构）",
    CheckVerdict.GRANT: "材料支持该类别（虚构）",
    CheckVerdict.REFUSE: "证明材料不足以支持认定（虚构）",
    "measure": "抽查差错率过高（虚构）",
    "answer": "已组织自查，正在纠正，请予复议（虚构）",
    "finished": "年度授权认定抽查（虚构）",
    "running": "近期授权认定抽查（虚构）",
}


def inspect(
    people: Mapping[str, User], bodies: list[Named], written: Written, *, seed: int, since: date, on: date
) -> None:
    """Called within an act.

    Args:
        since: the first day from which there are cases.
    """
    wages.count_now()
    city = people["demo-city"]
    _raise_alerts(bodies, written, on)
    _close_alerts(bodies[0])
    dice = Dice([seed, 5], max(len(written.carries), 1) * 4)
    done = _drawn(
        city, bodies, "finished", since, on - RUNNING, [one for named in bodies for one in named.officers.approvers[1:]]
    )
    if done is not None:
        _answer(done, done.checks.all(), written, dice)
        actions.open_results(by=city, campaign=done)
        _take_a_measure(city, bodies)
    asked = [people[name] for name in ("demo-district", "demo-county", "demo-city")]
    pool = [*asked, *(named.officers.approvers[0] for named in bodies[1:])]
    if running := _drawn(city, bodies, "running", on - RUNNING + timedelta(days=1), on, pool):
        theirs = running.checks.exclude(checker__in=asked).order_by("pk")
        _answer(running, theirs[: round(theirs.count() * _ANSWERED)], written, dice)


def _raise_alerts(bodies: list[Named], written: Written, on: date) -> None:
    """As they would have been raised when it was decided: the flagged, the favoured and the latest decisions."""
    colluding = next(one for one in bodies if one.key == COLLUDING)
    pair = Q(body=colluding.body, by=colluding.officers.approvers[0], case__organisation=written.favoured)
    flagged = (Q(against_finding=True) | pair) & Q(on__gt=on - _LOOKED_BACK)
    joined = ("case__talent", "case__organisation", "body__place", "body__organisation", "body__parent")
    seen = (
        Decision.objects.final().filter(flagged | Q(on__gt=on - _RECENT)).select_related(*joined).order_by("on", "pk")
    )
    for decision in seen:
        alerts = watching.found_at(decision)
        for alert in alerts:
            alert.opened_at = decision.at
        watching.raise_alerts(decision, alerts)


def _close_alerts(top: Named) -> None:
    """All but the latest are closed."""
    for alert in Alert.objects.filter(closed_at=None).order_by("-opened_at", "-pk")[_ALERTS_OPEN:]:
        outcome = AlertOutcome.AT_FAULT if alert.weight > 2 else AlertOutcome.IN_ORDER
        actions.close_alert(by=top.officers.approvers[1], alert=alert, outcome=outcome, finding=_TEXTS[outcome])


def _drawn(
    city: User, bodies: list[Named], title: str, since: date, until: date, checkers: Collection[User]
) -> Campaign | None:
    """A spot check with the plan that a campaign begins with; None where nothing was decided."""
    top = bodies[0].body
    if not planning.decisions_of(top, since, until).exists():
        return None
    plan = planning.plan_for(planning.bodies_below(top), name=title)
    campaign = actions.write_plan(by=city, body=top, title=_TEXTS[title], since=since, until=until, plan=plan)
    campaign = actions.commit_seed(by=city, campaign=campaign)
    campaign = actions.close_frame(by=city, campaign=campaign)
    return actions.draw(by=city, campaign=campaign, checkers=checkers)


def _answer(campaign: Campaign, checks: Iterable[Check], written: Written, dice: Dice) -> None:
    """What the checkers say: the truth, but for a slip now and then; a third settles what they differ on."""
    listed = list(checks)
    _say(campaign, listed, written, dice.rng.random(len(listed)) < CHECKERS_ERR)
    verdicts: dict[int, set[str]] = {}
    for check in listed:
        verdicts.setdefault(check.decision_id, set()).add(check.verdict)
    for decision in sorted(pk for pk, found in verdicts.items() if len(found) > 1):
        settle_if_needed(campaign, decision)
    settling = list(campaign.checks.due().filter(role="settle"))
    _say(campaign, settling, written, np.zeros(len(settling), bool))
    for who in campaign.checkers.values_list("user", flat=True):
        told_to_wait(campaign, who)


def _say(campaign: Campaign, checks: list[Check], written: Written, errs: Iterable[bool]) -> None:
    applied = dict(campaign.frame.values_list("decision", "category"))
    for check, slip in zip(checks, errs, strict=True):
        granted = written.carries[check.decision_id] != bool(slip)
        check.verdict = CheckVerdict.GRANT if granted else CheckVerdict.REFUSE
        check.category = applied[check.decision_id] if granted else ""
        check.reason, check.answered_at = _TEXTS[check.verdict], timezone.now()
    Check.objects.bulk_update(checks, ["verdict", "category", "reason", "answered_at"], batch_size=250)


def _take_a_measure(city: User, bodies: list[Named]) -> None:
    """The gravest that the figures allow for the lenient body is issued; it has answered."""
    lenient = next(one for one in bodies if one.key == LENIENT)
    proposed = {measure.kind: measure for measure in Measure.objects.filter(body=lenient.body)}
    gravest = next((proposed[kind] for kind in _TURN if kind in proposed), None)
    if gravest is not None:
        issued = actions.issue_measure(by=city, measure=gravest, reason=_TEXTS["measure"])
        actions.answer_measure(by=lenient.officers.approvers[2], measure=issued, answer=_TEXTS["answer"])
