"""Kinds of items for tests, about organisations: they need no other app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError

from office import people
from rencai.office.asker import today
from rencai.office.audit.acts import act, record
from rencai.office.inbox import actions as inbox
from rencai.office.inbox import kinds
from rencai.office.inbox.models import Item
from rencai.office.places.models import Organisation

decided: list[Any] = []


def _refuse(**_given: Any) -> None:
    raise ValidationError("The register does not answer.")


KINDS = (
    kinds.Kind(
        "call",
        "Calls to make",
        lambda item: f"Call {item.details['name']}",
        lambda item: "/somewhere/",
        "registry.attest",
        decisions=(
            kinds.Decision("called", "Called", "called.", lambda **given: decided.append(given)),
            kinds.Decision("refused", "Ask the register", "asked.", _refuse),
            kinds.Decision(
                "by-whom", "Note", "noted.", choices=lambda: [("a", "Bureau A"), ("b", "Bureau B")], choice_label="Who"
            ),
            kinds.Decision("never-mind", "Never mind", "left."),
        ),
    ),
    kinds.Kind("visit", "Visits", lambda item: "Visit", lambda item: "/somewhere/", "registry.export"),
    kinds.Kind(
        "own",
        "Own things",
        lambda item: "Own",
        lambda item: "/somewhere/",
        "registry.import",
        personal=True,
        decisions=(kinds.Decision("called", "Called", "called."),),
    ),
)


@contextmanager
def only_these() -> Iterator[None]:
    """The test's kinds alone are declared."""
    others = dict(kinds._kinds)
    kinds._kinds.clear()
    kinds.declare(*KINDS)
    decided.clear()
    try:
        yield
    finally:
        kinds._kinds.clear()
        kinds._kinds.update(others)


@act
def put(about: Organisation, kind: str = "call", days: int = 3, **values: Any) -> Item:
    """Something that waits where the organisation lies, `days` from today."""
    where = {} if "user" in values else {"place": about.place, "organisation": about}
    given = {"deadline": today() + timedelta(days=days), "details": {"name": about.name}}
    item = inbox.put(kind, about=about, **(given | where | values))
    record("inbox.filled", by=None)
    return item


def waiting(where: str = "zhongshan", **values: Any) -> Item:
    return put(people.organisation(place=people.place(where)), **values)
