"""Acts on the inbox. What is put in, moved or done as part of another act belongs to that act and its event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.asker import Asker, Refused, Warrant
from rencai.office.audit.acts import act, record
from rencai.office.inbox import kinds
from rencai.office.inbox.models import Item
from rencai.office.inbox.queries import subject_key
from rencai.office.places.models import Organisation, Place


def put(
    kind: str,
    *,
    about: models.Model,
    deadline: date,
    place: Place | int | None = None,
    organisation: Organisation | int | None = None,
    user: Any = None,
    subject: models.Model | None = None,
    details: Mapping[str, Any] | None = None,
) -> Item:
    """Lets something wait; called within an act. One item of a kind is open for one thing: a second call brings it
    up to date, and its deadline only nearer.

    Args:
        place, organisation: where it lies, for whoever holds the kind's permission there.
        user: instead of those, the one person for whom it waits.
        subject: the record that `about` is a part of; `move` and `concerning` find it by that.
        details: what the kind's words need (JSON). No secrets.

    Raises:
        LookupError: no app declares such a kind.
    """
    kinds.named(kind)
    values = {
        "deadline": deadline,
        "place_id": _number(place),
        "organisation_id": _number(organisation),
        "user_id": _number(user),
        "subject": subject_key(subject or about),
        "details": dict(details or {}),
    }
    for _attempt in (1, 2):  # somebody else may put the same in, or take it out, just now
        if item := _brought_up_to_date(kind, about, values):
            return item
        try:
            with transaction.atomic():
                return Item.objects.create(
                    kind=kind, about_kind=about._meta.label_lower, about_id=str(about.pk), **values
                )
        except IntegrityError as error:
            refused = error
    raise refused


def _brought_up_to_date(kind: str, about: models.Model, values: Mapping[str, Any]) -> Item | None:
    item: Item | None = Item.objects.open().about(about).filter(kind=kind).first()
    if item is None:
        return None
    values = {**values, "deadline": min(values["deadline"], item.deadline)}
    if any(getattr(item, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(item, name, value)
        item.save(update_fields=[*values])
    return item


def _number(thing: Any) -> int | None:
    number: int | None = thing.pk if isinstance(thing, models.Model) else thing
    return number


def done(kind: str, *, about: models.Model, by: Asker | None = None, outcome: str = "") -> int:
    """Nothing waits any more about `about`; called within an act. Returns how many items were open: 0 or 1."""
    return _end(Item.objects.open().about(about).filter(kind=kind), by, outcome)


def move(subject: models.Model, *, place: int | None, organisation: int | None, to: models.Model | None = None) -> int:
    """What waits about `subject` follows it to another place or employer, or into the record `to`; called within an
    act. Returns how many items went.
    """
    there = Q(place=place, organisation=organisation) if organisation else Q(place=place, organisation__isnull=True)
    found = Item.objects.open().concerning(subject).filter(user=None)
    if to is not None:
        return found.update(place=place, organisation=organisation, subject=subject_key(to))
    return found.exclude(there).update(place=place, organisation=organisation)


def _end(found: Any, by: Asker | None, outcome: str) -> int:
    ended: int = found.update(done_at=timezone.now(), done_by=by.pk if by else None, outcome=outcome)
    return ended


@act
def decide(*, by: Asker, item: Item, decision: str, choice: str = "") -> Item:
    """Decides an item from the list.

    Raises:
        LookupError: its kind knows no such decision.
        Refused: `by` holds no mandate for it.
        ValidationError: somebody has decided it before, or the choice is none.
    """
    item = Item.objects.get(pk=item.pk)  # not locked: what the decision changes is locked first, here as elsewhere
    chosen = item.described.decision(decision)
    warrant = _warrant(by, item)
    _must_be_a_choice(chosen, choice)
    if chosen.act and item.done_at is None:
        chosen.act(by=by, item=item, choice=choice)
        _end(Item.objects.filter(pk=item.pk), by, decision)
    elif not _end(Item.objects.open().filter(pk=item.pk), by, decision):
        raise ValidationError(_("Somebody else has decided this in the meantime."), code="decided")
    record(
        "inbox.decided",
        by=by,
        under=warrant,
        on=item,
        for_whom=str(item.details.get("name", "")),
        after={"decision": decision, "choice": choice},
    )
    return item


def _warrant(by: Asker, item: Item) -> Warrant | None:
    if item.user_id is None:
        return by.must(item.described.permission, item)
    if item.user_id != by.pk:
        raise Refused()
    return None


def _must_be_a_choice(decision: kinds.Decision, choice: str) -> None:
    if decision.choices and choice not in dict(decision.choices()):
        raise ValidationError(_("Choose: %(what)s."), params={"what": decision.choice_label}, code="choice")
