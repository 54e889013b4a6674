"""A table of people as the policy reads it: every fact checked, bad rows found with their number and the reason.

Takes an Arrow table, a Polars or pandas frame, or the path of a Parquet, CSV or JSON file (an array, or one object a
line). DuckDB reads; nothing is held in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from rencai.messages import Message
from rencai.policy.dialects import DUCKDB, text_literal
from rencai.policy.model import Fact
from rencai.policy.problems import Problem, TableError
from rencai.policy.types import Type
from rencai.policy.yaml_source import did_you_mean

ID = "id"
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
TRUE_WORDS, FALSE_WORDS = ("true", "yes", "1", "t", "y"), ("false", "no", "0", "f", "n")


def table_error(template: str, **values: object) -> TableError:
    return TableError(Problem(None, Message(template, **values)))


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Checked:
    """One fact's column: its value in the engine's form, whether it is bad, and a word for why."""

    fact: Fact
    column: str
    value: str
    bad: str


@dataclass(frozen=True)
class PeopleTable:
    """A source of people in DuckDB: `table` is SQL, `columns` its names and types."""

    connection: duckdb.DuckDBPyConnection
    table: str
    numbered: str
    columns: Mapping[str, str]
    checked: tuple[Checked, ...]
    by: tuple[str, ...]
    id: str | None
    clean: bool = False

    @property
    def bad(self) -> str:
        """SQL that is true for a row with a value that no fact can have."""
        return " OR ".join(f"COALESCE({item.bad}, FALSE)" for item in self.checked if item.bad) or "FALSE"

    def select(self, *, keep_bad: bool = False) -> str:
        """SQL of the clean rows: `id`, `g0` … for the groups, `f_<fact>` for each fact."""
        wanted = [f"{item.value} AS f_{item.fact.name}" for item in self.checked]
        groups = [f"CAST({quoted(name)} AS VARCHAR) AS g{index}" for index, name in enumerate(self.by)]
        identity = [f"{quoted(self.id)} AS id"] if self.id else []
        where = "" if keep_bad or self.clean or self.bad == "FALSE" else f"\nWHERE NOT ({self.bad})"
        return f"SELECT {', '.join([*identity, *groups, *wanted]) or '1 AS one'}\nFROM {self.table}{where}"

    def count_bad(self) -> int:
        try:
            found = self.connection.execute(
                f"SELECT count(CASE WHEN {self.bad} THEN 1 END) FROM {self.table}"
            ).fetchall()
        except duckdb.Error as error:
            raise table_error("the table cannot be read: {why}", why=first_line(error)) from None
        return int(found[0][0])

    def bad_rows(self, most: int = 10_000) -> list[tuple[int, str, str]]:
        """(row counted from 1, column, value) of what could not be read, in order, at most `most`."""
        numbered = f'(SELECT *, {self.numbered} AS "#row" FROM {self.table})'
        parts = [
            f'SELECT "#row" AS row, {text_literal(item.column, DUCKDB)} AS name, '
            f"CAST({quoted(item.column)} AS VARCHAR) AS value "
            f"FROM numbered WHERE {item.bad}"
            for item in self.checked
            if item.bad
        ]
        if not parts:
            return []
        sql = (
            f"WITH numbered AS MATERIALIZED (SELECT * FROM {numbered} AS people WHERE {self.bad}) "
            f"{' UNION ALL '.join(parts)} ORDER BY row, name LIMIT {most}"
        )
        return [(int(row), str(name), str(value)) for row, name, value in self.connection.execute(sql).fetchall()]

    def row(self, number: int) -> dict[str, Any] | None:
        """Row `number` (from 1) as the source has it."""
        numbered = f'(SELECT *, {self.numbered} AS "#row" FROM {self.table})'
        sql = f'SELECT * EXCLUDE ("#row") FROM {numbered} WHERE "#row" = {int(number)}'
        return self._one(sql, ())

    def person(self, identity: Any) -> dict[str, Any] | None:
        """The first row with that id."""
        assert self.id is not None
        return self._one(
            f"SELECT * FROM {self.table} WHERE CAST({quoted(self.id)} AS VARCHAR) = ? LIMIT 1", (str(identity),)
        )

    def _one(self, sql: str, values: tuple[Any, ...]) -> dict[str, Any] | None:
        found = self.connection.execute(sql, values)
        names = [column[0] for column in found.description]
        rows = found.fetchall()
        return dict(zip(names, rows[0], strict=True)) if rows else None


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
        _checked(facts[name], name, kind) for name, kind in columns.items() if name in facts and name not in ignore
    )
    return PeopleTable(connection, table, numbered, columns, checked, tuple(by), id)


def _known_columns(
    columns: Mapping[str, str], facts: Mapping[str, Fact], by: Sequence[str], id: str | None, ignore: Sequence[str]
) -> None:
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

    frame = people if isinstance(people, pa.Table) else pa.table(people)
    connection.register("people_given", frame)
    return "people_given", "row_number() OVER ()"


def _file(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, str]:
    if not path.is_file():
        raise table_error("there is no file {path}", path=path)
    name = text_literal(str(path), DUCKDB)
    ending = path.suffix.lower()
    if ending == ".parquet":
        return f"read_parquet({name}, file_row_number=true)", "file_row_number + 1"
    if ending in (".csv", ".tsv", ".txt"):
        return (
            f"read_csv({name}, all_varchar=true, header=true, nullstr='', ignore_errors=true, store_rejects=true)",
            "row_number() OVER ()",
        )
    if ending in (".json", ".jsonl", ".ndjson"):
        return _json(connection, name, path), "row_number() OVER ()"
    raise table_error("{path}: a .parquet, .csv or .json file is expected", path=path)


def _json(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> str:
    """Every field as text, so that one malformed value is a bad row and not the end."""
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM read_json({name}, sample_size=20480)").fetchall()
    except duckdb.Error as error:
        raise table_error("the table {name} cannot be read: {why}", name=path, why=first_line(error)) from None
    fields = ", ".join(f"{text_literal(str(row[0]), DUCKDB)}: 'VARCHAR'" for row in described)
    return f"read_json({name}, columns={{{fields}}})"


def _checked(fact: Fact, column: str, kind: str) -> Checked:
    source, wanted = quoted(column), fact.type
    base = kind.split("(")[0].upper()
    reader = {"number": _number, "boolean": _boolean, "date": _date, "choice": _choice, "text": _text}[wanted.kind]
    found = reader(source, wanted, base, kind)
    if found is None:
        raise table_error(
            "the column {name} is {kind}, but the fact is {type}", name=column, kind=kind, type=wanted.message()
        )
    return Checked(fact, column, *found)


Written = tuple[str, str]


def _number(source: str, wanted: Type, base: str, kind: str) -> Written | None:
    factor = 10**wanted.places
    low, high = wanted.low, wanted.high
    if base in WHOLE:
        value = f"{source}::BIGINT * {factor}" if factor > 1 else f"{source}::BIGINT"
        return value, f"{source} NOT BETWEEN {-(-low // factor)} AND {high // factor}"
    if base == "DECIMAL":
        return _decimal(source, wanted, kind)
    if base in ("FLOAT", "DOUBLE"):
        scaled = f"{source}::DOUBLE * {factor}"
        inside = f"isfinite({source}::DOUBLE) AND {scaled} BETWEEN {low} AND {high}"
        bad = f"NOT ({inside} AND abs({scaled} - round({scaled})) < 0.000001 * greatest(1, abs({scaled}) / 1e10))"
        return f"TRY_CAST(round({scaled}) AS BIGINT)", bad
    if base in ("VARCHAR", "ENUM"):
        exact = f"TRY_CAST({source} AS DECIMAL(38,12))"
        scaled = f"{exact} * {factor}::DECIMAL(9,0)" if factor > 1 else exact
        inside = f"{exact} BETWEEN {_exact(low, wanted.places)} AND {_exact(high, wanted.places)}"
        good = f"{exact} = round({exact}, {wanted.places}) AND {inside}"
        bad = f"({source} IS NOT NULL AND COALESCE(NOT ({good}), TRUE))"
        return f"TRY_CAST({scaled} AS BIGINT)", bad
    return None


def _decimal(source: str, wanted: Type, kind: str) -> Written:
    width, places = (int(part) for part in kind[kind.index("(") + 1 : -1].split(","))
    finest = max(places, wanted.places)
    low, high = wanted.scaled(finest)
    # A column too narrow to hold a value out of bounds needs no check.
    narrow = max(abs(low), abs(high)) >= 10 ** (width - places + finest) and low < 0
    outside = "" if narrow else f"{source} NOT BETWEEN {_exact(low, finest)} AND {_exact(high, finest)}"
    factor = 10**wanted.places
    if places <= wanted.places:
        return f"CAST({source} * {factor}::DECIMAL({len(str(factor))},0) AS BIGINT)", outside
    finer = f"{source} <> round({source}, {wanted.places})"
    value = f"TRY_CAST(round({source}, {wanted.places}) * {factor} AS BIGINT)"
    return value, f"({finer} OR {outside})" if outside else finer


def _exact(scaled: int, places: int) -> str:
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _boolean(source: str, wanted: Type, base: str, kind: str) -> Written | None:
    if base == "BOOLEAN":
        return source, ""
    if base in WHOLE:
        return f"({source} = 1)", f"{source} NOT IN (0, 1)"
    if base not in ("VARCHAR", "ENUM"):
        return None
    word = f"lower(trim({source}))"
    true, false = (", ".join(f"'{item}'" for item in words) for words in (TRUE_WORDS, FALSE_WORDS))
    value = f"CASE WHEN {word} IN ({true}) THEN TRUE WHEN {word} IN ({false}) THEN FALSE END"
    return value, f"({source} IS NOT NULL AND {word} NOT IN ({true}, {false}))"


def _date(source: str, wanted: Type, base: str, kind: str) -> Written | None:
    if base == "DATE":
        value = source
    elif base.startswith("TIMESTAMP"):
        value = f"CAST({source} AS DATE)"
    elif base in ("VARCHAR", "ENUM"):
        value = f"TRY_CAST({source} AS DATE)"
    else:
        return None
    inside = f"{value} BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'"
    return value, f"({source} IS NOT NULL AND COALESCE(NOT {inside}, TRUE))"


def _choice(source: str, wanted: Type, base: str, kind: str) -> Written | None:
    assert wanted.choices is not None
    if base not in ("VARCHAR", "ENUM"):
        return None
    arms = " ".join(
        f"WHEN {text_literal(value, DUCKDB)} THEN {code}" for code, value in enumerate(wanted.choices.values)
    )
    value = f"CAST(CASE {source} {arms} END AS BIGINT)"
    listed = ", ".join(text_literal(item, DUCKDB) for item in wanted.choices.values)
    return value, f"{source} NOT IN ({listed})"


def _text(source: str, wanted: Type, base: str, kind: str) -> Written | None:
    return f"CAST({source} AS VARCHAR)", ""
