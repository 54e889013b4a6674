"""Fair exposure: whoever fits somewhere stands on some list, at the least cost to the lists."""

from __future__ import annotations

import numpy as np

from rencai.matching.nearest import Best

MADE_ROOM, ADDED = 1, 2


def exposed(lists: Best, reverse: Best) -> tuple[Best, np.ndarray]:
    """`lists` with every column that fits some row on one of them, and how each entry came there.

    `reverse` has the best rows of each column. A column on no list takes the last place of the list, among those of
    its best rows, that loses least and whose last entry stands on another list too; where there is none it is added
    to the list of its best row, which grows beyond k. Returns the lists (columns as wide as the longest) and int8 of
    the same shape: 0 by score, MADE_ROOM, ADDED.
    """
    rows, k = lists.items.shape
    seen = np.bincount(lists.items[lists.items >= 0].ravel(), minlength=len(reverse.items))
    left_out = np.flatnonzero((seen == 0) & (reverse.items[:, 0] >= 0))
    items, scores = lists.items.copy(), lists.scores.copy()
    how = np.zeros((rows, k), np.int8)
    added: list[tuple[int, int, float]] = []
    for column in left_out[np.argsort(-reverse.scores[left_out, 0], kind="stable")]:
        row = _cheapest(column, reverse, items, scores, how, seen)
        if row < 0:
            added.append((int(reverse.items[column, 0]), int(column), float(reverse.scores[column, 0])))
            continue
        place = _replaceable(row, items, how, seen)
        seen[items[row, place]] -= 1
        score = reverse.scores[column][reverse.items[column] == row][0]
        items[row, place], scores[row, place], how[row, place] = column, score, MADE_ROOM
        seen[column] = 1
    return _sorted(*_with(added, items, scores, how))


def _cheapest(
    column: int, reverse: Best, items: np.ndarray, scores: np.ndarray, how: np.ndarray, seen: np.ndarray
) -> int:
    """The row whose list loses least by taking the column in, or -1."""
    found, least = -1, np.inf
    for row, score in zip(reverse.items[column], reverse.scores[column], strict=True):
        if row < 0:
            break
        place = _replaceable(row, items, how, seen)
        if place >= 0 and scores[row, place] - score < least:
            found, least = int(row), scores[row, place] - score
    return found


def _replaceable(row: int, items: np.ndarray, how: np.ndarray, seen: np.ndarray) -> int:
    """The last place of a list whose entry others show too; the first entry always stays."""
    for place in range(items.shape[1] - 1, 0, -1):
        item = items[row, place]
        if item >= 0 and how[row, place] == 0 and seen[item] > 1:
            return place
    return -1


def _with(
    added: list[tuple[int, int, float]], items: np.ndarray, scores: np.ndarray, how: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The lists with what is added behind them."""
    if not added:
        return items, scores, how
    rows = np.array([row for row, _, _ in added])
    more = int(np.bincount(rows).max())
    none = Best.none(len(items), more)
    new = np.zeros((len(items), more), np.int8)
    filled = np.zeros(len(items), int)
    for row, column, score in added:
        place = filled[row]
        none.items[row, place], none.scores[row, place], new[row, place] = column, score, ADDED
        filled[row] += 1
    return np.hstack([items, none.items]), np.hstack([scores, none.scores]), np.hstack([how, new])


def _sorted(items: np.ndarray, scores: np.ndarray, how: np.ndarray) -> tuple[Best, np.ndarray]:
    order = np.argsort(-scores, axis=1, kind="stable")
    best = Best(np.take_along_axis(items, order, 1), np.take_along_axis(scores, order, 1))
    return best, np.take_along_axis(how, order, 1)
