"""Near misses: people whom exactly one condition keeps out, by how far they are from meeting it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rencai.policy.program import OPEN, STATE, MeasureSql, Tested
from rencai.policy.types import Type
from rencai.policy.writer import Sql, Writer

BUCKETS: Mapping[str, tuple[int, ...]] = {
    "month": (1, 3, 6, 12, 24),
    "year": (1, 2, 3, 5, 10),
    "day": (30, 90, 180, 365, 730),
    "step": (1, 2, 3),
    "money": (1_000, 5_000, 10_000, 50_000, 100_000),
    "": (1, 2, 5, 10, 20),
}


def buckets(kind: Type | None) -> list[Decimal]:
    """Upper ends of the near-miss buckets in the margin's unit: -1, -3, -6 …; empty where there is no distance."""
    if kind is None:
        return []
    names = [name for name, power in kind.unit if power > 0]
    name = names[0] if names else ""
    return [Decimal(-step) for step in BUCKETS.get("money" if name.isupper() else name, BUCKETS[""])]


def near_misses(writer: Writer, found: MeasureSql) -> tuple[Sql, list[tuple[int, Tested, Decimal | None]]] | None:
    """A code for people whom exactly one condition keeps out, and what each code means: (code, condition, bucket).

    A bucket of -3 holds those who are at most 3 short; None those further away, or without a distance.
    """
    if not found.tests:
        return None
    failing = " + ".join(f"CASE WHEN {tested.met.text} THEN 0 ELSE 1 END" for tested in found.tests)
    alone = writer.column(Sql(f"({failing})", max(tested.met.layer for tested in found.tests)))
    arms: list[str] = []
    meanings: list[tuple[int, Tested, Decimal | None]] = []
    layer = max(alone.layer, found.code.layer)
    for place, tested in enumerate(found.tests, 1):
        margin = writer.column(tested.margin) if tested.margin is not None else None
        for number_, bucket in enumerate(buckets(tested.kind)):
            limit = int(bucket.scaleb(tested.kind.places)) if tested.kind else 0
            meanings.append((place * 10 + number_, tested, bucket))
            assert margin is not None
            arms.append(
                f"WHEN {found.code.text} = {STATE + place} AND {margin.text} >= {limit} THEN {place * 10 + number_}"
            )
            layer = max(layer, margin.layer)
        meanings.append((place * 10 + 9, tested, None))
        arms.append(f"WHEN {found.code.text} = {STATE + place} THEN {place * 10 + 9}")
    text = (
        f"CASE WHEN {alone.text} = 1 AND {found.code.text} > {STATE} AND {found.code.text} < {OPEN} "
        f"THEN (CASE {' '.join(arms)} END) END"
    )
    return writer.column(Sql(text, layer)), meanings
