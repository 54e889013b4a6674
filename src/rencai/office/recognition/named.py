"""Recognising bodies that a city's published notices name: what to name them as, and what is not known of them."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils import translation

from rencai.office.pack import choice_word
from rencai.office.recognition.terms import BodyKind

FOLDER = Path(__file__).parent / "data"


class NamedBody(NamedTuple):
    """A line of a city's file. `sector`: a value of the pack's choice employer_kind, or ""."""

    kind: str
    name_zh: str
    name_en: str
    sector: str
    source: str

    @property
    def name(self) -> str:
        return self.name_zh if (translation.get_language() or "").startswith("zh") else self.name_en

    @property
    def kind_word(self) -> str:
        return str(BodyKind(self.kind).label)

    @property
    def sector_word(self) -> str:
        return choice_word("employer_kind", self.sector) if self.sector else ""


@lru_cache(maxsize=4)
def bodies_of_notices(city: str) -> tuple[NamedBody, ...]:
    """Those of the city with this key; none where no file tells of it."""
    path = FOLDER / f"{city}.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8") as file:
        return tuple(NamedBody(**row) for row in csv.DictReader(file))
