"""How an act is done: in one transaction, with its events as the last thing written.

    @act
    def correct(*, by: Asker, talent: Talent, ...) -> Talent:
        mandate = by.must("registry.edit", talent)
        ...
        record("registry.corrected", by=by, under=mandate, on=talent, before=..., after=...)

Events wait until the outermost act is about to commit. Only then is the end of the chain locked: every writer locks
its rows first and the chain last, so that two acts never wait for each other in a circle.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from rencai.office.asker import Asker, Warrant
from rencai.office.audit import chain, names, origin
from rencai.office.audit.models import ChainHead, Event

P = ParamSpec("P")
R = TypeVar("R")
_waiting: ContextVar[list[Event] | None] = ContextVar("waiting", default=None)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What PostgreSQL keeps in no text: NUL and halves of surrogate pairs."""


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Makes `function` one atomic, audited act. An act within an act belongs to the outer one's transaction."""

    @functools.wraps(function)
    def acting(*args: P.args, **kwargs: P.kwargs) -> R:
        waiting = _waiting.get()
        return _outer(function, *args, **kwargs) if waiting is None else _inner(waiting, function, *args, **kwargs)

    return acting


def _outer(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    waiting: list[Event] = []
    with transaction.atomic():
        token = _waiting.set(waiting)
        try:
            result = function(*args, **kwargs)
        finally:
            _waiting.reset(token)  # before the commit, whose hooks may begin acts of their own
        if not waiting:
            raise RuntimeError(f"{function.__qualname__} changed the world and recorded nothing")
        _append(waiting)
        return result


def _inner(waiting: list[Event], function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    before = len(waiting)
    try:
        with transaction.atomic():
            return function(*args, **kwargs)
    except BaseException:
        del waiting[before:]
        raise


def record(
    name: str,
    *,
    by: Asker | None,
    under: Warrant | None = None,
    on: models.Model | None = None,
    for_whom: str = "",
    place: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    named: bool = True,
) -> None:
    """Adds an event to the act under way.

    Args:
        name: a declared act, `app.what_was_done`.
        by: who acted; None where the office itself did (a scheduled task).
        under: the mandate; None where the person acted as owner.
        on: what was acted upon. Its `place_id` says whose auditors see the event, unless `place` does.
        before, after: only what changed, without secrets in plain text (see `differences`).
        named: whether the event tells `on` by name, and not by kind and number alone.
    """
    waiting = _waiting.get()
    if waiting is None:
        raise RuntimeError("record() belongs into a function marked @act")
    if not names.declared(name):
        raise LookupError(f"{name} is declared by no app")
    waiting.append(
        Event(
            act=name,
            actor_id=by.pk if by else None,
            actor=storable(by.name[:150]) if by else "",
            for_whom=storable(for_whom[:150]),
            mandate_id=under.pk if under else None,
            target_kind=on._meta.label_lower if on else "",
            target_id=str(on.pk) if on else "",
            target=storable(str(on)[:200]) if on and named else "",
            place_id=place if place is not None else getattr(on, "place_id", None),
            before=_plain(before),
            after=_plain(after),
            reason=storable(reason),
            address=origin.current.get().address,
            request_id=origin.current.get().request_id,
        )
    )


def _plain(values: Mapping[str, Any] | None) -> Any:
    """Values as the JSON that every database gives back unchanged, so that the hash is the same on reading.

    PostgreSQL writes 1e22 as an integer and -0.0 as 0, and knows no NaN: fractions are kept as text.
    """
    text = json.dumps(dict(values or {}), cls=DjangoJSONEncoder)
    return storable(json.loads(text, parse_float=str, parse_constant=str))


def storable(value: Any) -> Any:
    """`value` with a replacement character for each that a database refuses, in every text of it."""
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {storable(key): storable(inner) for key, inner in value.items()}
    return [storable(inner) for inner in value] if isinstance(value, list) else value


def _append(events: list[Event]) -> None:
    """Writes the events at the end of the chain. The head's row is locked until the transaction ends."""
    head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    for event in events:
        event.number, event.previous_hash, event.at = head.number + 1, head.hash, timezone.now()
        event.hash = chain.digest(event)
        head.number, head.hash = event.number, event.hash
    Event.objects.bulk_create(events)
    head.save(update_fields=["number", "hash"])
