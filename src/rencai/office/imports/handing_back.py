"""The refused rows as a table: as they came, each with what is wrong. Mended, it can be imported."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from rencai.office.imports.files import Told, told
from rencai.office.imports.models import ImportRun
from rencai.office.sheets.writing import Kind

BATCH = 1000


def refused_table(run: ImportRun) -> tuple[list[str], list[Kind], Iterator[list[list[str]]]]:
    """Headings, kinds of columns and rows in batches."""
    headings = [*run.headings, _("Row in the file"), _("What is wrong")]
    return headings, [Kind.TEXT] * len(headings), _batches(run)


def _batches(run: ImportRun) -> Iterator[list[list[str]]]:
    rows = told(run.folder.refused)
    while batch := list(islice(rows, BATCH)):
        yield [_row(row, len(run.headings)) for row in batch]


def _row(row: Told, width: int) -> list[str]:
    cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
    return [*cells, str(row.number), _("; ").join(str(problem) for problem in row.problems)]
