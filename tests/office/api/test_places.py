"""Programs read places, and keep organisations; they read mandates, the log and their own work."""

from __future__ import annotations

from typing import Any

import pytest

from office import people
from office.api.programs import Program
from rencai.office.accounts.permissions import roles_with
from rencai.office.audit.models import Event
from rencai.office.jobs.models import Job
from rencai.office.places.models import Organisation, Place

pytestmark = pytest.mark.django_db


def items(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.content
    return list(response.json()["items"])


def test_me_is_the_person_the_mandate_and_what_it_allows() -> None:
    user = people.officer("xigang")
    me = Program(user).get("me").json()
    assert me["name"] == user.name
    assert me["mandate"]["id"] == user.mandates.get().pk
    assert me["mandate"]["place"] == people.place("xigang").pk
    names = {permission["name"] for permission in me["permissions"]}
    assert "registry.view_sensitive" in names
    assert all("officer" in roles_with(name) for name in names)


def test_a_token_stands_for_one_mandate_and_not_for_the_others_of_its_holder() -> None:
    user = people.officer("xigang")
    program = Program(user)
    people.Mandate.objects.create(holder=user, role="officer", place=people.city(), valid_from="2020-01-01", reason="x")
    hidden = people.talent(place=people.place("zhongshan"))
    assert program.get(f"talents/{hidden.pk}").status_code == 404


def test_a_token_does_not_open_its_holders_own_record() -> None:
    user = people.officer("xigang")
    own = people.talent(account=user, place=people.place("zhongshan"))
    assert Program(user).get(f"talents/{own.pk}").status_code == 404


def test_all_places_are_told_each_after_the_one_that_it_lies_in() -> None:
    people.city()
    told = items(Program(people.hr()).get("places", size=200))
    assert len(told) == Place.objects.count()
    assert told[0]["key"] == "dalian"
    assert all(one["path"].startswith(told[0]["path"]) for one in told)
    assert Program(people.hr()).get(f"places/{told[1]['id']}").json() == told[1]


def body(**values: Any) -> dict[str, Any]:
    return {
        "credit_code": people.credit_code(),
        "name": "虚构公司",
        "industry": "C",
        "place": people.place().pk,
    } | values


def test_an_organisation_is_added_and_read_again() -> None:
    program = Program(people.officer())
    response = program.post("organisations", body())
    assert response.status_code == 201, response.content
    assert program.client.get(response["Location"], headers=program.headers).json() == response.json()
    assert Event.objects.filter(act="places.organisation_added").exists()


@pytest.mark.parametrize("field", ["credit_code", "name", "industry", "place"])
def test_an_organisation_without_what_it_needs_is_refused(field: str) -> None:
    given = body()
    del given[field]
    assert field in Program(people.officer()).post("organisations", given).json()["errors"]


def test_a_wrong_credit_code_is_told() -> None:
    answer = Program(people.officer()).post("organisations", body(credit_code="91210200MA0000000X"))
    assert answer.status_code == 422
    assert "91210200MA0000000X" in str(answer.json()["errors"])


def test_an_organisation_is_changed_as_the_version_that_was_read() -> None:
    one, program = people.organisation(), Program(people.officer())
    changed = program.patch(f"organisations/{one.pk}", {"version": 1, "name": "新名"})
    assert (changed.json()["name"], changed.json()["version"]) == ("新名", 2)
    stale = program.patch(f"organisations/{one.pk}", {"version": 1, "name": "旧名"})
    assert (stale.status_code, stale.json()["version"]) == (409, 2)


def test_an_organisation_of_another_district_is_not_there() -> None:
    one, program = people.organisation(place=people.place("xigang")), Program(people.officer("zhongshan"))
    assert program.get(f"organisations/{one.pk}").status_code == 404
    assert program.patch(f"organisations/{one.pk}", {"version": 1, "name": "x"}).status_code == 404
    assert items(program.get("organisations")) == []
    assert Event.objects.filter(act="audit.denied").count() == 2


def test_organisations_are_filtered() -> None:
    people.organisation(name="甲", kind="school", industry="P")
    people.organisation(name="乙", place=people.place("xigang"))
    program = Program(people.city_officer())
    for query, found in (
        ({"kind": "school"}, ["甲"]),
        ({"industry": "C"}, ["乙"]),
        ({"place": people.place("xigang").pk}, ["乙"]),
        ({"name": "甲"}, ["甲"]),
        ({"name": "丙"}, []),
    ):
        assert [one["name"] for one in items(program.get("organisations", **query))] == found
    assert program.get("organisations", kind="x").status_code == 422


def test_mandates_are_told_within_reach_and_by_whether_they_are_in_force() -> None:
    steward, former = people.steward(), people.former_officer()
    auditor = people.auditor()
    program = Program(auditor)
    told = items(program.get("mandates"))
    assert {one["id"] for one in told} == {user.mandates.get().pk for user in (steward, former, auditor)}
    assert {one["id"] for one in items(program.get("mandates", in_force="false"))} == {former.mandates.get().pk}
    assert len(items(program.get("mandates", in_force="true"))) == 2
    assert len(items(program.get("mandates", holder=steward.pk))) == 1
    assert Program(people.hr()).get("mandates").status_code == 403


def test_an_auditor_reads_the_log_within_the_mandate() -> None:
    Program(people.officer("xigang")).post("organisations", body(place=people.place("xigang").pk))
    Program(people.officer("zhongshan")).post("organisations", body(place=people.place("zhongshan").pk))
    program = Program(people.auditor(people.place("xigang")))
    told = items(program.get("events", act="places.organisation_added"))
    assert [one["place_id"] for one in told] == [people.place("xigang").pk]
    assert program.get(f"events/{told[0]['number']}").json() == told[0]
    other = Event.objects.get(act="places.organisation_added", place_id=people.place("zhongshan").pk)
    assert program.get(f"events/{other.number}").status_code == 404
    one = Organisation.objects.get(place__key="xigang")
    assert len(items(program.get("events", kind="places.organisation", on=one.pk))) == 1


def test_a_program_of_one_mandate_does_not_read_what_its_owner_did_under_another() -> None:
    officer = people.officer()
    Program(officer).post("organisations", body(place=people.place("zhongshan").pk))
    done = Event.objects.get(act="places.organisation_added", actor_id=officer.pk)
    assert Program(officer).get(f"events/{done.number}").status_code == 403


def test_everybody_reads_their_own_work_alone() -> None:
    user, other = people.officer(), people.officer()
    values = {"title": "a job", "task": "none", "language": "en", "max_attempts": 1}
    mine, theirs = (Job.objects.create(owner=who, **values) for who in (user, other))
    program = Program(user)
    assert [one["id"] for one in items(program.get("jobs"))] == [mine.pk]
    assert program.get(f"jobs/{mine.pk}").json()["state"] == "waiting"
    assert program.get(f"jobs/{theirs.pk}").status_code == 404
