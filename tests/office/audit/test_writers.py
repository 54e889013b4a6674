"""Many who write at once lose nothing, and acts in odd places keep their events."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from office import people
from rencai.office.accounts.models import User
from rencai.office.audit import chain
from rencai.office.audit.acts import act, record
from rencai.office.audit.models import ChainHead, Event
from rencai.office.places.actions import add_organisation
from rencai.office.places.models import Organisation, Place

WRITERS, EACH = 6, 5


@act
def note(reason: str) -> None:
    record("audit.denied", by=None, reason=reason)


def adding(officer: User, place: Place, codes: list[str], faults: list[BaseException]) -> None:
    try:
        for code in codes:
            add_organisation(by=officer, place=place, credit_code=code, name=f"虚构{code[-6:]}", industry="C")
    except BaseException as fault:
        faults.append(fault)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_lose_nothing_and_the_chain_verifies() -> None:
    place, officer, faults = people.place(), people.officer(), []
    before = Event.objects.count()
    shares = [[people.credit_code() for _ in range(EACH)] for _ in range(WRITERS)]
    threads = [threading.Thread(target=adding, args=(officer, place, codes, faults)) for codes in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Organisation.objects.count() == Event.objects.count() - before == WRITERS * EACH
    assert chain.verify().faults == ()


@pytest.mark.django_db(transaction=True)
def test_an_act_begun_when_another_is_committed_keeps_its_event() -> None:
    @act
    def first() -> None:
        record("audit.denied", by=None, reason="first")
        transaction.on_commit(lambda: note("after the commit"))

    first()
    assert [event.reason for event in Event.objects.order_by("number")] == ["first", "after the commit"]
    assert chain.verify().faults == ()


@pytest.mark.django_db(transaction=True)
def test_a_transaction_around_acts_takes_their_events_back_with_it() -> None:
    note("kept")
    with transaction.atomic():
        note("taken back")
        transaction.set_rollback(True)
    note("kept too")
    assert [event.reason for event in Event.objects.order_by("number")] == ["kept", "kept too"]
    assert chain.verify().faults == ()


@pytest.mark.django_db(transaction=True)
def test_the_chain_begins_by_itself_where_its_head_is_missing() -> None:
    ChainHead.objects.all().delete()
    note("first")
    assert Event.objects.get().previous_hash == chain.GENESIS


@pytest.mark.django_db
def test_acts_within_one_transaction_follow_each_other_in_the_chain() -> None:
    with transaction.atomic():
        note("one")
        with transaction.atomic():
            note("two")
    one, two = Event.objects.order_by("-number")[1], Event.objects.order_by("-number")[0]
    assert two.previous_hash == one.hash


@pytest.mark.django_db
def test_record_outside_an_act_is_a_fault() -> None:
    with pytest.raises(RuntimeError, match="@act"):
        record("audit.denied", by=None)


@pytest.mark.django_db
def test_no_row_can_be_put_in_place_of_another_or_before_the_end() -> None:
    note("one")
    note("two")
    number = Event.objects.order_by("number").first().number
    columns = ", ".join(field.column for field in Event._meta.concrete_fields if field.column != "number")
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    statement = f"{verb} INTO audit_event (number, {columns}) SELECT {number}, {columns} FROM audit_event LIMIT 1"
    with pytest.raises(Exception, match=r"append-only|unique"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert chain.verify().faults == ()
