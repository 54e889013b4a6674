"""The best of many, exactly."""

from __future__ import annotations

import os

import numpy as np
import pytest

from rencai.matching import MatchingError
from rencai.matching.nearest import NOBODY, best, nearest


@pytest.mark.parametrize(
    ("rows", "columns", "k"), [(1, 1, 3), (7, 500, 20), (700, 9_000, 5), (513, 4_097, 1), (130, 3, 20)]
)
def test_the_nearest_are_those_of_a_full_sort(rows: int, columns: int, k: int) -> None:
    rng = np.random.default_rng(rows)
    # Whole numbers: sums are exact, and many are equal.
    left, right = rng.integers(-2, 3, (rows, 4)), rng.integers(-2, 3, (columns, 4))
    found = nearest(left, right, k)
    scores = (left @ right.T).astype(np.float32)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    width = order.shape[1]
    assert np.array_equal(found.items[:, :width], order)
    assert np.array_equal(found.scores[:, :width], np.take_along_axis(scores, order, 1))
    assert (found.items[:, width:] == -1).all()


@pytest.mark.parametrize("seed", range(4))
def test_one_pass_gives_the_best_of_rows_and_of_columns(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 50, (300, 4_200)).astype(np.float32)
    scores[rng.random(scores.shape) < 0.3] = NOBODY

    def given(block: np.ndarray, top: int, bottom: int, left: int, right: int) -> None:
        block[:] = scores[top:bottom, left:right]

    for_rows, for_columns = best(300, 4_200, given, 6, both=True)
    for found, all_scores in ((for_rows, scores), (for_columns, scores.T)):
        order = np.argsort(-all_scores, axis=1, kind="stable")[:, :6]
        sorted_scores = np.take_along_axis(all_scores, order, 1)
        assert np.array_equal(found.scores, sorted_scores)
        assert np.array_equal(found.items, np.where(sorted_scores > NOBODY, order, -1))


def test_scores_are_the_same_to_the_last_bit_on_however_many_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    rows, columns = rng.normal(size=(2_100, 33)), rng.normal(size=(700, 33))
    found = []
    for cores in (1, 2, 3, 16):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        found.append(nearest(rows, columns, 9))
    assert all(np.array_equal(one.scores, found[0].scores) for one in found)
    assert all(np.array_equal(one.items, found[0].items) for one in found)


def test_vectors_of_different_widths_are_refused() -> None:
    with pytest.raises(MatchingError, match="vectors of 3 and of 4 numbers cannot be compared"):
        nearest(np.ones((2, 3)), np.ones((2, 4)))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_vector_with_a_number_that_is_not_finite_is_refused_with_its_row(value: float) -> None:
    rows = np.ones((5, 3))
    rows[3, 1] = value
    with pytest.raises(MatchingError, match="rows: vector 3 has a number that is not finite"):
        nearest(rows, np.ones((2, 3)))
