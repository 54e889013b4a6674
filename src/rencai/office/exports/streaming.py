"""Rows of a list, batch by batch: memory stays flat, and no query stays open while the reader is slow.

An open result keeps SQLite from emptying its log, and PostgreSQL from cleaning up, for as long as somebody's line is
slow. So each batch has queries of its own, which go on after the last key. A row that is added meanwhile may come
or not; none comes twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise

from rencai.office.exports.exportable import Column
from rencai.office.sheets.downloads import download
from rencai.office.sheets.writing import Kind

FIRST, LATER = 500, 5000
"""Rows of a batch. The first is small, so that the answer begins at once."""
Rows = list[tuple[Any, ...]]


def batches(
    found: models.QuerySet[Any],
    columns: Sequence[Column],
    ended: Callable[[int, bool], None] = lambda rows, whole: None,
) -> Iterator[Rows]:
    """The rows of `found` by primary key.

    Args:
        ended: told at the end how many rows were taken, and whether these were all.
    """
    rows, whole = 0, False
    try:
        for batch in _raw(found, [column.source for column in columns]):
            rows += len(batch)
            yield _cells(batch, columns)
        whole = True
    finally:
        ended(rows, whole)


def _raw(found: models.QuerySet[Any], sources: Sequence[str]) -> Iterator[Rows]:
    """Each batch is found by its keys first: joined with other tables, a database may sort the whole list for each."""
    keys = found.order_by("pk").values_list("pk", flat=True)
    taken: list[Any] = list(keys[:FIRST])
    size = FIRST
    while taken:
        batch = sorted(found.filter(pk__in=taken).order_by().values_list("pk", *sources), key=itemgetter(0))
        if batch:
            yield batch
        if len(taken) < size:
            return
        size = LATER
        taken = list(keys.filter(pk__gt=taken[-1])[:size])


def _cells(batch: Rows, columns: Sequence[Column]) -> Rows:
    """The batch without its keys, each column as it is shown."""
    by_column = list(zip(*batch, strict=True))[1:]
    return list(zip(*(_shown(values, column) for values, column in zip(by_column, columns, strict=True)), strict=True))


def _shown(values: Sequence[Any], column: Column) -> Sequence[Any]:
    show = column.shown
    if column.kind is Kind.MOMENT:
        return [value and timezone.localtime(value).replace(microsecond=0) for value in values]
    if show is None:
        return values
    known = {value: None if value is None else _plain(show(value)) for value in set(values)}
    return [known[value] for value in values]


def _plain(value: Any) -> Any:
    """Words are said now, in the language of the page: when they are written, its request is over."""
    return str(value) if isinstance(value, Promise) else value


def export(found: models.QuerySet[Any], columns: Sequence[Column], suffix: str, name: str, **more: Any) -> Any:
    """`found` as the file `name`.`suffix` (csv, xlsx or parquet), in an answer that begins within a second.

    Raises:
        KeyError: there is no such kind of file.
        TooManyRows: XLSX holds 1,048,575.
    """
    headings = [str(column.heading) for column in columns]
    return download(name, suffix, headings, [column.kind for column in columns], batches(found, columns, **more))
