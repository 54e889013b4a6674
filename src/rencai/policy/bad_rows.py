"""Rows that cannot be read: their number, the column, the value and what would be right."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from rencai.messages import Message
from rencai.policy.people_table import PeopleTable
from rencai.policy.person import checked_value
from rencai.policy.table_columns import table_error
from rencai.policy.types import Type

MOST = 10_000
BadRow = tuple[int | None, str, str, Message]
TEXTS = ("column", "value", "problem", "problem_zh")
SCHEMA = pa.schema([("row", pa.int64()), *((name, pa.string()) for name in TEXTS)])


def bad_rows(table: PeopleTable, *, strict: bool = False) -> list[BadRow]:
    """(row from 1, column, value, problem) in order of row, at most 10,000; then lines of a CSV file that are no rows.

    Raises TableError at the first of them where `strict`.
    """
    count = table.count_bad()
    kinds = {item.column: item.fact.type for item in table.checked}
    values = table.bad_rows(MOST) if count else []
    found: list[BadRow] = [(row, column, value, _problem(value, kinds[column])) for row, column, value in values]
    found += _rejected(table)
    if strict and found:
        row, column, value, problem = found[0]
        raise table_error(
            "row {row}, column {column}: {value!r}: {problem} ({n} bad rows in all)",
            row="–" if row is None else row,
            column=column,
            value=value,
            problem=problem,
            n=count + sum(row is None for row, *_ in found),
        )
    return found


def bad_table(found: Sequence[BadRow]) -> pa.Table:
    if not found:  # pyarrow's other ways to an empty table import pandas, which takes longer than the table
        return pa.Table.from_arrays([pa.nulls(0, field.type) for field in SCHEMA], schema=SCHEMA)
    rows = [(*row, problem.text("en"), problem.text("zh")) for *row, problem in found]
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


def _problem(value: str, kind: Type) -> Message:
    why = checked_value(value, kind)
    return why if isinstance(why, Message) else Message("not a value of this fact")


def _rejected(table: PeopleTable) -> list[BadRow]:
    """Lines that are no rows at all; they have no row number, because rows are numbered without them."""
    if not table.is_text:
        return []
    sql = f"SELECT DISTINCT line, error_type, substr(csv_line, 1, 80) FROM reject_errors ORDER BY line LIMIT {MOST}"
    try:
        rows = table.connection.execute(sql).fetchall()
    except duckdb.Error:
        return []
    return [(None, "", str(text or ""), _why(int(line), str(kind))) for line, kind, text in rows]


def _why(line: int, kind: str) -> Message:
    if "ENCODING" in kind.upper():
        return Message("line {line} is not UTF-8 text; save the file as CSV UTF-8", line=line)
    return Message("line {line} has too many or too few fields", line=line)
