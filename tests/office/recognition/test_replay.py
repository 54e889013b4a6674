"""A decision is decided again from what it froze: identical, or what differs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from policy.command_line import run

from office import people
from office.recognition import cases
from rencai.office.recognition import actions
from rencai.office.recognition.models import Decision
from rencai.office.recognition.replaying import replayed

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(settings: Any, tmp_path: Path) -> Decision:
    """A grant with one document."""
    settings.MEDIA_ROOT = str(tmp_path)
    cases.district()
    account, talent = cases.applicant()
    case, clerk = cases.draft(account, talent), people.officer()
    paper = cases.paper(talent, account)
    evidence = actions.add_evidence(by=account, case=case, condition="contract", document=paper)
    case = actions.submit(by=account, case=case)
    actions.see_original(by=clerk, evidence=evidence)
    case = cases.prepared(case, clerk)
    with time_machine.travel(case.due_on, tick=False):
        made = actions.decide(by=people.officer(), case=case, version=case.version, verdict="grant")
    return Decision.objects.get(pk=made.pk)


def test_an_untouched_decision_comes_out_the_same_years_later(decision: Decision) -> None:
    with time_machine.travel("2033-05-05", tick=False):
        assert replayed(decision).is_identical


def test_a_decision_that_was_changed_afterwards_does_not_fit_its_digest(decision: Decision) -> None:
    Decision.objects.filter(pk=decision.pk).update(category="top")
    found = replayed(Decision.objects.get(pk=decision.pk))
    assert "changed after the decision" in " ".join(found.frozen)


def test_a_fact_that_was_changed_afterwards_leads_to_another_finding(decision: Decision) -> None:
    record = decision.record
    record["facts"]["contract_months"] = 12
    Decision.objects.filter(pk=decision.pk).update(record=record)
    found = replayed(Decision.objects.get(pk=decision.pk))
    assert found.frozen
    assert found.finding


def test_a_document_that_was_exchanged_after_the_decision_is_named(decision: Decision) -> None:
    document = decision.case.evidence.get().document
    Path(document.file.path).write_bytes(b"%PDF-1.4 another")
    assert "not the document that was put forward" in " ".join(replayed(decision).documents)
    Path(document.file.path).unlink()
    assert "is gone" in " ".join(replayed(decision).documents)


def test_the_command_says_so_and_ends_with_status_1_where_something_differs(decision: Decision) -> None:
    ran = run("recognition", "replay", str(decision.pk))
    assert ran.code == 0
    assert decision.case.number in ran.said
    Decision.objects.filter(pk=decision.pk).update(category="top")
    ran = run("recognition", "replay", str(decision.pk), "--json")
    assert ran.code == 1
    assert json.loads(ran.said)["identical"] is False


def test_the_command_names_a_decision_that_is_not_there() -> None:
    for number in ("99", "0", "99999999999999999999"):
        ran = run("recognition", "replay", number)
        assert ran.code == 2
        assert "there is no decision" in ran.complaint


def test_an_auditor_reads_a_decision_with_what_it_froze_and_whether_it_comes_out_the_same(decision: Decision) -> None:
    address = reverse("recognition_decision", args=[decision.pk])
    shown = people.signed_in(people.auditor()).get(address).content.decode()
    assert "identical" in shown
    assert decision.digest in shown
    Decision.objects.filter(pk=decision.pk).update(reason="另一个理由（虚构）")
    assert "does not come out" in people.signed_in(people.auditor()).get(address).content.decode()
    assert people.signed_in(people.officer("xigang")).get(address).status_code == 404
