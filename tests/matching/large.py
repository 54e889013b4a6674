"""Large random markets, as arrays."""

from __future__ import annotations

import numpy as np

from rencai.matching import Market

Side = tuple[np.ndarray, np.ndarray]


def wanted(random: np.random.Generator, talents: int, posts: int, length: int) -> Side:
    """Lists of `length` different posts, some posts much more popular than others: (starts, items)."""
    popularity = np.cumsum(random.random(posts) ** 2 + 0.05)
    drawn = np.searchsorted(popularity / popularity[-1], random.random((talents, length))).astype(np.int32)
    for column in range(1, length):
        while True:
            twice = (drawn[:, :column] == drawn[:, column : column + 1]).any(axis=1)
            if not twice.any():
                break
            drawn[twice, column] = random.integers(posts, size=int(twice.sum()))
    return np.arange(talents + 1, dtype=np.int64) * length, drawn.ravel()


def wanting(random: np.random.Generator, side: Side, posts: int) -> Side:
    """The posts' lists of those who want them, in an order of chance."""
    starts, items = side
    owners = np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))
    order = np.lexsort((random.random(len(items)), items))
    counts = np.bincount(items, minlength=posts)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), owners[order]


def market(talents: int, posts: int, *, length: int = 20, caps: int = 0, seed: int = 1) -> Market:
    """Seats for 95 in 100; with `caps` regions, more seats, but caps for 85 in 100."""
    random = np.random.default_rng(seed)
    side = wanted(random, talents, posts, min(length, posts // 2))
    more = {}
    if caps:
        more = {
            "region": np.arange(posts) % caps,
            "region_cap": np.full(caps, int(talents * 0.85 / caps)),
            "target": np.full(posts, int(talents * 0.5 / posts)),
        }
    share = 1.3 if caps else 0.95
    capacity = np.full(posts, max(1, int(talents * share / posts)))
    return Market.from_arrays(side, wanting(random, side, posts), capacity=capacity, **more)


def complete(talents: int, posts: int, regions: int, *, seed: int = 1) -> Market:
    """Complete lists; floors and caps of regions in pairs below larger regions, so that a tree of two levels stands."""
    random = np.random.default_rng(seed)
    liked = random.random((talents, posts)) + np.linspace(0, 0.7, posts)
    lists = (np.arange(talents + 1, dtype=np.int64) * posts, np.argsort(liked, axis=1).astype(np.int32).ravel())
    ranked = np.concatenate([random.permutation(talents) for _ in range(posts)]).astype(np.int32)
    around = (regions + 1) // 2
    parent = np.concatenate([regions + np.arange(regions) // 2, np.full(around, -1)])
    share = talents / regions
    return Market.from_arrays(
        lists,
        (np.arange(posts + 1, dtype=np.int64) * talents, ranked),
        capacity=np.full(posts, int(2.5 * talents / posts)),
        floor=np.full(posts, int(0.2 * talents / posts)),
        region=np.arange(posts) * regions // posts,
        region_parent=parent,
        region_cap=np.concatenate([np.full(regions, int(1.6 * share)), np.full(around, int(2.6 * share))]),
        region_floor=np.concatenate([np.full(regions, int(0.5 * share)), np.full(around, int(1.3 * share))]),
    )
