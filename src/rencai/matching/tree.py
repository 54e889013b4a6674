"""The quotas as the kernel walks them: regions as a binary tree over the posts."""

from __future__ import annotations

from itertools import zip_longest

import numpy as np

from rencai.matching import acceptance as kernel
from rencai.matching.quotas import Quotas

ENDLESS = np.iinfo(np.int64).max // 4


def heaps(quotas: Quotas, degrees: np.ndarray) -> np.ndarray:
    """Where each post's heap begins, int64[posts+1]. `degrees`: how many list each post; no post ever holds more."""
    return np.concatenate([[0], np.cumsum(np.minimum(quotas.capacity, degrees))]).astype(np.int64)


def seats(quotas: Quotas, starts: np.ndarray, *, floors: bool) -> np.ndarray:
    """The columns HEAP, TARGET and POSITION of each post; mechanisms with floors know no targets."""
    target = np.zeros_like(quotas.target) if floors else quotas.target
    return np.stack([starts[:-1], target, quotas.position], axis=1)


def nodes(quotas: Quotas, everyone: int | None) -> np.ndarray:
    """The nodes of `quotas`; with `everyone`, floors count, and all regions stand below one node for so many."""
    posts, regions, floors = len(quotas.capacity), len(quotas.regions), everyone is not None
    parent = np.concatenate([quotas.region, quotas.region_parent]).astype(np.int64)
    parent[parent >= 0] += posts
    floor = np.concatenate([quotas.floor, quotas.region_floor]) if floors else np.zeros(posts + regions, np.int64)
    cap = np.concatenate([quotas.capacity, np.where(quotas.region_cap < 0, ENDLESS, quotas.region_cap)])
    if everyone is not None:
        parent = np.append(np.where(parent < 0, posts + regions, parent), -1)
        floor, cap = np.append(floor, 0), np.append(cap, everyone)
    above, sibling = _paired(parent)
    found = np.zeros((len(above), kernel.FIELDS), np.int64)
    found[:, kernel.PARENT], found[:, kernel.SIBLING], found[:, kernel.CAP] = above, sibling, ENDLESS
    found[: len(floor), kernel.FLOOR], found[: len(cap), kernel.CAP] = floor, cap
    found[:, kernel.LAST_KEY] = found[:, kernel.LAST_POST] = -1
    if floors:
        _count_floors(found)
    return found


def _count_floors(nodes: np.ndarray) -> None:
    """Before anybody is placed, a node needs what the floors below it ask for."""
    above, depth = nodes[:, kernel.PARENT].tolist(), [0] * len(nodes)
    for node in range(len(nodes)):
        over = above[node]
        while over >= 0:
            depth[node] += 1
            over = above[over]
    for node in sorted(range(len(nodes)), key=depth.__getitem__, reverse=True):
        if above[node] >= 0:
            nodes[above[node], kernel.COUNT] += max(nodes[node, kernel.COUNT], nodes[node, kernel.FLOOR])


def _paired(parent: np.ndarray) -> tuple[list[int], list[int]]:
    """(parent, sibling) with nodes put between, so that no node has more than two children."""
    above = parent.tolist()
    children: dict[int, list[int]] = {}
    for node, over in enumerate(above):
        if over >= 0:
            children.setdefault(over, []).append(node)
    sibling = [-1] * len(above)
    for over, below in children.items():
        _join(over, below, above, sibling)
    return above, sibling


def _join(over: int, below: list[int], above: list[int], sibling: list[int]) -> None:
    while len(below) > 2:
        level = []
        for one, other in zip_longest(below[::2], below[1::2]):
            if other is None:
                level.append(one)
                continue
            between = len(above)
            above.append(over)
            sibling.append(-1)
            above[one] = above[other] = between
            sibling[one], sibling[other] = other, one
            level.append(between)
        below = level
    for node in below:
        above[node] = over
    if len(below) == 2:
        sibling[below[0]], sibling[below[1]] = below[1], below[0]
