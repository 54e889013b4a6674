"""Invented decisions of districts, and a spot check of them, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from office import people
from office.recognition import cases
from rencai.office.accounts.models import User
from rencai.office.asker import today
from rencai.office.oversight import actions
from rencai.office.oversight.campaigns import Campaign, Check
from rencai.office.oversight.planning import bodies_below, plan_for
from rencai.office.oversight.terms import CheckRole, CheckVerdict
from rencai.office.recognition.classes import HIGH_LEVEL
from rencai.office.recognition.models import Body, Case, Decision, Delegation, Recognition
from rencai.office.recognition.terms import State, Verdict
from rencai.office.registry.models import Talent

SINCE, UNTIL = date(2025, 1, 1), date(2025, 12, 31)


def decided(
    delegation: Delegation, *, by: User | None = None, verdict: str = Verdict.GRANT, on: date = SINCE, **more: Any
) -> Decision:
    """A decision as it stands in the base, written past the acts."""
    body = delegation.body
    talent: Talent = more.pop("talent", None) or people.talent(place=body.place)
    applicant = more.pop("applicant", None) or people.user("申请人（虚构）")
    granted = verdict == Verdict.GRANT
    case = Case.objects.create(
        measure=HIGH_LEVEL,
        category="junior",
        talent=talent,
        opened_by=applicant,
        organisation=more.pop("organisation", talent.organisation),
        place=body.place,
        body=body,
        delegation=delegation,
        route=body.kind,
        state=State.GRANTED if granted else State.REFUSED,
        answers=cases.FACTS,
        opened_on=on - timedelta(days=20),
        submitted_on=on - timedelta(days=19),
        decided_on=on,
    )
    facts = dict(cases.FACTS)
    given = {
        "reason": "" if granted else "不符合条件（虚构）",
        "finding": "eligible",
        "supported": "junior",
        "days": 9,
        "record": {"edition": "x", "on": on.isoformat(), "facts": facts},
        "digest": "0" * 64,
        "category": "junior" if granted else "",
    } | more
    decision = Decision.objects.create(
        case=case, verdict=verdict, body=body, delegation=delegation, by=by, on=on, **given
    )
    if granted:
        Recognition.objects.create(talent=talent, decision=decision, category="junior", valid_from=on)
    return decision


def districts(*keys: str) -> list[Delegation]:
    return [cases.district(key) for key in keys or ("zhongshan", "xigang")]


def year_of(delegations: Iterable[Delegation], each: int = 4) -> list[Decision]:
    """Decisions spread over 2025, all grants, each body by an officer of its own."""
    found = []
    for delegation in delegations:
        by = people.holder("officer", delegation.body.place, name="审批人（虚构）")
        days = (SINCE + timedelta(days=number * (360 // each)) for number in range(each))
        found += [decided(delegation, by=by, on=day) for day in days]
    return found


def outsiders(count: int = 4) -> list[User]:
    """Officers of districts that decide nothing here: they may check."""
    keys = ("shahekou", "ganjingzi", "lvshunkou", "jinzhou", "pulandian")
    return [people.holder("officer", people.place(key), name=f"抽查人{key}（虚构）") for key in keys[:count]]


def planned(by: User, **more: Any) -> Campaign:
    body = cases.city_body()
    plan = more.pop("plan", None) or plan_for(bodies_below(body), name="2025", **more)
    return actions.write_plan(by=by, body=body, title="2025年抽查（虚构）", since=SINCE, until=UNTIL, plan=plan)


def drawn(by: User, checkers: list[User] | None = None, **more: Any) -> Campaign:
    campaign = actions.commit_seed(by=by, campaign=planned(by, **more))
    campaign = actions.close_frame(by=by, campaign=campaign)
    return actions.draw(by=by, campaign=campaign, checkers=outsiders() if checkers is None else checkers)


def answered(campaign: Campaign, wrong: Iterable[int] = (), role: str | None = None) -> None:
    """Every open check gets the answer of an honest checker: those on `wrong` decisions would have decided otherwise."""
    wrong = set(wrong)
    while due := list(campaign.checks.due().select_related("checker", "decision").order_by("id")):
        for check in due:
            granted = (check.decision.verdict == Verdict.GRANT) != (check.decision_id in wrong)
            verdict = CheckVerdict.GRANT if granted else CheckVerdict.REFUSE
            fresh = User.objects.get(pk=check.checker_id)
            actions.answer_check(by=fresh, check=check, verdict=verdict, category="junior", reason="按规定（虚构）")


def opened(by: User, wrong: Iterable[int] = (), **more: Any) -> Campaign:
    campaign = drawn(by, **more)
    answered(campaign, wrong)
    return actions.open_results(by=by, campaign=campaign)


def first_of(campaign: Campaign, role: str = CheckRole.CHECK) -> Check:
    found: Check = campaign.checks.due().filter(role=role).select_related("checker", "decision").order_by("id").first()
    return found


def city_officer() -> User:
    cases.city_body()
    return people.city_officer()


def day(days: int = 0) -> date:
    return today() + timedelta(days=days)


def body_of(key: str) -> Body:
    return Body.objects.get(place=people.place(key), organisation=None)
