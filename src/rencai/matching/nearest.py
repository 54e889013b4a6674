"""The k best of many for each of many, exactly: blocks of scores, and a selection that reads each score once."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numba import njit

from rencai.matching.problems import matching_error

ROWS, COLUMNS = 512, 4096  # a block of scores: 8 MB
NOBODY = np.float32(-1e30)  # the score of a pair that may not be
# Fills a block [rows, columns] with the scores of rows from, to and columns from, to.
Scorer = Callable[[np.ndarray, int, int, int, int], None]


@dataclass(frozen=True, eq=False)
class Best:
    """For each row its best columns: `items` int32[rows, k] (-1 where there are fewer), `scores` float32, falling.

    Of equal scores the smaller number comes first.
    """

    items: np.ndarray
    scores: np.ndarray

    @classmethod
    def none(cls, rows: int, k: int) -> Best:
        return cls(np.full((rows, k), -1, np.int32), np.full((rows, k), NOBODY, np.float32))


def nearest(rows: np.ndarray, columns: np.ndarray, k: int = 20) -> Best:
    """For each row vector the k column vectors with the largest inner product.

    Exact in single precision. MatchingError where widths differ or a number is not finite.
    """
    rows, columns = _vectors(rows, "rows"), _vectors(columns, "columns")
    if rows.shape[1] != columns.shape[1]:
        raise matching_error(
            "vectors of {one} and of {other} numbers cannot be compared", one=rows.shape[1], other=columns.shape[1]
        )

    def multiplied(block: np.ndarray, top: int, bottom: int, left: int, right: int) -> None:
        np.matmul(rows[top:bottom], columns[left:right].T, out=block)

    return best(len(rows), len(columns), multiplied, k)[0]


def _vectors(given: np.ndarray, what: str) -> np.ndarray:
    found = np.ascontiguousarray(given, np.float32)
    if found.ndim != 2:
        raise matching_error("{what}: a table of numbers with one row for each vector is expected", what=what)
    wrong = np.flatnonzero(~np.isfinite(found).all(axis=1))
    if len(wrong):
        raise matching_error("{what}: vector {row} has a number that is not finite", what=what, row=int(wrong[0]))
    return found


def best(rows: int, columns: int, scorer: Scorer, k: int, *, both: bool = False) -> tuple[Best, Best]:
    """The best columns of each row and, where `both`, the best rows of each column, in one pass over all scores."""
    from threadpoolctl import threadpool_limits

    for_rows = Best.none(rows, k)
    cuts = _cuts(rows)
    halves = [Best.none(columns if both else 0, k) for _ in cuts]
    # Each core multiplies and selects on its own rows: none waits for another, and no score leaves its cache twice.
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(len(cuts)) as pool:
        works = [
            pool.submit(_pass, top, bottom, columns, scorer, for_rows, half)
            for (top, bottom), half in zip(cuts, halves, strict=True)
        ]
        for work in works:
            work.result()
    return for_rows, _merged(halves, k)


def _cuts(rows: int) -> list[tuple[int, int]]:
    """Rows for each core, cut between blocks: every block is the same, and so is every score, on however many cores."""
    blocks = -(-rows // ROWS)
    parts = max(1, min(os.cpu_count() or 1, blocks))
    edges = [min(blocks * part // parts * ROWS, rows) for part in range(parts + 1)]
    return list(pairwise(edges))


def _pass(top: int, bottom: int, columns: int, scorer: Scorer, for_rows: Best, for_columns: Best) -> None:
    whole = np.empty(ROWS * COLUMNS, np.float32)
    for first in range(top, bottom, ROWS):
        last = min(first + ROWS, bottom)
        for left in range(0, columns, COLUMNS):
            right = min(left + COLUMNS, columns)
            block = whole[: (last - first) * (right - left)].reshape(last - first, right - left)
            scorer(block, first, last, left, right)
            keep_by_row(block, left, for_rows.scores[first:last], for_rows.items[first:last])
            if len(for_columns.items):
                keep_by_column(block, first, for_columns.scores[left:right], for_columns.items[left:right])


def _merged(parts: list[Best], k: int) -> Best:
    """The best of several, whose items follow upon each other."""
    if len(parts) == 1:
        return parts[0]
    scores = np.concatenate([part.scores for part in parts], axis=1)
    items = np.concatenate([part.items for part in parts], axis=1)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return Best(np.take_along_axis(items, order, 1), np.take_along_axis(scores, order, 1))


@njit(nogil=True, cache=True)
def insert(score, item, scores, items):
    """Puts an item into falling scores, behind those that are equal."""
    place = len(scores) - 1
    while place > 0 and scores[place - 1] < score:
        scores[place] = scores[place - 1]
        items[place] = items[place - 1]
        place -= 1
    scores[place] = score
    items[place] = item


@njit(nogil=True, cache=True, fastmath={"nnan", "reassoc", "nsz"})
def _largest(row, start, stop):
    found = row[start]
    for column in range(start + 1, stop):
        found = max(found, row[column])
    return found


@njit(nogil=True, cache=True)
def keep_by_row(block, left, scores, items):
    """Takes up a block of scores whose columns begin at `left`."""
    width, k = block.shape[1], scores.shape[1]
    for row in range(block.shape[0]):
        line, threshold = block[row], scores[row, k - 1]
        for start in range(0, width, 64):
            stop = min(start + 64, width)
            if _largest(line, start, stop) <= threshold:
                continue
            for column in range(start, stop):
                if line[column] > threshold:
                    insert(line[column], left + column, scores[row], items[row])
                    threshold = scores[row, k - 1]


@njit(nogil=True, cache=True)
def keep_by_column(block, top, scores, items):
    """Takes up a block of scores whose rows begin at `top`, for the columns."""
    k = scores.shape[1]
    thresholds = scores[:, k - 1].copy()
    for row in range(block.shape[0]):
        line = block[row]
        for column in range(block.shape[1]):
            if line[column] > thresholds[column]:
                insert(line[column], top + row, scores[column], items[column])
                thresholds[column] = scores[column, k - 1]
