"""ISO 2859-1:1999 (GB/T 2828.1-2012): sample size code letters and single sampling plans for per cent nonconforming.

Tables 1, 2-A, 2-B and 2-C. In the master tables the acceptance number stands on diagonals: it depends on the place of
the code letter plus the place of the AQL alone. The arrows are followed: a plan is that of the letter at their end.
"""

from __future__ import annotations

from typing import NamedTuple

from rencai.supervision.problems import one_of, supervision_error

LETTERS = "ABCDEFGHJKLMNPQRS"
AQLS = (0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, 0.40, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0)
"""Per cent. Higher ones count faults per hundred cases; a decision is right or wrong."""
LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
SEVERITIES = ("normal", "tightened", "reduced")

# Table 1: the largest lot of each line, and its letters at the seven levels.
TABLE_1 = (
    (8, "AAAAAAB"),
    (15, "AAAAABC"),
    (25, "AABBBCD"),
    (50, "ABBCCDE"),
    (90, "BBCCCEF"),
    (150, "BBCDDFG"),
    (280, "BCDEEGH"),
    (500, "BCDEFHJ"),
    (1_200, "CCEFGJK"),
    (3_200, "CDEGHKL"),
    (10_000, "CDFGJLM"),
    (35_000, "CDFHKMN"),
    (150_000, "DEGJLNP"),
    (500_000, "DEGJMPQ"),
    (None, "DEHKNQR"),
)
SIZES = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1_250, 2_000, 3_150)
REDUCED_SIZES = (2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800)
UP, DOWN = "up", "down"
# Acceptance numbers by diagonal; before the first one arrows point down, after the last one up.
DIAGONALS: dict[str, dict[int, int | str]] = {
    "normal": {14: 0, 15: UP, 16: DOWN, 17: 1, 18: 2, 19: 3, 20: 5, 21: 7, 22: 10, 23: 14, 24: 21},
    "tightened": {15: 0, 16: DOWN, 17: DOWN, 18: 1, 19: 2, 20: 3, 21: 5, 22: 8, 23: 12, 24: 18},
    "reduced": {14: 0, 15: UP, 16: DOWN, 17: DOWN, 18: 1, 19: 2, 20: 3, 21: 5, 22: 6, 23: 8, 24: 10},
}
# The last letter of each table: an arrow that would lead beyond it, or above A, leads the other way.
LAST = {"normal": "R", "tightened": "S", "reduced": "R"}


class SinglePlan(NamedTuple):
    """Check `n` cases; `accept` wrong ones or fewer: the lot passes. `reject` or more: it does not."""

    letter: str
    n: int
    accept: int

    @property
    def reject(self) -> int:
        return self.accept + 1


def code_letter(lot: int, level: str = "II") -> str:
    """Table 1. A lot of one case is read as one of two."""
    one_of(level, "level", LEVELS)
    row = next(letters for largest, letters in TABLE_1 if largest is None or lot <= largest)
    return row[LEVELS.index(level)]


def single_plan(letter: str, aql: float, severity: str = "normal") -> SinglePlan:
    """Tables 2-A, 2-B, 2-C: the plan of this letter, or of the letter to which the arrows lead."""
    one_of(severity, "severity", SEVERITIES)
    place, column = LETTERS.index(letter), aql_place(aql)
    cell = _cell(place, column, severity)
    above, below = range(place), range(place, LETTERS.index(LAST[severity]) + 1)
    is_up = cell == UP and _has_plan(above, column, severity)
    step = -1 if is_up or not _has_plan(below, column, severity) else 1
    while not isinstance(cell, int):
        place += step
        cell = _cell(place, column, severity)
    sizes = REDUCED_SIZES if severity == "reduced" else SIZES
    return SinglePlan(LETTERS[place], sizes[place], cell)


def _cell(place: int, column: int, severity: str) -> int | str:
    if LETTERS[place] == "S" and column != AQLS.index(0.025):
        return UP
    return DIAGONALS[severity].get(place + column, DOWN if place + column < 14 + (severity == "tightened") else UP)


def _has_plan(places: range, column: int, severity: str) -> bool:
    return any(isinstance(_cell(place, column, severity), int) for place in places)


def aql_place(aql: float) -> int:
    """The place of an AQL in the series, from 0; SupervisionError where the standard has no such AQL."""
    for place, value in enumerate(AQLS):
        if abs(value - aql) < 1e-9:
            return place
    raise supervision_error(
        "the AQL is {value}, but may be (per cent): {allowed}", value=aql, allowed=[f"{value:g}" for value in AQLS]
    )


def lot_plan(lot: int, aql: float, *, level: str = "II", severity: str = "normal") -> SinglePlan:
    """The plan of a lot; where it is no larger than the sample, every case is checked."""
    found = single_plan(code_letter(lot, level), aql, severity)
    return found._replace(n=min(found.n, lot))
