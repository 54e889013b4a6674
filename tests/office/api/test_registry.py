"""Programs read and correct talents within the mandate of their token."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from office import people
from office.api.programs import Program
from rencai.office.audit.models import Event
from rencai.office.pack import bodies
from rencai.office.registry.models import Education, Occupation, Talent

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Program:
    return Program(people.officer("zhongshan"))


def names(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [item["name"] for item in response.json()["items"]]


def test_a_list_goes_by_cursor_from_the_first_to_the_last(officer: Program) -> None:
    for letter in "abcdefg":
        people.talent(name=letter)
    seen, after = [], ""
    while True:
        answer = officer.get("talents", size=3, after=after).json()
        seen += [item["name"] for item in answer["items"]]
        after = answer["next"]
        if not after:
            break
    assert seen == list("abcdefg")


@pytest.mark.parametrize("count", [1, 30])
def test_a_list_costs_the_same_queries_however_long(
    count: int, officer: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        people.talent()
    officer.get("talents")
    with django_assert_num_queries(3):
        officer.get("talents")


@pytest.mark.parametrize("size", [0, 201, -1, "x"])
def test_a_page_is_as_long_as_allowed(size: Any, officer: Program) -> None:
    response = officer.get("talents", size=size)
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["size"]


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "x" * 3000])
def test_a_cursor_of_another_list_is_refused(cursor: str, officer: Program) -> None:
    response = officer.get("talents", after=cursor)
    assert response.status_code == 422
    assert "after" in response.json()["errors"]


def test_lists_hold_nothing_sensitive_and_details_only_the_end(officer: Program) -> None:
    number = people.identity_number(3)
    one = people.talent(document_number=number, phone="13800001234", mailbox="secret@example.com")
    listed = officer.get("talents").content.decode()
    shown = officer.get(f"talents/{one.pk}").json()
    for secret in (number, "13800001234", "secret@example.com"):
        assert secret not in listed
        assert secret not in json.dumps(shown)
    assert shown["phone"].endswith("1234")
    assert "phone" not in officer.get("talents").json()["items"][0]


def test_talents_are_filtered_by_what_the_list_says_of_them(officer: Program) -> None:
    organisation = people.organisation()
    occupation = Occupation.objects.filter(level=4).first()
    assert occupation
    people.talent(name="甲", organisation=organisation, degree="doctor")
    people.talent(name="乙", occupation=occupation, recognised_category="top")
    assert names(officer.get("talents", organisation=organisation.pk)) == ["甲"]
    assert names(officer.get("talents", degree="doctor")) == ["甲"]
    assert names(officer.get("talents", occupation=occupation.pk)) == ["乙"]
    assert names(officer.get("talents", category="top")) == ["乙"]
    assert names(officer.get("talents", category="top", degree="doctor")) == []


@pytest.mark.parametrize("name", ["王", "wang", "Wang Xiao", "王小"])
def test_talents_are_filtered_by_how_a_name_begins(name: str, officer: Program) -> None:
    people.talent(name="王小明")
    people.talent(name="李小明")
    assert names(officer.get("talents", name=name)) == ["王小明"]


def test_talents_changed_since_come_in_the_order_of_their_changes(officer: Program) -> None:
    old, middle, new = (people.talent(name=name) for name in ("旧", "中", "新"))
    for days, talent in ((3, old), (2, middle), (1, new)):
        Talent.objects.filter(pk=talent.pk).update(changed_at=timezone.now() - timedelta(days=days))
    since = (timezone.now() - timedelta(days=2, hours=1)).isoformat()
    assert names(officer.get("talents", changed_since=since)) == ["中", "新"]
    assert officer.get("talents", changed_since="yesterday").status_code == 422


def test_what_was_merged_away_is_not_in_a_list(officer: Program) -> None:
    kept = people.talent(name="甲")
    people.talent(name="乙", merged_into=kept)
    assert names(officer.get("talents")) == ["甲"]


def test_a_talent_of_another_district_is_not_there_and_the_attempt_is_recorded(officer: Program) -> None:
    hidden = people.talent(place=people.place("xigang"))
    for response in (
        officer.get(f"talents/{hidden.pk}"),
        officer.get(f"talents/{hidden.pk}/facts"),
        officer.patch(f"talents/{hidden.pk}", {"version": 1, "name": "x"}),
        officer.post(f"talents/{hidden.pk}/sensitive", {"reason": "x"}),
        officer.post(f"talents/{hidden.pk}/entries", {"entry": "skill", "name": "x"}),
    ):
        assert response.status_code == 404
        assert response.json()["type"] == "/api/v1/#not-found"
    assert Event.objects.filter(act="audit.denied", target_id=str(hidden.pk)).count() == 5


def test_a_talent_is_added_and_read_again(officer: Program) -> None:
    where = people.place()
    response = officer.post("talents", {"name": "新人", "place": where.pk, "phone": "13800001234", "gender": "f"})
    assert response.status_code == 201, response.content
    number = response.json()["id"]
    assert response["Location"] == f"/api/v1/talents/{number}"
    assert officer.get(f"talents/{number}").json()["name"] == "新人"
    assert Event.objects.filter(act="registry.talent_added", target_id=str(number)).exists()


def test_a_talent_is_not_added_where_the_mandate_does_not_reach(officer: Program) -> None:
    response = officer.post("talents", {"name": "新人", "place": people.place("xigang").pk})
    assert response.status_code == 403
    assert not Talent.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "新人"}, "place"),
        ({"name": "新人", "place": 10**12}, "place"),
        ({"name": "", "place": 0}, "place"),
        ({"name": 5}, "name"),
        ({"nmae": "新人"}, "nmae"),
        ({"name": "新人\x00"}, "name"),
        ({"name": "新人", "birth_date": "2030-02-31"}, "birth_date"),
        ({"name": "新人", "gender": "x"}, "gender"),
        ({"name": "新人", "organisation": 10**12}, "organisation"),
    ],
)
def test_what_is_wrong_is_told_by_field(body: dict[str, Any], field: str, officer: Program) -> None:
    people.place()
    response = officer.post("talents", body)
    assert response.status_code == 422
    assert field in response.json()["errors"]


def test_a_wrong_identity_number_is_told_in_words(officer: Program) -> None:
    body = {"name": "新人", "place": people.place().pk, "document_number": "210202198506151234"}
    answer = officer.post("talents", body).json()
    assert "identity number" in answer["errors"]["document_number"][0]


def test_a_correction_says_which_version_it_saw(officer: Program) -> None:
    one = people.talent(name="旧名")
    assert officer.patch(f"talents/{one.pk}", {"name": "新名"}).json()["errors"] == {"version": ["This is needed."]}
    corrected = officer.patch(f"talents/{one.pk}", {"version": 1, "name": "新名"}).json()
    assert (corrected["name"], corrected["version"]) == ("新名", 2)


def test_a_correction_of_what_somebody_else_has_changed_is_refused_with_the_version_now(officer: Program) -> None:
    one = people.talent(name="旧名")
    officer.patch(f"talents/{one.pk}", {"version": 1, "name": "新名"})
    response = officer.patch(f"talents/{one.pk}", {"version": 1, "name": "另一名"})
    assert response.status_code == 409
    assert response.json()["version"] == 2
    one.refresh_from_db()
    assert one.name == "新名"


def test_what_a_correction_does_not_send_stays(officer: Program) -> None:
    one = people.talent(name="某人", phone="13800001234", latin_name="Mou Ren")
    officer.patch(f"talents/{one.pk}", {"version": 1, "latin_name": "Mou R."})
    one.refresh_from_db()
    assert (one.phone, one.latin_name, one.name) == ("13800001234", "Mou R.", "某人")


def test_looking_at_sensitive_fields_needs_a_reason_and_is_recorded(officer: Program) -> None:
    one = people.talent(phone="13800001234")
    assert officer.post(f"talents/{one.pk}/sensitive", {"reason": ""}).status_code == 422
    seen = officer.post(f"talents/{one.pk}/sensitive", {"reason": "to call back"})
    assert seen.json()["phone"] == "13800001234"
    assert Event.objects.get(act="registry.sensitive_seen").reason == "to call back"


@pytest.mark.parametrize("who", [people.auditor, people.hr])
def test_who_may_not_look_at_sensitive_fields_may_not_through_a_program(who: Any) -> None:
    user = who()
    mandate = user.mandates.get()
    one = people.talent(phone="13800001234", **({"organisation": mandate.organisation} if mandate.organisation else {}))
    response = Program(user).post(f"talents/{one.pk}/sensitive", {"reason": "curiosity"})
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"


ENTRIES = [
    {"entry": "education", "degree": "doctor", "school": "某大学", "graduated_on": "2010-07-01"},
    {"entry": "title", "name": "高级工程师", "senior": True},
    {"entry": "honour", "name": "某奖", "awarded_on": "2020-01-01"},
    {"entry": "skill", "name": "焊接"},
    {"entry": "employment", "employer_name": "某公司", "started_on": "2011-01-01", "monthly_wage": "12000.50"},
    {"entry": "insurance", "first_month": "2011-01-01"},
    {"entry": "movement", "kind": "arrival", "on": "2011-01-01"},
]


@pytest.mark.parametrize("body", ENTRIES, ids=[body["entry"] for body in ENTRIES])
def test_every_kind_of_entry_is_added_and_read_as_it_was_given(body: dict[str, Any], officer: Program) -> None:
    one = people.talent()
    added = officer.post(f"talents/{one.pk}/entries", body)
    assert added.status_code == 201, added.content
    [told] = officer.get(f"talents/{one.pk}").json()["entries"]
    assert {name: told[name] for name in body} == body
    assert told == added.json()


def test_an_entry_of_no_kind_is_refused_with_the_kinds_there_are(officer: Program) -> None:
    answer = officer.post(f"talents/{people.talent().pk}/entries", {"entry": "nickname"}).json()
    assert "education" in str(answer["errors"])


def test_an_entry_that_lacks_something_says_what(officer: Program) -> None:
    answer = officer.post(f"talents/{people.talent().pk}/entries", {"entry": "employment", "employer_name": "x"}).json()
    assert answer["errors"] == {"started_on": ["This is needed."]}


def test_an_entry_is_attested_by_a_body_of_the_pack(officer: Program) -> None:
    one = people.talent()
    entry = Education.objects.create(talent=one, degree="doctor", school="某大学")
    path = f"talents/{one.pk}/entries/education/{entry.pk}/attestation"
    assert officer.post(path, {"body": "nobody", "version": 1}).status_code == 422
    told = officer.post(path, {"body": bodies()[0][0], "version": 1})
    assert told.status_code == 200, told.content
    assert told.json()["attested_by"]
    assert officer.post(path, {"body": told.json()["attested_by"], "version": 1}).status_code == 409


def test_an_entry_of_somebody_else_is_not_attested_through_this_talent(officer: Program) -> None:
    entry = Education.objects.create(talent=people.talent(), degree="doctor")
    other = people.talent()
    for path in (f"education/{entry.pk}", "nickname/1", f"skill/{entry.pk}"):
        response = officer.post(f"talents/{other.pk}/entries/{path}/attestation", {"body": "x", "version": 1})
        assert response.status_code == 404


CORRECTIONS = [
    {"major": "船舶工程"},
    {"senior": False},
    {"awarded_on": None},
    {"name": "气焊"},
    {"ended_on": "2020-01-01"},
    {"last_month": "2012-03-01"},
    {"elsewhere": "沈阳"},
]


@pytest.mark.parametrize(("body", "change"), [*zip(ENTRIES, CORRECTIONS, strict=True)])
def test_every_kind_of_entry_is_corrected_and_what_is_not_sent_stays(
    body: dict[str, Any], change: dict[str, Any], officer: Program
) -> None:
    one, kind = people.talent(), body["entry"]
    added = officer.post(f"talents/{one.pk}/entries", body).json()
    path = f"talents/{one.pk}/entries/{kind}/{added['id']}"
    answer = officer.patch(path, {"entry": kind, "version": 1} | change)
    assert answer.status_code == 200, answer.content
    assert answer.json() == added | change | {"version": 2}
    again = officer.patch(path, {"entry": kind, "version": 1} | change)
    assert (again.status_code, again.json()["version"]) == (409, 2)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"entry": "education", "degree": "doctor"}, "version"),
        ({"degree": "doctor", "version": 1}, ""),
        ({"entry": "skill", "name": "焊接", "version": 1}, "entry"),
        ({"entry": "education", "degree": "wizard", "version": 1}, "degree"),
        ({"entry": "education", "name": "x", "version": 1}, "name"),
    ],
)
def test_what_is_wrong_with_a_correction_is_told_by_field(body: dict[str, Any], field: str, officer: Program) -> None:
    entry = Education.objects.create(talent=people.talent(), degree="doctor", school="某大学")
    answer = officer.patch(f"talents/{entry.talent_id}/entries/education/{entry.pk}", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    entry.refresh_from_db()
    assert (entry.degree, entry.version) == ("doctor", 1)


def test_a_correction_takes_what_was_attested_back_to_what_is_stated(officer: Program) -> None:
    entry = Education.objects.create(talent=people.talent(), degree="doctor", attested_by="x", attested_on="2020-01-01")
    path = f"talents/{entry.talent_id}/entries/education/{entry.pk}"
    answer = officer.patch(path, {"entry": "education", "school": "某大学", "version": 1})
    assert answer.json()["attested_by"] == ""


def test_an_entry_is_removed_with_a_reason_that_stays_on_record(officer: Program) -> None:
    entry = Education.objects.create(talent=people.talent(), degree="doctor", school="某大学")
    path = f"talents/{entry.talent_id}/entries/education/{entry.pk}/removal"
    assert officer.post(path, {"reason": " ", "version": 1}).status_code == 422
    assert officer.post(path, {"reason": "twice", "version": 7}).status_code == 409
    answer = officer.post(path, {"reason": "twice", "version": 1})
    assert (answer.status_code, answer.content) == (204, b"")
    assert not Education.objects.exists()
    event = Event.objects.get(act="registry.entry_removed")
    assert (event.reason, event.before["school"]) == ("twice", "某大学")
    assert officer.post(path, {"reason": "twice", "version": 1}).status_code == 404


def test_who_may_only_read_neither_corrects_nor_removes() -> None:
    entry = Education.objects.create(talent=people.talent(), degree="doctor")
    auditor, path = Program(people.auditor()), f"talents/{entry.talent_id}/entries/education/{entry.pk}"
    assert auditor.patch(path, {"entry": "education", "school": "x", "version": 1}).status_code == 403
    assert auditor.post(f"{path}/removal", {"reason": "x", "version": 1}).status_code == 403
    assert Education.objects.get().school == ""


def test_facts_are_told_with_where_they_come_from(officer: Program) -> None:
    one = people.talent()
    Education.objects.create(talent=one, degree="doctor", school="某大学", graduated_on="2010-07-01")
    answer = officer.get(f"talents/{one.pk}/facts", on=timezone.localdate().isoformat()).json()
    assert answer["facts"]["degree"]["value"] == "doctor"
    assert answer["facts"]["degree"]["kind"] == "education"
    assert answer["missing"]
    assert officer.get(f"talents/{one.pk}/facts", on="2020-02-31").json()["errors"]["on"]


def test_occupations_are_found_by_code_and_name(officer: Program) -> None:
    first = Occupation.objects.order_by("code").first()
    assert first
    assert first.name in names(officer.get("occupations", code=first.code, size=200))
    assert first.name in names(officer.get("occupations", name=first.name))
