"""The dice of the demo city: all chance comes from here, so that a seed decides everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
"""A column, one value a person. Days are whole numbers counted from 1970-01-01."""

EPOCH = date(1970, 1, 1)
YEAR, MONTH = 365.25, 30.4375


class Dice:
    """Draws columns of `size` values."""

    def __init__(self, seed: Sequence[int], size: int) -> None:
        self.rng, self.size = np.random.default_rng(seed), size

    def chance(self, share: float | Array) -> Array:
        """True for that share."""
        return self.rng.random(self.size) < share

    def pick(self, weights: Sequence[float] | Array, size: int | tuple[int, int] | None = None) -> Array:
        """Positions drawn by weight."""
        steps = np.cumsum(np.asarray(weights, float))
        return np.searchsorted(steps[:-1] / steps[-1], self.rng.random(self.size if size is None else size), "right")

    def pick_by_row(self, tables: Array, rows: Array) -> Array:
        """Positions drawn by the weights of `tables[row]`, for each of `rows`."""
        steps = np.cumsum(tables, axis=1)[rows]
        drawn = self.rng.random(len(rows)) * steps[:, -1]
        picked: Array = (drawn[:, None] >= steps).sum(axis=1)
        return picked

    def between(self, low: int | Array, high: int | Array) -> Array:
        """Whole numbers from low to high, both included."""
        return self.rng.integers(low, np.maximum(np.asarray(high), low) + 1, self.size)


def day_number(day: date) -> int:
    return (day - EPOCH).days


def isoformat(days: Array) -> list[str]:
    """Days as YYYY-MM-DD."""
    written: list[str] = np.datetime_as_string(days.astype("datetime64[D]")).tolist()
    return written


def year_of(days: Array) -> Array:
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def month_start(days: Array) -> Array:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def day_in_year(years: Array, month: int, day: Array) -> Array:
    """The `day`th of `month` of each year."""
    months = (years - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1)
    return months.astype("datetime64[D]").astype(np.int64) + day - 1
