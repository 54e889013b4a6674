"""Tails of the binomial, Poisson and hypergeometric distribution, and exact intervals for a share.

Sources: Clopper and Pearson, Biometrika 26 (1934) 404; for a finite frame Buonaccorsi, The American Statistician 41
(1987) 215: the bounds are those frames that a test at half the error still does not refuse.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]


class Interval(NamedTuple):
    """From `lower` to `upper`, both possible."""

    lower: float
    upper: float

    def overlaps(self, other: Interval) -> bool:
        return self.lower <= other.upper and other.lower <= self.upper

    @property
    def width(self) -> float:
        return self.upper - self.lower


def binomial_cdf(found: float, n: float, rate: float) -> float:
    """P(X ≤ found); `found` and `n` need not be whole, by the beta distribution."""
    if found >= n:
        return 1.0
    return float(special.betaincc(found + 1, n - found, rate)) if found >= 0 else 0.0


def poisson_cdf(found: float, mean: float) -> float:
    """P(X ≤ found); `found` need not be whole, by the gamma distribution."""
    return float(special.gammaincc(found + 1, mean)) if found >= 0 else 0.0


@lru_cache(maxsize=200_000)
def hypergeometric_cdf(found: int, population: int, wrong: int, n: int) -> float:
    """P(X ≤ found) among `n` cases drawn without return from `population`, `wrong` of which are wrong."""
    least, most = max(0, n - (population - wrong)), min(n, wrong)
    if found < least:
        return 0.0
    if found >= most:
        return 1.0
    x = np.arange(least, found + 1)
    logs = _log_choose(wrong, x) + _log_choose(population - wrong, n - x) - _log_choose(population, n)
    return min(1.0, float(np.exp(logs).sum()))


def _log_choose(n: int, k: npt.ArrayLike) -> Floats:
    k = np.asarray(k, dtype=float)
    found: Floats = special.gammaln(n + 1.0) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return found


def clopper_pearson(found: int, n: int, confidence: float = 0.95) -> Interval:
    """Exact two-sided bounds of the rate behind `found` wrong in `n` checked."""
    alpha = (1 - confidence) / 2
    lower = float(special.betaincinv(found, n - found + 1, alpha)) if found else 0.0
    upper = float(special.betaincinv(found + 1, n - found, 1 - alpha)) if found < n else 1.0
    return Interval(lower, upper)


def upper_rate(found: float, n: float, confidence: float = 0.95) -> float:
    """The one-sided upper bound of Clopper and Pearson."""
    return float(special.betaincinv(found + 1, n - found, confidence)) if found < n else 1.0


def finite_bounds(found: int, n: int, population: int, confidence: float = 0.95) -> tuple[int, int]:
    """Exact two-sided bounds of how many of the `population` are wrong."""
    alpha = (1 - confidence) / 2
    return _least_wrong(found, n, population, alpha), _most_wrong(found, n, population, alpha)


def finite_interval(found: int, n: int, population: int, confidence: float = 0.95) -> Interval:
    """`finite_bounds` as a share of the population."""
    least, most = finite_bounds(found, n, population, confidence)
    return Interval(least / population, most / population)


def _most_wrong(found: int, n: int, population: int, alpha: float) -> int:
    """The largest number of wrong cases with which so few would still be found."""
    low, high = found, population - (n - found)
    while low < high:
        middle = (low + high + 1) // 2
        if hypergeometric_cdf(found, population, middle, n) > alpha:
            low = middle
        else:
            high = middle - 1
    return low


def _least_wrong(found: int, n: int, population: int, alpha: float) -> int:
    """The smallest number of wrong cases with which so many would still be found."""
    low, high = found, population - (n - found)
    while low < high:
        middle = (low + high) // 2
        if 1 - hypergeometric_cdf(found - 1, population, middle, n) > alpha:
            high = middle
        else:
            low = middle + 1
    return low


def normal_quantile(probability: float) -> float:
    return float(special.ndtri(probability))


def student_quantile(probability: float, freedom: int) -> float:
    return float(special.stdtrit(freedom, probability)) if freedom > 0 else math.inf
