"""Who gains and who loses under a reform."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rencai.policy.report.parts import Block, Body, Cell, Chart, Column, Section, Table
from rencai.policy.report.reading import MOST_GROUPS, PALETTE, RED, Reading, Totals, largest, totals

_COUNTS = ("winners", "losers", "unchanged")
_MONEY = ("gain", "loss", "before", "after")


def section(reading: Reading) -> Section | None:
    """Winners and losers by measure and by each column; nothing without a reform."""
    if reading.simulation.changes is None or not reading.simulation.reform:
        return None
    words = reading.words
    blocks = [_block(reading, column) for column in reading.simulation.by]
    blocks.append(_measures(reading))
    return Section("changes", words("changes"), _lead(reading), blocks)


def _sums(reading: Reading, *by: str) -> Totals:
    return totals(reading.simulation.changes, by, (*_COUNTS, *_MONEY))


def _lead(reading: Reading) -> str:
    numbers, row = reading.numbers, _sums(reading)[()]
    net = row["after"] - row["before"]
    return reading.words(
        "changes_lead",
        winners=numbers.count(row["winners"]),
        losers=numbers.count(row["losers"]),
        net=numbers.change(numbers.money(net), net),
    )


def _block(reading: Reading, column: str) -> Block:
    words, name = reading.words, reading.column(column)
    sums = _sums(reading, column)
    keys, _ = largest(sums, lambda key: _moved(sums[key]), MOST_GROUPS)
    kept = {key: sums[key] for key in keys}
    title = words("changes_chart", column=name)
    names = [reading.group(column, value) for (value,) in kept]
    chart = Chart(
        f"changes-{column}", f"{title}: {_lead(reading)}", names, _series(reading, kept), lying=True
    )
    table = _table(
        reading,
        words("changes_by", column=name),
        reading.heading(column),
        kept,
        lambda v: reading.group(column, v),
    )
    return Block(table, chart, title=title, file="changes.csv")


def _moved(row: Any) -> int:
    return int(row["winners"] + row["losers"])


def _series(reading: Reading, sums: Totals) -> list[Any]:
    words = reading.words
    losers = reading.count_series(
        words("losers"), RED, [row["losers"] for row in sums.values()], stack="moved"
    )
    winners = [row["winners"] for row in sums.values()]
    return [
        replace(losers, values=[-v for v in losers.values]),
        reading.count_series(words("winners"), PALETTE[0], winners, stack="moved"),
    ]


def _measures(reading: Reading) -> Block:
    words = reading.words
    sums = {key: row for key, row in _sums(reading, "measure").items() if _moved(row)}
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
