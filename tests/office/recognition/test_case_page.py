"""The officer's page of a case: what it shows, what it offers to whom, and what it costs."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from office import people
from office.recognition import cases
from rencai.office.accounts.models import User
from rencai.office.audit.models import Event
from rencai.office.recognition import actions
from rencai.office.recognition.models import Case, Decision, Recognition
from rencai.office.recognition.terms import State, Step, Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def page(user: User, case: Case) -> str:
    answer = people.signed_in(user).get(reverse("recognition_case", args=[case.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def sent(user: User, name: str, case: Case, *more: int, version: int | None = None, **given: Any) -> Any:
    """A form of the page of `case`, as it stands unless another version is named."""
    now = Case.objects.get(pk=case.pk)
    body = {"version": version or now.version, "seen": f"{case.state} {case.step}", **given}
    return people.signed_in(user).post(reverse(name, args=[case.pk, *more]), body)


def submitted(papers: int = 0) -> Case:
    cases.district()
    account, talent = cases.applicant()
    case = cases.draft(account, talent)
    for number in range(papers):
        actions.add_evidence(
            by=account, case=case, condition="contract", document=cases.paper(talent, account, str(number))
        )
    return actions.submit(by=account, case=case)


def test_the_page_shows_the_finding_the_evidence_and_the_way_on_one_screen() -> None:
    case = submitted(papers=1)
    shown = page(people.officer(), case)
    for text in (case.talent.name, case.number, "What the rules find", "证明（虚构）", "intake", "Finish this step"):
        assert text in shown
    told = re.findall(r"<kbd>(.)</kbd>", shown)
    assert {"e", "s", "d"} <= set(told)
    assert sorted(told) == sorted(re.findall(r'accesskey="(.)"', shown)), "a key that the page tells of leads nowhere"


def test_a_whole_case_is_brought_to_its_end_from_the_page() -> None:
    case = submitted(papers=1)
    clerk, decider = people.officer(), people.officer()
    assert sent(clerk, "finish_step", case, note="").status_code == 302
    case.refresh_from_db()
    refused = sent(clerk, "finish_step", case)
    assert "originals nobody has seen" in refused.content.decode()
    sent(clerk, "see_original", case, case.evidence.get().pk)
    sent(clerk, "confirm_facts", case, facts=["honour_class", "contract_months"])
    case.refresh_from_db()
    assert sent(clerk, "finish_step", case).status_code == 302
    case.refresh_from_db()
    assert case.step == Step.NOTICE
    with time_machine.travel(case.due_on, tick=False):
        assert sent(clerk, "finish_step", case).status_code == 302
        answer = sent(decider, "decide_case", case, verdict="grant", category="junior")
        assert answer.status_code == 302
        case.refresh_from_db()
        assert case.state == State.GRANTED
        assert "The recognition" in page(decider, case)


def test_what_is_asked_of_the_applicant_stops_the_limits_and_the_page_says_so() -> None:
    case, clerk = submitted(), people.officer()
    assert sent(clerk, "ask_applicant", case, what="补充合同（虚构）").status_code == 302
    shown = page(clerk, case)
    assert "No limit runs" in shown
    assert "补充合同（虚构）" in shown
    case.refresh_from_db()
    assert sent(clerk, "resume_case", case, reason="已补齐（虚构）").status_code == 302
    case.refresh_from_db()
    assert case.state == State.OPEN


def test_the_second_of_two_officers_sees_both_versions_and_keeps_what_they_typed() -> None:
    case, clerk = submitted(), people.officer()
    sent(clerk, "finish_step", case)
    answer = sent(people.officer(), "ask_applicant", case, version=case.version, what="劳动合同（虚构）")
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Both versions" in shown
    assert "check of originals" in shown
    assert "劳动合同（虚构）" in shown
    assert sent(people.officer(), "ask_applicant", case, what="劳动合同（虚构）").status_code == 302


def ready(**answers: Any) -> tuple[Case, User]:
    """A case that waits for its decision, and the clerk who prepared it."""
    cases.district()
    clerk = people.officer()
    return cases.prepared(cases.submitted(None, None, **answers), clerk), clerk


def test_whoever_prepared_a_case_is_told_so_and_offered_no_grant() -> None:
    case, clerk = ready()
    with time_machine.travel(case.due_on, tick=False):
        shown = page(clerk, case)
    assert "You prepared this" in shown
    assert 'value="grant"' not in shown
    assert 'value="refer"' in shown


def test_a_used_up_quota_is_told_before_anybody_tries() -> None:
    cases.district(quota=0)
    case = cases.prepared(cases.submitted(), people.officer())
    with time_machine.travel(case.due_on, tick=False):
        shown = page(people.officer(), case)
    assert "used up" in shown
    assert 'value="grant"' not in shown


def test_an_officer_of_another_body_sees_whose_case_it_is_and_no_form() -> None:
    case, _clerk = ready()
    with time_machine.travel(case.due_on, tick=False):
        shown = page(people.city_officer(), case)
    assert "This case lies with" in shown
    assert "/decide/" not in shown
    assert "/finish/" not in shown


def test_a_case_of_another_district_is_not_there() -> None:
    case = submitted()
    answer = people.signed_in(people.officer("xigang")).get(reverse("recognition_case", args=[case.pk]))
    assert answer.status_code == 404


def test_a_decision_against_the_finding_is_marked_before_it_is_made_and_needs_a_reason() -> None:
    case, _clerk = ready(contract_months=12)
    decider = people.officer()
    with time_machine.travel(case.due_on, tick=False):
        assert "(against the finding)" in page(decider, case)
        refused = sent(decider, "decide_case", case, verdict="grant", category="junior")
        assert "It will be looked at in supervision" in refused.content.decode()
        sent(decider, "decide_case", case, verdict="grant", category="junior", reason="合同已续签（虚构）")
    assert Decision.objects.get().against_finding


def test_a_refused_attempt_leaves_an_event_with_the_reason_and_no_decision() -> None:
    case, clerk = ready()
    with time_machine.travel(case.due_on, tick=False):
        answer = sent(clerk, "decide_case", case, verdict="grant", category="junior")
    assert "You prepared this" in answer.content.decode()
    event = Event.objects.get(act="recognition.refused_attempt")
    assert (event.actor_id, event.after["verdict"]) == (clerk.pk, Verdict.GRANT)
    assert "prepared" in event.reason
    assert not Decision.objects.exists()


def test_a_grant_may_have_a_last_day_and_none_in_the_past() -> None:
    case, _clerk = ready()
    decider = people.officer()
    with time_machine.travel(case.due_on, tick=False):
        past = sent(decider, "decide_case", case, verdict="grant", category="junior", valid_until="2020-01-01")
        assert "This day has passed" in past.content.decode()
        sent(decider, "decide_case", case, verdict="grant", category="junior", valid_until="2031-12-31")
        found = Recognition.objects.get()
        assert str(found.valid_until) == "2031-12-31"
        assert str(found.talent.statements.get(fact="recognised_category").valid_until) == "2031-12-31"


def test_a_document_opens_beside_the_case_and_the_look_is_an_event() -> None:
    case, clerk = submitted(papers=1), people.officer()
    one = case.evidence.get()
    answer = people.signed_in(clerk).get(reverse("case_evidence", args=[case.pk, one.pk]))
    assert answer["Content-Disposition"].startswith("inline")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert Event.objects.filter(act="recognition.evidence_seen", actor_id=clerk.pk).exists()


def test_a_sector_opens_the_evidence_of_staff_whose_records_it_does_not_see() -> None:
    bureau = people.organisation(kind="bureau", place=people.city())
    hospital = people.organisation(policy_kind="health_unit")
    cases.district()
    cases.sector(bureau, sectors=["health_unit"])
    account, talent = cases.applicant(organisation=hospital)
    case = cases.draft(account, talent, employer_kind="health_unit")
    paper = cases.paper(talent, account)
    one = actions.add_evidence(by=account, case=case, condition="contract", document=paper)
    actions.submit(by=account, case=case)
    clerk = people.holder("officer", bureau)
    assert people.signed_in(clerk).get(reverse("case_evidence", args=[case.pk, one.pk])).status_code == 200
    assert "证明（虚构）" in page(clerk, case)


def test_leaders_and_auditors_read_a_case_but_open_no_document() -> None:
    case = submitted(papers=1)
    for user in (people.leader(), people.auditor()):
        assert "What the rules find" in page(user, case)
        answer = people.signed_in(user).get(reverse("case_evidence", args=[case.pk, case.evidence.get().pk]))
        assert answer.status_code == 403


def test_a_document_that_was_exchanged_is_told_of() -> None:
    case = submitted(papers=1)
    document = case.evidence.get().document
    document.sha256 = "0" * 64
    document.save()
    assert "has changed since it was put forward" in page(people.officer(), case)


def test_the_next_case_of_the_inbox_is_one_key_away() -> None:
    first = submitted()
    clerk = people.officer()
    assert 'accesskey="n"' not in page(clerk, first)
    second = cases.submitted()
    assert reverse("recognition_case", args=[second.pk]) in page(clerk, first)


def test_what_the_applicant_writes_is_text_and_nothing_else() -> None:
    cases.district()
    account, talent = cases.applicant(name="<script>alert(1)</script>")
    case = cases.draft(account, talent)
    upload = SimpleUploadedFile("<b>.pdf", b"%PDF-1.4\n%x\n%%EOF\n")
    from rencai.office.registry.actions import add_document

    paper = add_document(by=account, talent=talent, title="<i>x</i>", upload=upload)
    actions.add_evidence(by=account, case=case, condition="contract", document=paper)
    shown = page(people.officer(), actions.submit(by=account, case=case))
    assert "<script>alert(1)" not in shown
    assert "<i>x</i>" not in shown


def test_the_page_costs_the_same_with_one_piece_of_evidence_and_with_twenty(
    django_assert_num_queries: Any,
) -> None:
    one, twenty = submitted(papers=1), cases.submitted()
    account: Any = twenty.talent.account
    twenty = actions.ask_applicant(by=people.officer(), case=twenty, what="补充（虚构）")
    for number in range(20):
        paper = cases.paper(twenty.talent, account, f"{number} of twenty")
        actions.add_evidence(by=account, case=twenty, condition="contract", document=paper)
    twenty = actions.submit(by=account, case=twenty)
    client = Client()
    client.force_login(people.officer())
    client.get(reverse("recognition_cases"))
    for case in (one, twenty):
        with django_assert_num_queries(QUERIES):
            client.get(reverse("recognition_case", args=[case.pk]))


QUERIES = 19
