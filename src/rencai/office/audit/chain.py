"""The chain of hashes: each event's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
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


class Anchor(NamedTuple):
    """The end of the chain at a time: kept outside the office, it shows later that nobody wrote the log anew."""

    number: int
    hash: str
    at: datetime | None

    def __str__(self) -> str:
        """One line of a file of anchors, as `anchors_in` reads it."""
        return f"{self.number} {self.hash}"


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
    from rencai.office.audit.models import Event

    walk, before = _Walk(anchors or {}), anchor()
    for event in Event.objects.order_by("number").iterator(chunk_size=2000):
        walk.step(event)
    faults = [*walk.faults, *walk.ending(before, anchor())]
    return Verdict(walk.count, walk.hash, tuple(faults))


def anchor() -> Anchor:
    """The end of the chain now."""
    from rencai.office.audit.models import ChainHead, Event

    head = ChainHead.objects.filter(pk=1).first()
    if head is None:
        return Anchor(0, GENESIS, None)
    return Anchor(head.number, head.hash, Event.objects.filter(pk=head.number).values_list("at", flat=True).first())


def anchors_in(text: str) -> dict[int, str]:
    """The hashes by number of a file of anchors: a number and a hash on each line.

    Raises:
        ValueError: a line is no anchor; says which.
    """
    found: dict[int, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            found.update([_anchor_of(line, number)])
    return found


def _anchor_of(line: str, number: int) -> tuple[int, str]:
    parts = line.split()
    if len(parts) < 2 or not parts[0].isdecimal() or not re.fullmatch("[0-9a-f]{64}", parts[1]):
        raise ValueError(f"line {number} is no anchor: write the number of an event, a space and its hash")
    return int(parts[0]), parts[1]


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

    def ending(self, before: Anchor, after: Anchor) -> Iterator[Fault]:
        """What is wrong at the end. Writers go on while the log is read: it ends between `before` and `after`."""
        known = {before.number: before.hash, after.number: after.hash}
        if self.number < before.number:
            yield Fault(self.number + 1, "cut")
        elif self.number > after.number:
            yield Fault(after.number + 1, "inserted")
        elif known.get(self.number, self.hash) != self.hash:
            yield Fault(self.number, "changed")
        for missing in sorted(self.anchors):
            yield Fault(missing, "cut")
