"""How a file comes in: kept, read as a table, its headings found and its columns guessed."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rencai.office.asker import Asker
from rencai.office.imports import actions
from rencai.office.imports.files import Folder
from rencai.office.imports.guessing import SEARCHED, heading_row, read_from
from rencai.office.imports.importable import kind_named
from rencai.office.imports.models import ImportRun
from rencai.office.sheets import reading

LIMITS = {"columns": reading.MOST_COLUMNS, "cell": reading.LONGEST_CELL}
WORDS = {
    "empty": _("There is no table in this file: no visible sheet has a row."),
    "columns": _("The table has more than %(columns)s columns. Leave out those that are not needed."),
    "cell": _("A cell is longer than %(cell)s characters, or a quotation mark is not closed."),
    "encoding": _("The file is no text in UTF-8 or GB18030. Save it as XLSX, or as CSV in UTF-8."),
    "workbook": _("The file is no workbook that can be read. Open it, and save it anew as XLSX."),
    "password": _("The workbook is locked with a password. Save it without one."),
    "size": _(
        "The workbook needs too much room: cells far out or formats of whole columns may be the reason. "
        "Copy the table into a new workbook, or save it as CSV."
    ),
    "time": _("Reading the workbook takes too long. Save it as CSV, or in parts."),
}


def receive(*, by: Asker, kind: str, name: str, pieces: Iterable[bytes]) -> ImportRun:
    """Takes in a file, `name`, whose content has been looked at (see `uploads`), and guesses its columns.

    Raises:
        Refused: `by` may not import such things.
        ValidationError: there is no table in it; says how to mend that.
    """
    by.must(kind_named(kind).permission)
    folder = Folder.new()
    try:
        return actions.add(by=by, run=_read(ImportRun(kind=kind, name=name[-200:]), folder, pieces))
    except BaseException:
        folder.remove()
        raise


def _read(run: ImportRun, folder: Folder, pieces: Iterable[bytes]) -> ImportRun:
    run.folder_name = folder.path.name
    run.size, run.sha256 = folder.keep(pieces)
    try:
        found = reading.read(folder.source, folder.rows)
    except reading.Unreadable as error:
        reason = str(error)
        raise ValidationError(WORDS[reason], params=LIMITS, code=reason) from None
    run.sheet, run.sheets = found.sheet[:100], found.sheets
    head = folder.head(SEARCHED)
    at = heading_row([cells for _number, cells in head], run.importable().fields)
    read_from(run, head, at, found.rows)
    return run
