"""What can be recognised, as the policy pack has it: which measure decides, and which classes it knows."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rencai.office.pack import choices, the_pack

HIGH_LEVEL, SHORTAGE = "high-level-recognition", "shortage-recognition"
SHORT = "shortage"
"""The class of talents in short supply (紧缺人才), beside the four of the pack's choice `category`."""
NONE = "none"


class Recognises(NamedTuple):
    """A measure by which somebody is recognised; `renewal` decides anew at a higher class."""

    measure: str
    words: str | Promise
    renewal: str = ""


TABLE = (
    Recognises(HIGH_LEVEL, _("high-level talent"), "re-recognition"),
    Recognises(SHORTAGE, _("talent in short supply")),
)
BY_MEASURE = {one.measure: one for one in TABLE}


def classes() -> list[tuple[str, str]]:
    """Every class that can be delegated and granted, the lowest first, with its words."""
    return [(SHORT, str(_("talent in short supply"))), *high_level()]


def high_level() -> list[tuple[str, str]]:
    return [(value, words) for value, words in choices("category") if value != NONE]


def classes_of(measure: str) -> list[tuple[str, str]]:
    """Those that a measure can recognise."""
    return high_level() if measure == HIGH_LEVEL else classes()[:1]


def class_word(name: str) -> str:
    """What the pack calls a class; the name itself where it does not know it."""
    return _words(the_pack().name, translation.get_language()).get(name, name)


@lru_cache(maxsize=8)
def _words(pack: str, language: str | None) -> dict[str, str]:
    return dict(classes())


def rank(name: str) -> int:
    """Higher is higher; 0 for none."""
    return _ranks(the_pack().name).get(name, 0)


@lru_cache(maxsize=4)
def _ranks(pack: str) -> dict[str, int]:
    return {value: number for number, (value, _words) in enumerate(classes(), 1)}
