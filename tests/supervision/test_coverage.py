"""Intervals cover what they promise: exactly where every outcome can be counted, else over 10,000 runs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rencai.supervision.bounds import Floats, Sampled, lower_total, stringer_bound, upper_total
from rencai.supervision.distributions import (
    binomial_cdf,
    clopper_pearson,
    finite_bounds,
    hypergeometric_cdf,
    poisson_cdf,
)

RUNS = 10_000


@settings(max_examples=40)
@given(st.data())
def test_a_finite_interval_covers_every_frame_exactly(data: st.DataObject) -> None:
    population = data.draw(st.integers(2, 60))
    n = data.draw(st.integers(1, population))
    wrong = data.draw(st.integers(0, population))
    bounds = [finite_bounds(found, n, population) for found in range(n + 1)]
    chances = [
        hypergeometric_cdf(found, population, wrong, n) - hypergeometric_cdf(found - 1, population, wrong, n)
        for found in range(n + 1)
    ]
    possible = [max(0, n - population + wrong) <= found <= min(n, wrong) for found in range(n + 1)]
    covered = sum(
        chance
        for chance, (low, high), can in zip(chances, bounds, possible, strict=True)
        if can and low <= wrong <= high
    )
    assert covered >= 0.95 - 1e-9


@given(st.integers(1, 80), st.floats(0.001, 0.999))
def test_clopper_pearson_covers_every_rate_exactly(n: int, rate: float) -> None:
    covered = 0.0
    for found in range(n + 1):
        within = clopper_pearson(found, n)
        if within.lower <= rate <= within.upper:
            covered += binomial_cdf(found, n, rate) - binomial_cdf(found - 1, n, rate)
    assert covered >= 0.95 - 1e-9


def test_a_frame_that_was_checked_whole_is_known() -> None:
    assert finite_bounds(3, 50, 50) == (3, 3)


@settings(max_examples=40)
@given(st.integers(0, 30), st.integers(1, 40), st.integers(0, 60))
def test_the_hypergeometric_tail_is_a_sum_of_its_terms(found: int, n: int, wrong: int) -> None:
    import math

    population = 100
    terms = [
        math.comb(wrong, x) * math.comb(population - wrong, n - x)
        for x in range(min(found, n) + 1)
        if n - x <= 100 - wrong
    ]
    assert hypergeometric_cdf(found, population, wrong, n) == pytest.approx(sum(terms) / math.comb(population, n))


def test_tails_below_nothing_are_nothing() -> None:
    assert binomial_cdf(-1, 10, 0.5) == poisson_cdf(-1, 3.0) == hypergeometric_cdf(-1, 10, 5, 3) == 0


# -- several strata -----------------------------------------------------------------------------------------

Design = tuple[list[int], list[int], list[float]]
DESIGNS: dict[str, Design] = {
    "clean": ([300, 1_000, 5_000], [45, 57, 59], [0.0, 0.0, 0.0]),
    "a few per cent": ([300, 1_000, 5_000], [45, 57, 59], [0.02, 0.05, 0.03]),
    "all in the least sampled": ([300, 1_000, 5_000], [45, 57, 59], [0.0, 0.0, 0.08]),
    "all in the most sampled": ([300, 1_000, 5_000], [45, 57, 59], [0.3, 0.0, 0.0]),
    "equal shares": ([500, 500, 500, 500], [50, 50, 50, 50], [0.1, 0.02, 0.0, 0.05]),
    "many small": ([40] * 12, [10] * 12, [0.1] * 12),
    "half checked": ([100, 80], [50, 60], [0.1, 0.2]),
    "mostly wrong": ([200, 900], [40, 60], [0.9, 0.7]),
}


@pytest.mark.parametrize("name", list(DESIGNS))
def test_bounds_over_strata_cover_the_total_in_10_000_runs(name: str) -> None:
    cases, n, rates = (np.array(column) for column in DESIGNS[name])
    wrong = np.round(cases * rates).astype(int)
    rng = np.random.default_rng(7)
    runs = np.stack([rng.hypergeometric(w, c - w, k, RUNS) for w, c, k in zip(wrong, cases, n, strict=True)], axis=1)
    outcomes, counts = np.unique(runs, axis=0, return_counts=True)
    found = outcomes.astype(float)
    strata = Sampled(cases.astype(float), n.astype(float), found / cases, (cases - n + found) / cases)
    lower, upper = lower_total(strata, found, 0.025), upper_total(strata, found, 0.025)
    true = wrong.sum()
    assert counts[(lower <= true + 1e-6) & (true - 1e-6 <= upper)].sum() >= 0.95 * RUNS
    # neither side alone takes more than its half of the risk
    assert counts[lower > true + 1e-6].sum() <= 0.025 * RUNS
    assert counts[upper < true - 1e-6].sum() <= 0.025 * RUNS


def test_one_clean_stratum_gives_the_exact_bound() -> None:
    strata = Sampled(np.array([1.0]), np.array([59.0]), np.zeros((1, 1)), np.ones((1, 1)))
    assert upper_total(strata, np.zeros((1, 1)), 0.05)[0] == pytest.approx(1 - 0.05 ** (1 / 59), rel=1e-4)


def test_bounds_of_several_errors_are_wider_than_exact_ones_by_a_good_third_at_most() -> None:
    strata = Sampled(np.array([1.0]), np.array([200.0]), np.zeros((1, 1)), np.ones((1, 1)))
    exact = clopper_pearson(8, 200)
    found = np.array([[8.0]])
    assert exact.upper <= upper_total(strata, found, 0.025)[0] <= 1.25 * exact.upper
    assert exact.lower / 1.4 <= lower_total(strata, found, 0.025)[0] <= exact.lower


def money_population(rng: np.random.Generator, share: float) -> tuple[Floats, Floats]:
    """Amounts, and the part of each that is in error."""
    amounts = rng.lognormal(10, 1, 2_000)
    taints = np.where(rng.random(2_000) < share, rng.choice([1.0, 0.5, 0.1], 2_000), 0.0)
    return amounts, taints


@pytest.mark.parametrize("share", [0.0, 0.01, 0.05, 0.2])
def test_bounds_of_money_cover_it_in_10_000_runs(share: float) -> None:
    rng = np.random.default_rng(11)
    amounts, taints = money_population(rng, share)
    true = float((amounts * taints).sum() / amounts.sum())
    units = 60
    hits = rng.choice(len(amounts), (RUNS, units), p=amounts / amounts.sum())
    sampled = np.sort(taints[hits], axis=1)[:, ::-1]
    outcomes, counts = np.unique(sampled, axis=0, return_counts=True)
    stringer = np.array([stringer_bound([taint for taint in row if taint], units) for row in outcomes.tolist()])
    assert counts[stringer >= true].sum() >= 0.95 * RUNS
    strata = Sampled(np.ones(1), np.array([float(units)]), np.zeros((1, 1)), np.ones((1, 1)))
    sums = outcomes.sum(axis=1, keepdims=True)
    lower, upper = lower_total(strata, sums, 0.025), upper_total(strata, sums, 0.025)
    assert counts[(lower <= true + 1e-9) & (true <= upper + 1e-9)].sum() >= 0.95 * RUNS
