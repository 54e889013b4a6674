"""Who takes part in a case: nobody on both sides of it, and nobody beyond what their mandate is for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from office import people
from office.recognition import cases
from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import Refused
from rencai.office.places.models import Organisation, Place
from rencai.office.recognition import actions
from rencai.office.recognition.models import Appeal, Case, Decision
from rencai.office.recognition.terms import State, Step, Verdict

pytestmark = pytest.mark.django_db


def also(user: User | None, role: str, where: Place | Organisation | None, **values: Any) -> User:
    """`user` with one more mandate."""
    assert user
    reach = {"organisation": where} if isinstance(where, Organisation) else {"place": where}
    Mandate.objects.create(holder=user, role=role, valid_from=date(2020, 1, 1), reason="for a test", **reach, **values)
    return User.objects.get(pk=user.pk)


def applicant_of(case: Case) -> User:
    assert case.talent.account
    return case.talent.account


def decided(case: Case, by: User, verdict: str = Verdict.GRANT, **more: Any) -> Decision:
    case = Case.objects.get(pk=case.pk)
    with time_machine.travel(case.due_on, tick=False):
        return actions.decide(by=by, case=case, version=case.version, verdict=verdict, **more)


def refused() -> Decision:
    """A district's refusal, with an appeal still possible."""
    cases.district()
    case = cases.prepared(cases.submitted(), people.officer())
    return decided(case, people.officer(), Verdict.REFUSE, reason="材料不足（虚构）")


def appealed(decision: Decision) -> Appeal:
    with time_machine.travel(decision.on, tick=False):
        return actions.appeal(by=applicant_of(decision.case), decision=decision, text="请复核（虚构）")


# both sides


def test_whoever_may_write_an_employer_s_applications_does_not_deal_with_them() -> None:
    organisation = people.organisation()
    cases.employer(organisation)
    account, talent = cases.applicant(organisation=organisation)
    both = also(people.hr(organisation), "officer", organisation)
    case = cases.submitted(account, talent)
    with pytest.raises(Refused, match="apply"):
        actions.finish_step(by=both, case=case, version=case.version)


def test_an_employer_does_not_withdraw_what_a_talent_applies_for_themselves() -> None:
    cases.district()
    case = cases.submitted()
    hr = people.hr(case.organisation)
    with pytest.raises(Refused, match="talent's own"):
        actions.withdraw(by=hr, case=case)
    assert Case.objects.get(pk=case.pk).state == State.OPEN


def test_an_employer_does_not_write_on_what_a_talent_applies_for_themselves() -> None:
    account, talent = cases.applicant()
    case, hr = cases.draft(account, talent), people.hr(talent.organisation)
    with pytest.raises(Refused, match="talent's own"):
        actions.save_answers(by=hr, case=case, answers={"contract_months": 12})
    with pytest.raises(Refused, match="talent's own"):
        actions.submit(by=hr, case=case)


def test_what_an_employer_changes_after_the_consent_needs_it_anew() -> None:
    cases.district()
    organisation = people.organisation()
    account, talent = cases.applicant(organisation=organisation)
    hr = people.hr(organisation)
    case = cases.draft(hr, talent)
    actions.consent(by=account, case=case)
    actions.save_answers(by=hr, case=case, answers={}, category="top")
    assert actions.submit(by=hr, case=case).state == State.CONSENT


def test_whoever_saw_the_originals_does_not_decide() -> None:
    cases.district()
    account, talent = cases.applicant()
    case = cases.draft(account, talent)
    evidence = actions.add_evidence(by=account, case=case, condition="contract", document=cases.paper(talent, account))
    case, other = actions.submit(by=account, case=case), people.officer()
    actions.see_original(by=other, evidence=evidence)
    with pytest.raises(Refused, match="prepared"):
        decided(cases.prepared(case, people.officer()), other)


def test_whoever_prepared_a_case_in_the_district_does_not_decide_it_in_the_city() -> None:
    cases.district()
    both = also(people.officer(), "officer", people.city())
    case = cases.prepared(cases.submitted(), both)
    decided(case, people.officer(), Verdict.REFER, reason="名额已满（虚构）")
    cases.prepared(case, people.city_officer())
    with pytest.raises(Refused, match="prepared"):
        decided(case, both)


def test_nobody_answers_the_appeal_of_their_own_kin_or_their_own() -> None:
    appeal = appealed(refused())
    own = also(appeal.decision.case.talent.account, "officer", people.city())
    with pytest.raises(Refused, match="party"):
        actions.answer_appeal(by=own, appeal=appeal, answer="upheld", reason="属实（虚构）")


def test_whoever_prepared_any_of_a_case_does_not_answer_the_appeal() -> None:
    cases.district()
    first = also(people.officer(), "officer", people.city())
    case = cases.submitted()
    case = actions.finish_step(by=first, case=case, version=case.version)
    decision = decided(cases.prepared(case, people.officer()), people.officer(), Verdict.REFUSE, reason="不足（虚构）")
    with pytest.raises(Refused, match="took part"):
        actions.answer_appeal(by=first, appeal=appealed(decision), answer="dismissed", reason="不足（虚构）")


def test_an_appeal_is_answered_by_a_mandate_for_the_class_that_was_applied_for() -> None:
    appeal = appealed(refused())
    narrow = people.holder("officer", people.city(), categories=["top"])
    with pytest.raises(Refused, match="lies with"):
        actions.answer_appeal(by=narrow, appeal=appeal, answer="upheld", reason="属实（虚构）")


def test_nobody_revokes_their_own_recognition_or_that_of_their_employer_s_people() -> None:
    cases.district()
    decision = decided(cases.prepared(cases.submitted(), people.officer()), people.officer())
    colleague = also(people.officer(), "employer", decision.case.organisation)
    with pytest.raises(Refused, match="employer"):
        actions.revoke(by=colleague, recognition=decision.recognition, cause="材料虚假（虚构）")


# classes


def test_a_mandate_for_another_class_refuses_nothing_by_naming_its_own() -> None:
    cases.district()
    case = cases.prepared(cases.submitted(), people.officer())
    narrow = people.holder("officer", people.place(), categories=["top"])
    with pytest.raises(Refused, match="lies with"):
        decided(case, narrow, Verdict.REFUSE, category="top", reason="不足（虚构）")


def test_as_a_high_level_talent_nobody_becomes_one_in_short_supply() -> None:
    cases.district()
    case = cases.prepared(cases.submitted(), people.officer())
    with pytest.raises(ValidationError, match="Choose a class"):
        decided(case, people.officer(), category="shortage", reason="紧缺（虚构）")


def test_nobody_is_granted_more_than_was_publicised_even_with_a_reason() -> None:
    cases.district()
    case = cases.prepared(cases.submitted(), people.officer())
    with pytest.raises(ValidationError, match="publicised"):
        decided(case, people.officer(), category="top", reason="特别优秀（虚构）")


def test_the_class_that_is_applied_for_stays_once_the_case_is_under_way() -> None:
    cases.district()
    case = actions.ask_applicant(by=people.officer(), case=cases.submitted(), what="补充合同（虚构）")
    with pytest.raises(ValidationError, match="class"):
        actions.save_answers(by=applicant_of(case), case=case, answers={}, category="top")


# what only a decision says


@pytest.mark.parametrize("fact", ["recognised_category", "recognised_as"])
def test_nobody_says_of_themselves_that_they_are_recognised(fact: str) -> None:
    account, talent = cases.applicant()
    case = cases.draft(account, talent)
    value = {"recognised_category": "top", "recognised_as": "local"}[fact]
    with pytest.raises(ValidationError):
        actions.save_answers(by=account, case=case, answers={fact: value})


def test_confirming_an_answer_recognises_nobody() -> None:
    cases.district()
    case = cases.submitted()
    Case.objects.filter(pk=case.pk).update(answers=case.answers | {"recognised_category": "top"})
    with pytest.raises(ValidationError, match="recognised"):
        actions.confirm_facts(by=people.officer(), case=case, facts=["recognised_category"])


def test_a_body_whose_time_is_over_refuses_nothing() -> None:
    delegation = cases.district()
    case = cases.prepared(cases.submitted(), people.officer(), until=Step.ORIGINALS)
    delegation.valid_until = date(2021, 1, 1)
    delegation.save()
    with pytest.raises(Refused, match="not in force"):
        decided(case, people.officer(), Verdict.REFUSE, reason="不足（虚构）")
