"""Opens a table of people for a simulation or a sweep: a connection, the columns checked, the bad rows found."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rencai.policy.bad_rows import BadRow, bad_rows
from rencai.policy.engines import MEMORY_LIMIT, duckdb_connection
from rencai.policy.model import Fact
from rencai.policy.people_table import PeopleTable, open_table


@dataclass(frozen=True)
class Reading:
    """How a table is read: which columns are groups, id or of no interest; how strictly; with how much memory."""

    by: Sequence[str] = ()
    id: str | None = None
    ignore: Sequence[str] = ()
    strict: bool = False
    memory: str = MEMORY_LIMIT
    threads: int | None = None


def open_people(
    closing: ExitStack, people: Any, facts: Mapping[str, Fact], reading: Reading
) -> tuple[PeopleTable, list[BadRow]]:
    """The table, ready, and its bad rows; raises TableError. `closing` frees what was opened."""
    connection = closing.enter_context(duckdb_connection(reading.memory, reading.threads))
    table = open_table(connection, people, facts, by=reading.by, id=reading.id, ignore=reading.ignore)
    if table.is_text:
        folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="rencai-people-"))
        table = table.stage(Path(folder))
    found = bad_rows(table, strict=reading.strict)
    return replace(table, clean=not table.count_bad() if found else True), found
