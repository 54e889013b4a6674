"""Invented people for the benchmarks, made by DuckDB from a hash of the row number: the same on every machine."""

from __future__ import annotations

from pathlib import Path

import duckdb


def draw(salt: int, of: int) -> str:
    """SQL for a whole number 0 … `of` - 1 that depends on row `id` and `salt` only."""
    return f"CAST((hash(id * 1000 + {salt}) >> 8) % {of} AS INTEGER)"


TEMPLATE = f"""
SELECT id,
    DATE '1930-01-01' + {draw(1, 31_000)} AS birth,
    CAST(CASE WHEN {draw(2, 10)} < 3 THEN 0 ELSE {draw(3, 2_000_000)} / 100.0 END AS DECIMAL(12, 2)) AS salary,
    CAST(CASE WHEN {draw(4, 10)} < 7 THEN 0 ELSE {draw(5, 300_000)} / 100.0 END AS DECIMAL(12, 2)) AS capital_returns,
    CAST({draw(6, 200_000)} / 100.0 AS DECIMAL(12, 2)) AS rent,
    CAST(10 + {draw(7, 180)} AS DECIMAL(12, 2)) AS accommodation_size,
    ['owner', 'tenant', 'free_lodger', 'homeless'][1 + {draw(8, 4)}] AS housing_occupancy_status
FROM range({{rows}}) people(id)
"""


def write(select: str, rows: int, path: Path, form: str = "PARQUET") -> Path:
    """The rows of `select` as a file: PARQUET, CSV or JSON (one object per line). An existing file is kept."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        duckdb.execute(f"COPY ({select.format(rows=rows)}) TO '{path}' (FORMAT {form})")
    return path
