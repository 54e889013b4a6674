"""The public notice: what everybody reads, and how anybody objects."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from office import people
from office.recognition import cases
from rencai.office.inbox.deadlines import working_days
from rencai.office.recognition.models import Case, Objection
from rencai.office.recognition.publicity import MOST_OBJECTIONS
from rencai.office.recognition.routes import NOTICE_DAYS
from rencai.office.recognition.terms import Answer, Step

pytestmark = pytest.mark.django_db
SAID = {"from_whom": "某人（虚构）", "contact": "无（虚构）", "text": "论文造假（虚构）"}


@pytest.fixture(autouse=True)
def _nobody_has_objected_yet() -> None:
    cache.clear()


def publicised(**talent: Any) -> Case:
    cases.district()
    case = cases.submitted(*cases.applicant(**talent))
    return cases.prepared(case, people.officer(), until=Step.NOTICE)


def listed() -> str:
    return Client().get(reverse("notices")).content.decode()


def test_the_notice_names_the_person_the_employer_the_class_the_body_and_the_days_and_nothing_else() -> None:
    case = publicised(document_number=people.identity_number(7), phone="13800001234")
    stage = case.stages.get(step=Step.NOTICE)
    last = working_days(stage.began_on, NOTICE_DAYS)
    shown = listed() + Client().get(reverse("notice", args=[case.pk])).content.decode()
    for text in (case.talent.name, case.organisation.name, "young elite", str(stage.began_on), str(last)):
        assert text in shown
    for text in ("13800001234", people.identity_number(7), case.number, str(case.talent.birth_date), "opened_by"):
        assert text not in shown


def test_before_its_notice_and_after_it_nobody_reads_of_a_case() -> None:
    cases.district()
    case = cases.submitted()
    assert case.talent.name not in listed()
    assert Client().get(reverse("notice", args=[case.pk])).status_code == 404
    case = cases.prepared(case, people.officer())
    assert case.talent.name not in listed()


def test_anybody_objects_without_an_account_and_the_body_finds_it_on_the_case() -> None:
    case = publicised()
    answer = Client().post(reverse("notice", args=[case.pk]), SAID, follow=True)
    assert "Your objection has arrived" in answer.content.decode()
    shown = people.signed_in(people.officer()).get(reverse("recognition_case", args=[case.pk])).content.decode()
    assert "论文造假（虚构）" in shown
    assert "某人（虚构）" not in listed()


def test_an_objection_without_a_name_is_not_taken_and_what_was_typed_stays() -> None:
    case = publicised()
    answer = Client().post(reverse("notice", args=[case.pk]), SAID | {"from_whom": ""})
    assert "论文造假（虚构）" in answer.content.decode()
    assert not Objection.objects.exists()


def test_a_program_that_fills_in_every_field_does_not_object() -> None:
    case = publicised()
    Client().post(reverse("notice", args=[case.pk]), SAID | {"website": "http://example.com"})
    assert not Objection.objects.exists()


def test_one_address_objects_only_so_often_within_an_hour() -> None:
    case, browser = publicised(), Client()
    for _ in range(MOST_OBJECTIONS + 1):
        answer = browser.post(reverse("notice", args=[case.pk]), SAID)
    assert "Too many objections" in answer.content.decode()
    assert Objection.objects.count() == MOST_OBJECTIONS


def test_an_objection_needs_the_token_of_its_page() -> None:
    case = publicised()
    assert Client(enforce_csrf_checks=True).post(reverse("notice", args=[case.pk]), SAID).status_code == 403


def test_names_and_objections_are_text_and_nothing_else() -> None:
    case = publicised(name="<b>粗体</b>")
    Client().post(reverse("notice", args=[case.pk]), SAID | {"text": "<script>alert(1)</script>"})
    shown = people.signed_in(people.officer()).get(reverse("recognition_case", args=[case.pk])).content.decode()
    assert "<b>粗体" not in listed()
    assert "<script>alert(1)" not in shown


def test_an_officer_answers_an_objection_on_its_page_and_another_body_does_not() -> None:
    case = publicised()
    Client().post(reverse("notice", args=[case.pk]), SAID)
    objection = Objection.objects.get()
    address = reverse("recognition_objection", args=[case.pk, objection.pk])
    given = {"answer": "dismissed", "reason": "查无实据（虚构）"}
    elsewhere = people.signed_in(people.city_officer()).post(address, given)
    assert "you hold no mandate there" in elsewhere.content.decode()
    assert people.signed_in(people.officer()).post(address, given).status_code == 302
    objection.refresh_from_db()
    assert objection.answer == Answer.DISMISSED
    assert "查无实据（虚构）" in people.signed_in(people.officer()).get(address).content.decode()


def test_an_appeal_is_answered_on_its_page_by_the_level_above_alone() -> None:
    from rencai.office.recognition import actions

    cases.district()
    case = cases.prepared(cases.submitted(None, None, contract_months=12), people.officer())
    with time_machine.travel(case.due_on, tick=False):
        decision = actions.decide(
            by=people.officer(), case=case, version=case.version, verdict="refuse", reason="合同不足（虚构）"
        )
        appeal = actions.appeal(by=case.talent.account, decision=decision, text="合同已续（虚构）")
        address = reverse("recognition_appeal", args=[case.pk, appeal.pk])
        given = {"answer": "upheld", "reason": "属实（虚构）"}
        assert "you hold no mandate there" in people.signed_in(people.officer()).post(address, given).content.decode()
        assert people.signed_in(people.city_officer()).post(address, given).status_code == 302
    case.refresh_from_db()
    assert case.body == cases.city_body()
