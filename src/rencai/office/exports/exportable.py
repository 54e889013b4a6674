"""What can be exported: any list. An app registers its lists in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.http import QueryDict
from django.utils.functional import Promise

from rencai.office.sheets.writing import Kind

PERMISSION = "registry.export"


class Column(NamedTuple):
    """A column of an exported list.

    Attributes:
        heading: as the office calls it.
        source: the path to its value from a row, as `values_list` takes it.
        kind: what its cells are.
        shown: makes the cell of a value that is not None; asked once for each distinct value of a batch.
        secret: it holds what only `Exportable.secret_permission` opens; `shown` masks it for the others.
    """

    heading: str | Promise
    source: str
    kind: Kind = Kind.TEXT
    shown: Callable[[Any], Any] | None = None
    secret: bool = False


class Exportable(NamedTuple):
    """A list that can be exported.

    Attributes:
        name: in its address.
        label: what it is, as the name of the file.
        columns: those of one export, made in the language of the page.
        rows: what `user` may export of the list as its page with these parameters shows it, limited to what each of
            the permissions reaches.
        act: the word for the event.
        secret_permission: what opens the columns with secrets; "" where there are none.
    """

    name: str
    label: str | Promise
    columns: Callable[[], Sequence[Column]]
    rows: Callable[[Any, QueryDict, Sequence[str]], models.QuerySet[Any]]
    act: str
    secret_permission: str = ""


_lists: dict[str, Exportable] = {}


def register(exportable: Exportable) -> None:
    _lists[exportable.name] = exportable


def list_named(name: str) -> Exportable:
    """Raises KeyError where no app brings it."""
    return _lists[name]


def every() -> Iterator[Exportable]:
    return iter(_lists.values())
