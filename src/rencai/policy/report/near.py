"""How nearly: the people whom one condition alone keeps out, by how far they are off."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from rencai.policy.report.parts import Block, Body, Cell, Chart, Column, Section, Table
from rencai.policy.report.reading import PALETTE, Reading, largest, totals

MOST_CHARTS = 6


@dataclass(frozen=True)
class Miss:
    """One condition of one measure: `buckets` are (most that people are short by, people), the nearest first.

    `further` are those beyond the last bucket, or all where there is no distance.
    """

    measure: str
    reason: str
    unit: str
    buckets: Sequence[tuple[Decimal, int]]
    further: int

    @property
    def people(self) -> int:
        return sum(n for _, n in self.buckets) + self.further

    def half(self) -> Decimal | None:
        """The distance within which at least half of them are; None when that is beyond the last bucket."""
        reached = 0
        for distance, people in self.buckets:
            reached += people
            if reached * 2 >= self.people:
                return distance
        return None


def section(reading: Reading) -> Section | None:
    """People who fail exactly one condition: the most frequent as charts, all of them as a table."""
    misses = _misses(reading)
    if not misses:
        return None
    words = reading.words
    lead = words("near_lead", people=reading.numbers.count(sum(m.people for m in misses)))
    drawn = [m for m in misses if len(m.buckets) > 1][:MOST_CHARTS]
    small = [_small(reading, m, at) for at, m in enumerate(drawn)]
    block = Block(_table(reading, misses), file="near_misses.csv", told=bool(small))
    return Section("near", words("near"), lead, [block], small=small)


def _misses(reading: Reading) -> list[Miss]:
    table = reading.simulation.near_misses
    shown = table.filter(pc.equal(table["scenario"], pa.scalar(reading.shown)))
    found: dict[tuple[str, str], dict[tuple[str, Decimal | None], int]] = {}
    sums = totals(shown, ("measure", "reason", "unit", "margin"), ("people",))
    for (measure, reason, unit, margin), row in sums.items():
        found.setdefault((measure, reason), {})[unit or "", margin] = row["people"]
    misses = [_miss(measure, reason, counts) for (measure, reason), counts in found.items()]
    return largest((m for m in misses if m.people), lambda m: m.people, len(misses))[0]


def _miss(measure: str, reason: str, counts: dict[tuple[str, Decimal | None], int]) -> Miss:
    near = sorted((-margin, n) for (_, margin), n in counts.items() if margin is not None and n)
    unit = next((unit for unit, _ in counts if unit), "")
    return Miss(measure, reason, unit, near, sum(n for (_, margin), n in counts.items() if margin is None))


def _small(reading: Reading, miss: Miss, at: int) -> Block:
    words, numbers = reading.words, reading.numbers
    names = [_tick(reading, miss, distance) for distance, _ in miss.buckets]
    counts = [n for _, n in miss.buckets]
    if miss.further:
        names, counts = [*names, words("near_further")], [*counts, miss.further]
    parts = words("list_mark").join(f"{n} {numbers.count(c)}" for n, c in zip(names, counts, strict=True))
    series = reading.count_series(words("people"), PALETTE[0], counts)
    alt = words("near_alt", parts=parts)
    chart = Chart(f"near-{at}", alt, names, [series], axis=_axis(reading, miss))
    note = words("near_of", measure=reading.measure(miss.measure), people=numbers.count(miss.people))
    return Block(chart=chart, title=reading.condition(miss.measure, miss.reason), note=note)


def _tick(reading: Reading, miss: Miss, distance: Decimal) -> str:
    """A bare number; money keeps its sign."""
    return _distance(reading, miss, distance) if _is_money(reading, miss) else reading.numbers.plain(distance)


def _axis(reading: Reading, miss: Miss) -> str:
    if not miss.unit or _is_money(reading, miss):
        return reading.words("near_axis_bare")
    return reading.words("near_axis", unit=reading.simulation.unit_text(miss.unit, reading.lang))


def _is_money(reading: Reading, miss: Miss) -> bool:
    return miss.unit == reading.numbers.currency


def _distance(reading: Reading, miss: Miss, distance: Decimal) -> str:
    return reading.numbers.quantity(distance, miss.unit)


def _table(reading: Reading, misses: Sequence[Miss]) -> Table:
    words = reading.words
    columns = [Column(words("reason"), numeric=False), Column(words("people"))]
    columns += [Column(words("near_closest")), Column(words("near_half"))]
    by_measure: dict[str, list[Miss]] = {}
    for miss in misses:
        by_measure.setdefault(miss.measure, []).append(miss)
    most = max(m.people for m in misses)
    bodies = [
        Body([_row(reading, miss, most) for miss in of], reading.measure(measure)) for measure, of in by_measure.items()
    ]
    return Table(words("near_table"), columns, bodies)


def _row(reading: Reading, miss: Miss, most: int) -> list[Cell]:
    people = reading.count_cell(miss.people, share=miss.people / most)
    first = Cell(reading.condition(miss.measure, miss.reason))
    if not miss.buckets:
        return [first, people, Cell("–"), Cell("–")]
    return [first, people, _nearest(reading, miss), _within(reading, miss, miss.half())]


def _nearest(reading: Reading, miss: Miss) -> Cell:
    """The nearest bucket and how many are in it."""
    distance, people = miss.buckets[0]
    return Cell(_within(reading, miss, distance).text, note=reading.numbers.count(people))


def _within(reading: Reading, miss: Miss, distance: Decimal | None) -> Cell:
    if distance is None:
        return Cell(reading.words("near_further"))
    text = reading.words("near_within", margin=_distance(reading, miss, distance))
    return Cell(text, value=format(distance, "f"))
