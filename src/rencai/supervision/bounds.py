"""Bounds for a total over strata that were sampled at different rates, valid whatever the rates are.

Chernoff's inequality holds for every λ > 0: with weights w = mass/n, the chance that the weighted sum of what was found
is at most s is below exp(λs) · Π (1 − p(1 − exp(−λw)))^n. Hoeffding (JASA 58 (1963) 13) shows that it covers cases
drawn without return and errors that are parts of a whole. The upper bound is the largest total for which no λ brings
this below the risk; for each λ that is a convex problem with one multiplier. With no error found and one stratum it is
exact: Π(1 − p)^n. The lower bound is its mirror. What has been seen (errors found, cases found right) limits each p.

It is wider than an exact bound of one stratum, by a fifth above and a third below where several errors were found; in
return it is never too narrow. Exact bounds of each stratum with the risk shared (Bonferroni) are many times as wide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rencai.supervision.distributions import upper_rate

Floats = npt.NDArray[np.float64]
COARSE, FINE, HALVINGS = 12, 9, 36


@dataclass(frozen=True)
class Sampled:
    """H strata: `mass` if all were wrong, `n` checked; between `low` and `high` (R × H) lies the share of each."""

    mass: Floats
    n: Floats
    low: Floats
    high: Floats

    @property
    def weights(self) -> Floats:
        return self.mass / self.n


def upper_total(strata: Sampled, found: Floats, risk: float) -> Floats:
    """The largest total, for each row of `found` (R × H, sums of errors from 0 to 1 in the sample)."""
    totals = _over_tilts(strata, lambda tilts: _largest(strata, tilts, np.log(risk) - tilts * _reached(strata, found)))
    return np.asarray(np.minimum(totals, (strata.high * strata.mass).sum(axis=-1)))


def lower_total(strata: Sampled, found: Floats, risk: float) -> Floats:
    """The smallest total, for each row of `found`."""
    if not found.any():
        return np.asarray((strata.low * strata.mass).sum(axis=-1) + np.zeros(len(found)))
    totals = _over_tilts(
        strata, lambda tilts: -_smallest(strata, tilts, np.log(risk) + tilts * _reached(strata, found))
    )
    return np.asarray(np.maximum(-totals, (strata.low * strata.mass).sum(axis=-1)))


def _reached(strata: Sampled, found: Floats) -> Floats:
    return np.asarray(found @ strata.weights)[:, None]


def _over_tilts(strata: Sampled, bound: Callable[[Floats], Floats]) -> Floats:
    """The smallest bound over λ: a coarse look at all of them, a fine one around the best of each row."""
    weights = strata.weights
    coarse = np.geomspace(1e-3 / weights.max(), 60 / weights.min(), COARSE)
    first = bound(coarse[None, :])
    best = first.argmin(axis=1)
    edges = np.log(coarse[np.clip(best - 1, 0, None)]), np.log(coarse[np.clip(best + 1, None, COARSE - 1)])
    fine = np.exp(np.linspace(*edges, FINE, axis=1))
    return np.asarray(np.minimum(first.min(axis=1), bound(fine).min(axis=1)))


def _largest(strata: Sampled, tilts: Floats, target: Floats) -> Floats:
    """max Σ mass·p with Σ n·log(1 − cut·p) ≥ target: p = 1/cut − ν/w, by halving ν."""
    weights = strata.weights
    cut = -np.expm1(-tilts[..., None] * weights)
    floor, ceiling = strata.low[:, None, :], strata.high[:, None, :]

    def shares(multiplier: Floats) -> Floats:
        return np.clip(1 / cut - multiplier[..., None] / weights, floor, ceiling)

    def enough(multiplier: Floats) -> npt.NDArray[np.bool_]:
        with np.errstate(divide="ignore"):
            logs = (strata.n * np.log1p(-cut * shares(multiplier))).sum(axis=-1)
        return np.asarray(logs >= target)

    end = np.broadcast_to((weights / cut).max(axis=-1), target.shape)
    total: Floats = shares(_halved(enough, end)) @ strata.mass
    return total


def _smallest(strata: Sampled, tilts: Floats, target: Floats) -> Floats:
    """min Σ mass·p with Σ n·log(1 + p(exp(λw) − 1)) ≥ target: p = ν/w − 1/(exp(λw) − 1), by halving ν."""
    weights = strata.weights
    tilted = tilts[..., None] * weights
    with np.errstate(over="ignore"):
        inverse = 1 / np.expm1(tilted)
    floor, ceiling = strata.low[:, None, :], strata.high[:, None, :]

    def shares(multiplier: Floats) -> Floats:
        return np.clip(multiplier[..., None] / weights - inverse, floor, ceiling)

    def enough(multiplier: Floats) -> npt.NDArray[np.bool_]:
        share = shares(multiplier)
        with np.errstate(divide="ignore"):
            logs = (strata.n * np.logaddexp(np.log1p(-share), np.log(share) + tilted)).sum(axis=-1)
        return np.asarray(logs >= target)

    end = np.broadcast_to((weights * (1 + inverse)).max(axis=-1), target.shape)
    total: Floats = shares(_halved(enough, end)) @ strata.mass
    return total


def _halved(enough: Callable[[Floats], npt.NDArray[np.bool_]], end: Floats) -> Floats:
    """The largest multiplier that is not enough: of both ends the one with which a bound errs to the safe side."""
    low, high = np.zeros(end.shape), np.array(end)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        reached = enough(middle)
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return low


def stringer_bound(taints: Sequence[float], n: int, confidence: float = 0.95) -> float:
    """Stringer's upper bound of the share of money in error, from `n` monetary units and the taints of those in error.

    A taint is the part of a case's amount that is in error, from 0 to 1. Source: Stringer, Proceedings of the Business
    and Economic Statistics Section, ASA (1963) 405; as in R's jfa and MUS with binomial bounds.
    """
    steps = [upper_rate(found, n, confidence) for found in range(len(taints) + 1)]
    rises = (later - earlier for earlier, later in pairwise(steps))
    return steps[0] + sum(rise * taint for rise, taint in zip(rises, sorted(taints, reverse=True), strict=True))
