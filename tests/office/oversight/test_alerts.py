"""What a decision raises as it is made, in the act's own transaction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from office import people
from office.oversight import scene
from office.recognition import cases
from rencai.office.asker import Refused, today
from rencai.office.audit import chain
from rencai.office.audit.models import Event
from rencai.office.inbox.models import Item
from rencai.office.oversight import actions, watching
from rencai.office.oversight.alerts import Alert
from rencai.office.oversight.terms import AlertKind, AlertOutcome
from rencai.office.oversight.wages import LEAST, count_now
from rencai.office.oversight.wording import SENTENCES
from rencai.office.recognition import actions as recognition
from rencai.office.recognition.models import Case, Decision
from rencai.office.recognition.terms import Verdict
from rencai.office.registry.entries import Employment, Insurance

pytestmark = pytest.mark.django_db


def decide(case: Case, by: people.User, **more: Any) -> Decision:
    case.refresh_from_db()
    with time_machine.travel(max(case.due_on or today(), today()), tick=False):
        return recognition.decide(by=by, case=case, version=case.version, verdict=Verdict.GRANT, **more)


def ready(**answers: Any) -> tuple[Case, people.User]:
    cases.district()
    return cases.prepared(cases.submitted(None, None, **answers), people.officer()), people.officer()


def kinds(decision: Decision) -> set[str]:
    return set(decision.alerts.values_list("kind", flat=True))


def found(decision: Decision) -> dict[str, dict[str, Any]]:
    return {alert.kind: alert.facts for alert in watching.found_at(Decision.objects.get(pk=decision.pk))}


def test_every_check_of_the_library_has_its_kind_of_alert() -> None:
    assert set(AlertKind.values) == {*SENTENCES, AlertKind.CHANGED_DOCUMENT}


def test_a_grant_against_the_finding_waits_for_the_level_above_and_not_for_the_body() -> None:
    case, decider = ready(contract_months=12)
    decision = decide(case, decider, reason="续签中（虚构）")
    alert = decision.alerts.get(kind=AlertKind.AGAINST_FINDING)
    assert alert.facts == {"decision": "granted", "finding": "refused"}
    item = Item.objects.open().about(alert).get()
    assert item.place_id == people.city().pk
    assert Event.objects.filter(act="oversight.alerted").exists()
    assert not chain.verify().faults


def test_an_ordinary_decision_raises_nothing_about_pairs_documents_or_findings() -> None:
    case, decider = ready()
    assert not kinds(decide(case, decider)) & {"against_finding", "same_pair", "shared_document", "quota_burst"}


def test_when_the_act_fails_its_alerts_are_gone_with_it() -> None:
    case, decider = ready(contract_months=12)
    with transaction.atomic():
        decide(case, decider, reason="x")
        transaction.set_rollback(True)
    assert not Alert.objects.exists()


def test_an_approver_who_meets_an_employer_more_often_than_chance_is_noticed() -> None:
    delegation = scene.districts()[0]
    one, two = people.officer(), people.officer()
    favourite = people.organisation()
    for number in range(12):
        scene.decided(delegation, by=one, organisation=favourite, on=scene.SINCE + timedelta(days=number))
        scene.decided(delegation, by=two, on=scene.SINCE + timedelta(days=number))
    last = scene.decided(delegation, by=one, organisation=favourite, on=scene.SINCE + timedelta(days=30))
    assert found(last)["same_pair"]["seen"] == 13


def test_grants_that_pile_up_are_noticed() -> None:
    delegation = scene.districts()[0]
    by = people.officer()
    for month in range(5):
        scene.decided(delegation, by=by, on=scene.SINCE + timedelta(days=30 * month))
    for _grant in range(8):
        last = scene.decided(delegation, by=by, on=scene.SINCE + timedelta(days=300))
    assert found(last)["quota_burst"]["recent"] == 8


def test_a_document_that_stands_for_two_people_is_noticed() -> None:
    delegation = scene.districts()[0]
    first_account, first = cases.applicant()
    second_account, second = cases.applicant()
    for account, talent in ((first_account, first), (second_account, second)):
        case = cases.draft(account, talent)
        recognition.add_evidence(
            by=account, case=case, condition="honour", document=cases.paper(talent, account, "same")
        )
    document = cases.paper(first, first_account, "same")
    frozen = [{"condition": "honour", "document": document.pk, "sha256": document.sha256, "seen_on": None}]
    decision = scene.decided(delegation, talent=first, by=people.officer(), evidence=frozen)
    assert found(decision)["shared_document"] == {"others": 1}


def test_a_salary_out_of_line_with_the_industry_is_noticed() -> None:
    employer = people.organisation(industry="C")
    for number in range(LEAST):
        talent = people.talent(organisation=employer)
        Employment.objects.create(
            talent=talent, organisation=employer, started_on=scene.SINCE, monthly_wage=8000 + number
        )
    assert count_now() == 1
    delegation = scene.districts()[0]
    facts = cases.FACTS | {"monthly_wage": "60000"}
    decision = scene.decided(
        delegation, by=people.officer(), organisation=employer, record={"edition": "x", "facts": facts}
    )
    assert found(decision)["salary"]["salary"] == "60,000"


def test_of_few_people_no_median_is_kept() -> None:
    employer = people.organisation(industry="J")
    talent = people.talent(organisation=employer)
    Employment.objects.create(talent=talent, organisation=employer, started_on=scene.SINCE, monthly_wage=8000)
    assert count_now() == 0


def test_an_employer_that_pays_no_insurance_is_noticed_and_one_that_does_is_not() -> None:
    delegation = scene.districts()[0]
    employer = people.organisation()
    decision = scene.decided(delegation, by=people.officer(), organisation=employer)
    assert found(decision)["uninsured_employer"]["months"] == 0
    Insurance.objects.create(talent=people.talent(), organisation=employer, first_month=date(2024, 1, 1))
    assert "uninsured_employer" not in found(decision)


def test_a_grant_on_answers_that_nobody_attested_is_noticed_and_a_refusal_is_not() -> None:
    delegation = scene.districts()[0]
    for verdict, is_noticed in ((Verdict.GRANT, True), (Verdict.REFUSE, False)):
        decision = scene.decided(
            delegation, by=people.officer(), verdict=verdict, unattested=["degree", "contract_months"]
        )
        assert ("unattested" in found(decision)) is is_noticed


def test_a_decision_right_after_the_step_before_it_is_noticed_as_fast_and_an_hour_later_is_not() -> None:
    case, decider = ready()
    decision = decide(case, decider)
    done = Event.objects.filter(act="recognition.step_done").latest("number").at
    for seconds, is_fast in ((20, True), (3600, False)):
        Decision.objects.filter(pk=decision.pk).update(at=done + timedelta(seconds=seconds))
        assert ("too_fast" in found(decision)) is is_fast


def test_the_checks_add_five_queries_to_a_decision(django_assert_num_queries: Any) -> None:
    delegation = scene.districts()[0]
    frozen = [{"condition": "honour", "document": 1, "sha256": "a" * 64, "seen_on": None}]
    for _decision in range(5):
        scene.decided(delegation, by=people.officer(), evidence=frozen, organisation=people.organisation())
    decision = Decision.objects.select_related("body", "case__organisation", "case__talent").first()
    with django_assert_num_queries(5):
        watching.found_at(decision)


def test_a_district_does_not_close_an_alert_about_itself() -> None:
    case, decider = ready(contract_months=12)
    alert = decide(case, decider, reason="x").alerts.first()
    for user in (decider, people.officer()):
        with pytest.raises(Refused):
            actions.close_alert(by=user, alert=alert, outcome=AlertOutcome.IN_ORDER, finding="x")


def test_nobody_looks_into_a_decision_in_which_they_took_part() -> None:
    officer = scene.city_officer()
    decision = scene.decided(scene.districts()[0], by=officer)
    watching_alert = Alert.objects.create(
        kind="last_day", decision=decision, body=decision.body, opened_at=decision.at, facts={}
    )
    with pytest.raises(Refused, match="took part"):
        actions.take_alert(by=officer, alert=watching_alert)


def test_an_alert_is_closed_once_and_with_a_finding() -> None:
    case, decider = ready(contract_months=12)
    alert = decide(case, decider, reason="x").alerts.first()
    officer = scene.city_officer()
    with pytest.raises(ValidationError, match="Say what was found"):
        actions.close_alert(by=officer, alert=alert, outcome=AlertOutcome.IN_ORDER, finding=" ")
    actions.close_alert(by=officer, alert=alert, outcome=AlertOutcome.IN_ORDER, finding="有据（虚构）")
    assert not Item.objects.open().about(alert).exists()
    with pytest.raises(ValidationError, match="closed already"):
        actions.close_alert(by=officer, alert=alert, outcome=AlertOutcome.AT_FAULT, finding="x")


def test_the_database_keeps_no_closed_alert_without_a_finding() -> None:
    decision = scene.decided(scene.districts()[0], by=people.officer())
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.create(
            kind="last_day", decision=decision, body=decision.body, opened_at=decision.at, closed_at=decision.at
        )
