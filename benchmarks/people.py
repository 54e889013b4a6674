"""Invented people for the benchmarks: DuckDB draws them from a hash of the row number, alike everywhere."""

from __future__ import annotations

from pathlib import Path

import duckdb

from rencai.policy.city import generate_city


def draw(salt: int, of: int) -> str:
    """SQL for a whole number 0 … `of` - 1 that depends on row `id` and `salt` only."""
    return f"CAST((hash(id * 1000 + {salt}) >> 8) % {of} AS BIGINT)"


# Adults whose disposable income is above nothing, since Rencai pays no negative amounts.
TEMPLATE = f"""
SELECT id,
    DATE '1930-01-01' + CAST({draw(1, 25_000)} AS INTEGER) AS birth,
    CAST(if({draw(2, 10)} < 3, 0, 500 + {draw(3, 2_000_000)} / 100.0) AS DECIMAL(12, 2)) AS salary,
    CAST(if({draw(4, 10)} < 7, 0, {draw(5, 300_000)} / 100.0) AS DECIMAL(12, 2)) AS capital_returns,
    CAST({draw(6, 200_000)} / 100.0 AS DECIMAL(12, 2)) AS rent,
    CAST(10 + {draw(7, 180)} AS DECIMAL(12, 2)) AS accommodation_size,
    ['owner', 'tenant', 'free_lodger', 'homeless'][1 + {draw(8, 4)}] AS housing_occupancy_status
FROM range({{rows}}) people(id)
"""

TWELVE = f"""
SELECT id,
    ['north', 'south', 'east', 'west', 'harbour', 'hills'][1 + {draw(1, 6)}] AS area,
    ['basic', 'middle', 'high', 'top'][1 + {draw(2, 4)}] AS level,
    CAST({draw(3, 3_000_000)} / 100.0 AS DECIMAL(12, 2)) AS salary,
    CAST({draw(4, 500_000)} / 100.0 AS DECIMAL(12, 2)) AS rent,
    CAST({draw(5, 120)} AS INTEGER) AS months,
    CAST({draw(6, 4)} AS INTEGER) AS children
FROM range({{rows}}) people(id)
"""

SELECTS = {"template": TEMPLATE, "twelve": TWELVE}


def city(rows: int, path: Path) -> Path:
    """The invented city of the Dalian pack. An existing file is kept."""
    return path if path.exists() else generate_city(rows, path=path)


def as_form(table: Path, form: str) -> Path:
    """A Parquet table as Parquet, as CSV or as JSON, one object a line, beside it."""
    path = table.with_suffix({"Parquet": ".parquet", "CSV": ".csv", "JSON": ".ndjson"}[form])
    if not path.exists():
        duckdb.execute(f"COPY (FROM read_parquet('{table}')) TO '{path}' (FORMAT {form})")
    return path


def write(select: str, rows: int, path: Path) -> Path:
    """The rows of `select` as Parquet. An existing file is kept."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        duckdb.execute(f"COPY ({select.format(rows=rows)}) TO '{path}' (FORMAT PARQUET)")
    return path
