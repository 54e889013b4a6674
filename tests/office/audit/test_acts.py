"""An act is one transaction with its events; the log cannot be changed, and a change made in spite of it is found."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from office import people
from rencai.office.audit import chain, triggers
from rencai.office.audit.acts import act, record
from rencai.office.audit.models import Event
from rencai.office.places.actions import add_organisation
from rencai.office.places.models import Organisation

pytestmark = pytest.mark.django_db


def some_events(count: int = 3) -> list[Event]:
    where = people.place()
    for _ in range(count):
        add_organisation(
            by=people.officer(), place=where, credit_code=people.credit_code(), name="某公司", industry="C"
        )
    return list(Event.objects.order_by("number"))


def test_an_act_leaves_an_event_with_who_under_which_mandate_and_what_it_made() -> None:
    officer = people.officer()
    made = add_organisation(
        by=officer, place=people.place(), credit_code=people.credit_code(), name="甲公司", industry="C"
    )
    event = Event.objects.on(made).get()
    assert (event.act, event.actor_id, event.mandate_id) == (
        "places.organisation_added",
        officer.pk,
        officer.mandates.get().pk,
    )
    assert event.after["name"] == "甲公司"


def test_an_act_that_fails_changes_nothing_and_leaves_no_event() -> None:
    people.city()
    before = Event.objects.count()

    @act
    def failing() -> None:
        people.organisation()
        record("places.organisation_added", by=None)
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        failing()
    assert (Organisation.objects.count(), Event.objects.count()) == (0, before)


def test_an_inner_act_that_fails_takes_only_its_own_events_along() -> None:
    people.city()

    @act
    def inner() -> None:
        record("places.organisation_added", by=None, reason="inner")
        raise ValueError

    @act
    def outer() -> None:
        record("places.organisation_added", by=None, reason="outer")
        with pytest.raises(ValueError, match=r"^$"):
            inner()

    outer()
    assert Event.objects.first().reason == "outer"


def test_an_act_that_records_nothing_is_a_fault_and_is_undone() -> None:
    where = people.place()

    @act
    def silent() -> None:
        people.organisation(place=where)

    with pytest.raises(RuntimeError, match="recorded nothing"):
        silent()
    assert not Organisation.objects.exists()


def test_an_act_that_no_app_declares_cannot_be_recorded() -> None:
    @act
    def strange() -> None:
        record("places.strange", by=None)

    with pytest.raises(LookupError):
        strange()


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_or_delete_an_event(statement: str) -> None:
    some_events(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_log_that_nobody_touched_verifies() -> None:
    events = some_events()
    verdict = chain.verify()
    assert (verdict.events, verdict.faults) == (len(events), ())


def tampered(statement: str) -> set[tuple[int, str]]:
    """The faults found after somebody with the whole database in their hands ran `statement`."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    triggers.install(connection)
    return {tuple(fault) for fault in chain.verify().faults}


def test_a_changed_event_is_found() -> None:
    middle = some_events()[-2].number
    found = tampered(f"UPDATE audit_event SET reason = 'another' WHERE number = {middle}")
    assert (middle, "changed") in found


def test_a_missing_event_is_found() -> None:
    middle = some_events()[-2].number
    assert (middle, "missing") in tampered(f"DELETE FROM audit_event WHERE number = {middle}")


def test_an_end_that_was_cut_off_is_found() -> None:
    last = some_events()[-1].number
    assert (last, "cut") in tampered(f"DELETE FROM audit_event WHERE number = {last}")


def test_an_inserted_event_is_found() -> None:
    last = some_events()[-1]
    columns = ", ".join(field.column for field in Event._meta.concrete_fields if field.column != "number")
    found = tampered(
        f"INSERT INTO audit_event (number, {columns}) SELECT {last.number + 1}, {columns} FROM audit_event"
        f" WHERE number = {last.number}"
    )
    assert {kind for number, kind in found if number == last.number + 1} & {"inserted", "changed"}


def test_a_whole_new_chain_is_found_by_a_hash_noted_elsewhere() -> None:
    last = some_events()[-1]
    verdict = chain.verify({last.number: "f" * 64})
    assert (last.number, "anchor") in {tuple(fault) for fault in verdict.faults}
