"""Lists by the page, at the same cost on the first page and on the last, of a thousand rows and of a million.

A page begins after (or ends before) a row, not at a number of rows: the database walks an index to it. The queryset is
ordered by columns that are never null, the last of which is unique, and that an index holds in this order.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

M = TypeVar("M", bound=models.Model)
COUNTED = 1000
"""Rows that are counted; of more it is only said that they are more."""
LONGEST_CURSOR = 2000


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows of a list, with the cursors of its neighbours (None where there is none)."""

    rows: list[M]
    next: str | None
    previous: str | None
    count: int
    count_is_capped: bool

    @cached_property
    def count_in_words(self) -> str:
        if self.count_is_capped:
            return _("More than %(count)s in all") % {"count": number_format(self.count, force_grouping=True)}
        return ngettext("%(count)s in all", "%(count)s in all", self.count) % {"count": number_format(self.count)}


class _Column(NamedTuple):
    """One column of the order: the path to it, its field, and whether it falls."""

    path: str
    field: models.Field[Any, Any]
    falls: bool

    def of(self, row: models.Model) -> Any:
        value: Any = row
        for name in self.path.split("__"):
            value = getattr(value, name)
        return value

    def beyond(self, value: Any, backwards: bool, *, or_at: bool = False) -> Q:
        way = "lt" if self.falls is not backwards else "gt"
        return Q(**{f"{self.path}__{way}{'e' if or_at else ''}": value})


def page_of(found: models.QuerySet[M], request: HttpRequest, size: int = 25) -> Page[M]:
    """The page of `found` that ?after= or ?before= asks for. Two queries. See `page_at`."""
    return page_at(found, after=request.GET.get("after", ""), before=request.GET.get("before", ""), size=size)


def page_at(found: models.QuerySet[M], *, after: str = "", before: str = "", size: int = 25) -> Page[M]:
    """The `size` rows of `found` after or before a cursor. A cursor that is none gives the first page.

    Raises:
        ValueError: `found` has no total order: it is ordered by nothing, by a column that may be null, or not at
            the end by a unique one.
    """
    columns = _columns(found)
    ahead, behind = _read(after, columns), _read(before, columns)
    start, backwards = (behind, behind is not None) if ahead is None else (ahead, False)
    rows = _rows(found, columns, start, backwards, size + 1)
    if start is not None and not rows:
        return page_at(found, size=size)
    return _page(found, columns, rows, size, started=start is not None, backwards=backwards)


def rows_after(found: models.QuerySet[M], after: str, size: int) -> tuple[list[M], str | None]:
    """For programs: the `size` rows of `found` after a cursor, uncounted, and the cursor of the next. One query.

    Raises:
        ValueError: the cursor is none of this list's.
    """
    columns = _columns(found)
    start = _read(after, columns)
    if after and start is None:
        raise ValueError(after)
    rows = _rows(found, columns, start, False, size + 1)
    return rows[:size], _written(columns, rows[size - 1]) if len(rows) > size else None


def _page(
    found: models.QuerySet[M], columns: list[_Column], rows: list[M], size: int, *, started: bool, backwards: bool
) -> Page[M]:
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (started, more) if backwards else (more, started)
    count = found.order_by()[: COUNTED + 1].count()
    return Page(
        rows=rows,
        next=_written(columns, rows[-1]) if has_next else None,
        previous=_written(columns, rows[0]) if has_previous else None,
        count=min(count, COUNTED),
        count_is_capped=count > COUNTED,
    )


def _rows(
    found: models.QuerySet[M], columns: list[_Column], start: list[Any] | None, backwards: bool, limit: int
) -> list[M]:
    if backwards:
        found = found.reverse()
    if start is not None:
        found = found.filter(_beyond(columns, start, backwards))
    return list(found[:limit])


def _beyond(columns: list[_Column], start: list[Any], backwards: bool) -> Q:
    """a > x or (a = x and (b > y or …)), and a >= x besides: by that one a database finds its place in the index."""
    beyond = Q()
    for column, value in reversed(list(zip(columns, start, strict=True))):
        further = column.beyond(value, backwards)
        beyond = further | (Q(**{column.path: value}) & beyond) if beyond else further
    return columns[0].beyond(start[0], backwards, or_at=True) & beyond


def _columns(found: models.QuerySet[M]) -> list[_Column]:
    order: Sequence[Any] = found.query.order_by or found.model._meta.ordering or ()
    columns = [_column(found.model, name) for name in order]
    if not columns or not columns[-1].field.unique or "__" in columns[-1].path:
        raise ValueError(f"{found.model.__name__} is not ordered to the end: a list ends its order by a unique column")
    return columns


def _column(model: type[models.Model], name: str) -> _Column:
    path, steps = name.removeprefix("-"), name.removeprefix("-").split("__")
    for step in steps[:-1]:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    field: Any = model._meta.pk if steps[-1] == "pk" else model._meta.get_field(steps[-1])
    if field.null:
        raise ValueError(f"{model.__name__}.{field.name} may be null: a list is not ordered by it")
    return _Column(path, field, name.startswith("-"))


def _written(columns: list[_Column], row: models.Model) -> str:
    values = [_plain(column.of(row)) for column in columns]
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | str) else str(value)


def _read(cursor: str, columns: list[_Column]) -> list[Any] | None:
    """The values of a cursor; None if nobody got it from us. It tells its bearer nothing that the page did not."""
    if not cursor or len(cursor) > LONGEST_CURSOR:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_checked(column, value) for column, value in zip(columns, values, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        return None


def _checked(column: _Column, value: Any) -> Any:
    """Raises ValueError, TypeError, OverflowError or ValidationError where `value` is none of the column's."""
    if not isinstance(value, int | str) or "\x00" in str(value):
        raise ValueError(value)
    str(value).encode()
    read = column.field.to_python(value)
    column.field.run_validators(read)
    return read
