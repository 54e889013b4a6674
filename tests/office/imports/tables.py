"""Tables as files, and their way into the base."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from rencai.office.accounts.models import User
from rencai.office.imports import actions, running
from rencai.office.imports.files import Told, told
from rencai.office.imports.models import ImportRun
from rencai.office.imports.receiving import receive

Rows = Sequence[Sequence[Any]]


def as_csv(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Rows, *, sheets: Mapping[str, Rows] | None = None) -> bytes:
    """A workbook of one sheet, or of `sheets` by name."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "yyyy/m/d"})
    for name, content in (sheets or {"人员": rows}).items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(content):
            sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def table(people: Sequence[Mapping[str, Any]]) -> Rows:
    """Headings, and a row for each mapping."""
    headings = list(dict.fromkeys(heading for person in people for heading in person))
    return [headings, *([person.get(heading, "") for heading in headings] for person in people)]


def received(by: User, content: bytes, kind: str = "talents", name: str = "table.csv") -> ImportRun:
    return receive(by=by, kind=kind, name=name, pieces=[content])


def chosen(by: User, run: ImportRun, **constants: str) -> ImportRun:
    """With the columns that were guessed."""
    columns = {int(place): name for place, name in run.columns.items()}
    return actions.choose_columns(by=by, run=run, columns=columns, constants=constants)


def checked(by: User, people: Sequence[Mapping[str, Any]], kind: str = "talents", **constants: str) -> ImportRun:
    run = chosen(by, received(by, as_csv(table(people)), kind), **constants)
    running.check(run, by, running.Unwatched())
    run.refresh_from_db()
    return run


def imported(by: User, people: Sequence[Mapping[str, Any]], kind: str = "talents", **constants: str) -> ImportRun:
    run = actions.begin(by=by, run=checked(by, people, kind, **constants))
    running.carry_out(run, by, running.Unwatched())
    run.refresh_from_db()
    return run


def refusals(run: ImportRun) -> dict[int, list[str]]:
    """The words for each refused row, by its number."""
    return {row.number: [str(problem) for problem in row.problems] for row in rows_refused(run)}


def rows_refused(run: ImportRun) -> list[Told]:
    return list(told(run.folder.refused))
