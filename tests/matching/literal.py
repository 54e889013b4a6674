"""The mechanisms as the papers tell them, step by step and slowly: what the kernels are compared with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from matching.small import Assignment, around

Applied = dict[str, list[str]]


def deferred(given: dict[str, Any], choose: Callable[[Applied], Applied]) -> Assignment:
    """All who are free apply to their next post; of all applications, those that are not chosen are rejected."""
    next_of = dict.fromkeys(given["talents"], 0)
    kept: Applied = {post: [] for post in given["posts"]}
    while True:
        holding = {name for names in kept.values() for name in names}
        free = [
            name for name in given["talents"] if name not in holding and next_of[name] < len(given["talents"][name])
        ]
        if not free:
            return {name: next((post for post in kept if name in kept[post]), None) for name in given["talents"]}
        applied = {post: list(names) for post, names in kept.items()}
        for name in free:
            post = given["talents"][name][next_of[name]]
            next_of[name] += 1
            if name in given["posts"][post]:
                applied[post].append(name)
        kept = choose(applied)


def flexible(given: dict[str, Any]) -> Assignment:
    """Kamada & Kojima (2015): up to the targets first, then in turns until a region is full."""

    def choose(applied: Applied) -> Applied:
        waiting = {post: sorted(names, key=given["posts"][post].index) for post, names in applied.items()}
        kept: Applied = {}
        for post, names in waiting.items():
            kept[post] = names[: given.get("target", {}).get(post, 0)]
        while True:
            took = False
            for post in given["order"]:
                left = waiting[post][len(kept[post]) :]
                if left and len(kept[post]) < given["capacity"][post] and _has_room(given, kept, post):
                    kept[post].append(left[0])
                    took = True
            if not took:
                return kept

    return deferred(given, choose)


def _has_room(given: dict[str, Any], kept: Applied, post: str) -> bool:
    return all(
        sum(len(names) for other, names in kept.items() if region in around(given, other)) < given["region_cap"][region]
        for region in around(given, post)
        if region in given.get("region_cap", {})
    )


def round_robin(given: dict[str, Any]) -> Assignment:
    """RSDA-RQ (Goto et al. 2016): posts choose in turns whom they like best, as long as all can still be placed."""

    def choose(applied: Applied) -> Applied:
        waiting = {post: sorted(names, key=given["posts"][post].index) for post, names in applied.items()}
        kept: Applied = {post: [] for post in applied}
        while True:
            took = False
            for post in given["order"]:
                left = waiting[post][len(kept[post]) :]
                if left and _completable(given, {**kept, post: [*kept[post], left[0]]}):
                    kept[post].append(left[0])
                    took = True
            if not took:
                return kept

    return deferred(given, choose)


def by_priority(given: dict[str, Any]) -> Assignment:
    """PLDA-RQ (Goto et al. 2016): pairs are taken in the order of one list, as long as all can still be placed."""

    def choose(applied: Applied) -> Applied:
        pairs = [
            (given["posts"][post].index(name), given["order"].index(post), name, post)
            for post, names in applied.items()
            for name in names
        ]
        kept: Applied = {post: [] for post in applied}
        for _, _, name, post in sorted(pairs):
            if _completable(given, {**kept, post: [*kept[post], name]}):
                kept[post].append(name)
        return kept

    return deferred(given, choose)


def _completable(given: dict[str, Any], kept: Applied) -> bool:
    """Whether counts exist that hold at least these, place as many as fit, and meet every floor and cap."""
    posts = list(kept)
    least = tuple(len(kept[post]) for post in posts)
    return any(all(a >= b for a, b in zip(counts, least, strict=True)) for counts in feasible_counts(_key(given)))


def counts_of(given: dict[str, Any]) -> list[tuple[int, ...]]:
    """How many each post may hold, of all ways to place the most; empty where floors cannot be met."""
    return feasible_counts(_key(given))


def _key(given: dict[str, Any]) -> tuple[Any, ...]:
    posts = list(given["posts"])
    regions = sorted({region for post in posts for region in around(given, post)})
    return (
        len(given["talents"]),
        tuple((given.get("floor", {}).get(post, 0), given["capacity"][post]) for post in posts),
        tuple(
            (
                tuple(region in around(given, post) for post in posts),
                given.get("region_floor", {}).get(region, 0),
                given.get("region_cap", {}).get(region, 10**9),
            )
            for region in regions
        ),
    )


@cache
def feasible_counts(key: tuple[Any, ...]) -> list[tuple[int, ...]]:
    """Of all counts within floors and caps those that place the most, at most everybody."""
    people, limits, regions = key
    within = [
        counts
        for placed in range(people + 1)
        for counts in _splits(placed, [cap for _, cap in limits])
        if all(floor <= count for count, (floor, _) in zip(counts, limits, strict=True))
        and all(
            floor <= sum(count for count, inside in zip(counts, mask, strict=True) if inside) <= cap
            for mask, floor, cap in regions
        )
    ]
    return [counts for counts in within if sum(counts) == max(map(sum, within))]


def _splits(people: int, caps: list[int]) -> list[tuple[int, ...]]:
    if not caps:
        return [()] if people == 0 else []
    return [(first, *rest) for first in range(min(people, caps[0]) + 1) for rest in _splits(people - first, caps[1:])]
