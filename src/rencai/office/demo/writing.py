"""Writes many rows at once, past the models: what a model would do on saving is done here by its own fields.

Only the demo city is written so. A column that nobody gives has the field's default; encrypted columns and their
fingerprints are made by the fields themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models
from django.utils import timezone

from rencai.office.demo.records import Rows
from rencai.office.secrecy.fields import BlindIndexField, EncryptedTextField


def write(rows: Rows) -> int:
    """Writes the rows of one model; returns how many.

    Args:
        rows: the model, and a list of plain values for each field by its name. A key of another row stands for it.
    """
    model, columns = rows
    count = len(next(iter(columns.values())))
    fields = [field for field in model._meta.concrete_fields if field.name in columns or not field.primary_key]
    names = [str(field.column) for field in fields]
    _insert(model._meta.db_table, names, zip(*(_values(field, columns, count) for field in fields), strict=True))
    return count


def next_key(model: type[models.Model]) -> int:
    """The first free primary key of `model`."""
    greatest = model._default_manager.aggregate(greatest=models.Max("pk"))["greatest"]
    return int(greatest or 0) + 1


def keys_were_given(*given: type[models.Model]) -> None:
    """After rows with keys of our own: the next key that PostgreSQL gives follows them."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(given)):
            cursor.execute(statement)


@contextmanager
def indexes_afterwards(*written: type[models.Model], progress: Callable[[int, int], None]) -> Iterator[None]:
    """Takes the indexes of these tables away and makes them anew at the end, sorted at once instead of row by row.

    Args:
        progress: told before each index how many are made, and of how many.

    Whoever breaks off in between leaves tables without indexes: only for what is thrown away then.
    """
    tables = {model._meta.db_table for model in written}
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES[connection.vendor])
        found = [(name, statement) for table, name, statement in cursor.fetchall() if table in tables]
        for name, _statement in found:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
        yield
        if connection.vendor == "postgresql":
            connection.check_constraints()  # no index is made while rows of the same transaction wait to be checked
        for number, (_name, statement) in enumerate(found):
            progress(number, len(found))
            cursor.execute(statement)


_INDEXES = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": (
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    ),
}
"""Tables, names and definitions of indexes that stand for themselves; those of keys stay."""


@contextmanager
def roomy() -> Iterator[None]:
    """More memory for SQLite while much is written: indexes grow at random places, and fit into it."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = [(name, cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in _ROOM]
        for name, value in _ROOM.items():
            cursor.execute(f"PRAGMA {name}={value}")
        try:
            yield
        finally:
            for name, value in before:
                cursor.execute(f"PRAGMA {name}={value}")


_ROOM = {"cache_size": -600_000, "wal_autocheckpoint": 50_000}
"""600 MB at the most; the log is written back every 200 MB."""


def settle() -> None:
    """Lets the database learn what it holds, so that it chooses the right indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")


def _values(field: Any, columns: dict[str, list[Any]], count: int) -> Iterable[Any]:
    if isinstance(field, BlindIndexField):
        return map(field.fingerprint, columns[field.of]) if field.of in columns else [""] * count
    if field.name not in columns:
        return [_default(field)] * count
    convert = _conversion(field)
    return map(convert, columns[field.name]) if convert else columns[field.name]


def _conversion(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, EncryptedTextField):
        return lambda text: field.get_db_prep_value(text, connection) if text else b""
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    return None


def _default(field: Any) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return moment(timezone.now())
    if isinstance(field, EncryptedTextField):
        return b""
    return field.get_db_prep_save(field.get_default(), connection)


def moment(at: datetime) -> str:
    """As Django writes it: SQLite keeps UTC without saying so."""
    written = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return written if connection.vendor == "sqlite" else f"{written}+00"


def _insert(table: str, names: list[str], rows: Iterator[tuple[Any, ...]]) -> None:
    connection.ensure_connection()
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    target = f"{connection.ops.quote_name(table)} ({quoted})"
    if connection.vendor == "sqlite":
        marks = ", ".join("?" * len(names))
        connection.connection.executemany(f"INSERT INTO {target} VALUES ({marks})", rows)
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
