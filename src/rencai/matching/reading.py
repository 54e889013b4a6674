"""Tables as they come: Arrow, Polars or pandas in memory, Parquet or CSV on disk; whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from rencai.matching.problems import MatchingError, matching_error
from rencai.messages import Message
from rencai.policy.yaml_source import did_you_mean

SHOWN = 3  # malformed lines that an error shows
CSV = "read_csv($1, all_varchar=true, header=true, nullstr='', delim=',', quote='\"', escape='\"', {more}"
READERS = {
    ".parquet": "read_parquet($1, hive_partitioning=false)",
    ".csv": CSV.format(more="strict_mode=true, hive_partitioning=false)"),
}
# The same file read with every line that is no row set aside, so that an error can say where they are.
SET_ASIDE = CSV.format(more="store_rejects=true, hive_partitioning=false)")
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
    if path.suffix.lower() not in READERS:
        raise matching_error("{path}: a .parquet or .csv file is expected", path=path)
    # DuckDB takes these characters as patterns, and would read other files.
    name = "".join(f"[{char}]" if char in "[*?" else char for char in str(path))
    with duckdb.connect() as connection:
        try:
            return connection.sql(f"SELECT * FROM {READERS[path.suffix.lower()]}", params=[name]).to_arrow_table()
        except duckdb.Error as error:
            if path.suffix.lower() == ".csv" and not _is_text(path):
                raise matching_error("{file} is not UTF-8 text; save it as CSV UTF-8", file=path) from None
            raise _malformed(connection, path, name) or matching_error(
                "{what} cannot be read: {why}", what=path, why=_first_line(error)
            ) from None


def _is_text(path: Path) -> bool:
    with path.open(encoding="utf-8") as file:
        try:
            while file.read(1 << 20):
                pass
        except UnicodeDecodeError:
            return False
    return True


def _malformed(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> MatchingError | None:
    """Which lines of a CSV file are no rows, or None where that is not what is wrong."""
    if path.suffix.lower() != ".csv":
        return None
    try:
        connection.execute(f"SELECT count(*) FROM {SET_ASIDE}", [name]).fetchall()
        rows = connection.execute(
            "SELECT line, min(error_type::VARCHAR) FROM reject_errors GROUP BY line ORDER BY line"
        ).fetchall()
    except duckdb.Error:
        return None
    if not rows:
        return None
    shown = [Message("line {line} ({why})", line=line, why=_why(kind)) for line, kind in rows[:SHOWN]]
    return matching_error("{file}: {n} malformed lines: {lines}; nothing was read", file=path, n=len(rows), lines=shown)


def _why(kind: str) -> Message:
    return KINDS.get(kind.upper(), Message("no row of this table"))


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0]
