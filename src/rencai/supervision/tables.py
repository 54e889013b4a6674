"""Tables as they come: Arrow, Polars or pandas in memory, Parquet or CSV on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from rencai.messages import Message
from rencai.policy.yaml_source import did_you_mean
from rencai.supervision.problems import supervision_error


def read_table(given: Any, what: Message) -> pa.Table:
    """The table whole in memory; `what` is what an error calls it. Columns of a CSV file are text."""
    if isinstance(given, (str, Path)):
        return _read_file(Path(given))
    if isinstance(given, pa.Table):
        return given
    if not hasattr(given, "__arrow_c_stream__"):
        raise supervision_error(
            "{what} is a table (Arrow, Polars, pandas) or the path of a Parquet or CSV file, not {kind}",
            what=what,
            kind=type(given).__name__,
        )
    try:
        return pa.table(given)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise supervision_error("{what} cannot be read: {why}", what=what, why=_first_line(error)) from None


def _read_file(path: Path) -> pa.Table:
    if not path.is_file():
        raise supervision_error("there is no file {path}", path=path)
    readers = {
        ".parquet": "read_parquet($1, hive_partitioning=false)",
        ".csv": "read_csv($1, all_varchar=true, header=true, nullstr='', hive_partitioning=false)",
    }
    if path.suffix.lower() not in readers:
        raise supervision_error("{path}: a .parquet or .csv file is expected", path=path)
    # DuckDB takes these characters as patterns, and would read other files.
    name = "".join(f"[{char}]" if char in "[*?" else char for char in str(path))
    try:
        with duckdb.connect() as connection:
            return connection.sql(f"SELECT * FROM {readers[path.suffix.lower()]}", params=[name]).to_arrow_table()
    except duckdb.Error as error:
        raise supervision_error("{what} cannot be read: {why}", what=path, why=_first_line(error)) from None


def write_table(table: pa.Table, path: Path) -> Path:
    """Writes Parquet, or CSV where the name ends in .csv."""
    form = "FORMAT csv, HEADER" if path.suffix.lower() == ".csv" else "FORMAT parquet"
    with duckdb.connect() as connection:
        connection.register("given", table)
        connection.execute(f"COPY (SELECT * FROM given) TO $1 ({form})", [str(path)])
    return path


def needs_columns(table: pa.Table, names: Sequence[str], what: Message) -> None:
    for name in names:
        if name not in table.column_names:
            raise supervision_error(
                "{what} has no column {name!r}{hint}; it has: {columns}",
                what=what,
                name=name,
                hint=did_you_mean(name, table.column_names),
                columns=table.column_names,
            )


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0]
