"""Why not, and how nearly: the reasons that decided and the people one condition away."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from rencai.policy.report.parts import Block, Body, Cell, Chart, Column, Section, Table
from rencai.policy.report.reading import PALETTE, Reading, largest, totals

MOST_OVERALL = 10
MOST_REASONS = 5
MOST_CHARTS = 6
MOST_BUCKETS = 12

People: TypeAlias = dict[tuple[str, str, str], dict[str, int]]


def reasons(reading: Reading) -> Section | None:
    """The most frequent reasons, over all and of each measure, in words."""
    people = _people(reading)
    if not people:
        return None
    words = reading.words
    blocks = [
        Block(_top_table(reading, people), note=words("why_note"), told=True),
        Block(_measure_table(reading, people), file="reasons.csv", told=True),
    ]
    return Section("why", words("why"), _reason_lead(reading, people), blocks)


def _people(reading: Reading) -> People:
    """People per reason and scenario; only reasons that stop somebody."""
    found: People = {}
    sums = totals(reading.simulation.reasons, ("measure", "status", "reason", "scenario"), ("people",))
    for (measure, status, reason, scenario), row in sums.items():
        if row["people"] and status != "eligible":
            found.setdefault((measure, status, reason), {})[scenario] = row["people"]
    return found


def _reason_lead(reading: Reading, people: People) -> str:
    shown = [(n.get(reading.shown, 0), k) for k, n in people.items() if k[1] == "not_eligible"]
    if not shown:
        return ""
    _, (measure, _, reason) = max(shown)
    clause = reading.condition(measure, reason).rstrip(".。")
    return reading.words("why_lead", reason=clause, measure=reading.measure(measure))


def _top_table(reading: Reading, people: People) -> Table:
    words = reading.words
    top, _ = largest(people, lambda k: people[k].get(reading.shown, 0), MOST_OVERALL)
    most = max(n for key in top for n in people[key].values())
    rows = [_reason_row(reading, people, key, most, reading.measure(key[0])) for key in top]
    return Table(words("why_top"), _reason_columns(reading), [Body(rows)])


def _measure_table(reading: Reading, people: People) -> Table:
    bodies = [body for m in reading.measures if (body := _reason_body(reading, people, m))]
    return Table(reading.words("why_table"), _reason_columns(reading), bodies)


def _reason_columns(reading: Reading) -> list[Column]:
    names = [reading.scenario(s) for s in reading.scenarios]
    if not reading.simulation.reform:
        names = [reading.words("people")]
    return [Column(reading.words("reason"), numeric=False), *(Column(name) for name in names)]


def _reason_body(reading: Reading, people: People, measure: str) -> Body | None:
    keys = [key for key in people if key[0] == measure]
    top, _ = largest(keys, lambda k: max(people[k].values()), MOST_REASONS)
    if not top:
        return None
    most = max(n for key in top for n in people[key].values())
    rows = [_reason_row(reading, people, key, most, reading.words(key[1])) for key in top]
    return Body(rows, reading.measure(measure))


def _reason_row(
    reading: Reading, people: People, key: tuple[str, str, str], most: int, note: str
) -> list[Cell]:
    measure, status, reason = key
    tone = "late" if status == "needs_information" else ""
    counts = [people[key].get(s, 0) for s in reading.scenarios]
    cells = [reading.count_cell(n, share=n / most, tone=tone) for n in counts]
    return [Cell(reading.condition(measure, reason), note=note), *cells]


@dataclass(frozen=True)
class _Miss:
    """The people who fail one condition only, by how far: (margin, people), the closest first."""

    measure: str
    reason: str
    unit: str
    buckets: Sequence[tuple[Decimal, int]]
    unmeasured: int

    @property
    def people(self) -> int:
        return sum(n for _, n in self.buckets) + self.unmeasured

    def half(self) -> Decimal | None:
        """The margin within which half of those lie whose margin is known."""
        left = sum(n for _, n in self.buckets)
        reached = 0
        for margin, n in self.buckets:
            reached += n
            if reached * 2 >= left:
                return margin
        return None


def near(reading: Reading) -> Section | None:
    """People who fail exactly one condition, by margin."""
    misses = _misses(reading)
    if not misses:
        return None
    words = reading.words
    lead = words("near_lead", people=reading.numbers.count(sum(m.people for m in misses)))
    drawn = [m for m in misses if len(m.buckets) > 1][:MOST_CHARTS]
    small = [_small(reading, m, i) for i, m in enumerate(drawn)]
    block = Block(_near_table(reading, misses), file="near_misses.csv", told=bool(small))
    return Section("near", words("near"), lead, [block], small=small)


def _misses(reading: Reading) -> list[_Miss]:
    table = reading.simulation.near_misses
    shown = table.filter(pc.equal(table["scenario"], pa.scalar(reading.shown)))
    sums = totals(shown, ("measure", "reason", "unit", "margin"), ("people",))
    found: dict[tuple[str, str, str], list[tuple[Decimal | None, int]]] = {}
    for (measure, reason, unit, margin), row in sums.items():
        found.setdefault((measure, reason, unit or ""), []).append((margin, row["people"]))
    misses = [_miss(key, buckets) for key, buckets in found.items()]
    return largest((m for m in misses if m.people), lambda m: m.people, len(misses))[0]


def _miss(key: tuple[str, str, str], buckets: Sequence[tuple[Decimal | None, int]]) -> _Miss:
    known = sorted(((m, n) for m, n in buckets if m is not None and n), key=lambda b: abs(b[0]))
    return _Miss(*key, buckets=known, unmeasured=sum(n for m, n in buckets if m is None))


def _small(reading: Reading, miss: _Miss, at: int) -> Block:
    words, numbers = reading.words, reading.numbers
    unit = reading.simulation.unit_text(miss.unit, reading.lang) if miss.unit else ""
    buckets = _folded(miss.buckets)
    names = [numbers.plain(abs(m)) for m, _ in buckets]
    names[-1] += "+" if len(miss.buckets) > len(buckets) else ""
    counts = [n for _, n in buckets]
    series = reading.count_series(words("people"), PALETTE[0], counts)
    axis = words("near_axis", unit=unit) if unit else words("near_axis_bare")
    parts = words("list_mark").join(
        f"{n} {unit}: {numbers.count(c)}" for n, c in zip(names, counts, strict=True)
    )
    chart = Chart(f"near-{at}", words("near_alt", parts=parts), names, [series], axis=axis)
    note = words("near_of", measure=reading.measure(miss.measure), people=numbers.count(miss.people))
    return Block(chart=chart, title=reading.condition(miss.measure, miss.reason), note=note)


def _folded(buckets: Sequence[tuple[Decimal, int]]) -> list[tuple[Decimal, int]]:
    """The closest buckets; the last one holds all that are farther."""
    if len(buckets) <= MOST_BUCKETS:
        return list(buckets)
    kept = list(buckets[:MOST_BUCKETS])
    margin, _ = kept[-1]
    kept[-1] = (margin, sum(n for _, n in buckets[MOST_BUCKETS - 1 :]))
    return kept


def _near_table(reading: Reading, misses: Sequence[_Miss]) -> Table:
    words = reading.words
    columns = [Column(words("reason"), numeric=False), Column(words("people"))]
    columns += [Column(words("near_closest")), Column(words("near_half"))]
    by_measure: dict[str, list[_Miss]] = {}
    for miss in misses:
        by_measure.setdefault(miss.measure, []).append(miss)
    most = max(m.people for m in misses)
    bodies = [
        Body([_near_row(reading, miss, most) for miss in of], reading.measure(measure))
        for measure, of in by_measure.items()
    ]
    return Table(words("near_table"), columns, bodies)


def _near_row(reading: Reading, miss: _Miss, most: int) -> list[Cell]:
    people = reading.count_cell(miss.people, share=miss.people / most)
    first = Cell(reading.condition(miss.measure, miss.reason))
    if not miss.buckets:
        return [first, people, Cell(reading.words("near_unmeasured")), Cell("–")]
    closest, half = miss.buckets[0][0], miss.half()
    return [first, people, _margin(reading, miss, closest), _margin(reading, miss, half)]


def _margin(reading: Reading, miss: _Miss, margin: Decimal | None) -> Cell:
    if margin is None:
        return Cell("–")
    unit = reading.simulation.unit_text(miss.unit, reading.lang) if miss.unit else ""
    return Cell(f"{reading.numbers.plain(abs(margin))} {unit}".strip(), value=format(margin, "f"))
