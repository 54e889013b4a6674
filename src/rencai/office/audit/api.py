"""For programs of auditors: the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from rencai.office import asker
from rencai.office.answers import Listed, Number, NumberInPath, Paging, Text, listed
from rencai.office.audit.denial import visible_or_404
from rencai.office.audit.models import Event

router = Router(tags=["audit"])


class EventTold(Schema):
    """An act. `before` and `after` hold only what changed, and secrets only as fingerprints."""

    number: int
    at: datetime
    act: str
    in_words: str
    actor_id: int | None
    actor: str
    for_whom: str
    mandate_id: int | None
    target_kind: str
    target_id: str
    target: str
    place_id: int | None
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
    address: str
    request_id: str
    previous_hash: str
    hash: str


class EventFilter(Paging):
    """`on` is the number of a thing and needs its `kind`, as target_kind and target_id of an event say them."""

    act: Text = ""
    actor: Number | None = None
    kind: Text = ""
    on: Text = ""


@router.get("events", response=Listed[EventTold])
def list_events(request: HttpRequest, asked: Query[EventFilter]) -> Any:
    """The audit log, the newest first, as far as this mandate for it reaches."""
    user = asker.of(request)
    user.must("audit.read")
    given = {"act": asked.act, "actor_id": asked.actor, "target_kind": asked.kind, "target_id": asked.on}
    wanted = {name: value for name, value in given.items() if value}
    return listed(Event.objects.within_mandate(user).filter(**wanted), asked)


@router.get("events/{number}", response=EventTold)
def show_event(request: HttpRequest, number: NumberInPath) -> Any:
    """One entry of the log, as far as this mandate for it reaches."""
    user = asker.of(request)
    user.must("audit.read")
    return visible_or_404(Event.objects.within_mandate(user), user, pk=number)
