"""How many cases to check: discovery sampling and monetary-unit sampling.

Source: AICPA, Audit Guide Audit Sampling, appendices A and C; the figures agree with those of the R package jfa.
"""

from __future__ import annotations

import math
from functools import lru_cache

from rencai.supervision.distributions import binomial_cdf, hypergeometric_cdf, poisson_cdf
from rencai.supervision.problems import supervision_error

LIKELIHOODS = ("poisson", "binomial", "hypergeometric")
MOST = 1_000_000


def discovery_size(confidence: float, tolerable: float, population: int | None = None) -> int:
    """So many cases that, if none is wrong, the rate is below `tolerable` with `confidence`: 59 for 95 % and 5 %.

    In a frame of `population` cases the exact hypergeometric number, which is smaller.
    """
    if population is None:
        return math.ceil(round(math.log(1 - confidence) / math.log(1 - tolerable), 9))
    return _finite_discovery(confidence, tolerable, population)


@lru_cache(maxsize=65_536)
def _finite_discovery(confidence: float, tolerable: float, population: int) -> int:
    wrong = max(1, math.ceil(round(tolerable * population, 9)))
    return _smallest(population, lambda n: hypergeometric_cdf(0, population, wrong, n) <= 1 - confidence)


def _smallest(most: int, enough: object) -> int:
    """The smallest n from 1 to `most` that is enough; `enough` stays true once it is."""
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        if enough(middle):  # type: ignore[operator]
            high = middle
        else:
            low = middle + 1
    return low


@lru_cache(maxsize=4_096)
def monetary_size(
    materiality: float, expected: float, confidence: float, likelihood: str = "poisson", population: int | None = None
) -> int:
    """So many monetary units that, with `expected` errors in them, the error is below `materiality` with `confidence`.

    `materiality` and `expected` are shares of the money. Whole errors for the binomial and hypergeometric likelihood,
    rounded up; the Poisson likelihood takes parts of one. Raises SupervisionError where no sample is large enough.
    """
    if likelihood == "hypergeometric" and population is None:
        raise supervision_error("the hypergeometric likelihood needs the number of units in the population")
    n = 1
    while n <= MOST:
        errors = n * expected if likelihood == "poisson" else math.ceil(round(n * expected, 9))
        if errors < n and _risk(errors, n, materiality, likelihood, population) <= 1 - confidence:
            return n
        n += 1
        if population is not None and n > population:
            return population
    raise supervision_error(
        "no sample is large enough to tell {expected} from {materiality}: lower the first or raise the second",
        expected=expected,
        materiality=materiality,
    )


def _risk(errors: float, n: int, materiality: float, likelihood: str, population: int | None) -> float:
    if likelihood == "poisson":
        return poisson_cdf(errors, n * materiality)
    if likelihood == "binomial":
        return binomial_cdf(errors, n, materiality)
    assert population is not None
    return hypergeometric_cdf(int(errors), population, math.ceil(round(population * materiality, 9)), n)
