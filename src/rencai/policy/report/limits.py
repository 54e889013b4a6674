"""Demand against the budgets and quotas that the measures carry."""

from collections.abc import Mapping
from typing import Any

from rencai.policy.report.parts import Block, Body, Cell, Column, Section, Table, number
from rencai.policy.report.reading import Reading


def section(reading: Reading) -> Section | None:
    """Budgets and quotas; nothing when the pack has none."""
    rows = reading.simulation.budgets.to_pylist()
    if not rows:
        return None
    words = reading.words
    return Section("limits", words("limits"), _lead(reading, rows), [Block(_table(reading, rows), file="budgets.csv")])


def _lead(reading: Reading, rows: list[dict[str, Any]]) -> str:
    words = reading.words
    names = dict.fromkeys(reading.measure(r["measure"]) for r in rows if r["over"] and r["scenario"] == reading.shown)
    if not names:
        return "" if any(r["over"] is None for r in rows) else words("limits_within")
    return words("limits_over", n=str(len(names)), names=words("list_mark").join(names))


def _table(reading: Reading, rows: list[dict[str, Any]]) -> Table:
    words = reading.words
    columns = [Column(words("measure"), numeric=False)]
    columns += [Column(words(k)) for k in ("limit", "demanded", "used")]
    columns.append(Column("", numeric=False))
    bodies = [
        Body([_row(reading, r) for r in rows if r["scenario"] == s], _title(reading, s)) for s in reading.scenarios
    ]
    return Table(words("limits_table"), columns, bodies)


def _title(reading: Reading, scenario: str) -> str:
    return reading.scenario(scenario) if reading.simulation.reform else ""


def _row(reading: Reading, row: Mapping[str, Any]) -> list[Cell]:
    words, numbers = reading.words, reading.numbers
    write = numbers.money if row["kind"] == "budget" else numbers.plain
    tone = "late" if row["over"] else ""
    first = Cell(reading.measure(row["measure"]), note=words(row["kind"]))
    demanded = number(write(row["demanded"]), row["demanded"])
    if row["limit"] is None:
        return [first, Cell(words("unknown")), demanded, Cell("–"), Cell("")]
    share = float(min(row["demanded"] / row["limit"], 1)) if row["limit"] else 1.0
    return [
        first,
        number(write(row["limit"]), row["limit"]),
        demanded,
        Cell(numbers.percent(row["demanded"], row["limit"]), share=share, tone=tone),
        Cell(words("over" if row["over"] else "within"), tone=tone),
    ]
