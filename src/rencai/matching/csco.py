"""The occupations of China (职业分类大典, edition of 2022): their tree, and how near two of them stand on it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "data" / "csco-2022.csv"
MARKS = ("L/S", "S", "L")  # the catalogue marks digital (S) and green (L) occupations at the end of their names


@dataclass(frozen=True)
class Occupation:
    """One entry (职业) or group of the catalogue; `level` 1 to 4, of which 4 is an occupation."""

    code: str
    level: int
    name: str


@lru_cache(maxsize=1)
def occupations() -> dict[str, Occupation]:
    """Every entry by its code, in the order of the catalogue.

    The published table names four codes twice; the last line counts, which is the occupation where one is a group.
    """
    with FILE.open(encoding="utf-8", newline="") as rows:
        found = [Occupation(row["code"], int(row["level"]), plain_name(row["name_zh"])) for row in csv.DictReader(rows)]
    return {entry.code: entry for entry in found}


def plain_name(name: str) -> str:
    """The name without the mark of digital and green occupations."""
    return next((name.removesuffix(mark) for mark in MARKS if name.endswith(mark)), name)


def path(code: str) -> tuple[str, ...]:
    """The steps from the root: `2-02-10-03` goes 2, 02, 10, 03; a group ends sooner, `2-02-00-00` after 2, 02."""
    steps = code.split("-")
    while len(steps) > 1 and not steps[-1].strip("0"):
        steps.pop()
    return tuple(steps)


def shared_depth(one: str, other: str) -> int:
    """How many steps from the root two codes have in common."""
    depth = 0
    for left, right in zip(path(one), path(other), strict=False):
        if left != right:
            break
        depth += 1
    return depth


def closeness(one: str, other: str) -> float:
    """1 for the same occupation, 0 for other major groups (Wu & Palmer, Verb Semantics and Lexical Selection, 1994)."""
    return 2 * shared_depth(one, other) / (len(path(one)) + len(path(other)))


def closeness_table(rows: list[str], columns: list[str]) -> np.ndarray:
    """`closeness` of every row to every column, float32[rows, columns]."""
    steps = [_padded(codes) for codes in (rows, columns)]
    same = np.ones((len(rows), len(columns)), bool)
    shared = np.zeros((len(rows), len(columns)), np.float32)
    for left, right in zip(steps[0].T, steps[1].T, strict=True):
        same &= (left[:, None] == right[None, :]) & (left[:, None] >= 0)
        shared += same
    depths = [(step >= 0).sum(axis=1).astype(np.float32) for step in steps]
    return np.asarray(2 * shared / np.maximum(depths[0][:, None] + depths[1][None, :], 1), np.float32)


def _padded(codes: list[str]) -> np.ndarray:
    """The steps of each code as numbers, -1 after its end: int16[codes, 4]."""
    found = np.full((len(codes), 4), -1, np.int16)
    for row, code in enumerate(codes):
        steps = path(code)
        found[row, : len(steps)] = [int(step) for step in steps]
    return found
