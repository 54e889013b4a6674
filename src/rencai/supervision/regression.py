"""The regression estimator of a second-level re-review, in the manner of SNAP quality control (7 CFR 275.23(b)(2)).

y' = y + b(X − x): y and x are the rates in the re-reviewed subsample by the second and the first level, X is the rate
in the whole sample by the first level, b is the slope of the second level's findings on the first's. In stratified
samples they are weighted means, and b is a combined slope; the weights are in proportion to the strata's cases.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from rencai.supervision.distributions import student_quantile
from rencai.supervision.results import Regressed


class Pair(NamedTuple):
    """What the two levels found on one case: 1 for a wrong decision, 0 for a right one."""

    first: float
    second: float


Part = tuple[int, int, int, Sequence[Pair]]
"""(cases of the stratum, cases checked, wrong ones by the first level, pairs)."""


def regressed(parts: Sequence[Part], confidence: float) -> Regressed | None:
    """The corrected rate; None where fewer than three cases were checked again.

    Strata without a re-reviewed case lend their weight to the others. Where the first level found nothing wrong in the
    subsample there is no slope; then b = 1, and the estimator is the difference of both levels.
    """
    usable = [part for part in parts if part[3]]
    reviewed = sum(len(pairs) for *_, pairs in usable)
    if reviewed < 3:
        return None
    cases = sum(part[0] for part in usable)
    weights = [part[0] / cases for part in usable]
    first_level = _mean((part[0], part[2] / part[1]) for part in parts if part[1])
    x = sum(weight * _average(pairs, 0) for weight, (*_, pairs) in zip(weights, usable, strict=True))
    y = sum(weight * _average(pairs, 1) for weight, (*_, pairs) in zip(weights, usable, strict=True))
    slope, residual = _slope(weights, [pairs for *_, pairs in usable])
    estimated = y + slope * (first_level - x)
    error = math.sqrt(residual + slope**2 * first_level * (1 - first_level) / _as_many(parts))
    reach = student_quantile((1 + confidence) / 2, reviewed - 2) * error
    low, high = max(0.0, estimated - reach), min(1.0, estimated + reach)
    return Regressed(reviewed, first_level, slope, min(max(estimated, 0.0), 1.0), low, high)


def _as_many(parts: Sequence[Part]) -> float:
    """How many cases drawn from the whole frame alike tell as much as those checked: 1 / Σ W²/n (Kish, 1965)."""
    checked = [(part[0], part[1]) for part in parts if part[1]]
    cases = sum(size for size, _ in checked)
    return 1 / sum((size / cases) ** 2 / n for size, n in checked)


def _mean(pairs: object) -> float:
    listed = list(pairs)  # type: ignore[call-overload]
    return float(sum(weight * value for weight, value in listed) / sum(weight for weight, _ in listed))


def _average(pairs: Sequence[Pair], level: int) -> float:
    return sum(pair[level] for pair in pairs) / len(pairs)


def _slope(weights: Sequence[float], strata: Sequence[Sequence[Pair]]) -> tuple[float, float]:
    """The combined slope, and the variance of the weighted mean of what it leaves unexplained."""
    both = first = 0.0
    for weight, pairs in zip(weights, strata, strict=True):
        x, y, n = _average(pairs, 0), _average(pairs, 1), len(pairs)
        both += weight**2 / n**2 * sum((pair.first - x) * (pair.second - y) for pair in pairs)
        first += weight**2 / n**2 * sum((pair.first - x) ** 2 for pair in pairs)
    slope = both / first if first else 1.0
    variance = 0.0
    for weight, pairs in zip(weights, strata, strict=True):
        x, y, n = _average(pairs, 0), _average(pairs, 1), len(pairs)
        left = sum((pair.second - y - slope * (pair.first - x)) ** 2 for pair in pairs)
        variance += weight**2 * left / max(1, n - 1) / n
    return slope, variance
