"""The pages of authority: the tree, one delegation, and what is done to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from office import people
from office.recognition import cases
from rencai.office.accounts.models import User
from rencai.office.audit.models import Event
from rencai.office.places.models import Place
from rencai.office.recognition import actions
from rencai.office.recognition.models import Body, Case, Delegation, Notice
from rencai.office.recognition.terms import BodyKind, Standing

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return str(response.content.decode())


def page(user: User, name: str, /, *args: int, **query: str) -> Any:
    return people.signed_in(user).get(reverse(name, args=args), query)


def sent(user: User, name: str, /, *args: int, **values: Any) -> Any:
    return people.signed_in(user).post(reverse(name, args=args), values)


def scope(held: Delegation, **values: Any) -> dict[str, Any]:
    """What the form of a change sends."""
    given = {"valid_from": "2020-01-01", "reason": "重新划分（虚构）", "version": held.version}
    return given | values


# the tree


def test_the_tree_shows_every_body_with_what_it_may_do() -> None:
    cases.district(categories=["junior"], quota=7)
    shown = text(page(people.officer(), "authority"))
    assert "Zhongshan" in shown
    assert "young elite" in shown
    assert "0 of 7" in shown


def test_whoever_holds_no_mandate_does_not_see_the_tree() -> None:
    cases.district()
    assert page(people.user(), "authority").status_code == 403


@pytest.mark.parametrize("who", [people.officer, people.auditor, people.leader, people.city_officer])
def test_officers_auditors_and_leaders_see_it(who: Any) -> None:
    cases.district()
    assert page(who(), "authority").status_code == 200


def test_the_tree_costs_the_same_whatever_the_number_of_bodies(django_assert_num_queries: Any) -> None:
    cases.district()
    client = people.signed_in(people.city_officer())
    client.get(reverse("authority"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("authority"))
    for key in ("xigang", "shahekou", "ganjingzi"):
        cases.district(key, places=[people.place(key)])
    with django_assert_num_queries(len(few)):
        client.get(reverse("authority"))


def test_the_tree_is_narrowed_by_class_and_standing() -> None:
    cases.district(categories=["junior"])
    held = cases.district("xigang", categories=["senior"])
    actions.suspend_delegation(by=people.leader(), delegation=held, reason="复查（虚构）")
    user = people.city_officer()
    assert "Xigang" not in text(page(user, "authority", category="junior"))
    suspended = text(page(user, "authority", standing="suspended"))
    assert "Xigang" in suspended
    assert "Zhongshan" not in suspended
    assert "No such body" in text(page(user, "authority", standing="withdrawn"))


def test_nonsense_in_the_filter_shows_all() -> None:
    cases.district()
    assert page(people.officer(), "authority", kind="x", standing="'; drop").status_code == 200


def test_without_bodies_whoever_may_begins() -> None:
    people.city()
    assert reverse("begin_authority") in text(page(people.leader(), "authority"))
    assert reverse("begin_authority") not in text(page(people.auditor(), "authority"))


# beginning


def test_a_city_begins_with_its_own_body_and_its_districts_in_one_act() -> None:
    places = [people.place("zhongshan"), people.place("xigang")]
    values = {
        "basis": "认定办法（试行）",
        "valid_from": "2026-01-01",
        "places": [place.pk for place in places],
        "categories": ["junior"],
    }
    response = sent(people.leader(), "begin_authority", **values)
    assert response.status_code == 302
    assert Body.objects.filter(kind=BodyKind.CITY).count() == 1
    assert Delegation.objects.filter(body__kind=BodyKind.DISTRICT, categories=["junior"]).count() == 2


def test_a_city_begins_once() -> None:
    cases.city_delegation()
    response = sent(people.leader(), "begin_authority", basis="x", valid_from="2026-01-01")
    assert "has its body already" in text(response)


def test_an_officer_begins_nothing() -> None:
    people.city()
    assert sent(people.city_officer(), "begin_authority", basis="x", valid_from="2026-01-01").status_code == 403
    assert not Body.objects.exists()


def test_what_the_notices_name_is_shown_and_what_is_not_known_is_said() -> None:
    people.city()
    shown = text(page(people.leader(), "begin_authority"))
    assert "Dalian University of Technology" in shown
    assert "not published" in shown


# naming and handing down


def test_an_employer_is_named_and_gets_authority_over_its_own_people() -> None:
    cases.city_delegation()
    firm = people.organisation()
    user = people.leader()
    response = sent(
        user, "name_body", kind="employer", parent=cases.city_body().pk, place=firm.place_id,
        organisation=firm.credit_code,
    )  # fmt: skip
    body = Body.objects.get(kind=BodyKind.EMPLOYER)
    assert response["Location"] == reverse("delegate", args=[body.pk])
    sent(user, "delegate", body.pk, valid_from="2026-01-01", reason="授权（虚构）", quota="5")
    held = Delegation.objects.get(body=body)
    assert held.own_staff
    assert held.quota == 5


def test_a_district_without_a_place_of_its_own_is_told_so() -> None:
    cases.district()
    response = sent(
        people.leader(), "name_body", kind="district", parent=cases.city_body().pk, place=people.place("zhongshan").pk
    )
    assert response.status_code == 200
    assert Body.objects.filter(kind=BodyKind.DISTRICT).count() == 1


def test_authority_wider_than_that_above_is_refused_beside_its_field() -> None:
    held = cases.district(categories=["junior"], quota=3)
    firm = people.organisation()
    body = actions.name_body(by=None, kind=BodyKind.EMPLOYER, place=firm.place, organisation=firm, parent=held.body)
    response = sent(
        people.leader(), "delegate", body.pk, valid_from="2026-01-01", reason="x", categories=["senior"], quota="1"
    )
    assert "may not recognise all of these classes" in text(response)
    assert not Delegation.objects.filter(body=body).exists()


# changing


def test_a_change_is_kept_told_to_the_body_and_shown_before_and_after() -> None:
    held = cases.district(quota=3)
    sent(people.leader(), "change_delegation", held.pk, **scope(held, quota="9"))
    shown = text(page(people.officer(), "delegation", held.pk))
    assert "<del>3</del>" in shown
    assert "<ins>9</ins>" in shown
    assert "重新划分" in shown


def test_narrowing_says_first_how_many_cases_leave_and_changes_nothing_yet() -> None:
    held = cases.district()
    case = cases.submitted()
    response = sent(people.leader(), "change_delegation", held.pk, **scope(held, categories=["senior"]))
    assert "1 case goes to Dalian" in text(response)
    held.refresh_from_db()
    case.refresh_from_db()
    assert held.categories == []
    assert case.body_id == held.body_id
    assert not Event.objects.filter(act="recognition.delegation_changed").exists()
    assert not Notice.objects.exists()


def test_confirmed_the_cases_are_handed_over_and_none_is_lost() -> None:
    held = cases.district()
    case = cases.submitted()
    response = sent(
        people.leader(), "change_delegation", held.pk, **scope(held, categories=["senior"], confirmed="True")
    )
    assert response.status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert case.body == cases.city_body()
    assert case.state == "open"


def test_two_leaders_who_change_the_same_see_both_versions() -> None:
    held = cases.district(quota=3)
    mine = scope(held, quota="9")
    sent(people.leader(), "change_delegation", held.pk, **scope(held, quota="5"))
    response = sent(people.leader(), "change_delegation", held.pk, **mine)
    assert response.status_code == 409
    shown = text(response)
    assert "saved now: 5" in shown
    assert "yours: 9" in shown
    held.refresh_from_db()
    assert held.quota == 5
    again = sent(people.leader(), "change_delegation", held.pk, **(mine | {"version": held.version}))
    assert again.status_code == 302


def test_a_delegation_is_not_narrowed_below_what_was_handed_down_from_it() -> None:
    held = cases.district()
    firm = people.organisation()
    body = actions.name_body(by=None, kind=BodyKind.EMPLOYER, place=firm.place, organisation=firm, parent=held.body)
    actions.delegate(by=None, body=body, reason="x", categories=["senior"], own_staff=True)
    response = sent(people.leader(), "change_delegation", held.pk, **scope(held, categories=["junior"]))
    assert "would hold more than this" in text(response)


def test_a_change_without_a_reason_is_refused_and_keeps_what_was_typed() -> None:
    held = cases.district()
    response = sent(people.leader(), "change_delegation", held.pk, **scope(held, reason=" ", quota="12"))
    assert response.status_code == 200
    assert 'value="12"' in text(response)


@pytest.mark.parametrize(
    "name", ["change_delegation", "suspend_delegation", "withdraw_delegation", "resume_delegation"]
)
def test_the_body_itself_and_its_auditors_change_nothing(name: str) -> None:
    held = cases.district()
    for user in (people.officer(), people.auditor(), people.city_officer()):
        assert page(user, name, held.pk).status_code == 403
        assert sent(user, name, held.pk, **scope(held)).status_code == 403
    held.refresh_from_db()
    assert held.standing == Standing.IN_FORCE


# stopping


def test_before_a_withdrawal_it_is_said_how_many_cases_go_where() -> None:
    held = cases.district()
    cases.submitted()
    for name in ("suspend_delegation", "withdraw_delegation"):
        assert "1 case goes to Dalian" in text(page(people.leader(), name, held.pk))


def test_what_is_said_beforehand_is_what_happens() -> None:
    held = cases.district()
    firm = people.organisation()
    body = actions.name_body(by=None, kind=BodyKind.EMPLOYER, place=firm.place, organisation=firm, parent=held.body)
    lower = actions.delegate(by=None, body=body, reason="x", own_staff=True)
    account, talent = cases.applicant(organisation=firm)
    first = cases.submitted(account, talent)
    second = cases.submitted()
    assert {first.body_id, second.body_id} == {body.pk, held.body_id}
    assert "2 cases go to Dalian" in text(page(people.leader(), "withdraw_delegation", held.pk))
    sent(people.leader(), "withdraw_delegation", held.pk, reason="问题严重（虚构）")
    assert set(Case.objects.values_list("body", flat=True)) == {cases.city_body().pk}
    lower.refresh_from_db()
    assert lower.standing == Standing.WITHDRAWN


def test_a_suspended_delegation_holds_again_but_not_under_a_suspended_one() -> None:
    held = cases.district()
    firm = people.organisation()
    body = actions.name_body(by=None, kind=BodyKind.EMPLOYER, place=firm.place, organisation=firm, parent=held.body)
    lower = actions.delegate(by=None, body=body, reason="x", own_staff=True)
    user = people.leader()
    sent(user, "suspend_delegation", held.pk, reason="复查（虚构）")
    assert "level above is not in force" in text(sent(user, "resume_delegation", lower.pk, reason="x"))
    sent(user, "resume_delegation", held.pk, reason="复查合格（虚构）")
    sent(user, "resume_delegation", lower.pk, reason="复查合格（虚构）")
    lower.refresh_from_db()
    assert lower.standing == Standing.IN_FORCE


def test_the_citys_own_authority_cannot_be_taken() -> None:
    held = cases.city_delegation()
    assert "comes from the rules" in text(sent(people.leader(), "withdraw_delegation", held.pk, reason="x"))


# the body's side


def test_the_body_answers_a_notice_once_and_others_do_not() -> None:
    held = cases.district()
    actions.suspend_delegation(by=people.leader(), delegation=held, reason="复查（虚构）")
    notice = Notice.objects.get()
    args = (held.pk, notice.pk)
    assert sent(people.officer("xigang"), "answer_delegation_notice", *args, text="x").status_code == 403
    clerk = people.officer()
    assert reverse("answer_delegation_notice", args=args) in text(page(clerk, "delegation", held.pk))
    assert sent(clerk, "answer_delegation_notice", *args, text="已整改（虚构）").status_code == 302
    assert "已整改" in text(page(people.auditor(), "delegation", held.pk))
    assert "answered already" in text(sent(clerk, "answer_delegation_notice", *args, text="再答"))


def test_a_notice_is_answered_under_its_own_delegation_only() -> None:
    held, other = cases.district(), cases.district("xigang")
    actions.suspend_delegation(by=people.leader(), delegation=held, reason="复查（虚构）")
    args = (other.pk, Notice.objects.get().pk)
    assert page(people.officer("xigang"), "answer_delegation_notice", *args).status_code == 404


def test_the_body_signs_its_letter_and_the_paper_is_kept_by_its_content(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    held = cases.district()
    user = people.officer()
    content = b"%PDF-1.4\n%signed\n%%EOF\n"
    scan = SimpleUploadedFile("../../evil.pdf", content)
    assert sent(user, "sign_commitment", held.pk, name="张三（虚构）", paper=scan).status_code == 302
    held.refresh_from_db()
    assert held.commitment_signed_by == "张三（虚构）"
    assert [path.name for path in (tmp_path / "commitments").iterdir()] == [f"{held.commitment_sha256}.pdf"]
    response = page(people.auditor(), "commitment_paper", held.pk)
    assert b"".join(response.streaming_content) == content
    assert response["X-Content-Type-Options"] == "nosniff"
    assert page(people.user(), "commitment_paper", held.pk).status_code == 403


def test_a_scan_that_is_none_is_refused_and_nothing_is_signed(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    held = cases.district()
    before = held.version
    page_ = SimpleUploadedFile("letter.pdf", b"<script>alert(1)</script>")
    assert "not a file of a kind" in text(sent(people.officer(), "sign_commitment", held.pk, name="x", paper=page_))
    held.refresh_from_db()
    assert held.version == before


def test_nobody_signs_for_another_body() -> None:
    held = cases.district()
    for user in (people.officer("xigang"), people.leader(), people.city_officer()):
        assert sent(user, "sign_commitment", held.pk, name="x").status_code == 403


def test_text_of_a_reason_is_shown_as_text() -> None:
    held = cases.district()
    evil = "<script>alert(1)</script>"
    actions.suspend_delegation(by=people.leader(), delegation=held, reason=evil)
    shown = text(page(people.auditor(), "delegation", held.pk))
    assert evil not in shown
    assert "&lt;script&gt;" in shown


def test_what_is_not_there_is_not_there() -> None:
    cases.district()
    for name in ("delegation", "change_delegation", "withdraw_delegation", "delegate", "commitment_paper"):
        assert page(people.leader(), name, 999_999).status_code == 404


def test_nobody_sees_authority_without_signing_in() -> None:
    held = cases.district()
    for name in ("authority", "delegation"):
        response = Client().get(reverse(name, args=[held.pk] if name == "delegation" else []))
        assert response["Location"].startswith("/account/login/")


def test_a_place_of_another_city_is_no_choice() -> None:
    held = cases.district()
    response = sent(people.leader(), "change_delegation", held.pk, **scope(held, places=["999999"]))
    assert response.status_code == 200
    assert Place.objects.filter(pk__in=held.places.all()).count() == 0
