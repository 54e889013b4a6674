"""Capacities, floors, targets and the tree of regions, checked as they come in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any

import numpy as np

from rencai.matching.problems import matching_error
from rencai.messages import Message
from rencai.policy.yaml_source import did_you_mean

NONE = -1
LARGEST = 2**31 - 1


@dataclass(frozen=True, eq=False)
class Quotas:
    """What posts and regions may and shall take, as arrays.

    Per post: `capacity`, `floor`, `target`, `position` (its place in the order of posts) int64, `region` int32 (-1:
    none). Per region: `regions` names, `region_parent` int32 (-1: none), `region_floor`, `region_cap` int64 (-1: none).
    """

    capacity: np.ndarray
    floor: np.ndarray
    target: np.ndarray
    position: np.ndarray
    region: np.ndarray
    regions: tuple[Any, ...]
    region_parent: np.ndarray
    region_floor: np.ndarray
    region_cap: np.ndarray

    @property
    def has_caps(self) -> bool:
        return bool((self.region_cap >= 0).any())

    @property
    def has_floors(self) -> bool:
        return bool((self.floor > 0).any() or (self.region_floor > 0).any())

    def counts(self, seats: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How many an assignment (post per talent, -1: none) puts into each post and each region."""
        filled = np.bincount(seats[seats >= 0], minlength=len(self.capacity)).astype(np.int64)
        return filled, self.summed(filled)

    def summed(self, amounts: np.ndarray) -> np.ndarray:
        """An amount of each post, added up over the posts of each region and of the regions within."""
        total = np.zeros(len(self.regions) + 1, np.int64)
        np.add.at(total, self.region, amounts)
        for region in reversed(self.from_top):
            total[self.region_parent[region]] += total[region]
        # What has no region was added to the last entry.
        return total[:-1]

    @property
    def from_top(self) -> list[int]:
        """The regions, each after the one around it."""
        return sorted(range(len(self.regions)), key=lambda region: len(self.around(region)))

    def around(self, region: int) -> list[int]:
        """A region and those around it, from the inside."""
        found = []
        while region >= 0:
            found.append(region)
            region = int(self.region_parent[region])
        return found

    def within(self, region: int) -> np.ndarray:
        """Which posts stand in a region or in one within it, as a mask."""
        inside = {other for other in range(len(self.regions)) if region in self.around(other)}
        return np.isin(self.region, list(inside))

    def with_own(self, posts: Sequence[Any], floors: Any, caps: Any) -> Quotas:
        """The same with other floors and caps, by the name of a post or a region; None keeps what there is."""
        index = {name: number for number, name in enumerate(posts)}
        own = {name: number for number, name in enumerate(self.regions)}
        floor, region_floor = _own(floors, index, own, self.floor, self.region_floor, "floors", 0)
        capacity, region_cap = _own(caps, index, own, self.capacity, self.region_cap, "caps", None)
        changed = replace(self, floor=floor, region_floor=region_floor, capacity=capacity, region_cap=region_cap)
        _floor_under_cap(changed, posts)
        return changed


def _own(
    given: Any,
    posts: Mapping[Any, int],
    regions: Mapping[Any, int],
    of_posts: np.ndarray,
    of_regions: np.ndarray,
    key: str,
    empty: int | None,
) -> tuple[np.ndarray, np.ndarray]:
    if given is None:
        return of_posts, of_regions
    if not isinstance(given, Mapping):
        raise matching_error("{key} is a table from names to numbers, not {kind}", key=key, kind=type(given).__name__)
    # Floors that are given replace all there were; caps leave the capacity of a post where none is given.
    of_posts = of_posts.copy() if empty is None else np.zeros_like(of_posts)
    of_regions = np.full_like(of_regions, NONE if empty is None else empty)
    for name, value in given.items():
        if name in posts and name in regions:
            raise matching_error("{key}: {name!r} is both a post and a region; rename one", key=key, name=name)
        if name not in posts and name not in regions:
            hint = did_you_mean(str(name), [str(known) for known in (*regions, *posts)])
            raise matching_error("{key}: {name!r} is no region and no post{hint}", key=key, name=name, hint=hint)
        (of_posts if name in posts else of_regions)[posts.get(name, regions.get(name))] = whole(value, key, name)
    return of_posts, of_regions


def quotas_of(
    posts: Sequence[Any],
    *,
    capacity: Mapping[Any, Any],
    floor: Mapping[Any, Any],
    target: Mapping[Any, Any],
    order: Sequence[Any],
    region: Mapping[Any, Any],
    region_parent: Mapping[Any, Any],
    region_cap: Mapping[Any, Any],
    region_floor: Mapping[Any, Any],
) -> Quotas:
    """Quotas from tables by name; a MatchingError says which post or region is wrong and why."""
    index = {name: number for number, name in enumerate(posts)}
    for key, table in {"capacity": capacity, "floor": floor, "target": target, "region": region}.items():
        known(table, index, key)
    for name in posts:
        if name not in capacity:
            raise matching_error("post {name!r} has no capacity; say how many it takes, 0 if none", name=name)
    names = tuple(
        dict.fromkeys(name for name in (*region.values(), *region_parent, *region_parent.values()) if name is not None)
    )
    for key, table in {"region_cap": region_cap, "region_floor": region_floor}.items():
        known(table, names, key)
    own = {name: number for number, name in enumerate(names)}
    found = Quotas(
        amounts(capacity, posts, "capacity", 0),
        amounts(floor, posts, "floor", 0),
        amounts(target, posts, "target", 0),
        positions(order, index),
        np.array([own.get(region.get(name), NONE) for name in posts], np.int32),
        names,
        np.array([own.get(region_parent.get(name), NONE) for name in names], np.int32),
        amounts(region_floor, names, "region_floor", 0),
        amounts(region_cap, names, "region_cap", NONE),
    )
    checked(found, posts)
    return found


def checked(quotas: Quotas, posts: Sequence[Any]) -> None:
    """MatchingError where regions go in a circle, or a floor or target stands over its cap."""
    _no_circle(quotas)
    _floor_under_cap(quotas, posts)
    over = np.flatnonzero(quotas.target > quotas.capacity)
    if len(over):
        _over(Message("target"), posts[over[0]], quotas.target[over[0]], quotas.capacity[over[0]])


def _floor_under_cap(quotas: Quotas, posts: Sequence[Any]) -> None:
    over = np.flatnonzero(quotas.floor > quotas.capacity)
    if len(over):
        _over(Message("floor"), posts[over[0]], quotas.floor[over[0]], quotas.capacity[over[0]])
    over = np.flatnonzero((quotas.region_cap >= 0) & (quotas.region_floor > quotas.region_cap))
    if len(over):
        _over(Message("floor"), quotas.regions[over[0]], quotas.region_floor[over[0]], quotas.region_cap[over[0]])


def _over(what: Message, name: Any, value: int, cap: int) -> None:
    raise matching_error(
        "{name!r}: its {what} of {value} is larger than its cap of {cap}", name=name, what=what, value=value, cap=cap
    )


def _no_circle(quotas: Quotas) -> None:
    for start in range(len(quotas.regions)):
        seen: list[int] = []
        region = start
        while region >= 0:
            if region in seen:
                circle = [quotas.regions[one] for one in (*seen[seen.index(region) :], region)]
                raise matching_error("the regions go in a circle: {names}", names=[str(name) for name in circle])
            seen.append(region)
            region = int(quotas.region_parent[region])


def known(table: Mapping[Any, Any], names: Iterable[Any], key: str) -> None:
    """MatchingError for a name in the table `key` that is none of `names`."""
    if not isinstance(table, Mapping):
        raise matching_error("{key} is a table from names to numbers, not {kind}", key=key, kind=type(table).__name__)
    for name in table:
        if name not in names:
            hint = did_you_mean(str(name), [str(other) for other in names])
            form = (
                "{key}: {name!r} is no region{hint}"
                if key.startswith("region_")
                else "{key}: {name!r} is no post{hint}"
            )
            raise matching_error(form, key=key, name=name, hint=hint)


def amounts(table: Mapping[Any, Any], names: Sequence[Any], key: str, default: int) -> np.ndarray:
    return np.array([whole(table[name], key, name) if name in table else default for name in names], np.int64)


def whole(value: Any, key: str, name: Any) -> int:
    """A number of people, 0 or more."""
    number = isinstance(value, (Integral, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not number or value != int(value):
        raise matching_error("{key} of {name!r} is {value!r}, but is a whole number", key=key, name=name, value=value)
    if not 0 <= value <= LARGEST:
        raise matching_error(
            "{key} of {name!r} is {value}, but lies between 0 and {most}",
            key=key,
            name=name,
            value=value,
            most=f"{LARGEST:,}",
        )
    return int(value)


def positions(order: Sequence[Any], index: Mapping[Any, int]) -> np.ndarray:
    """The place of each post in the order; posts that it does not name follow as they are given."""
    seen: dict[Any, None] = {}
    for name in order:
        if name not in index:
            hint = did_you_mean(str(name), [str(post) for post in index])
            raise matching_error("{key}: {name!r} is no post{hint}", key="order", name=name, hint=hint)
        if name in seen:
            raise matching_error("{key} names {name!r} twice", key="order", name=name)
        seen[name] = None
    found = np.empty(len(index), np.int64)
    for place, name in enumerate(dict.fromkeys((*order, *index))):
        found[index[name]] = place
    return found
