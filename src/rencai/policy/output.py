"""One row per person: each measure's state, amount and deciding condition, the scores; as SQL, table or file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from rencai.policy.aggregate import BASELINE, total_of
from rencai.policy.dialects import DUCKDB, Dialect, text_literal
from rencai.policy.people_table import PeopleTable, first_line
from rencai.policy.plan import Plan
from rencai.policy.program import FOR_JUDGEMENT, OPEN, STATE, MeasureSql, Program
from rencai.policy.table_columns import quoted, table_error
from rencai.policy.writer import Sql, Writer

STATE_TYPE, REASON_TYPE = "rencai_state", "rencai_reason"


class PeopleOutput:
    """The people of a simulation, computed when they are asked for."""

    def __init__(self, people: PeopleTable, plans: Mapping[str, Plan], on: date) -> None:
        self.people, self.plans, self.on = people, plans, on

    def sql(self) -> str:
        table = self.people
        columns = {item.fact.name: Sql(f"f_{item.fact.name}") for item in table.checked}
        kept = [f"g{index} AS {quoted(name)}" for index, name in enumerate(table.by) if name != table.id]
        identity = f"id AS {quoted(table.id)}" if table.id else '"#row" AS row'
        source = f"({table.select(numbered=not table.id)}) AS people"
        return people_sql(self.plans, Writer(DUCKDB, columns, self.on), source, [identity, *kept], None, enums=True)

    def table(self) -> pa.Table:
        return self._run(self.sql(), fetch=True)

    def write(self, path: Path) -> Path:
        """A Parquet or CSV file, whole or not at all; rows are told apart by id or number, not by their order."""
        form = "FORMAT csv, HEADER" if path.suffix.lower() == ".csv" else "FORMAT parquet, COMPRESSION snappy"
        unfinished = path.with_name(f".{path.name}.unfinished")
        try:
            self._run(f"COPY ({self.sql()}) TO {text_literal(str(unfinished), DUCKDB)} ({form})", fetch=False)
            unfinished.replace(path)
        except OSError as error:
            raise table_error("{path} cannot be written: {why}", path=path, why=error.strerror or error) from None
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
        return path

    def _run(self, sql: str, *, fetch: bool) -> Any:
        connection = self.people.connection
        try:
            _make_types(connection, self.plans)
            if fetch:
                return connection.sql(sql).to_arrow_table()
            # Keeping the order of a Parquet file would halve the speed; other sources are numbered by it.
            connection.execute(f"SET preserve_insertion_order = {str(self.people.keeps_order).lower()}")
            return connection.execute(sql).fetchall()
        except duckdb.Error as error:
            raise table_error("the table cannot be simulated: {why}", why=first_line(error)) from None


def _make_types(connection: duckdb.DuckDBPyConnection, plans: Mapping[str, Plan]) -> None:
    """States and reasons as enumerations: one byte a value instead of a text."""
    reasons = {
        condition.name for plan in plans.values() for measure in plan.measures for condition in measure.conditions
    }
    for plan in plans.values():
        for measure in plan.measures:
            reasons |= {"amount", f"highest-of-{measure.group}", *(f"without-{name}" for name in measure.excludes)}
    states = ("eligible", "not_eligible", "needs_information", "needs_judgement")
    for name, values in ((STATE_TYPE, states), (REASON_TYPE, sorted(reasons))):
        listed = ", ".join(text_literal(value, DUCKDB) for value in values)
        connection.execute(f"DROP TYPE IF EXISTS {name}")
        connection.execute(f"CREATE TYPE {name} AS ENUM ({listed})")


def people_sql(
    plans: Mapping[str, Plan],
    writer: Writer,
    source: str,
    first: Sequence[str],
    measures: Sequence[str] | None,
    *,
    enums: bool = False,
) -> str:
    """The SELECT of one row per person; `first` are columns put before the measures'."""
    listed = list(first)
    for scenario, plan in plans.items():
        program = Program(plan, writer)
        suffix = "" if scenario == BASELINE else f"@{scenario}"
        for measure in plan.measures:
            if measures is None or measure.name in measures:
                listed += _columns(program.measure(measure.name), writer, f"{measure.name}%s{suffix}", enums)
        if measures is None:
            for name, score in plan.rules.scores.items():
                column, kind = writer.column(program.write.write(score.total)), score.total.type
                listed.append(
                    f"{_decimal(column.text, kind.places, max(-kind.low, kind.high), writer.dialect)}"
                    f" AS {_name(name + suffix, writer.dialect)}"
                )
    body = ",\n  ".join(listed)
    return f"SELECT\n  {body}\nFROM {writer.source(source)}"


def _columns(found: MeasureSql, writer: Writer, name: str, enums: bool) -> list[str]:
    code, dialect = found.code.text, writer.dialect
    state_arms = " ".join(
        f"WHEN {code} < {limit} THEN {_word(state, STATE_TYPE, enums, dialect)}"
        for limit, state in ((1, "eligible"), (OPEN, "not_eligible"), (FOR_JUDGEMENT, "needs_information"))
    )
    state = f"CASE {state_arms} ELSE {_word('needs_judgement', STATE_TYPE, enums, dialect)} END"
    columns = [f"{state} AS {_name(name % '.status', dialect)}"]
    total = total_of(writer, found)
    if total is not None and found.money is not None:
        columns.append(f"{_decimal(total.text, 2, found.money.most, dialect)} AS {_name(name % '.amount', dialect)}")
    if found.tests:
        arms = " ".join(
            f"WHEN {place} THEN {_word(reason, REASON_TYPE, enums, dialect)}"
            for place, reason in enumerate(found.names, 1)
        )
        columns.append(f"CASE {code} % {STATE} {arms} END AS {_name(name % '.reason', dialect)}")
    return columns


def _word(value: str, kind: str, enums: bool, dialect: Dialect) -> str:
    text = text_literal(value, dialect)
    return f"{text}::{kind}" if enums else text


def _name(name: str, dialect: Dialect) -> str:
    return f"{dialect.quote}{name.replace(dialect.quote, dialect.quote * 2)}{dialect.quote}"


def _decimal(column: str, places: int, most: int, dialect: Dialect) -> str:
    """A scaled whole number, at most `most`, as the decimal that it stands for."""
    if not places:
        return column
    if dialect is DUCKDB:
        digits = 18 - places if most < 10 ** (18 - places) else 38 - places
        return f"CAST({column} AS DECIMAL({digits},0)) * 0.{'1'.rjust(places, '0')}::DECIMAL({places},{places})"
    return f"CAST({column} AS DECIMAL(36,{places})) / {10**places}"
