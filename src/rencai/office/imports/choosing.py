"""Whether a choice of columns will do: one rule for the page, the command line and the act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from rencai.office.imports.cells import CellError
from rencai.office.imports.importable import Field


class Fault(NamedTuple):
    """What is wrong, and with which column (from 0) or with the value of which field for all rows."""

    words: str
    column: int | None = None
    constant: str = ""


def faults(fields: Sequence[Field], columns: Mapping[int, str], constants: Mapping[str, str]) -> Iterator[Fault]:
    """Everything that is wrong with a choice.

    Args:
        columns: field by column.
        constants: cell for all rows by field.
    """
    by_name = {field.name: field for field in fields}
    chosen = Counter(columns.values())
    for column, name in columns.items():
        if name not in by_name:
            yield Fault(_("There is no field %(name)s.") % {"name": name}, column)
        elif chosen[name] > 1:
            yield Fault(_("Two columns are “%(field)s”. Leave one out.") % {"field": by_name[name].label}, column)
    for field in fields:
        if field.required and field.name not in chosen and field.name not in constants:
            yield Fault(_("Say which column is “%(field)s”.") % {"field": field.label})
    for name, cell in constants.items():
        if words := _unfit(by_name.get(name), cell):
            yield Fault(words, constant=name)


def _unfit(field: Field | None, cell: str) -> str:
    if field is None:
        return _("There is no such field.")
    try:
        field.read(cell)
    except CellError as error:
        return _("%(field)s “%(cell)s”: %(words)s") % {"field": field.label, "cell": cell, "words": error}
    return ""
