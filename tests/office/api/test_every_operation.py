"""Every operation of the API: nobody gets anything there that is not theirs. It stands beside test_every_page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.urls import reverse

from office import people
from office.api.programs import Program
from office.api.test_contract import document
from office.test_every_page import MARK, World, world
from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import today
from rencai.office.audit.models import Event
from rencai.office.registry.models import Talent

__all__ = ["world"]
pytestmark = pytest.mark.django_db


class Way(NamedTuple):
    """How to come to an operation. `thing`: what it is about is not there for those to whom it is not."""

    method: str = "get"
    args: Callable[[World], list[Any]] = lambda world: []
    body: Callable[[World], dict[str, Any]] | None = None
    by: str = "officer"
    thing: bool = False
    status: int = 200


def of_talent(world: World) -> list[Any]:
    return [world.talent.pk]


def of_education(world: World) -> list[Any]:
    return [world.talent.pk, "education", world.education.pk]


def of_organisation(world: World) -> list[Any]:
    return [world.organisation.pk]


def organisation(world: World) -> dict[str, Any]:
    return {"credit_code": people.credit_code(), "name": "某公司", "industry": "C", "place": world.place.pk}


OPERATIONS = {
    "me": Way(),
    "list_mandates": Way(),
    "list_places": Way(),
    "show_place": Way(args=lambda world: [world.place.pk]),
    "list_organisations": Way(),
    "add_organisation": Way("post", body=organisation, status=201),
    "show_organisation": Way(args=of_organisation, thing=True),
    "change_organisation": Way("patch", of_organisation, lambda world: {"version": 1, "name_en": "x"}, thing=True),
    "list_talents": Way(),
    "add_talent": Way("post", body=lambda world: {"name": "某人", "place": world.place.pk}, status=201),
    "show_talent": Way(args=of_talent, thing=True),
    "correct_talent": Way("patch", of_talent, lambda world: {"version": 1, "latin_name": "X"}, thing=True),
    "show_facts": Way(args=of_talent, thing=True),
    "see_sensitive": Way("post", of_talent, lambda world: {"reason": "a test"}, thing=True),
    "add_entry": Way("post", of_talent, lambda world: {"entry": "skill", "name": "焊接"}, thing=True, status=201),
    "correct_entry": Way(
        "patch", of_education, lambda world: {"entry": "education", "major": "x", "version": 1}, thing=True
    ),
    "remove_entry": Way("post", of_education, lambda world: {"reason": "x", "version": 1}, thing=True, status=204),
    "attest_entry": Way(
        "post",
        of_education,
        lambda world: {"body": "x", "version": 1},
        thing=True,
        status=422,
    ),
    "list_occupations": Way(),
    "list_alerts": Way(by="supervisor"),
    "list_recognition_cases": Way(),
    "show_recognition_case": Way(args=lambda world: [world.case.pk], thing=True),
    "list_recognitions": Way(),
    "list_decisions": Way(),
    "show_decision": Way(args=lambda world: [world.appeal.decision_id], by="auditor", thing=True),
    "list_events": Way(by="auditor"),
    "show_event": Way(args=lambda world: [world.event.number], by="auditor"),
    "list_jobs": Way(),
    "show_job": Way(args=lambda world: [world.job.pk], thing=True),
}


def sent(name: str, world: World, program: Program) -> Any:
    way = OPERATIONS[name]
    path = reverse(f"api:{name}", args=way.args(world)).removeprefix("/api/v1/")
    return getattr(program, way.method)(path, *([way.body(world)] if way.body else []))


def test_every_operation_is_in_the_table() -> None:
    named = {operation["operationId"] for methods in document()["paths"].values() for operation in methods.values()}
    assert named == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_who_may_does(name: str, world: World) -> None:
    way = OPERATIONS[name]
    response = sent(name, world, Program(world.person(way.by)))
    assert response.status_code == way.status, response.content


@pytest.mark.parametrize("name", OPERATIONS)
def test_without_a_token_nothing_is_told(name: str, world: World) -> None:
    response = sent(name, world, Program())
    assert response.status_code == 401
    assert MARK not in response.content.decode()


def expired(user: User) -> None:
    User.objects.filter(pk=user.pk).update(closes_on="2020-01-01")


def closed(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def out_of_office(user: User) -> None:
    Mandate.objects.filter(holder=user).update(valid_until="2020-06-01")


def revoked(user: User) -> None:
    Mandate.objects.filter(holder=user).update(revoked_at=f"{today()}T00:00Z", revoked_reason="x")


@pytest.mark.parametrize("name", OPERATIONS)
def test_whoever_holds_nothing_any_more_gets_nothing(name: str, world: World) -> None:
    role = world.person(OPERATIONS[name].by).mandates.get().role
    for ending in (expired, closed, out_of_office, revoked):
        user = people.holder(role, world.place)
        program = Program(user)
        ending(user)
        response = sent(name, world, program)
        assert response.status_code == 401
        assert MARK not in response.content.decode()


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_mandate_elsewhere_opens_nothing_of_here(name: str, world: World) -> None:
    elsewhere = people.place("xigang")
    others = [people.officer("xigang"), people.auditor(elsewhere), people.hr(people.organisation(place=elsewhere))]
    talents = Talent.objects.count()
    for denied, user in enumerate(others, start=1):
        response = sent(name, world, Program(user))
        assert MARK not in response.content.decode()
        assert Talent.objects.count() == talents
        if OPERATIONS[name].thing:
            assert response.status_code == 404
            assert Event.objects.filter(act="audit.denied").count() == denied
        else:
            assert response.status_code in (200, 403, 404)
