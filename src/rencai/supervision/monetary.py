"""Monetary-unit selection: each case in proportion to its amount.

Source: Leslie, Teitlebaum and Anderson, Dollar-unit sampling (1979): fixed-interval and cell selection; cases of an
interval and more are taken whole, and the interval is made anew from what remains.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rencai.supervision.frame import Cents
from rencai.supervision.rules import Monetary
from rencai.supervision.seed import number

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class MonetaryDraw:
    """Places of the cases in the line: those taken whole, those hit with how often, the units and the interval."""

    whole: Places
    hit: Places
    hits: Places
    units: int
    interval: int


def monetary_draw(cents: Cents, rule: Monetary, seed: str, stratum: str) -> MonetaryDraw:
    """`cents` are the amounts in order of rank, all above 0."""
    units = rule.units(len(cents))
    whole, rest, interval = _top(cents, units)
    remaining = np.flatnonzero(rest)
    left = units - len(whole)
    if not len(remaining) or left <= 0:
        return MonetaryDraw(np.arange(len(cents)) if left > 0 else whole, remaining[:0], remaining[:0], units, interval)
    ends = np.cumsum(cents[remaining])
    points = _points(int(ends[-1]), left, rule.selection, seed, stratum)
    hit, hits = np.unique(np.searchsorted(ends, points, side="right"), return_counts=True)
    return MonetaryDraw(whole, remaining[hit], hits.astype(np.int64), left, interval)


def _top(cents: Cents, units: int) -> tuple[Places, npt.NDArray[np.bool_], int]:
    """Cases of an interval and more; taking them out makes the interval smaller, until none is left."""
    rest = np.ones(len(cents), dtype=np.bool_)
    while True:
        left = units - int((~rest).sum())
        if left <= 0 or not rest.any():
            return np.flatnonzero(~rest), rest, 0
        interval = -(-int(cents[rest].sum()) // left)
        large = rest & (cents >= interval)
        if not large.any():
            return np.flatnonzero(~rest), rest, interval
        rest &= ~large


def _points(total: int, units: int, selection: str, seed: str, stratum: str) -> Places:
    """The cents that are drawn, from 0: one in each of `units` stretches of equal length."""
    edges = [total * place // units for place in range(units + 1)]
    if selection == "interval":
        start = number(seed, "start", stratum) * edges[1] >> 64
        return np.array([edge + start for edge in edges[:-1]], dtype=np.int64).clip(max=total - 1)
    cells = pairwise(edges)
    return np.array(
        [
            low + (number(seed, "cell", f"{stratum}\n{place}") * (high - low) >> 64)
            for place, (low, high) in enumerate(cells)
        ],
        dtype=np.int64,
    )
