"""Which column of a table is which field, guessed from the headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rencai.office.imports.importable import Field

if TYPE_CHECKING:
    from rencai.office.imports.models import ImportRun

REMARKS = re.compile(r"[(\[【].*?[)\]】]")
IGNORED = re.compile(r"[\W_]+")
SURE, LIKELY = 1.0, 0.75
SHORTEST_PART = 2
"""A synonym that is only part of a heading counts if it has so many characters."""
SEARCHED = 15
"""Headings stand within the first rows; above them may be a title."""


@lru_cache(maxsize=4096)
def bare(heading: str) -> str:
    """A heading without what differs from office to office: remarks in brackets, stars, spaces, case, width."""
    written = unicodedata.normalize("NFKC", heading).casefold()
    return IGNORED.sub("", REMARKS.sub("", written)) or IGNORED.sub("", written)


def read_from(run: ImportRun, head: Sequence[tuple[int, list[str]]], at: int, rows: int) -> None:
    """Takes row `at` (from 0) of `head` for the headings of `run`, and guesses its columns from them.

    Args:
        head: the first rows of the file with their numbers.
        rows: how many the file has, headings included.

    Raises:
        ValidationError: there are none below.
    """
    if rows == at + 1:
        raise ValidationError(_("Below the headings there are no rows."), code="rows")
    run.heading_row, run.headings = head[at]
    run.rows = rows - at - 1
    found = guessed(run.headings, run.importable().fields)
    run.columns = {str(place): field for place, field in found.items()}


def guessed(headings: Sequence[str], fields: Sequence[Field]) -> dict[int, str]:
    """Field by column (from 0). Each field has at most one column and the other way round; the surest pair first."""
    pairs = [
        (-likeness, column, place, field.name)
        for column, heading in enumerate(headings)
        if bare(heading)
        for place, field in enumerate(fields)
        if (likeness := _likeness(bare(heading), field)) >= LIKELY
    ]
    found: dict[int, str] = {}
    for _likeness_of_it, column, _place, name in sorted(pairs):
        if column not in found and name not in found.values():
            found[column] = name
    return found


def _likeness(heading: str, field: Field) -> float:
    return max((_like(heading, bare(word)) for word in field.words()), default=0.0)


@lru_cache(maxsize=65_536)
def _like(heading: str, word: str) -> float:
    """1 for the same; between 0.75 and 1 for one within the other or a slip of the pen; else less."""
    if heading == word:
        return SURE
    if len(word) >= SHORTEST_PART and (word in heading):
        return LIKELY + 0.2 * len(word) / len(heading)
    return 0.99 * SequenceMatcher(None, heading, word, autojunk=False).ratio() if len(word) > SHORTEST_PART else 0.0


def heading_row(rows: Sequence[Sequence[str]], fields: Sequence[Field]) -> int:
    """Where the headings are: the first of the rows in which most words are known; the first row if none are."""
    known = {bare(word) for field in fields for word in field.words()}
    scores = [sum(bare(cell) in known for cell in row) for row in rows[:SEARCHED]]
    return scores.index(max(scores)) if scores else 0
