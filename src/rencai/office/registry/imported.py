"""Entries that imports bring wait to be attested together: one item of the inbox for each place opens their list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rencai.office.asker import today
from rencai.office.inbox import actions as inbox
from rencai.office.inbox.deadlines import working_days
from rencai.office.inbox.models import Item
from rencai.office.places.models import Place
from rencai.office.registry.entries import Entry
from rencai.office.registry.kinds import KINDS, kind_of
from rencai.office.registry.queries import EntryQuerySet

IMPORTED = "attest-imported"
DAYS_TO_ATTEST = 20
SHOWN = 50
"""Entries of a kind that the list shows; whoever attests them sees the next."""
NAMED_BY = {"employment": ("talent", "organisation")}
"""What the words for an entry of a kind need besides its talent."""

Since = dict[str, int]
"""By kind, the number of the first entry that an import brought while the item was open."""


class Waiting(NamedTuple):
    """The first entries of a kind that wait, and whether there are more of it."""

    kind: str
    entries: list[Any]
    more: bool


def wait_together(entries: Sequence[Entry]) -> None:
    """Lets new entries of an import wait where their talents are; called within an act. Two queries, and more only
    for the first of a place."""
    first: dict[int, Since] = {}
    for entry in entries:
        known = first.setdefault(entry.talent.place_id, {})
        known[kind_of(entry)] = min(entry.pk, known.get(kind_of(entry), entry.pk))
    places = {place.pk: place for place in Place.objects.select_for_update(no_key=True).filter(pk__in=first)}
    items = {item.place_id: item for item in Item.objects.open().filter(kind=IMPORTED, place__in=first)}
    for number, since in first.items():
        held = items[number].details["since"] if number in items else {}
        if not since.keys() <= held.keys():
            _put(places[number], since | held)


def _put(place: Place, since: Since) -> None:
    deadline = working_days(today(), DAYS_TO_ATTEST)
    inbox.put(IMPORTED, about=place, deadline=deadline, place=place, details={"since": since})


def waiting(item: Item, user: Any) -> list[Waiting]:
    """What of `item` nobody has attested yet and `user` may see, the oldest first. One query for each of its kinds."""
    return [_waiting(kind, _of(item, kind).visible_to(user)) for kind in item.details["since"]]


def _waiting(kind: str, found: Any) -> Waiting:
    rows = list(found.select_related(*NAMED_BY.get(kind, ("talent",))).order_by("pk")[: SHOWN + 1])
    return Waiting(kind, rows[:SHOWN], len(rows) > SHOWN)


def _of(item: Item, kind: str) -> EntryQuerySet:
    since = item.details["since"][kind]
    found: EntryQuerySet = KINDS[kind].objects.filter(pk__gte=since, attested_by="", talent__place=item.place_id)
    return found


def settle(entry: Entry) -> None:
    """Once the last one is attested or removed, nothing waits any more; called within an act."""
    item = Item.objects.open().filter(kind=IMPORTED, place=entry.talent.place_id).select_related("place").first()
    if item and not any(_of(item, kind).exists() for kind in item.details["since"]):
        inbox.done(IMPORTED, about=item.place)
