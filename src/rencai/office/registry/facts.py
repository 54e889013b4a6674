"""What is known of a talent on a day, as the facts for which the policy pack asks. Nothing is invented.

Of each fact the pack asks, the record may hold a statement and the table in `derivations` may draw it from other
entries. What somebody has attested comes before what is only stated, and a statement of just that fact before what
is drawn. What neither holds is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rencai.office.pack import fact_value, the_pack
from rencai.office.registry.derivations import DERIVED
from rencai.office.registry.entries import Statement
from rencai.office.registry.models import Talent
from rencai.office.registry.record import Held, Record


@dataclass(frozen=True)
class Origin:
    """Where a fact comes from: an entry (kind and number; "talent" for the record's head), and who attested it when.

    `attested_by` is "" for what is only stated.
    """

    kind: str
    number: int
    entered_on: date
    attested_by: str = ""
    attested_on: date | None = None


@dataclass(frozen=True)
class FactSheet:
    """The facts of one talent on one day.

    Attributes:
        facts: every fact that is known, in the pack's types: what `Pack.decide` takes.
        origins: for each of them, where it comes from.
        missing: what the pack asks for and nothing holds.
    """

    on: date
    facts: Mapping[str, Any]
    origins: Mapping[str, Origin]
    missing: tuple[str, ...]


def facts_of(talent: Talent, on: date) -> FactSheet:
    """What the record knew of `talent` on the day `on`: entries that held then, attested if that was done by then.

    An entry without a date of its own counts from the day on which it was entered. Six queries.
    """
    record = Record(talent, on)
    facts: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    for name in the_pack().rules.facts:
        for held in _candidates(record, name):
            value = _typed(name, held.value)
            if value is not None:
                facts[name], origins[name] = value, _origin(held, on)
                break
    return FactSheet(on, facts, origins, tuple(name for name in the_pack().rules.facts if name not in facts))


def _candidates(record: Record, name: str) -> Iterator[Held]:
    """What the record holds of a fact, the best first."""
    stated, derived = _stated(record, name), _derived(record, name)
    if stated and derived and derived.attested(record.on) and not stated.attested(record.on):
        stated, derived = derived, stated
    yield from (held for held in (stated, derived) if held)


def _stated(record: Record, name: str) -> Held | None:
    """The statement of the latest day; of the same day, an attested one."""
    found = record.statements.get(name)
    if not found:
        return None
    best: Statement = max(found, key=lambda one: (Held(one.value, one).attested(record.on), one.stated_on, one.pk))
    return Held(best.value, best)


def _derived(record: Record, name: str) -> Held | None:
    derive = DERIVED.get(name)
    return derive(record) if derive else None


def _typed(name: str, value: Any) -> Any:
    """None for what the pack cannot read: another pack may ask the same name and mean something else."""
    try:
        return fact_value(name, value)
    except ValueError:
        return None


def _origin(held: Held, on: date) -> Origin:
    source = held.source
    attested = held.attested(on)
    return Origin(
        kind=str(source._meta.model_name),
        number=source.pk,
        entered_on=held.entered_on,
        attested_by=source.attested_by if attested else "",
        attested_on=source.attested_on if attested else None,
    )
