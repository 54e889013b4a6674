"""Acts of exporting: an event before the first row leaves, and one after the last."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rencai.office.asker import Asker
from rencai.office.audit.acts import act, record
from rencai.office.exports.exportable import PERMISSION, Exportable

LONG_NUMBER = re.compile(r"\d{5,}[0-9Xx]*")
"""What may be an identity number or a phone; the log tells of a filter without them."""


@act
def begin(
    *, by: Asker, exportable: Exportable, suffix: str, filters: Mapping[str, Sequence[str]], secrets: bool
) -> int:
    """Notes that `by` takes a list away, and by which mandate. Returns the place whose auditors see it, or 0.

    Raises:
        Refused: they may not export, or not the secrets.
    """
    warrant: Any = by.must(PERMISSION)
    if secrets:
        warrant = by.must(exportable.secret_permission)
    told = {name: [LONG_NUMBER.sub("…", value) for value in values] for name, values in sorted(filters.items())}
    place = _place_of(warrant)
    after = {"list": exportable.name, "format": suffix, "filter": told, "secrets": secrets}
    record(exportable.act, by=by, under=warrant, place=place, after=after)
    return place or 0


@act
def end(*, by: Asker, exportable: Exportable, rows: int, whole: bool, place: int) -> None:
    """Notes how many rows were taken, and whether these were all or the reader left."""
    after = {"list": exportable.name, "rows": rows, "whole": whole}
    record("exports.ended", by=by, place=place or None, after=after)


def _place_of(warrant: Any) -> int | None:
    if warrant is None:
        return None
    place: int | None = warrant.place_id or getattr(warrant.organisation, "place_id", None)
    return place
