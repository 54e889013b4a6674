"""The chain of hashes: each event's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from rencai.office.audit.models import Event

GENESIS = "0" * 64
COVERED = (
    "number",
    "act",
    "actor_id",
    "actor",
    "for_whom",
    "mandate_id",
    "target_kind",
    "target_id",
    "target",
    "place_id",
    "before",
    "after",
    "reason",
    "address",
    "request_id",
    "previous_hash",
)


class Fault(NamedTuple):
    """What is wrong at `number`: `changed`, `missing`, `inserted`, `cut` (the end is gone) or `anchor`."""

    number: int
    kind: str


class Verdict(NamedTuple):
    events: int
    head: str
    faults: tuple[Fault, ...]


def digest(event: Event) -> str:
    """SHA-256 over the canonical JSON of everything that the event says."""
    content: dict[str, Any] = {name: getattr(event, name) for name in COVERED}
    content["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(anchors: dict[int, str] | None = None) -> Verdict:
    """Reads the whole log in order and names every fault.

    Args:
        anchors: hashes noted elsewhere, by number. Whoever can rewrite the whole database can also compute a new
            chain; only a hash kept outside shows that.
    """
    from rencai.office.audit.models import ChainHead, Event

    walk = _Walk(anchors or {})
    for event in Event.objects.order_by("number").iterator(chunk_size=2000):
        walk.step(event)
    head = ChainHead.objects.filter(pk=1).first()
    faults = [*walk.faults, *walk.ending(head.number if head else 0, head.hash if head else GENESIS)]
    return Verdict(walk.count, walk.hash, tuple(faults))


class _Walk:
    def __init__(self, anchors: dict[int, str]) -> None:
        self.anchors = dict(anchors)
        self.number, self.hash, self.count = 0, GENESIS, 0
        self.faults: list[Fault] = []

    def step(self, event: Event) -> None:
        self.count += 1
        gap = event.number != self.number + 1
        if gap:
            self.faults.append(Fault(self.number + 1, "missing"))
        if digest(event) != event.hash:
            self.faults.append(Fault(event.number, "changed"))
        elif event.previous_hash != self.hash and not gap:
            self.faults.append(Fault(event.number, "inserted"))
        if self.anchors.pop(event.number, event.hash) != event.hash:
            self.faults.append(Fault(event.number, "anchor"))
        self.number, self.hash = event.number, event.hash

    def ending(self, number: int, last: str) -> Iterator[Fault]:
        if number > self.number:
            yield Fault(self.number + 1, "cut")
        elif number < self.number:
            yield Fault(number + 1, "inserted")
        elif last != self.hash:
            yield Fault(number, "changed")
        for missing in sorted(self.anchors):
            yield Fault(missing, "cut")
