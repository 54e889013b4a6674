"""How the rows of a file are read, checked and imported, batch by batch, and taken up again where they were left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, Protocol

from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _

from rencai.office.accounts.models import User
from rencai.office.imports import actions
from rencai.office.imports.cells import CellError, Reader
from rencai.office.imports.files import tell
from rencai.office.imports.importable import Importable, Outcome, Row
from rencai.office.imports.models import ImportRun
from rencai.office.sheets.writing import unguarded

BATCH = 1000
SAMPLE = 20
"""Rows that the preview shows."""


class Progress(Protocol):
    """What jobs.Progress is to a reading of a file."""

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None: ...

    def alive(self) -> None: ...


class Unwatched:
    """Nobody waits for it elsewhere: the request, or the command, itself does."""

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None:
        return

    def alive(self) -> None:
        return


class _Layout(NamedTuple):
    """Which field is read how from which column, and what is the same for all rows."""

    readers: tuple[tuple[str, int, Reader], ...]
    where: dict[str, tuple[int, str]]
    same: dict[str, Any]
    required: tuple[str, ...]


def check(run: ImportRun, by: User, progress: Progress) -> None:
    """Reads all rows without writing any: what would become of each, for the preview.

    Raises:
        Refused: `by` may not import any more.
    """
    by.must(run.importable.permission)
    importable, counts, sample, size = run.importable(), Counter[str](), list[Row](), 0
    for rows in _batches(run, importable):
        importable.plan(by=by, rows=_sound(rows), lock=False)
        counts.update(str(row.outcome) for row in rows)
        sample.extend(rows[: SAMPLE - len(sample)])
        size = tell(run.folder.refused, _refused(rows), at=size)
        progress(counts.total(), run.rows)
    tell(run.folder.sample, sample, at=0)
    actions.checked(by=by, run=run, counts=dict(counts))


def carry_out(run: ImportRun, by: User, progress: Progress) -> None:
    """Imports the rows that are not imported yet. Every batch is an act of its own.

    Raises:
        Refused: the mandate has ended meanwhile. What is imported stays, and the rest can be taken up again.
    """
    importable, read = run.importable(), 0
    for rows in _batches(run, importable):
        done = max(0, min(len(rows), run.rows_done - read))
        read += len(rows)
        importable.plan(by=by, rows=_sound(rows[:done]), lock=False)  # so that it knows whom these rows speak of
        if done < len(rows):
            _import(run, by, importable, rows[done:], progress)
        progress(run.rows_done, run.rows)
    actions.finish(by=User.objects.get(pk=by.pk), run=run)


def _import(run: ImportRun, by: User, importable: Importable, rows: list[Row], progress: Progress) -> None:
    """One batch; if the database refuses it, each half on its own, down to the row that it will not have."""
    try:
        actions.import_batch(by=by, run=run, importable=importable, rows=rows, alive=progress.alive)
    except (IntegrityError, DataError):
        if len(rows) == 1:
            rows[0].refuse(_("The base has refused this row: somebody may have added the same just now. Try again."))
            actions.import_batch(by=by, run=run, importable=importable, rows=rows, alive=progress.alive)
            return
        middle = len(rows) // 2
        _import(run, by, importable, rows[:middle], progress)
        _import(run, by, importable, rows[middle:], progress)


def _sound(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not row.problems]


def _refused(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.outcome is Outcome.REFUSED]


def _batches(run: ImportRun, importable: Importable) -> Iterator[list[Row]]:
    layout = _layout(run, importable)
    rows = run.folder.rows_after(run.heading_row)
    while batch := list(islice(rows, BATCH)):
        yield [_read(number, cells, layout) for number, cells in batch]


def _layout(run: ImportRun, importable: Importable) -> _Layout:
    fields = {field.name: field for field in importable.fields}
    chosen = {name: int(place) for place, name in run.columns.items() if name in fields}
    return _Layout(
        tuple((name, place, fields[name].read) for name, place in chosen.items()),
        {name: (place, run.headings[place]) for name, place in chosen.items()},
        {name: fields[name].read(cell) for name, cell in run.constants.items() if name in fields},
        tuple(name for name, field in fields.items() if field.required),
    )


def _read(number: int, cells: list[str], layout: _Layout) -> Row:
    """A row with its values; an empty cell says nothing."""
    row = Row(number, cells, dict(layout.same), layout.where)
    for name, place, read in layout.readers:
        cell = unguarded(cells[place]) if place < len(cells) else ""
        if cell:
            try:
                row.values[name] = read(cell)
            except CellError as error:
                row.refuse(str(error), name)
    if not row.problems:
        for name in layout.required:
            if name not in row.values:
                row.refuse(_("This cell may not be empty."), name)
    return row
