"""A table of people as the policy reads it: every fact checked, bad rows found with their number and the reason.

Takes an Arrow table, a Polars or pandas frame, or the path of a Parquet, CSV or JSON file (an array, or one object a
line). DuckDB reads; nothing is held in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from rencai.policy.dialects import DUCKDB, text_literal
from rencai.policy.model import Fact
from rencai.policy.table_columns import Checked, checked_column, quoted, table_error, unscaled
from rencai.policy.yaml_source import did_you_mean

ID = "id"
RESULT_COLUMNS = {"scenario", "measure", "score", "status", "reason", "people", "year", "amount", "unit", "margin"}


@dataclass(frozen=True)
class PeopleTable:
    """A source of people in DuckDB: `table` is SQL, `columns` its names and types.

    `staged` names a Parquet file that holds the facts already read, so that a text file is read only once.
    """

    connection: duckdb.DuckDBPyConnection
    table: str
    numbered: str
    columns: Mapping[str, str]
    checked: tuple[Checked, ...]
    by: tuple[str, ...]
    id: str | None
    clean: bool = False
    staged: str = ""

    @property
    def is_text(self) -> bool:
        """Whether values come as text, which is slow to read."""
        return self.table.startswith(("read_csv", "read_json"))

    @property
    def keeps_order(self) -> bool:
        """Whether only the order of the rows tells them apart."""
        return not (self.staged or self.table.startswith("read_parquet"))

    @property
    def bad(self) -> str:
        """SQL that is true for a row with a value that no fact can have."""
        return " OR ".join(f"COALESCE({item.bad}, FALSE)" for item in self.checked if item.bad) or "FALSE"

    def select(self, *, numbered: bool = False) -> str:
        """SQL of the clean rows: `id`, `g0` … for the groups, `f_<fact>` for each fact, `#row` if `numbered`."""
        names = [*self._others(), *(f"f_{item.fact.name}" for item in self.checked), *(['"#row"'] if numbered else [])]
        if self.staged:
            where = "" if self.clean else '\nWHERE NOT "#bad"'
            return f"SELECT {', '.join(names) or '1 AS one'}\nFROM read_parquet({self.staged}){where}"
        where = "" if self.clean or self.bad == "FALSE" else f"\nWHERE NOT ({self.bad})"
        return f"SELECT {self._listed(numbered)}\nFROM {self._read(numbered)}{where}"

    def _others(self) -> list[str]:
        return [*(["id"] if self.id else []), *(f"g{index}" for index in range(len(self.by)))]

    def _listed(self, numbered: bool) -> str:
        identity = [f"{quoted(self.id)} AS id"] if self.id else []
        groups = [f"CAST({quoted(name)} AS VARCHAR) AS g{index}" for index, name in enumerate(self.by)]
        facts = [f"{item.value} AS f_{item.fact.name}" for item in self.checked]
        return ", ".join([*identity, *groups, *facts, *(['"#row"'] if numbered else [])]) or "1 AS one"

    def _read(self, numbered: bool) -> str:
        """The source with what its columns are first read as, each once, and the row's number."""
        more = [f"{item.read} AS {item.name}" for item in self.checked if item.read]
        if numbered:
            more.append(f'{self.numbered} AS "#row"')
        return f"(SELECT *, {', '.join(more)} FROM {self.table}) AS people_read" if more else self.table

    def stage(self, folder: Path) -> PeopleTable:
        """The same table with its facts read into a file of that folder."""
        path = text_literal(str(folder / "people.parquet"), DUCKDB)
        numbered = self.id is None
        sql = f'SELECT {self._listed(numbered)}, ({self.bad}) AS "#bad" FROM {self._read(numbered)}'
        try:
            # Numbering needs the order of the file, and takes one core; an id does without.
            self.connection.execute(f"SET preserve_insertion_order = {str(numbered).lower()}")
            self.connection.execute(f"COPY ({sql}) TO {path} (FORMAT parquet, ROW_GROUP_SIZE 20480)").fetchall()
            self.connection.execute("SET preserve_insertion_order = true")
        except duckdb.Error as error:
            raise table_error("the table cannot be read: {why}", why=first_line(error)) from None
        return replace(self, staged=path)

    def count_bad(self) -> int:
        table, bad = (f"read_parquet({self.staged})", '"#bad"') if self.staged else (self._read(False), self.bad)
        try:
            found = self.connection.execute(f"SELECT count(CASE WHEN {bad} THEN 1 END) FROM {table}").fetchall()
        except duckdb.Error as error:
            raise table_error("the table cannot be read: {why}", why=first_line(error)) from None
        return int(found[0][0])

    def bad_rows(self, most: int = 10_000) -> list[tuple[int, str, str]]:
        """(row counted from 1, column, value) of what could not be read, in order, at most `most`."""
        parts = [
            f'SELECT "#row" AS row, {text_literal(item.column, DUCKDB)} AS name, '
            f"CAST({quoted(item.column)} AS VARCHAR) AS value FROM bad WHERE {item.bad}"
            for item in self.checked
            if item.bad
        ]
        if not parts:
            return []
        sql = (
            f"WITH bad AS MATERIALIZED (SELECT * FROM {self._read(True)} WHERE {self.bad}) "
            f"{' UNION ALL '.join(parts)} ORDER BY row, name LIMIT {most}"
        )
        return [(int(row), str(name), str(value)) for row, name, value in self.connection.execute(sql).fetchall()]

    def facts_of(self, row: int | None, identity: Any = None) -> dict[str, Any] | None:
        """The facts of row `row` (from 1), or of the first person with that id, as the simulation has read them.

        None where there is no such person, or none whose row can be read.
        """
        table = replace(self, staged="") if row is not None and self.id else self
        by_id, values = "CAST(id AS VARCHAR) = ?", (str(identity),)
        where = by_id if row is None else f'"#row" = {int(row)}'
        sql = f"SELECT * FROM ({table.select(numbered=row is not None)}) AS people WHERE {where} LIMIT 1"
        found = self.connection.execute(sql, values if row is None else ())
        names = [column[0] for column in found.description]
        rows = found.fetchall()
        return self._facts(dict(zip(names, rows[0], strict=True))) if rows else None

    def _facts(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {item.fact.name: unscaled(row[f"f_{item.fact.name}"], item.fact.type) for item in self.checked}


def open_table(
    connection: duckdb.DuckDBPyConnection,
    people: Any,
    facts: Mapping[str, Fact],
    *,
    by: Sequence[str] = (),
    id: str | None = None,
    ignore: Sequence[str] = (),
) -> PeopleTable:
    """Finds and checks the columns of `people`; raises TableError with the place and the remedy."""
    table, numbered = _source(connection, people)
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
    except duckdb.Error as error:
        raise table_error(
            "the table {name} cannot be read: {why}", name=_called(people), why=first_line(error)
        ) from None
    columns = {str(row[0]): str(row[1]) for row in described if row[0] != "file_row_number"}
    if id is None and ID in columns:
        id = ID
    _known_columns(columns, facts, by, id, ignore)
    checked = tuple(
        checked_column(facts[name], name, kind)
        for name, kind in columns.items()
        if name in facts and name not in ignore
    )
    return PeopleTable(connection, table, numbered, columns, checked, tuple(by), id)


def _known_columns(
    columns: Mapping[str, str], facts: Mapping[str, Fact], by: Sequence[str], id: str | None, ignore: Sequence[str]
) -> None:
    for name in by:
        if name in RESULT_COLUMNS:
            raise table_error("{name!r} is a column of the results; rename the table's column", name=name)
    for name in (*by, *([id] if id else [])):
        if name not in columns:
            raise table_error(
                "the table has no column {name!r}{hint}; it has: {columns}",
                name=name,
                hint=did_you_mean(name, columns),
                columns=list(columns),
            )
    unknown = [name for name in columns if name not in facts and name not in by and name != id and name not in ignore]
    if unknown:
        raise table_error(
            "the column {name!r} is no fact of this pack{hint}; rename it, group by it, or ignore it",
            name=unknown[0],
            hint=did_you_mean(unknown[0], facts),
        )


def _called(people: Any) -> str:
    return str(people) if isinstance(people, (str, Path)) else type(people).__name__


def first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0]


def _source(connection: duckdb.DuckDBPyConnection, people: Any) -> tuple[str, str]:
    """(SQL of the source, SQL of a row's number from 1)."""
    if isinstance(people, (str, Path)):
        return _file(connection, Path(people))
    if not hasattr(people, "__arrow_c_stream__"):
        raise table_error(
            "people is a table (Arrow, Polars, pandas) or the path of a Parquet, CSV or JSON file, not {kind}",
            kind=type(people).__name__,
        )
    import pyarrow as pa

    try:
        frame = people if isinstance(people, pa.Table) else pa.table(people)
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise table_error(
            "the table {name} cannot be read: {why}", name=_called(people), why=first_line(error)
        ) from None
    connection.register("people_given", frame)
    return "people_given", "row_number() OVER ()"


def _file(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, str]:
    if not path.is_file():
        raise table_error("there is no file {path}", path=path)
    # DuckDB takes these characters as patterns, and would read other files.
    name = text_literal("".join(f"[{char}]" if char in "[*?" else char for char in str(path)), DUCKDB)
    ending = path.suffix.lower()
    if ending == ".parquet":
        return f"read_parquet({name}, file_row_number=true, hive_partitioning=false)", "file_row_number + 1"
    if ending in (".csv", ".tsv", ".txt"):
        return (
            f"read_csv({name}, all_varchar=true, header=true, nullstr='', ignore_errors=true, store_rejects=true, "
            "hive_partitioning=false)",
            "row_number() OVER ()",
        )
    if ending in (".json", ".jsonl", ".ndjson"):
        return _json(connection, name, path), "row_number() OVER ()"
    raise table_error("{path}: a .parquet, .csv or .json file is expected", path=path)


def _json(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> str:
    """Every field as text, so that one malformed value is a bad row and not the end."""
    options = "sample_size=-1, hive_partitioning=false"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM read_json({name}, {options})").fetchall()
    except duckdb.Error as error:
        raise table_error("the table {name} cannot be read: {why}", name=path, why=first_line(error)) from None
    fields = ", ".join(f"{text_literal(str(row[0]), DUCKDB)}: 'VARCHAR'" for row in described)
    return f"read_json({name}, columns={{{fields}}}, hive_partitioning=false)"
