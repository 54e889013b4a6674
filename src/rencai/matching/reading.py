"""Tables as they come: Arrow, Polars or pandas in memory, Parquet or CSV on disk; whole or not at all."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from rencai.matching.problems import MatchingError, matching_error
from rencai.messages import Message
from rencai.policy.yaml_source import did_you_mean

SHOWN = 3  # malformed lines that an error shows
SUFFIXES = (".parquet", ".csv")
PARQUET = "read_parquet($1, hive_partitioning=false)"
# The dialect is fixed and the columns are those of the first line: a guess would pass over lines in silence.
CSV = (
    "read_csv($1, auto_detect=false, header=true, nullstr='', delim=',', quote='\"', escape='\"',"
    " columns={columns}, hive_partitioning=false, {more}=true)"
)
KINDS = {
    "MISSING COLUMNS": Message("too few fields"),
    "TOO MANY COLUMNS": Message("too many fields"),
    "INVALID ENCODING": Message("is not UTF-8 text"),
    "INVALID UNICODE": Message("is not UTF-8 text"),
    "UNQUOTED VALUE": Message("a quotation mark that does not close"),
}


def read_table(given: Any, what: Message) -> pa.Table:
    """The table whole in memory; `what` is what an error calls it. Columns of a CSV file are text.

    One malformed line refuses the file: its line number is named, and nothing is read past it in silence.
    """
    if isinstance(given, (str, Path)):
        return _read_file(Path(given))
    if isinstance(given, pa.Table):
        return given
    if not hasattr(given, "__arrow_c_stream__"):
        raise matching_error(
            "{what} is a table (Arrow, Polars, pandas) or the path of a Parquet or CSV file, not {kind}",
            what=what,
            kind=type(given).__name__,
        )
    try:
        return pa.table(given)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise matching_error("{what} cannot be read: {why}", what=what, why=_first_line(error)) from None


def needs(table: pa.Table, names: Sequence[str], what: Message) -> None:
    for name in names:
        if name not in table.column_names:
            raise matching_error(
                "{what} has no column {name!r}{hint}; it has: {columns}",
                what=what,
                name=name,
                hint=did_you_mean(name, table.column_names),
                columns=table.column_names,
            )


def _read_file(path: Path) -> pa.Table:
    if not path.is_file():
        raise matching_error("there is no file {path}", path=path)
    if path.suffix.lower() not in SUFFIXES:
        raise matching_error("{path}: a .parquet or .csv file is expected", path=path)
    # DuckDB takes these characters as patterns, and would read other files.
    name = "".join(f"[{char}]" if char in "[*?" else char for char in str(path))
    csv_columns = _headings(path) if path.suffix.lower() == ".csv" else None
    reader = PARQUET if csv_columns is None else CSV.format(columns=csv_columns, more="strict_mode")
    with duckdb.connect() as connection:
        try:
            return connection.sql(f"SELECT * FROM {reader}", params=[name]).to_arrow_table()
        except duckdb.Error as error:
            raise _malformed(connection, path, name, csv_columns) or matching_error(
                "{what} cannot be read: {why}", what=path, why=_first_line(error)
            ) from None


def _headings(path: Path) -> str:
    """The columns of a CSV file's first line, each text, as DuckDB takes them."""
    if not _is_text(path):
        raise matching_error("{file} is not UTF-8 text; save it as CSV UTF-8", file=path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = next(csv.reader(file), [])
    if not names:
        raise matching_error("{file}: the first line names the columns, and there is none", file=path)
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise matching_error("{file} has two columns {name!r}", file=path, name=twice[0])
    quoted = (name.replace("'", "''") for name in names)
    return "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in quoted) + "}"


def _is_text(path: Path) -> bool:
    with path.open(encoding="utf-8") as file:
        try:
            while file.read(1 << 20):
                pass
        except UnicodeDecodeError:
            return False
    return True


def _malformed(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, columns: str | None
) -> MatchingError | None:
    """Which lines of a CSV file are no rows, or None where that is not what is wrong."""
    if columns is None:
        return None
    # The same file read with every line that is no row set aside.
    reader = CSV.format(columns=columns, more="store_rejects")
    try:
        connection.execute(f"SELECT count(*) FROM {reader}", [name]).fetchall()
        rows = connection.execute(
            "SELECT line, min(error_type::VARCHAR) FROM reject_errors GROUP BY line ORDER BY line"
        ).fetchall()
    except duckdb.Error:
        return None
    if not rows:
        return None
    shown = [Message("line {line} ({why})", line=line, why=_why(kind)) for line, kind in rows[:SHOWN]]
    return matching_error(
        "{file} has malformed lines ({n}): {lines}; nothing was read", file=path, n=len(rows), lines=shown
    )


def _why(kind: str) -> Message:
    return KINDS.get(kind.upper(), Message("no row of this table"))


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0]
