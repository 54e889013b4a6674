"""Forms of the import: the file, and which column is which field."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import filetype
from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rencai.office import uploads
from rencai.office.asker import Asker
from rencai.office.imports.cells import listed
from rencai.office.imports.choosing import faults
from rencai.office.imports.guessing import SEARCHED
from rencai.office.imports.importable import Field, kinds
from rencai.office.imports.models import ImportRun

SAMPLES = 3
"""Cells that are shown of each column."""
LONGEST_BEGIN = 60
"""Characters by which a row is known."""


class TableField(uploads.UploadField):
    """A workbook or a CSV file. A text has no mark by which it is known: it is one if it is nothing else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allowed=("xlsx",), besides=("csv", "txt"), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not data or self._is_known(data):
            return super().clean(data, initial)
        if data.size > settings.UPLOAD_LIMIT:
            raise uploads.too_big()
        return forms.FileField.clean(self, data, initial)

    def _is_known(self, data: Any) -> bool:
        head = data.read(8192)
        data.seek(0)
        zipped = zipfile.is_zipfile(data)
        data.seek(0)
        return zipped or data.name.lower().endswith(".xlsx") or (b"\x00" in head and filetype.guess(head) is not None)


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What is in it"), widget=forms.RadioSelect)
    file = TableField(label=gettext_lazy("File"))

    def __init__(self, *args: Any, by: Asker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, file = self.fields["kind"], self.fields["file"]
        offered = [(one.name, capfirst(str(one.label))) for one in kinds() if one.allowed(by)]
        kind.choices = offered  # type: ignore[attr-defined]
        kind.initial = offered[0][0] if offered else None
        file.help_text = _("XLSX or CSV, %(limit)s at the most. CSV in UTF-8 or GB18030.") % {
            "limit": filesizeformat(settings.UPLOAD_LIMIT)
        }


class HeadingsForm(forms.Form):
    """Which row has the headings: one of the first, told by its first cells."""

    row = forms.TypedChoiceField(label=gettext_lazy("The headings are in"), coerce=int)

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: Any = self.fields["row"]
        row.initial = run.heading_row
        row.choices = [
            (number, _("row %(number)s: %(cells)s") % {"number": number, "cells": _begin_of(cells)})
            for number, cells in run.folder.head(SEARCHED)
        ]


def _begin_of(cells: Sequence[str]) -> str:
    return Truncator(listed(cell for cell in cells if cell)).chars(LONGEST_BEGIN)


class ColumnsForm(forms.Form):
    """A select for each column, and a text for each field that may be the same for all rows."""

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._run, self._known = run, run.importable().fields
        self._samples = [cells for number, cells in run.folder.head(30) if number > run.heading_row]
        choices = [("", _("— leave out —")), *((one.name, capfirst(str(one.label))) for one in self._known)]
        for place, heading in enumerate(run.headings):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading or _("Column %(number)s") % {"number": place + 1},
                choices=choices,
                required=False,
                initial=run.columns.get(str(place), ""),
            )
        for field in self._known:
            if field.constant:
                self.fields[f"same-{field.name}"] = _same_for_all(field, run)

    def column_rows(self) -> Iterator[tuple[forms.BoundField, list[str]]]:
        """Each column's select, with the first cells below its heading."""
        for place, _heading in enumerate(self._run.headings):
            cells = [cells[place] for cells in self._samples if place < len(cells) and cells[place]]
            yield self[f"column-{place}"], [cell[:40] for cell in cells[:SAMPLES]]

    def same_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("same-")]

    def clean(self) -> dict[str, Any]:
        for fault in faults(self._known, self.columns, self.constants):
            place = f"column-{fault.column}" if fault.column is not None else None
            self.add_error(f"same-{fault.constant}" if fault.constant else place, fault.words)
        return self.cleaned_data

    @property
    def columns(self) -> dict[int, str]:
        """Field by column."""
        given = self.cleaned_data.items()
        return {
            int(name.removeprefix("column-")): value for name, value in given if value and name.startswith("column-")
        }

    @property
    def constants(self) -> dict[str, str]:
        """Cell by field."""
        given = self.cleaned_data.items()
        return {name.removeprefix("same-"): value for name, value in given if value and name.startswith("same-")}


def _same_for_all(field: Field, run: ImportRun) -> forms.CharField:
    return forms.CharField(
        label=capfirst(str(field.label)),
        required=False,
        max_length=120,
        initial=run.constants.get(field.name, ""),
        help_text=_("For example: %(example)s") % {"example": field.example} if field.example else "",
    )
