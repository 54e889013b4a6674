"""Who is recognised: lists, revocation, what ends soon, and what follows a record that is merged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from office import people
from office.recognition import cases
from rencai.office.accounts.models import User
from rencai.office.asker import today
from rencai.office.audit.models import Event
from rencai.office.inbox.models import Item
from rencai.office.recognition import actions
from rencai.office.recognition.expiring import notice_expiring
from rencai.office.recognition.models import Case, Recognition
from rencai.office.registry import actions as registry
from rencai.office.registry.models import Merge, Talent

pytestmark = pytest.mark.django_db


def granted(talent: tuple[User, Talent] | None = None, *, until: date | None = None) -> Recognition:
    from rencai.office.recognition.models import Delegation

    if not Delegation.objects.filter(body__place=people.place(), body__organisation=None).exists():
        cases.district()
    case = cases.prepared(cases.submitted(*(talent or (None, None))), people.officer())
    with time_machine.travel(case.due_on or today(), tick=False):
        decision = actions.decide(
            by=people.officer(), case=case, version=case.version, verdict="grant", valid_until=until
        )
    return Recognition.objects.get(decision=decision)


def shown(user: User, name: str, *args: Any, **query: Any) -> str:
    answer = people.signed_in(user).get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_list_is_narrowed_by_how_a_recognition_stands() -> None:
    one = granted(until=today() + timedelta(30))
    with time_machine.travel(one.valid_from, tick=False):
        officer, name = people.officer(), one.talent.name
        assert name in shown(officer, "recognitions")
        assert name in shown(officer, "recognitions", standing="expiring")
        assert name not in shown(officer, "recognitions", standing="revoked")
        assert name not in shown(people.officer("xigang"), "recognitions")


def test_the_lists_cost_the_same_however_much_stands_in_them(django_assert_num_queries: Any) -> None:
    client = people.signed_in(people.officer())
    granted()
    client.get(reverse("recognitions"))
    counts = {"recognitions": 7, "recognition_cases": 8}
    for _ in range(2):
        for name, count in counts.items():
            with django_assert_num_queries(count):
                client.get(reverse(name))
        granted()


def test_the_body_that_granted_it_revokes_a_recognition_with_a_cause() -> None:
    one = granted()
    address = reverse("revoke_recognition", args=[one.pk])
    with time_machine.travel(one.valid_from, tick=False):
        assert "Give the cause" not in people.signed_in(people.officer()).get(address).content.decode()
        people.signed_in(people.officer()).post(address, {"cause": ""})
        assert Recognition.objects.in_force().exists()
        assert people.signed_in(people.officer()).post(address, {"cause": "材料虚假（虚构）"}).status_code == 302
    one.refresh_from_db()
    assert one.revoked_cause == "材料虚假（虚构）"
    assert "材料虚假（虚构）" in shown(people.officer(), "recognition", one.pk)


def test_the_level_above_may_revoke_and_another_officer_who_sees_it_may_not() -> None:
    one = granted()
    address = reverse("revoke_recognition", args=[one.pk])
    with time_machine.travel(one.valid_from, tick=False):
        leader = people.signed_in(people.leader())
        assert '<form method="post"  novalidate' not in leader.get(address).content.decode()
        assert "lies with" in leader.post(address, {"cause": "x"}).content.decode()
        assert Event.objects.filter(act="recognition.refused_attempt").exists()
        assert people.signed_in(people.city_officer()).post(address, {"cause": "复查（虚构）"}).status_code == 302


class Unwatched:
    def __call__(self, done: int, total: int) -> None:
        return None


def noticed() -> int:
    return int(notice_expiring.function(Unwatched()))  # type: ignore[attr-defined]


def test_what_ends_soon_waits_for_the_talent_and_for_the_body_once() -> None:
    one = granted(until=today() + timedelta(50))
    with time_machine.travel(one.valid_from, tick=False):
        assert noticed() == 1
        assert noticed() == 0
        kinds = set(Item.objects.open().about(one).values_list("kind", flat=True))
        assert kinds == {"recognition-expires", "recognition-ends"}
        assert one.talent.name in shown(people.officer(), "inbox")
    with time_machine.travel(one.valid_until + timedelta(1), tick=False):
        noticed()
        assert not Item.objects.open().about(one).exists()


def test_what_ends_later_or_never_is_not_told_of_and_a_revoked_one_no_more() -> None:
    granted(until=today() + timedelta(400))
    granted()
    soon = granted(until=today() + timedelta(50))
    with time_machine.travel(soon.valid_from, tick=False):
        assert noticed() == 1
        actions.revoke(by=people.officer(), recognition=soon, cause="材料虚假（虚构）")
        assert not Item.objects.open().about(soon).exists()


def test_without_an_account_of_the_talent_their_employer_is_told() -> None:
    one = granted(until=today() + timedelta(50))
    Talent.objects.filter(pk=one.talent_id).update(account=None)
    with time_machine.travel(one.valid_from, tick=False):
        noticed()
        assert one.talent.name in shown(people.hr(one.talent.organisation), "inbox")


def test_the_page_of_a_talent_leads_to_all_that_they_applied_for() -> None:
    one = granted()
    assert reverse("talent_recognition", args=[one.talent_id]) in shown(people.officer(), "talent", one.talent_id)
    page = shown(people.officer(), "talent_recognition", one.talent_id)
    assert one.decision.case.number in page
    assert "in force" in page


def two_records() -> tuple[Recognition, Talent, Case]:
    """One record with a recognition and its evidence, and another of the same person without."""
    cases.district()
    account, talent = cases.applicant(name="孙虚构")
    case = cases.draft(account, talent)
    paper = cases.paper(talent, account)
    one = actions.add_evidence(by=account, case=case, condition="contract", document=paper)
    clerk = people.officer()
    case = actions.submit(by=account, case=case)
    actions.see_original(by=clerk, evidence=one)
    case = cases.prepared(case, clerk)
    with time_machine.travel(case.due_on, tick=False):
        actions.decide(by=people.officer(), case=case, version=case.version, verdict="grant")
    other = people.talent(name="孙虚构", organisation=talent.organisation)
    return Recognition.objects.get(), other, case


def of(talent: Talent) -> tuple[int, int, int]:
    return talent.recognition_cases.count(), talent.recognitions.count(), talent.documents.count()


def test_cases_recognitions_and_evidence_follow_a_merged_record_and_come_back(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    recognition, kept, case = two_records()
    absorbed, officer = Talent.objects.get(pk=recognition.talent_id), people.officer()
    done = registry.merge(by=officer, kept=kept, absorbed=absorbed, reason="同一人（虚构）")
    assert (of(kept), of(absorbed)) == ((1, 1, 1), (0, 0, 0))
    assert case.evidence.get().document.talent_id == kept.pk
    assert case.number in shown(officer, "talent_recognition", kept.pk)
    registry.split(by=officer, merge=Merge.objects.get(pk=done.pk), reason="不是同一人（虚构）")
    assert (of(kept), of(absorbed)) == ((0, 0, 0), (1, 1, 1))


def test_a_case_that_was_granted_while_the_records_were_one_stays_with_its_recognition(
    settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    cases.district()
    account, absorbed = cases.applicant(name="孙虚构")
    case, officer = cases.submitted(account, absorbed), people.officer()
    kept = people.talent(name="孙虚构", organisation=absorbed.organisation, birth_date=absorbed.birth_date)
    done = registry.merge(by=officer, kept=kept, absorbed=absorbed, reason="同一人（虚构）")
    case = cases.prepared(case, people.officer())
    with time_machine.travel(case.due_on, tick=False):
        actions.decide(by=people.officer(), case=case, version=case.version, verdict="grant")
    registry.split(by=officer, merge=Merge.objects.get(pk=done.pk), reason="不是同一人（虚构）")
    case.refresh_from_db()
    assert case.talent_id == Recognition.objects.get().talent_id == kept.pk


def test_two_records_with_the_same_application_under_way_are_not_made_one() -> None:
    cases.district()
    first, second = (cases.submitted(*cases.applicant(name="孙虚构")) for _ in range(2))
    Talent.objects.filter(pk=second.talent_id).update(account=None)
    with pytest.raises(ValidationError, match="under way"):
        registry.merge(
            by=people.officer(),
            kept=Talent.objects.get(pk=first.talent_id),
            absorbed=Talent.objects.get(pk=second.talent_id),
            reason="同一人（虚构）",
        )


def hits(user: User, text: str) -> str:
    return shown(user, "search", q=text)


@pytest.mark.parametrize("asked", ["number", "name", "pinyin"])
def test_the_box_finds_a_case_by_its_number_and_by_the_talent(asked: str) -> None:
    cases.district()
    case = cases.submitted(*cases.applicant(name="欧阳虚构"))
    text = {"number": case.number, "name": "欧阳虚构", "pinyin": "ouyangxugou"}[asked]
    address = reverse("recognition_case", args=[case.pk])
    assert address in hits(people.officer(), text)
    assert address not in hits(people.officer("xigang"), text)


def exported(user: User, name: str) -> str:
    answer = people.signed_in(user).get(reverse("export", args=[name, "csv"]))
    parts: Iterable[bytes] = answer.streaming_content  # type: ignore[attr-defined]
    return b"".join(parts).decode()


def test_both_lists_are_exported_as_far_as_a_mandate_reaches() -> None:
    one = granted()
    for name in ("recognition-cases", "recognitions"):
        assert one.talent.name in exported(people.officer(), name)
        assert one.talent.name not in exported(people.officer("xigang"), name)


def test_the_list_of_cases_is_narrowed_by_body_state_step_class_and_lateness() -> None:
    cases.district()
    case = cases.submitted()
    officer, name = people.officer(), case.talent.name
    fitting = {"body": case.body_id, "state": "open", "step": "intake", "category": "junior"}
    assert name in shown(officer, "recognition_cases", **fitting)
    for wrong in ({"state": "granted"}, {"step": "notice"}, {"category": "top"}, {"late": "on"}):
        assert name not in shown(officer, "recognition_cases", **wrong)
    with time_machine.travel(cases.later(case.due_on, 2), tick=False):
        assert name in shown(officer, "recognition_cases", late="on")
