"""Who gains and who loses under a reform."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pyarrow.compute as pc

from rencai.policy.report.parts import Block, Body, Cell, Chart, Column, Section, Table
from rencai.policy.report.reading import MOST_GROUPS, PALETTE, RED, Reading, Totals, largest, totals

_COUNTS = ("winners", "losers", "unchanged")
ALL_MEASURES = "all"
_MONEY = ("gain", "loss", "before", "after")


def section(reading: Reading) -> Section | None:
    """Winners and losers by measure and by each column; nothing without a reform."""
    if reading.simulation.changes is None or not reading.simulation.reform:
        return None
    words = reading.words
    blocks = [_block(reading, column) for column in reading.simulation.by]
    blocks.append(_measures(reading))
    return Section("changes", words("changes"), _lead(reading), blocks)


def together(reading: Reading, *by: str) -> Totals:
    """Winners and losers over all measures together: each person counts once."""
    return _sums(reading, by, all_measures=True)


def _sums(reading: Reading, by: Sequence[str], *, all_measures: bool) -> Totals:
    table = reading.simulation.changes
    assert table is not None
    is_all = pc.equal(table["measure"], ALL_MEASURES)
    return totals(table.filter(is_all if all_measures else pc.invert(is_all)), by, (*_COUNTS, *_MONEY))


def _lead(reading: Reading) -> str:
    numbers, row = reading.numbers, together(reading)[()]
    net = row["after"] - row["before"]
    return reading.words(
        "changes_lead",
        winners=numbers.count(row["winners"]),
        losers=numbers.count(row["losers"]),
        net=numbers.change(numbers.money(net), net),
    )


def _block(reading: Reading, column: str) -> Block:
    words, name = reading.words, reading.column(column)
    sums = together(reading, column)
    keys, _ = largest(sums, lambda key: _moved(sums[key]), MOST_GROUPS)
    kept = {key: sums[key] for key in keys}
    title = words("changes_chart", column=name)
    moved = {key: row for key, row in kept.items() if _moved(row)}
    names = [reading.group(column, value) for (value,) in moved]
    chart = Chart(f"changes-{column}", f"{title}: {_lead(reading)}", names, _series(reading, moved), lying=True)
    table = _table(
        reading,
        words("changes_by", column=name),
        reading.heading(column),
        kept,
        lambda v: reading.group(column, v),
    )
    return Block(table, chart if moved else None, title=title, file="changes.csv")


def _moved(row: Any) -> int:
    return int(row["winners"] + row["losers"])


def _series(reading: Reading, sums: Totals) -> list[Any]:
    words = reading.words
    losers = reading.count_series(words("losers"), RED, [row["losers"] for row in sums.values()], stack="moved")
    winners = [row["winners"] for row in sums.values()]
    return [
        replace(losers, values=[-v for v in losers.values]),
        reading.count_series(words("winners"), PALETTE[0], winners, stack="moved"),
    ]


def _measures(reading: Reading) -> Block:
    words = reading.words
    sums = {key: row for key, row in _sums(reading, ["measure"], all_measures=False).items() if _moved(row)}
    table = _table(reading, words("changes_by_measure"), words("measure"), sums, reading.measure)
    return Block(table, note=words("changes_note"), file="changes.csv")


def _table(reading: Reading, caption: str, first: str, sums: Totals, name: Callable[[Any], str]) -> Table:
    words, unit = reading.words, reading.numbers.cell_unit
    columns = [Column(first, numeric=False), *(Column(words(c)) for c in _COUNTS)]
    columns += [Column(words(c), unit=unit) for c in _MONEY]
    rows = [[Cell(name(value)), *_cells(reading, row)] for (value,), row in sums.items()]
    return Table(caption, columns, [Body(rows)])


def _cells(reading: Reading, row: Any) -> list[Cell]:
    losers = reading.count_cell(row["losers"], tone="lost" if row["losers"] else "")
    winners, unchanged = (reading.count_cell(row[c]) for c in ("winners", "unchanged"))
    return [winners, losers, unchanged, *(reading.money_cell(row[c]) for c in _MONEY)]
