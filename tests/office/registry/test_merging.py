"""Two records of one person become one and two again: nothing is lost on either way."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from office import people
from rencai.office.accounts.actions import declare_kin
from rencai.office.accounts.models import User
from rencai.office.asker import Refused, today
from rencai.office.audit.models import Event
from rencai.office.places.models import Organisation
from rencai.office.registry import actions
from rencai.office.registry.in_step import current_employment, highest_degree, recognised_category
from rencai.office.registry.merging import MOVING
from rencai.office.registry.models import Consent, Merge, Talent

pytestmark = pytest.mark.django_db
NUMBER = people.identity_number(7, born=date(1985, 6, 15))


def fresh(talent: Talent) -> Talent:
    return Talent.objects.get(pk=talent.pk)


def state(talent: Talent) -> dict[str, Any]:
    """All that a record says, but for how often and when it was saved."""
    told = {
        field.name: getattr(fresh(talent), field.attname)
        for field in Talent._meta.concrete_fields
        if field.name not in ("version", "changed_at")
    }
    for model in MOVING:
        told[model.__name__] = list(model._default_manager.filter(talent=talent).order_by("pk").values())
    return told


def merged(by: User, kept: Talent, absorbed: Talent) -> Merge:
    return actions.merge(by=by, kept=fresh(kept), absorbed=fresh(absorbed), reason="one person")


def apart(by: User, merge: Merge) -> Merge:
    return actions.split(by=by, merge=merge, reason="two people after all")


class Clerk:
    """Somebody who enters at random what can be entered."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.by = people.city_officer()
        self.employers = [people.organisation(place=people.place(key)) for key in ("zhongshan", "xigang", "jinzhou")]

    def talent(self) -> Talent:
        dice = self.dice
        maybe = {
            "phone": "13800000000",
            "mailbox": "a@example.com",
            "latin_name": "Wu",
            "gender": "f",
            "birth_date": date(1985, 6, 15),
            "organisation": dice.choice(self.employers),
        }
        values: dict[str, Any] = {name: value for name, value in maybe.items() if dice.random() < 0.5}
        values |= {"name": f"吴虚构{dice.randrange(100)}", "place": people.place(dice.choice(["xigang", "jinzhou"]))}
        talent = actions.add_talent(by=self.by, **values)
        self.work_on(talent, dice.randrange(6))
        return fresh(talent)

    def work_on(self, talent: Talent, times: int) -> None:
        for _ in range(times):
            self.dice.choice([self.add, self.add, self.add, self.correct, self.remove, self.attest])(fresh(talent))

    def add(self, talent: Talent) -> None:
        kind = self.dice.choice(["employment", "employment", "education", "statement", "title", "insurance", "consent"])
        if kind == "consent":
            actions.give_consent(
                by=self.by, talent=talent, source="hukou", purpose="rent", until=today() + timedelta(9), paper="1"
            )
        else:
            actions.add_entry(by=self.by, talent=talent, kind=kind, values=self.values(kind))

    def values(self, kind: str) -> dict[str, Any]:
        dice, begun = self.dice, date(2000 + self.dice.randrange(24), 1 + self.dice.randrange(12), 1)
        return {
            "employment": lambda: {
                "organisation": dice.choice(self.employers),
                "started_on": begun,
                "ended_on": dice.choice([None, begun + timedelta(days=400)]),
                "full_time": dice.choice([True, False, None]),
            },
            "education": lambda: {"degree": dice.choice(["bachelor", "master", "doctor"]), "graduated_on": begun},
            "statement": lambda: {
                "fact": "recognised_category",
                "value": dice.choice(["junior", "senior", "none"]),
                "stated_on": begun,
            },
            "title": lambda: {"name": "工程师", "awarded_on": begun},
            "insurance": lambda: {"first_month": begun},
        }[kind]()

    def some_entry(self, talent: Talent) -> Any:
        kinds = ("employments", "educations", "statements", "titles", "insurances")
        entries = [entry for kind in kinds for entry in getattr(talent, kind).all()]
        return self.dice.choice(entries) if entries else None

    def correct(self, talent: Talent) -> None:
        if entry := self.some_entry(talent):
            values = self.values(type(entry).__name__.lower())
            actions.correct_entry(by=self.by, entry=entry, version=entry.version, values=values)

    def remove(self, talent: Talent) -> None:
        if entry := self.some_entry(talent):
            actions.remove_entry(by=self.by, entry=entry, reason="a mistake")

    def attest(self, talent: Talent) -> None:
        if entry := self.some_entry(talent):
            actions.attest_entry(by=self.by, entry=entry, body="recognising-body")


def in_step(talent: Talent) -> bool:
    talent, work = fresh(talent), current_employment(talent)
    follows = work is None or (talent.organisation == work.organisation and talent.place == work.organisation.place)  # type: ignore[union-attr]
    return (
        follows
        and talent.degree == highest_degree(talent)
        and talent.recognised_category == recognised_category(talent)
    )


@pytest.mark.parametrize("seed", range(25))
def test_merged_and_split_again_both_records_are_as_they_were(seed: int) -> None:
    clerk = Clerk(seed)
    one, other = clerk.talent(), clerk.talent()
    before = state(one), state(other)
    merge = merged(clerk.by, one, other)
    assert in_step(one)
    apart(clerk.by, merge)
    assert (state(one), state(other)) == before


@pytest.mark.parametrize("seed", range(25))
def test_what_was_done_between_merging_and_splitting_is_kept(seed: int) -> None:
    clerk = Clerk(1000 + seed)
    one, other = clerk.talent(), clerk.talent()
    own = {
        (model, pk)
        for model in MOVING
        for pk in model._default_manager.filter(talent=other).values_list("pk", flat=True)
    }
    merge = merged(clerk.by, one, other)
    clerk.work_on(one, 6)
    actions.correct_talent(by=clerk.by, talent=one, version=fresh(one).version, values={"phone": "13900000000"})
    after = {name: value for name, value in state(one).items() if isinstance(value, list)}
    apart(clerk.by, merge)
    for model in MOVING:
        rows = {row["id"]: row for talent in (one, other) for row in state(talent)[model.__name__]}
        assert {pk: row | {"talent_id": one.pk} for pk, row in rows.items()} == {
            row["id"]: row for row in after[model.__name__]
        }
        assert {pk for pk, row in rows.items() if row["talent_id"] == other.pk} == {
            pk for known, pk in own if known is model and pk in rows
        }
    assert in_step(one)
    assert in_step(other)
    assert fresh(one).phone == "13900000000"


@pytest.mark.parametrize("seed", range(10))
def test_three_records_merged_one_after_another_come_apart_in_turn(seed: int) -> None:
    clerk = Clerk(2000 + seed)
    one, two, three = clerk.talent(), clerk.talent(), clerk.talent()
    before = state(one), state(two), state(three)
    first = merged(clerk.by, one, two)
    second = merged(clerk.by, three, one) if seed % 2 else merged(clerk.by, one, three)
    with pytest.raises(ValidationError):
        apart(clerk.by, first)
    apart(clerk.by, second)
    apart(clerk.by, first)
    assert (state(one), state(two), state(three)) == before


def test_the_kept_record_fills_its_gaps_from_the_other() -> None:
    one = people.talent(phone="13800000000")
    other = people.talent(
        phone="13911111111", mailbox="b@example.com", document_number=NUMBER, birth_date=date(1985, 6, 15)
    )
    merge = merged(people.officer(), one, other)
    one = fresh(one)
    assert (one.phone, one.mailbox, one.document_number) == ("13800000000", "b@example.com", NUMBER)
    assert NUMBER not in str([merge.before, merge.after, merge.moved])
    apart(people.officer(), merge)
    assert (fresh(one).mailbox, fresh(one).document_number, fresh(other).document_number) == ("", "", NUMBER)


def test_the_identity_document_of_a_merged_record_is_one_and_found() -> None:
    one, other = people.talent(), people.talent(document_number=NUMBER)
    officer = people.officer()
    merged(officer, one, other)
    assert Talent.objects.with_identity("resident", NUMBER).get() == one
    with pytest.raises(ValidationError, match="in the base already"):
        actions.add_talent(by=officer, place=people.place(), name="郑虚构", document_number=NUMBER)


def test_records_do_not_come_apart_into_two_with_one_identity_document() -> None:
    officer = people.officer()
    one, other = (
        people.talent(document_kind="passport", document_number="E1234567"),
        people.talent(document_number=NUMBER),
    )
    merge = merged(officer, one, other)
    people.talent(document_number=NUMBER)
    with pytest.raises(ValidationError, match="in the base already"):
        apart(officer, merge)
    assert fresh(other).merged_into == one


def test_a_record_merged_away_is_seen_and_changed_no_more() -> None:
    officer = people.officer()
    one, other = people.talent(), people.talent()
    merged(officer, one, other)
    assert list(Talent.objects.visible_to(officer)) == [one]
    with pytest.raises(ValidationError, match="merged into another"):
        actions.correct_talent(by=officer, talent=other, version=other.version, values={"name": "x"})


def test_the_account_goes_with_the_person_and_comes_back() -> None:
    officer, account = people.officer(), people.user()
    one, other = people.talent(), people.talent(account=account)
    merge = merged(officer, one, other)
    assert (fresh(one).account, fresh(other).account) == (account, None)
    assert Talent.objects.visible_to(account).get() == one
    apart(officer, merge)
    assert (fresh(one).account, fresh(other).account) == (None, account)


def test_an_open_account_comes_before_a_closed_one() -> None:
    officer, account, closed = people.officer(), people.user(), people.user(is_active=False)
    one, other = people.talent(account=closed), people.talent(account=account)
    merge = merged(officer, one, other)
    assert (fresh(one).account, fresh(other).account) == (account, closed)
    apart(officer, merge)
    assert (fresh(one).account, fresh(other).account) == (closed, account)


def test_two_open_accounts_are_not_made_one() -> None:
    one, other = people.talent(account=people.user()), people.talent(account=people.user())
    with pytest.raises(ValidationError, match="account"):
        merged(people.officer(), one, other)
    assert fresh(other).merged_into is None


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [
        ({"birth_date": date(1980, 1, 1)}, {"birth_date": date(1980, 1, 2)}, "birth dates"),
        (
            {"document_number": people.identity_number(1)},
            {"document_number": people.identity_number(2)},
            "two people",
        ),
    ],
)
def test_what_cannot_be_one_person_is_not_merged(mine: dict[str, Any], theirs: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        merged(people.officer(), people.talent(**mine), people.talent(**theirs))


def test_a_record_is_not_merged_with_itself_nor_without_a_reason() -> None:
    one, other = people.talent(), people.talent()
    with pytest.raises(ValidationError, match="not two records"):
        merged(people.officer(), one, one)
    with pytest.raises(ValidationError, match="Say why"):
        actions.merge(by=people.officer(), kept=one, absorbed=other, reason="")


def test_both_records_lie_within_the_mandate() -> None:
    here, there = people.talent(), people.talent(place=people.place("xigang"))
    for who in (people.officer(), people.officer("xigang"), people.hr(), people.auditor()):
        with pytest.raises(Refused):
            merged(who, here, there)
    merged(people.city_officer(), here, there)


def test_nobody_merges_their_own_record() -> None:
    officer = people.officer()
    with pytest.raises(Refused, match="party"):
        merged(officer, people.talent(account=officer), people.talent())


def test_nobody_merges_or_splits_the_record_of_a_relative() -> None:
    officer, kept, relative = people.officer(), people.talent(), people.talent(document_number=NUMBER)
    declare_kin(by=officer, name="虚构亲属", relation="sister", identity=NUMBER)
    with pytest.raises(Refused, match="relative"):
        merged(officer, kept, relative)
    done = merged(people.officer(), kept, relative)
    with pytest.raises(Refused, match="relative"):
        apart(officer, done)


def test_nobody_splits_their_own_record() -> None:
    officer = people.officer()
    own = people.talent(account=officer)
    done = merged(people.officer(), own, people.talent())
    with pytest.raises(Refused, match="party"):
        apart(officer, done)


def test_both_records_tell_of_the_merge_and_of_the_split() -> None:
    officer = people.officer()
    one, other = people.talent(), people.talent()
    apart(officer, merged(officer, one, other))
    for talent in (one, other):
        assert [event.act for event in Event.objects.on(talent)] == [
            "registry.talents_split",
            "registry.talents_merged",
        ]


def test_records_come_apart_once() -> None:
    officer = people.officer()
    merge = merged(officer, people.talent(), people.talent())
    apart(officer, merge)
    with pytest.raises(ValidationError, match="before"):
        apart(officer, merge)


def test_an_employer_in_the_other_record_alone_is_taken_over() -> None:
    employer: Organisation = people.organisation(place=people.place("xigang"))
    one, other = people.talent(), people.talent(organisation=employer)
    consent = Consent.objects.create(talent=other, source="hukou", purpose="rent", given_on=today(), until=today())
    merge = merged(people.city_officer(), one, other)
    assert (fresh(one).organisation, fresh(one).place) == (employer, employer.place)
    assert one.consents.get() == consent
    apart(people.city_officer(), merge)
    assert (fresh(one).organisation, fresh(one).place) == (None, people.place())
