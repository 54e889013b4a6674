"""What waits is put in once, seen by those whom it concerns, follows its record, and is taken out by what is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from office import people
from office.inbox import things
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import act, record
from rencai.office.audit.models import Event
from rencai.office.inbox import actions as inbox
from rencai.office.inbox import kinds
from rencai.office.inbox.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds_of_the_test() -> Iterator[None]:
    with things.only_these():
        yield


def seen_by(user: Any) -> set[int]:
    return set(Item.objects.visible_to(user).values_list("pk", flat=True))


def urgent(user: Any, limit: int = 100, kind: str = "") -> list[int]:
    return Item.objects.most_urgent(user, limit, kind)


def test_a_thing_waits_once_however_often_it_is_put_in() -> None:
    company = people.organisation()
    assert things.put(company).pk == things.put(company).pk
    assert Item.objects.count() == 1


def test_putting_it_in_again_brings_it_up_to_date_and_its_deadline_only_nearer() -> None:
    company = people.organisation()
    things.put(company, days=5)
    assert things.put(company, days=9, details={"name": "New"}).deadline == today() + timedelta(days=5)
    item = things.put(company, days=2, details={"name": "New"})
    item.refresh_from_db()
    assert (item.deadline, item.details) == (today() + timedelta(days=2), {"name": "New"})


def test_the_database_itself_keeps_one_open_item_for_a_thing() -> None:
    item = things.waiting()
    item.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        item.save(force_insert=True)


def test_what_was_done_can_wait_again() -> None:
    company = people.organisation()
    first = things.put(company)
    inbox.done("call", about=company)
    assert things.put(company).pk != first.pk


@pytest.mark.parametrize("values", [{"user": None}, {"place": "zhongshan"}])
def test_an_item_is_for_one_person_or_for_a_reach_never_for_both_or_nobody(values: dict[str, Any]) -> None:
    user = people.user()
    given = {"place": people.place(values["place"]), "user": user} if "place" in values else {"user": None}
    with pytest.raises(IntegrityError), transaction.atomic():
        things.put(people.organisation(), **given)


def test_a_kind_that_nobody_declares_cannot_be_put_in() -> None:
    with pytest.raises(LookupError):
        things.waiting(kind="unknown")


def test_a_district_officer_sees_what_waits_in_their_district_and_the_city_all() -> None:
    here, there = things.waiting(), things.waiting("xigang")
    assert seen_by(people.officer()) == {here.pk}
    assert seen_by(people.city_officer()) == {here.pk, there.pk}


def test_only_the_permission_of_its_kind_opens_an_item() -> None:
    company = people.organisation()
    call, visit = things.put(company), things.put(company, kind="visit")
    assert seen_by(people.hr(company)) == {visit.pk}
    assert seen_by(people.auditor()) == {visit.pk}
    assert seen_by(people.leader()) == set()
    assert seen_by(people.officer()) == {call.pk, visit.pk}


def test_an_expired_mandate_opens_nothing() -> None:
    things.waiting()
    assert seen_by(people.former_officer()) == set()


def test_what_is_for_one_person_is_seen_by_them_alone() -> None:
    owner = people.officer()
    item = things.waiting(kind="own", user=owner)
    assert seen_by(owner) == {item.pk}
    assert seen_by(people.city_officer()) == set()


def test_the_most_urgent_comes_first_over_all_kinds_and_places() -> None:
    officer = people.officer()
    late = things.waiting(days=-2)
    own = things.waiting(kind="own", user=officer, days=-1)
    soon = things.waiting(kind="visit", days=1)
    later = things.waiting(days=30)
    things.waiting("xigang", days=-9)
    assert urgent(officer) == [late.pk, own.pk, soon.pk, later.pk]
    assert urgent(officer, 2) == [late.pk, own.pk]
    assert urgent(officer, kind="visit") == [soon.pk]


def test_what_lies_in_ones_place_and_at_ones_employer_is_listed_once() -> None:
    company = people.organisation()
    item = things.put(company)
    officer = people.holder("officer", company)
    people.Mandate.objects.create(
        holder=officer, role="officer", place=company.place, valid_from=today(), reason="for a test"
    )
    assert urgent(officer) == [item.pk]


@pytest.mark.parametrize("whose", ["officer", "city_officer", "hr", "auditor", "user", "leader"])
def test_the_most_urgent_are_those_visible_and_cost_one_query(whose: str, django_assert_num_queries: Any) -> None:
    user = getattr(people, whose)()
    for days in range(3):
        things.waiting(days=days)
        things.waiting("xigang", days=days, kind="visit")
    assert set(urgent(user)) == seen_by(user)
    with django_assert_num_queries(1):
        urgent(user)


def test_the_nearest_deadlines_are_read_from_an_index_and_not_sorted() -> None:
    user = people.officer()
    part = next(iter(Item.objects.open().filter(kind="call")._within(user.scope("registry.attest"))))
    plan = part.order_by("deadline", "pk")[:100].explain()
    if connection.vendor == "sqlite":
        assert "inbox_by_place" in plan
        assert "TEMP B-TREE" not in plan


def test_done_takes_it_out_and_keeps_who_did_it() -> None:
    company, officer = people.organisation(), people.officer()
    item = things.put(company)
    assert (inbox.done("call", about=company, by=officer), inbox.done("call", about=company)) == (1, 0)
    item.refresh_from_db()
    assert (item.done_by, urgent(officer)) == (officer, [])


def test_what_waits_follows_its_record_to_another_place() -> None:
    company = people.organisation()
    item = things.put(company)
    there = people.place("xigang")
    assert inbox.move(company, place=there.pk, organisation=None) == 1
    assert inbox.move(company, place=there.pk, organisation=None) == 0
    assert (seen_by(people.officer()), seen_by(people.officer("xigang"))) == (set(), {item.pk})


def test_what_waits_goes_into_the_record_that_its_own_was_merged_into() -> None:
    company, kept = people.organisation(), people.organisation(place=people.place("xigang"))
    item = things.put(company)
    inbox.move(company, to=kept, place=kept.place_id, organisation=None)
    assert list(Item.objects.concerning(kept)) == [item]
    assert seen_by(people.officer("xigang")) == {item.pk}


def test_deciding_does_the_decisions_act_and_is_audited_under_the_mandate() -> None:
    officer, item = people.officer(), things.waiting()
    inbox.decide(by=officer, item=item, decision="called")
    item.refresh_from_db()
    assert (item.done_by, item.outcome) == (officer, "called")
    assert things.decided == [{"by": officer, "item": item, "choice": ""}]
    event = Event.objects.on(item).first()
    assert (event.act, event.mandate_id, event.place_id, event.for_whom) == (
        "inbox.decided",
        officer.mandates.get().pk,
        item.place_id,
        item.details["name"],
    )


def test_a_decision_that_fails_leaves_the_item_where_it_is() -> None:
    officer, item = people.officer(), things.waiting()
    with pytest.raises(ValidationError, match="does not answer"):
        inbox.decide(by=officer, item=item, decision="refused")
    assert urgent(officer) == [item.pk]


@pytest.mark.parametrize("decision", ["called", "never-mind"])
def test_the_second_of_two_who_decide_is_told(decision: str) -> None:
    item = things.waiting()
    inbox.decide(by=people.officer(), item=item, decision=decision)
    with pytest.raises(ValidationError, match="in the meantime"):
        inbox.decide(by=people.officer(), item=item, decision=decision)
    assert len(things.decided) == (decision == "called")


@pytest.mark.parametrize("choice", ["", "c"])
def test_a_decision_with_a_choice_takes_none_that_is_not_offered(choice: str) -> None:
    item = things.waiting()
    with pytest.raises(ValidationError, match="Choose: Who"):
        inbox.decide(by=people.officer(), item=item, decision="by-whom", choice=choice)


def test_a_choice_is_kept_in_the_audit_log() -> None:
    item = things.waiting()
    inbox.decide(by=people.officer(), item=item, decision="by-whom", choice="b")
    assert Event.objects.on(item).first().after == {"decision": "by-whom", "choice": "b"}


@pytest.mark.parametrize("whose", ["officer", "leader", "auditor", "user"])
def test_nobody_decides_without_the_permission_where_it_lies(whose: str) -> None:
    item = things.waiting("xigang")
    with pytest.raises(Refused):
        inbox.decide(by=getattr(people, whose)(), item=item, decision="called")
    assert things.decided == []


def test_what_is_for_one_person_is_decided_by_nobody_else() -> None:
    item = things.waiting(kind="own", user=people.officer())
    with pytest.raises(Refused):
        inbox.decide(by=people.city_officer(), item=item, decision="called")
    inbox.decide(by=item.user, item=item, decision="called")
    assert not Item.objects.open().exists()


def test_what_an_undone_act_put_in_does_not_wait() -> None:
    @act
    def undone() -> None:
        things.put(people.organisation())
        record("inbox.filled", by=None)
        raise KeyError

    with pytest.raises(KeyError):
        undone()
    assert not Item.objects.exists()


def test_a_kind_says_which_decisions_it_knows() -> None:
    with pytest.raises(LookupError):
        kinds.named("call").decision("unknown")
