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

BadRow = tuple[int, str, str, Message]
TEXTS = ("column", "value", "problem", "problem_zh")
SCHEMA = pa.schema([("row", pa.int64()), *((name, pa.string()) for name in TEXTS)])


def bad_rows(table: PeopleTable, *, strict: bool = False) -> list[BadRow]:
    """(row from 1, column, value, problem) in order of row; malformed lines of a CSV file among them.

    Raises TableError at the first of them where `strict`.
    """
    found = _found(table)
    if strict and found:
        row, column, value, problem = found[0]
        raise table_error(
            "row {row}, column {column}: {value!r}: {problem} ({n} bad rows in all)",
            row=row,
            column=column,
            value=value,
            problem=problem,
            n=len({item[0] for item in found}),
        )
    return found


def bad_table(found: Sequence[BadRow]) -> pa.Table:
    rows = [(*row, problem.text("en"), problem.text("zh")) for *row, problem in found]
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


def _found(table: PeopleTable) -> list[BadRow]:
    count = table.count_bad()
    rejected = _rejected(table)
    values = table.bad_rows() if count else []
    kinds = {item.column: item.fact.type for item in table.checked}
    found = [(_moved(row, rejected), column, value, _problem(value, kinds[column])) for row, column, value in values]
    return sorted([*found, *rejected], key=lambda row: row[:2])


def _problem(value: str, kind: Type) -> Message:
    why = checked_value(value, kind)
    return why if isinstance(why, Message) else Message("not a value of this fact")


def _rejected(table: PeopleTable) -> list[BadRow]:
    """Lines that are no rows at all: too many or too few fields."""
    if not table.table.startswith("read_csv"):
        return []
    try:
        rows = table.connection.execute(
            "SELECT DISTINCT line, column_name, csv_line, error_type FROM reject_errors ORDER BY line"
        ).fetchall()
    except duckdb.Error:
        return []
    problem = Message("this line has too many or too few fields")
    return [(int(line) - 1, str(column or ""), str(text)[:80], problem) for line, column, text, _ in rows]


def _moved(row: int, rejected: list[BadRow]) -> int:
    """A row's number in the file, counting the lines before it that were no rows."""
    for line, *_ in rejected:
        if line <= row:
            row += 1
    return row
