"""Pauses, handing over, withdrawing, refusing and appealing in any order: nothing is stuck, lost or counted twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from office import people
from office.recognition import cases
from rencai.office.accounts.models import User
from rencai.office.inbox.models import Item
from rencai.office.recognition import actions
from rencai.office.recognition.actions.deciding import digest_of
from rencai.office.recognition.finding import finding_of, publicised_days
from rencai.office.recognition.inbox import OBJECTION
from rencai.office.recognition.models import Appeal, Case, Decision, Objection, Recognition
from rencai.office.recognition.routes import NOTICE_DAYS
from rencai.office.recognition.terms import State, Step, Verdict
from rencai.office.registry.calendar import follow_the_calendar
from rencai.office.registry.facts import facts_of
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (2, 3, 4, 5, 6))
NEXT_MONDAY, NEXT_TUESDAY = date(2026, 11, 9), date(2026, 11, 10)


class Unwatched:
    def __call__(self, done: int, total: int) -> None: ...


def on(day: date) -> time_machine.travel:
    return time_machine.travel(f"{day}T12:00:00+08:00", tick=False)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def applicant_of(case: Case) -> User:
    assert case.talent.account
    return case.talent.account


def in_notice(day: date = MONDAY) -> tuple[Case, User]:
    """A case of a district whose notice began on `day`, and who prepares it."""
    cases.district()
    clerk = people.officer()
    with on(day):
        return cases.prepared(cases.submitted(), clerk, until=Step.NOTICE), clerk


def finish(case: Case, by: User) -> Case:
    case = again(case)
    return actions.finish_step(by=by, case=case, version=case.version)


def decide(case: Case, by: User, verdict: str, **more: Any) -> Decision:
    case = again(case)
    return actions.decide(by=by, case=case, version=case.version, verdict=verdict, **more)


def objected(case: Case) -> Objection:
    return actions.object_to(case=again(case), text="论文造假（虚构）", from_whom="某人（虚构）", contact="无")


# the notice


@pytest.mark.parametrize("day", [FRIDAY, NEXT_MONDAY])
def test_a_notice_has_run_when_five_whole_working_days_are_over_and_not_on_the_fifth(day: date) -> None:
    case, clerk = in_notice()
    with on(day), pytest.raises(ValidationError, match="not over"):
        finish(case, clerk)
    with on(NEXT_TUESDAY):
        assert finish(case, clerk).step == Step.OPINION
        assert publicised_days(again(case), NEXT_TUESDAY) == NOTICE_DAYS
    assert again(case).stages.get(step=Step.NOTICE).due_on == NEXT_TUESDAY


def test_a_notice_that_begins_before_a_weekend_or_a_holiday_counts_neither() -> None:
    case, clerk = in_notice(date(2026, 9, 30))  # the holidays are 1 to 7 October; 10 October is worked
    due = case.due_on
    assert due is not None
    before = max(date.fromordinal(due.toordinal() - back) for back in (1,))
    with on(before):
        assert publicised_days(again(case), before) < NOTICE_DAYS
    with on(due):
        assert publicised_days(again(case), due) == NOTICE_DAYS
        assert finish(case, clerk).step == Step.OPINION


def test_days_on_which_nobody_could_see_the_notice_do_not_count() -> None:
    case, clerk = in_notice()
    with on(WEDNESDAY):
        case = actions.ask_applicant(by=clerk, case=case, what="补充合同（虚构）")
    with on(NEXT_TUESDAY):
        case = actions.submit(by=applicant_of(case), case=case)
        with pytest.raises(ValidationError, match="not over"):
            finish(case, clerk)
        assert publicised_days(again(case), NEXT_TUESDAY) == 1
    assert case.due_on is not None
    with on(case.due_on):
        assert publicised_days(again(case), case.due_on) == NOTICE_DAYS
        assert finish(case, clerk).step == Step.OPINION


def test_what_was_upheld_against_an_earlier_notice_does_not_shorten_the_next() -> None:
    case, clerk = in_notice()
    with on(TUESDAY):
        actions.answer_objection(by=clerk, objection=objected(case), answer="upheld", reason="属实（虚构）")
        decision = decide(case, people.officer(), Verdict.REFUSE, reason="异议成立（虚构）")
        appeal = actions.appeal(by=applicant_of(case), decision=decision, text="请复核（虚构）")
        actions.answer_appeal(by=people.city_officer(), appeal=appeal, answer="upheld", reason="应重新办理（虚构）")
    city_clerk = people.city_officer()
    with on(WEDNESDAY):
        case = cases.prepared(again(case), city_clerk, until=Step.NOTICE)
    with on(THURSDAY), pytest.raises(ValidationError, match="not over"):
        finish(case, city_clerk)
    assert case.due_on is not None
    with on(case.due_on):
        assert finish(case, city_clerk).step == Step.OPINION
        assert finding_of(again(case), case.due_on).status == "eligible"


def test_after_an_objection_that_is_upheld_the_case_can_be_refused() -> None:
    case, clerk = in_notice()
    with on(TUESDAY):
        actions.answer_objection(by=clerk, objection=objected(case), answer="upheld", reason="属实（虚构）")
        assert finish(case, clerk).step == Step.OPINION
        decide(case, people.officer(), Verdict.REFUSE, reason="异议成立（虚构）")
    assert again(case).state == State.REFUSED


# objections that wait


def test_an_objection_goes_along_with_the_case_to_the_body_that_takes_it_over() -> None:
    case, _clerk = in_notice()
    with on(TUESDAY):
        objection = objected(case)
        decide(case, people.officer(), Verdict.REFER, reason="名额已满（虚构）")
        item = Item.objects.open().about(objection).get(kind=OBJECTION)
        assert item.place_id == cases.city_body().place_id
        actions.answer_objection(
            by=people.city_officer(), objection=objection, answer="dismissed", reason="查无实据（虚构）"
        )
    assert not Item.objects.open().about(objection).exists()


@pytest.mark.parametrize("end", ["refuse", "withdraw"])
def test_when_a_case_is_over_no_objection_to_it_waits_any_more(end: str) -> None:
    case, _clerk = in_notice()
    with on(TUESDAY):
        objection = objected(case)
        if end == "refuse":
            decide(case, people.officer(), Verdict.REFUSE, reason="材料不足（虚构）")
        else:
            actions.withdraw(by=applicant_of(case), case=case)
    assert not Item.objects.open().about(objection).exists()


# appeals beside other applications


def refused() -> Decision:
    cases.district()
    case = cases.prepared(cases.submitted(), people.officer(), until=Step.ORIGINALS)
    return decide(case, people.officer(), Verdict.REFUSE, reason="材料不足（虚构）")


def test_while_an_appeal_is_open_nobody_applies_anew_for_the_same() -> None:
    decision = refused()
    account = applicant_of(decision.case)
    actions.appeal(by=account, decision=decision, text="请复核（虚构）")
    with pytest.raises(ValidationError, match="appeal"):
        cases.draft(account, decision.case.talent)


def test_whoever_applies_anew_does_not_appeal_as_well() -> None:
    decision = refused()
    account = applicant_of(decision.case)
    cases.draft(account, decision.case.talent)
    with pytest.raises(ValidationError, match="under way"):
        actions.appeal(by=account, decision=decision, text="请复核（虚构）")
    assert not Appeal.objects.exists()


def test_a_case_that_was_handed_over_while_it_waited_for_the_applicant_goes_on() -> None:
    held = cases.district()
    case = actions.ask_applicant(by=people.officer(), case=cases.submitted(), what="补充合同（虚构）")
    actions.suspend_delegation(by=people.leader(), delegation=held, reason="抽查不合格（虚构）")
    case = again(case)
    assert (case.state, case.step, case.body) == (State.OPEN, Step.INTAKE, cases.city_body())
    assert not case.pauses.filter(ended_on=None).exists()
    actions.withdraw(by=applicant_of(case), case=case)
    assert not Item.objects.open().about(case).exists()


# what a decision says


def test_the_days_of_a_decision_are_those_since_its_body_has_the_case() -> None:
    cases.district()
    with on(MONDAY):
        case = cases.submitted()
    with on(NEXT_MONDAY):
        decide(case, people.officer(), Verdict.REFER, reason="名额已满（虚构）")
    with on(NEXT_TUESDAY):
        decision = decide(case, people.city_officer(), Verdict.REFUSE, reason="材料不足（虚构）")
    assert decision.days == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("against_finding", False), ("supported", "top"), ("finding", "eligible"), ("days", 99), ("unattested", [])],
)
def test_the_digest_covers_whatever_supervision_looks_at(field: str, value: object) -> None:
    decision = Decision.objects.get(pk=refused().pk)
    decision.against_finding = not decision.against_finding if field == "against_finding" else False
    assert decision.unattested
    if field != "against_finding":
        decision.refresh_from_db()
        setattr(decision, field, value)
    assert digest_of(decision) != decision.digest


def test_a_decision_keeps_which_facts_only_the_applicant_stated() -> None:
    cases.district()
    case = cases.submitted()
    actions.confirm_facts(by=people.officer(), case=case, facts=["honour_class"])
    decision = decide(case, people.officer(), Verdict.REFUSE, reason="材料不足（虚构）")
    assert "contract_months" in decision.unattested
    assert "honour_class" not in decision.unattested


def test_when_a_recognition_ends_the_one_that_it_superseded_does_not_come_back() -> None:
    cases.district()
    account, talent = cases.applicant()
    first = cases.prepared(cases.submitted(account, talent), people.officer())
    with on(first.due_on or MONDAY):
        decide(first, people.officer(), Verdict.GRANT)
        second = cases.submitted(account, talent)
    with on(second.opened_on):
        second = cases.prepared(second, people.officer())
    with on(second.due_on or MONDAY):
        decide(second, people.officer(), Verdict.GRANT, valid_until=second.due_on)
        assert Talent.objects.get(pk=talent.pk).recognised_category == "junior"
    after = date.fromordinal((second.due_on or MONDAY).toordinal() + 1)
    with on(after):
        follow_the_calendar.function(Unwatched())
        assert not Recognition.objects.in_force().exists()
        assert Talent.objects.get(pk=talent.pk).recognised_category == ""
        assert "recognised_category" not in facts_of(talent, after).facts
