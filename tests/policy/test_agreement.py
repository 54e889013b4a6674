"""Two evaluators, one meaning: a person's and a table's results are equal to the cent and to the null."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rencai.policy import Pack, PackError, load_pack
from rencai.policy.engines import duckdb_connection, open_engine
from rencai.policy.people_table import open_table
from rencai.policy.program import Program
from rencai.policy.writer import Sql, Writer
from tests.policy.engines_here import need
from tests.policy.factory import derived, pack_of
from tests.policy.generated import BANDS, TABLES, expressions, measures, people

DAY = date(2021, 5, 31)
KINDS = ("boolean", "count", "months", "years", "money", "decimal", "date", "grade")
ARROW = {
    "boolean": pa.bool_(),
    "integer": pa.int64(),
    "decimal": pa.decimal128(18, 4),
    "money": pa.decimal128(18, 2),
    "text": pa.string(),
    "choice": pa.string(),
    "date": pa.date32(),
}
PAIRS = Counter[str]()
OUTGROWN = ("grow beyond", "too large", "decimal places", "at most", "longer")


def examples(count: int) -> Any:
    return settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        phases=[Phase.generate],
    )


def arrow(rows: list[dict[str, Any]], pack: Pack) -> pa.Table:
    fields = [(name, ARROW[fact.kind]) for name, fact in pack.rules.facts.items()]
    return pa.Table.from_pylist(
        [{"id": index, **row} for index, row in enumerate(rows)], schema=pa.schema([("id", pa.int64()), *fields])
    )


def table_values(pack: Pack, rows: list[dict[str, Any]], engine: str) -> list[dict[str, Any]]:
    """Every derived fact of the pack for each row, by SQL."""
    with duckdb_connection() as connection:
        people_table = open_table(connection, arrow(rows, pack), pack.rules.facts)
        runs = open_engine(engine, people_table, None)
        try:
            program = Program(
                pack.plan(DAY), Writer(runs.dialect, {name: Sql(f"f_{name}") for name in pack.rules.facts}, DAY)
            )
            columns = {name: program.writer.column(program.write.write(expr)) for name, expr in program.plan.steps}
            listed = ", ".join(
                f"CAST({sql.text} AS {_shown(pack, name, runs.dialect.text)}) AS {name}"
                for name, sql in columns.items()
            )
            return runs.query(f"SELECT id, {listed} FROM {program.writer.source(runs.source)} ORDER BY id").to_pylist()
        finally:
            runs.close()


def _shown(pack: Pack, name: str, text: str) -> str:
    return {"boolean": "BOOLEAN", "date": "DATE"}.get(pack.rules.derived[name].expr.type.kind, text)


def person_value(value: Any, pack: Pack, name: str) -> Any:
    """A person's value as a table holds it: numbers scaled, choices by place; written out."""
    kind = pack.rules.derived[name].expr.type
    if value is None or kind.kind in ("boolean", "date"):
        return value
    if kind.choices:
        return str(kind.choices.code(value))
    return str(int(Decimal(value).scaleb(kind.places)))


def assert_values_agree(texts: Sequence[str], rows: list[dict[str, Any]], engine: str) -> int:
    pack = loadable(texts)
    if pack is None:
        return 0
    found = table_values(pack, rows, engine)
    for row, in_table in zip(rows, found, strict=True):
        decided = pack.decide(row, on=DAY).derived
        alone = {name: person_value(value, pack, name) for name, value in decided.items()}
        assert alone == {name: in_table[name] for name in alone}, row
    return len(rows) * len(pack.rules.derived)


def loadable(texts: Sequence[str]) -> Pack | None:
    """The pack of those expressions that do not outgrow the language's bounds."""
    kept = {}
    for index, text in enumerate(texts):
        try:
            pack_of(TABLES, BANDS, derived(**{f"d{index}": text}))
        except PackError as error:
            if not any(words in error.text() for words in OUTGROWN):
                raise
        else:
            kept[f"d{index}"] = text
    return pack_of(TABLES, BANDS, derived(**kept)) if kept else None


EXPRESSIONS = st.tuples(*(expressions(kind) for kind in KINDS))


@examples(45)
@given(texts=EXPRESSIONS, rows=people(30))
def _expressions_on_duckdb(texts: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    PAIRS["duckdb"] += assert_values_agree(texts, rows, "duckdb")


def test_ten_thousand_pairs_of_expression_and_person_agree_between_the_two_evaluators() -> None:
    PAIRS.clear()
    _expressions_on_duckdb()
    assert PAIRS["duckdb"] >= 10_000


@pytest.mark.parametrize(("engine", "count"), [("postgres", 10), ("spark", 2)])
def test_other_engines_agree_with_the_person_too(engine: str, count: int) -> None:
    need(engine)

    @examples(count)
    @given(texts=EXPRESSIONS, rows=people(30))
    def agree(texts: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
        assert_values_agree(texts, rows, engine)

    agree()


def with_measures(found: list[dict[str, Any]]) -> Pack:
    return pack_of(TABLES, BANDS, *(json.dumps(item, default=str) for item in found))


def assert_measures_agree(pack: Pack, rows: list[dict[str, Any]], on: date, engine: str = "duckdb") -> None:
    """States, reasons, amounts, money by year and near misses, for every measure."""
    with pack.simulate(arrow(rows, pack), on=on, engine=engine, drafts=True) as simulation:
        alone = [pack.explore(row, on=on) for row in rows]
        if engine == "duckdb":
            for decision, in_table in zip(alone, simulation.people.to_pylist(), strict=True):
                for outcome in decision:
                    found = tuple(in_table.get(f"{outcome.name}.{part}") for part in ("status", "reason", "amount"))
                    assert found == (outcome.status, outcome.reason or None, outcome.amount), (
                        outcome.name,
                        decision.facts,
                    )
        assert totals(simulation.summary, "eligible", "amount") == totals_alone(alone)
        assert years(simulation.payments) == years_alone(alone, on)
        assert near(simulation.near_misses) == near_alone(alone)


def totals(table: pa.Table, *columns: str) -> dict[str, tuple[Any, ...]]:
    return {row["measure"]: tuple(row[name] for name in columns) for row in table.to_pylist()}


def totals_alone(decisions: list[Any]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for outcome in (outcome for decision in decisions for outcome in decision):
        count, amount = found.get(outcome.name, (0, Decimal("0.00") if outcome.kind == "payment" else None))
        granted = outcome.status == "eligible"
        found[outcome.name] = (count + granted, amount + outcome.amount if amount is not None and granted else amount)
    return found


def years(table: pa.Table) -> dict[tuple[str, int], Decimal]:
    return {(row["measure"], row["year"]): row["amount"] for row in table.to_pylist()}


def years_alone(decisions: list[Any], on: date) -> dict[tuple[str, int], Decimal]:
    found: Counter[tuple[str, int]] = Counter()
    for outcome in (outcome for decision in decisions for outcome in decision):
        own_start = outcome.measure is not None and outcome.measure.schedule.start is not None
        for day, amount in outcome.schedule:
            year = min(max(day.year, on.year - 10), on.year + 12) if own_start else day.year
            found[(outcome.name, year)] += amount  # type: ignore[assignment]
    return {key: Decimal(value) for key, value in found.items() if value}


def near(table: pa.Table) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for row in table.to_pylist():
        found[(row["measure"], row["reason"])] += row["people"]
    return dict(found)


def near_alone(decisions: list[Any]) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for outcome in (outcome for decision in decisions for outcome in decision):
        failing = [condition.name for condition in outcome.conditions if condition.met is not True]
        if len(failing) == 1 and outcome.status == "not_eligible":
            found[(outcome.name, failing[0])] += 1
    return dict(found)


@examples(40)
@given(found=measures(), rows=people(15))
def test_generated_measures_agree_in_state_reason_amount_and_money_by_year(
    found: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> None:
    try:
        pack = with_measures(found)
    except PackError:
        return
    assert_measures_agree(pack, rows, DAY)


@pytest.mark.parametrize(("engine", "count"), [("postgres", 8), ("spark", 1)])
def test_generated_measures_agree_on_other_engines(engine: str, count: int) -> None:
    need(engine)

    @examples(count)
    @given(found=measures(), rows=people(15))
    def agree(found: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
        try:
            pack = with_measures(found)
        except PackError:
            return
        assert_measures_agree(pack, rows, DAY, engine)

    agree()


@pytest.mark.parametrize("name", ["dalian", "canada-crs", "singapore-compass"])
def test_shipped_packs_agree_on_the_people_of_their_own_tests(name: str) -> None:
    pack = load_pack(name)
    for on in sorted({case.on for case in pack.cases}):
        rows = [dict.fromkeys(pack.rules.facts) | dict(case.facts) for case in pack.cases if case.on == on]
        assert_measures_agree(pack, rows, on)
