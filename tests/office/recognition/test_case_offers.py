"""What the page of a case offers to click: only what does something for this reader."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from office import people
from office.recognition import cases
from office.recognition.test_case_page import page, sent, submitted
from office.recognition.test_flow import decided
from rencai.office.recognition.terms import Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_document_is_a_link_only_for_whoever_may_open_it() -> None:
    case = submitted(papers=1)
    address = reverse("case_evidence", args=[case.pk, case.evidence.get().pk])
    assert f'href="{address}"' in page(people.officer(), case)
    for reader in (people.leader(), people.auditor()):
        shown = page(reader, case)
        assert "证明（虚构）" in shown
        assert f'href="{address}"' not in shown
        assert "you see that they are there" in shown
        assert "<kbd>e</kbd>" not in shown


def test_once_every_fact_is_confirmed_nothing_more_is_offered_to_confirm() -> None:
    case, clerk = submitted(), people.officer()
    assert "Confirm the chosen facts" in page(clerk, case)
    sent(clerk, "confirm_facts", case, facts=list(cases.FACTS))
    shown = page(clerk, case)
    assert "Confirm the chosen facts" not in shown
    assert "<kbd>c</kbd>" not in shown


def test_whoever_confirms_without_choosing_is_told_to_choose() -> None:
    case = submitted()
    answer = sent(people.officer(), "confirm_facts", case, facts=[])
    assert "Choose the facts that you confirm." in answer.content.decode()


def test_a_number_that_the_applicant_says_stands_with_its_unit() -> None:
    assert "48 months" in page(people.officer(), submitted())


def test_where_a_case_went_is_told_in_the_language_of_whoever_reads() -> None:
    cases.district()
    case = cases.prepared(cases.submitted(), people.officer())
    decided(case, people.officer(), Verdict.REFER, reason="存疑（虚构）")
    case.refresh_from_db()
    officer = people.officer(case.body.place.key)
    assert "Handed over to Dalian." in page(officer, case)
    address = reverse("recognition_case", args=[case.pk])
    chinese = people.signed_in(officer).get(address, headers={"accept-language": "zh-Hans"}).content.decode()
    assert "大连市" in chinese
    assert "Handed over" not in chinese
    assert "Handed over to Dalian." in page(case.talent.account, case)
