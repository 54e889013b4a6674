"""One pass over the people: counts of every state and reason, money by year, near misses, winners and losers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from rencai.policy.near_misses import near_misses
from rencai.policy.people_table import PeopleTable
from rencai.policy.program import MeasureSql, Program
from rencai.policy.writer import Sql, Writer

BASELINE, REFORM = "baseline", "reform"
ALL = "all"
"""The name under which all measures together stand in `changes`."""


class Meaning(NamedTuple):
    """What one column of the aggregate says."""

    kind: str  # code | amount | year | near | change | score
    scenario: str
    name: str
    detail: Any = None


@dataclass
class Aggregates:
    """Asks for aggregates; equal ones are computed once and read by several meanings."""

    writer: Writer
    columns: dict[str, str] = field(default_factory=dict)
    meanings: list[tuple[str, Meaning]] = field(default_factory=list)

    def add(self, sql: Sql, template: str, meaning: Meaning) -> None:
        text = template.format(sql.text)
        alias = self.columns.setdefault(text, f"a{len(self.columns)}")
        self.meanings.append((alias, meaning))

    def query(self, source: str, groups: Sequence[str]) -> str:
        listed = ",\n  ".join(
            [*groups, f"COUNT(*) AS {PEOPLE}", *(f"{text} AS {alias}" for text, alias in self.columns.items())]
        )
        by = f"\nGROUP BY {', '.join(groups)}" if groups else ""
        return f"SELECT {listed}\nFROM {self.writer.source(source)}{by}"


PEOPLE = "n"
"""The column that counts everyone: whoever came out in no other way is eligible."""


def total_of(writer: Writer, found: MeasureSql) -> Sql | None:
    """Cents to whoever is eligible; NULL for everyone else."""
    if found.money is None:
        return None
    return writer.column(writer.sql("(CASE WHEN {} = 0 THEN {} END)", found.code, found.money.total))


def sum_of(writer: Writer) -> str:
    return "SUM(CAST({} AS DECIMAL(38,0)))" if writer.dialect.name == "spark" else "SUM({})"


def ask_measure(asked: Aggregates, program: Program, name: str, scenario: str, *, near: bool) -> None:
    """Everything about one measure in one scenario."""
    writer, found = program.writer, program.measure(name)
    count = writer.dialect.count
    asked.meanings.append((PEOPLE, Meaning("code", scenario, name, ("eligible", ""))))
    for code, state, reason in found.codes:
        asked.add(
            writer.sql(f"{{}} = {code}", found.code),
            count,
            Meaning("code", scenario, name, (state, reason)),
        )
    total = total_of(writer, found)
    if total is not None:
        asked.add(total, sum_of(writer), Meaning("amount", scenario, name))
    due = program.money.years(found.measure, found.money, found.code) if found.money else {}
    for year, cents_due in due.items():
        asked.add(cents_due, sum_of(writer), Meaning("year", scenario, name, year))
    if near and (nearly := near_misses(writer, found)):
        column, meanings = nearly
        for code, tested, bucket in meanings:
            asked.add(
                writer.sql(f"{{}} = {code}", column),
                count,
                Meaning("near", scenario, name, (tested, bucket)),
            )


def ask_scores(asked: Aggregates, program: Program, scenario: str) -> None:
    for name, score in program.plan.rules.scores.items():
        column = program.writer.column(program.write.write(score.total))
        asked.add(column, "COUNT({})", Meaning("score", scenario, name, "known"))
        for stat, template in (("total", sum_of(program.writer)), ("least", "MIN({})"), ("most", "MAX({})")):
            asked.add(column, template, Meaning("score", scenario, name, stat))


def ask_changes(asked: Aggregates, before: Program, after: Program) -> None:
    """Who wins and who loses, for each measure and for all together."""
    writer = before.writer
    differences = []
    for name in dict.fromkeys([*before.by_name, *after.by_name]):
        old, new = (_paid(program, name) for program in (before, after))
        if old is None and new is None:
            continue
        zero = writer.whole(0)
        difference = writer.column(writer.sql("({} - {})", new or zero, old or zero))
        if old is not None and new is not None and old.text == new.text:
            difference = zero
        else:
            differences.append(difference)
        _ask_change(asked, difference, name)
    together = (
        Sql("(" + " + ".join(item.text for item in differences) + ")", max(item.layer for item in differences))
        if differences
        else writer.whole(0)
    )
    _ask_change(asked, writer.column(together), ALL)


def _paid(program: Program, name: str) -> Sql | None:
    """Cents, 0 for whoever is not eligible; None where there is no such payment."""
    if name not in program.by_name or program.by_name[name].amount is None:
        return None
    found = program.measure(name)
    assert found.money is not None
    return program.writer.column(
        program.writer.sql("(CASE WHEN {} = 0 THEN {} ELSE 0 END)", found.code, found.money.total)
    )


def _ask_change(asked: Aggregates, difference: Sql, name: str) -> None:
    total, count = sum_of(asked.writer), asked.writer.dialect.count
    for kind, template in (
        ("winners", count.format("{} > 0")),
        ("losers", count.format("{} < 0")),
        ("gain", total.format("CASE WHEN {} > 0 THEN {} END").replace("{}", "{0}")),
        ("loss", total.format("CASE WHEN {} < 0 THEN {} END").replace("{}", "{0}")),
    ):
        asked.add(difference, template, Meaning("change", REFORM, name, kind))


Row = tuple[Any, ...]


def read(
    asked: Aggregates, rows: Iterable[dict[str, Any]], groups: Sequence[str]
) -> Iterator[tuple[Row, int, Meaning, Any]]:
    """(group, people in it, meaning, value) for every aggregate of every group."""
    for row in rows:
        group = tuple(row[name] for name in groups)
        for alias, meaning in asked.meanings:
            yield group, int(row["n"]), meaning, row[alias]


def cents(value: Any) -> Decimal:
    """A sum of cents as money."""
    return Decimal(int(value or 0)).scaleb(-2)


def base_columns(table: PeopleTable) -> dict[str, Sql]:
    """The facts that the table has, as columns."""
    return {item.fact.name: Sql(f"f_{item.fact.name}") for item in table.checked}
