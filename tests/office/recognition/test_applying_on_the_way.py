"""An application on its way, as whoever applied sees it: who has it, what is owed, the decision, the appeal."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from office import people
from office.recognition import cases
from office.recognition.test_applying import page, pdf, sent, words
from office.recognition.test_flow import decided, ready
from rencai.office.accounts.models import User
from rencai.office.recognition import actions
from rencai.office.recognition.models import Appeal, Case
from rencai.office.recognition.terms import State, Step, Verdict
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def refused() -> tuple[User, Case]:
    """A case that was refused, with the reason that the contract is too short."""
    case, decider = ready(contract_months=12)
    decided(case, decider, Verdict.REFUSE, reason="<b>合同不足三年（虚构）</b>")
    account = case.talent.account
    assert account is not None
    return account, case


def test_the_applicant_sees_who_has_it_in_which_step_and_by_when() -> None:
    cases.district()
    case = cases.prepared(cases.submitted(), people.officer(), until=Step.ORIGINALS)
    assert case.talent.account is not None
    text = page(case.talent.account, "recognition_case", case.pk)
    assert "Zhongshan" in text
    assert "Check of originals" in text
    assert f"{case.due_on:%Y-%m-%d}" in text
    assert "5 working days left" in text
    assert text.index("Check of originals</b>") < text.index("Intake</b>")


def test_what_is_owed_is_answered_with_a_document_and_handed_in_again() -> None:
    cases.district()
    case = cases.submitted()
    account = case.talent.account
    assert account is not None
    actions.ask_applicant(by=people.officer(), case=case, what="<i>补充合同</i>（虚构）")
    text = page(account, "recognition_case", case.pk)
    assert "&lt;i&gt;补充合同&lt;/i&gt;（虚构）" in text
    assert reverse("write_application", args=[case.pk]) in text
    assert "补充合同" in page(account, "write_application", case.pk)
    sent(account, "write_application", case.pk, then="submit", **{"upload-contract": pdf("contract.pdf")})
    case.refresh_from_db()
    assert (case.state, case.evidence.count()) == (State.OPEN, 1)


def test_a_draft_leads_back_to_its_questions() -> None:
    account, talent = cases.applicant()
    case = cases.draft(account, talent)
    answer = people.signed_in(account).get(reverse("recognition_case", args=[case.pk]))
    assert answer["Location"] == reverse("write_application", args=[case.pk])


def test_the_decision_stands_with_its_reasons_as_they_were_frozen() -> None:
    account, case = refused()
    case.talent.statements.all().delete()
    Case.objects.filter(pk=case.pk).update(answers={})
    text = page(account, "recognition_case", case.pk)
    assert "&lt;b&gt;合同不足三年（虚构）&lt;/b&gt;" in text
    assert "needed: at least 36 months" in text
    assert "not eligible" in text


def test_what_was_granted_shows_the_class_and_leads_to_letter_and_card() -> None:
    case, decider = ready()
    decision = decided(case, decider)
    account = case.talent.account
    assert account is not None
    with time_machine.travel(decision.on, tick=False):
        text = page(account, "recognition_case", case.pk)
        assert "Introduced talent" in text
        assert reverse("recognition_letter", args=[decision.pk]) in text
        assert reverse("talent_card", args=[decision.recognition.pk]) in text
        assert "in force" in page(account, "applications")


def test_an_appeal_is_sent_once_and_its_state_is_shown() -> None:
    account, case = refused()
    with time_machine.travel(case.decisions.get().on, tick=False):
        assert 'name="text"' in page(account, "recognition_case", case.pk)
        sent(account, "appeal", case.pk, text="<script>合同已续签</script>")
        again = sent(account, "appeal", case.pk, text="合同已续签")
        assert "has arrived already" in words(again)
        text = page(account, "recognition_case", case.pk)
    assert Appeal.objects.count() == 1
    assert 'name="text"' not in text
    assert "&lt;script&gt;合同已续签" in text
    assert "not answered yet" in text or "answered by" in text


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001, "a\x00b"])
def test_an_appeal_that_says_nothing_or_too_much_is_told_so(text: str) -> None:
    account, case = refused()
    with time_machine.travel(case.decisions.get().on, tick=False):
        answer = sent(account, "appeal", case.pk, text=text)
    assert answer.status_code == 422
    assert "Something is not right yet" in words(answer)
    assert not Appeal.objects.exists()


def test_after_the_last_day_no_appeal_is_offered() -> None:
    account, case = refused()
    day = actions.answering.last_day_of_appeal(case.decisions.get())
    with time_machine.travel(cases.later(day, 1), tick=False):
        assert 'name="text"' not in page(account, "recognition_case", case.pk)
        assert "The time for an appeal is over." in words(sent(account, "appeal", case.pk, text="迟"))


def test_nobody_appeals_for_another() -> None:
    _account, case = refused()
    other, _talent = cases.applicant()
    assert sent(other, "appeal", case.pk, text="x").status_code == 404
    assert sent(people.officer(), "appeal", case.pk, text="x").status_code == 403
    assert not Appeal.objects.exists()


def test_without_a_decision_there_is_nothing_to_appeal_against() -> None:
    cases.district()
    case = cases.submitted()
    assert case.talent.account is not None
    assert sent(case.talent.account, "appeal", case.pk, text="x").status_code == 404


def test_human_resources_follow_what_their_people_handed_in_themselves() -> None:
    cases.district()
    case = cases.submitted()
    hr = people.hr(case.organisation)
    assert case.number in page(hr, "recognition_case", case.pk)
    found = people.signed_in(hr).get(reverse("applications"), {"state": "open"})
    assert case.number in words(found)
    empty = people.signed_in(hr).get(reverse("applications"), {"state": "refused", "name": "\x00"})
    assert empty.status_code == 200


def test_the_page_costs_the_same_however_long_the_way(django_assert_num_queries: Any) -> None:
    cases.district()
    case, clerk = cases.submitted(), people.officer()
    assert case.talent.account is not None
    client, address = people.signed_in(case.talent.account), reverse("recognition_case", args=[case.pk])
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)
    cases.prepared(case, clerk, until=Step.OPINION)
    with django_assert_num_queries(10):
        client.get(address)


def test_whoever_has_no_record_is_told_how_to_get_one() -> None:
    assert "No record in the talent base is yours yet" in page(people.user(), "applications")
    assert not Talent.objects.exists()


def test_whoever_handed_in_reads_later_what_they_had_put_forward() -> None:
    cases.district()
    account, talent = cases.applicant()
    case = cases.draft(account, talent)
    sent(account, "write_application", case.pk, then="submit", **{"upload-contract": pdf("contract.pdf")})
    address = reverse("case_evidence", args=[case.pk, case.evidence.get().pk])
    text = page(account, "recognition_case", case.pk)
    assert "What was put forward" in text
    assert "48 months" in text
    assert f'<a href="{address}" lang="">contract.pdf</a>' in text
    colleague = page(people.hr(case.talent.organisation), "recognition_case", case.pk)
    assert "contract.pdf" in colleague
    assert address not in colleague


def test_everybody_finds_the_public_notice_and_the_check_of_a_card_at_the_foot_of_every_page() -> None:
    text = words(Client().get("/"))
    assert reverse("notices") in text
    assert reverse("check_card") in text
