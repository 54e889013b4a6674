"""A case from its beginning to the decision, by whoever holds the authority."""

from __future__ import annotations

import pytest
import time_machine
from django.core.exceptions import ValidationError

from office import people
from office.recognition import cases
from rencai.office.asker import Refused, today
from rencai.office.audit import chain
from rencai.office.editing import EditedMeanwhile
from rencai.office.inbox.models import Item
from rencai.office.pack import the_pack
from rencai.office.recognition import actions
from rencai.office.recognition.finding import ELIGIBLE, NOT_ELIGIBLE, finding_of
from rencai.office.recognition.models import Case, Decision, Recognition
from rencai.office.recognition.terms import State, Step, Verdict
from rencai.office.registry.actions import remove_entry
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db


def decided(case: Case, by: people.User, verdict: str = Verdict.GRANT, **more: str) -> Decision:
    case.refresh_from_db()
    with time_machine.travel(max(case.due_on or today(), today()), tick=False):
        return actions.decide(by=by, case=case, version=case.version, verdict=verdict, **more)


def ready(**answers: object) -> tuple[Case, people.User]:
    """A case whose notice is over, and who may decide it."""
    cases.district()
    case = cases.prepared(cases.submitted(None, None, **answers), people.officer())
    return case, people.officer()


def test_a_district_recognises_whom_the_rules_support_and_the_record_says_so() -> None:
    case, decider = ready()
    decision = decided(case, decider)
    assert (decision.finding, decision.supported, decision.against_finding) == (ELIGIBLE, "junior", False)
    case.refresh_from_db()
    assert case.state == State.GRANTED
    assert Talent.objects.get(pk=case.talent_id).recognised_category == "junior"
    assert Recognition.objects.in_force(decision.on).get().manner == "introduced"
    assert not Item.objects.open().about(case).exists()
    assert not chain.verify().faults


def test_a_decision_is_replayed_years_later_from_what_it_froze() -> None:
    case, decider = ready()
    decision = Decision.objects.get(pk=decided(case, decider).pk)
    with time_machine.travel("2031-03-03", tick=False):
        assert the_pack().replay(decision.record) == []


def test_whoever_prepared_a_case_does_not_decide_it() -> None:
    cases.district()
    clerk = people.officer()
    case = cases.prepared(cases.submitted(), clerk)
    with pytest.raises(Refused, match="prepared"):
        decided(case, clerk)


def test_a_grant_against_the_finding_needs_a_reason_and_is_flagged() -> None:
    case, decider = ready(contract_months=12)
    assert finding_of(case, today()).status == NOT_ELIGIBLE
    with pytest.raises(ValidationError, match="against what the rules find"):
        decided(case, decider)
    assert decided(case, decider, reason="第一作者合同续签中（虚构）").against_finding


def test_nobody_is_granted_a_class_above_the_supported_one_without_a_reason() -> None:
    case, decider = ready()
    with pytest.raises(ValidationError, match="against"):
        decided(case, decider, category="top")


def test_before_the_notice_is_over_nothing_is_granted() -> None:
    cases.district()
    case = cases.prepared(cases.submitted(), people.officer(), until=Step.NOTICE)
    with pytest.raises(ValidationError, match="not over"):
        actions.finish_step(by=people.officer(), case=case, version=case.version)


def test_the_second_of_two_officers_is_told() -> None:
    cases.district()
    case, clerk = cases.submitted(), people.officer()
    actions.finish_step(by=clerk, case=case, version=case.version)
    with pytest.raises(EditedMeanwhile):
        actions.finish_step(by=people.officer(), case=case, version=case.version)


def test_past_the_quota_nobody_is_granted_and_the_case_can_be_referred_up() -> None:
    cases.district(quota=1)
    decider = people.officer()
    first = cases.prepared(cases.submitted(), people.officer())
    second = cases.prepared(cases.submitted(), people.officer())
    decided(first, decider)
    with pytest.raises(Refused, match="used up"):
        decided(second, decider)
    decided(second, decider, Verdict.REFER, reason="名额已满（虚构）")
    second.refresh_from_db()
    assert (second.body, second.step, second.state) == (cases.city_body(), Step.INTAKE, State.OPEN)


def test_a_suspended_body_decides_nothing_and_its_cases_go_to_the_level_above() -> None:
    delegation = cases.district()
    case = cases.prepared(cases.submitted(), people.officer())
    actions.suspend_delegation(by=people.leader(), delegation=delegation, reason="抽查不合格（虚构）")
    case.refresh_from_db()
    assert case.body == cases.city_body()
    with pytest.raises(Refused):
        decided(case, people.officer())


def test_an_officer_of_the_city_decides_no_case_of_a_district() -> None:
    case, _decider = ready()
    with pytest.raises(Refused, match="lies with"):
        decided(case, people.city_officer())


def test_a_dismissed_objection_lets_the_notice_go_on_and_an_upheld_one_does_not() -> None:
    cases.district()
    clerk = people.officer()
    case = cases.prepared(cases.submitted(), clerk, until=Step.NOTICE)
    objection = actions.object_to(case=case, text="论文造假（虚构）", from_whom="某人（虚构）", contact="无")
    with time_machine.travel(case.due_on, tick=False):
        case.refresh_from_db()
        with pytest.raises(ValidationError, match="objection"):
            actions.finish_step(by=clerk, case=case, version=case.version)
        actions.answer_objection(by=clerk, objection=objection, answer="dismissed", reason="查无实据（虚构）")
        case.refresh_from_db()
        assert actions.finish_step(by=clerk, case=case, version=case.version).step == Step.OPINION


def test_an_appeal_that_arrives_twice_is_one_and_upheld_goes_to_the_level_above() -> None:
    case, decider = ready(contract_months=12)
    decision = decided(case, decider, Verdict.REFUSE, reason="合同不足三年（虚构）")
    account = case.talent.account
    with time_machine.travel(decision.on, tick=False):
        appeal = actions.appeal(by=account, decision=decision, text="合同已续签（虚构）")
        with pytest.raises(ValidationError, match="already"):
            actions.appeal(by=account, decision=decision, text="合同已续签（虚构）")
        actions.answer_appeal(by=people.city_officer(), appeal=appeal, answer="upheld", reason="属实（虚构）")
    case.refresh_from_db()
    assert (case.state, case.body) == (State.OPEN, cases.city_body())


def test_while_the_applicant_owes_something_no_limit_runs() -> None:
    cases.district()
    clerk, case = people.officer(), cases.submitted()
    due = case.due_on
    case = actions.ask_applicant(by=clerk, case=case, what="补充合同（虚构）")
    assert case.state == State.OWED
    with time_machine.travel(cases.later(due, 10), tick=False):
        case = actions.submit(by=case.talent.account, case=case)
    assert case.state == State.OPEN
    assert case.due_on > cases.later(due, 10) or case.due_on > due


def test_confirmed_answers_become_attested_statements_of_the_record() -> None:
    cases.district()
    clerk, case = people.officer(), cases.submitted()
    actions.confirm_facts(by=clerk, case=case, facts=["honour_class"])
    statement = case.talent.statements.get(fact="honour_class")
    assert (statement.value, bool(statement.attested_by)) == ("junior", True)


def test_an_employer_that_recognises_its_own_people_takes_their_cases() -> None:
    organisation = people.organisation()
    cases.district()
    delegation = cases.employer(organisation)
    account, talent = cases.applicant(organisation=organisation)
    assert cases.submitted(account, talent).delegation == delegation


def test_what_is_granted_can_be_revoked_with_a_cause_and_the_record_follows() -> None:
    case, decider = ready()
    decision = decided(case, decider)
    with time_machine.travel(decision.on, tick=False):
        actions.revoke(by=decider, recognition=decision.recognition, cause="材料虚假（虚构）")
        assert Talent.objects.get(pk=case.talent_id).recognised_category == ""
        assert not Recognition.objects.in_force().exists()


def test_a_sector_authority_recognises_staff_of_employers_that_it_does_not_see_otherwise() -> None:
    bureau = people.organisation(kind="bureau", place=people.city())
    hospital = people.organisation(policy_kind="health_unit")
    cases.district()
    delegation = cases.sector(bureau, sectors=["health_unit"])
    account, talent = cases.applicant(organisation=hospital)
    case = cases.submitted(account, talent, employer_kind="health_unit")
    assert case.delegation == delegation
    clerk, decider = (people.holder("officer", bureau) for _ in range(2))
    actions.confirm_facts(by=clerk, case=case, facts=["honour_class"])
    assert decided(cases.prepared(case, clerk), decider).verdict == Verdict.GRANT


def test_a_document_that_is_evidence_in_a_case_is_not_removed() -> None:
    account, talent = cases.applicant()
    paper, case = cases.paper(talent, account), cases.draft(account, talent)
    actions.add_evidence(by=account, case=case, condition="contract", document=paper)
    with pytest.raises(ValidationError, match="evidence"):
        remove_entry(by=account, entry=paper, reason="falsch")


def test_a_grant_stays_in_force_under_appeal_and_ends_when_the_level_above_refuses() -> None:
    case, decider = ready()
    decision = decided(case, decider)
    with time_machine.travel(decision.on, tick=False):
        appeal = actions.appeal(by=case.talent.account, decision=decision, text="应为更高类别（虚构）")
        actions.answer_appeal(by=people.city_officer(), appeal=appeal, answer="upheld", reason="重新审核（虚构）")
        assert Recognition.objects.in_force().get().decision == decision
        case.refresh_from_db()
        decided(case, people.city_officer(), Verdict.REFUSE, reason="材料不符（虚构）")
        assert not Recognition.objects.in_force().exists()


def test_nobody_loses_a_class_by_a_grant_of_a_lower_one() -> None:
    case, decider = ready(honour_class="senior")
    Case.objects.filter(pk=case.pk).update(category="senior")
    decided(case, decider)
    talent = Talent.objects.get(pk=case.talent_id)
    again = cases.prepared(cases.submitted(talent.account, talent), people.officer())
    with pytest.raises(ValidationError, match="higher class already"):
        decided(again, decider)
