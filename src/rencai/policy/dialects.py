"""How DuckDB, PostgreSQL and Spark write the few things in which their SQL differs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """How one engine writes the few things in which the three differ. `{…}` are filled with SQL."""

    name: str
    whole: str
    wide: str
    literal: str
    divide: str
    divide_wide: str
    last_day: str
    add_months: str
    days: str
    year: str
    month: str
    day: str
    text: str
    quote: str = '"'
    fence: str = ""
    count: str = "COUNT(CASE WHEN {} THEN 1 END)"


DUCKDB = Dialect(
    "duckdb",
    "BIGINT",
    "HUGEINT",
    "{n}::BIGINT",
    "({a} // {b})",
    "({a} // {b})",
    "day(last_day({d}))",
    "CAST({d} + to_months(CAST({n} AS INTEGER)) AS DATE)",
    "({b} - {a})",
    "year({d})",
    "month({d})",
    "day({d})",
    "VARCHAR",
    count="COUNT_IF({})",
)
POSTGRES = Dialect(
    "postgres",
    "BIGINT",
    "NUMERIC",
    "{n}::BIGINT",
    "({a} / {b})",
    "div({a}, {b})",
    "CAST(EXTRACT(DAY FROM (date_trunc('month', {d}) + INTERVAL '1 month - 1 day')) AS BIGINT)",
    "CAST({d} + make_interval(months => CAST({n} AS INTEGER)) AS DATE)",
    "CAST({b} - {a} AS BIGINT)",
    "CAST(EXTRACT(YEAR FROM {d}) AS BIGINT)",
    "CAST(EXTRACT(MONTH FROM {d}) AS BIGINT)",
    "CAST(EXTRACT(DAY FROM {d}) AS BIGINT)",
    "TEXT",
    # Without it PostgreSQL writes each layer into the next, and columns used twice grow without end.
    fence="\nOFFSET 0",
)
SPARK = Dialect(
    "spark",
    "BIGINT",
    "DECIMAL(38,0)",
    "{n}L",
    "({a} div {b})",
    "CAST((({a}) - (({a}) % ({b}))) / ({b}) AS DECIMAL(38,0))",
    "day(last_day({d}))",
    "add_months({d}, CAST({n} AS INT))",
    "CAST(datediff({b}, {a}) AS BIGINT)",
    "CAST(year({d}) AS BIGINT)",
    "CAST(month({d}) AS BIGINT)",
    "CAST(day({d}) AS BIGINT)",
    "STRING",
    "`",
)
DIALECTS = {"duckdb": DUCKDB, "postgres": POSTGRES, "spark": SPARK}


def text_literal(value: str, dialect: Dialect) -> str:
    """A text as SQL; every character that could end it is doubled or escaped."""
    if dialect is SPARK:
        value = value.replace("\\", "\\\\")
        return "'" + value.replace("'", "\\'") + "'"
    return "'" + value.replace("'", "''") + "'"
