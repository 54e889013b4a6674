"""Whether floors can be met at all; if not, the smallest reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rencai.matching.market import Market
from rencai.matching.problems import Reason
from rencai.matching.quotas import LARGEST, Quotas


def reason_by_counting(quotas: Quotas, posts: Sequence[Any], talents: int) -> Reason | None:
    """Why floors cannot be met within caps where every talent may go anywhere; None where they can.

    A tree needs only counting (Goto et al. 2016): each region needs the larger of its floor and what is needed within,
    and offers the smaller of its cap and what is offered within.
    """
    needed, offered = _inside(quotas, quotas.floor), _inside(quotas, quotas.capacity)
    for region in reversed(quotas.from_top):
        name, floor, cap = str(quotas.regions[region]), int(quotas.region_floor[region]), int(quotas.region_cap[region])
        if 0 <= cap < needed[region]:
            return Reason(tuple(_floors_within(quotas, posts, region)), int(needed[region]), cap)
        if floor > offered[region]:
            return Reason((name,), floor, int(offered[region]))
        needed[region], offered[region] = (
            max(needed[region], floor),
            min(offered[region], cap) if cap >= 0 else offered[region],
        )
        above = quotas.region_parent[region]
        needed[above] += needed[region]
        offered[above] += offered[region]
    if needed[-1] > talents:
        return Reason(tuple(_floors_within(quotas, posts, None)), int(needed[-1]), talents)
    return None


def _inside(quotas: Quotas, amounts: np.ndarray) -> np.ndarray:
    """Amounts of posts added up by their own region; the last entry is what has none."""
    total = np.zeros(len(quotas.regions) + 1, np.int64)
    np.add.at(total, quotas.region, amounts)
    return total


def _floors_within(quotas: Quotas, posts: Sequence[Any], region: int | None) -> Iterator[str]:
    """The outermost floors within a region (None: everywhere) that make up what it needs."""
    for other in quotas.from_top:
        if quotas.region_parent[other] == (-1 if region is None else region):
            if quotas.region_floor[other] >= _needed(quotas, other) > 0:
                yield str(quotas.regions[other])
            elif _needed(quotas, other) > 0:
                yield from _floors_within(quotas, posts, other)
    for post in np.flatnonzero((quotas.region == (-1 if region is None else region)) & (quotas.floor > 0)).tolist():
        yield str(posts[post])


def _needed(quotas: Quotas, region: int) -> int:
    inner = [other for other in range(len(quotas.regions)) if quotas.region_parent[other] == region]
    own = int(quotas.floor[quotas.region == region].sum()) + sum(_needed(quotas, other) for other in inner)
    return max(own, int(quotas.region_floor[region]))


def reason_by_flow(market: Market) -> Reason | None:
    """The smallest reason why the lists cannot fill the floors; None where they can.

    First each floor alone, from the inside. Then those that a minimum cut holds back together, of which one after the
    other is left out as long as the rest still cannot be met.
    """
    quotas, posts = market.quotas, len(market.posts)
    floors = [
        *np.flatnonzero(quotas.floor).tolist(),
        *(posts + region for region in reversed(quotas.from_top) if quotas.region_floor[region]),
    ]
    for place in floors:
        alone = fill(market, [place])
        if alone.missed:
            return _reason(market, [place], alone)
    found = fill(market, floors)
    if not found.missed:
        return None
    kept = [place for place in floors if place in found.held_back]
    found = fill(market, kept)
    for place in list(kept):
        rest = [other for other in kept if other != place]
        without = fill(market, rest)
        if without.missed:
            kept, found = rest, without
    return _reason(market, kept, found)


def _reason(market: Market, floors: list[int], found: Fill) -> Reason:
    names = [*market.posts, *market.quotas.regions]
    return Reason(tuple(str(names[place]) for place in floors), found.asked, found.asked - found.missed)


@dataclass(frozen=True)
class Fill:
    """How far floors can be filled at once: what they ask for, what is missed, and the floors that are held back."""

    asked: int
    missed: int
    held_back: frozenset[int]


def fill(market: Market, floors: list[int]) -> Fill:
    """A maximum flow from talents to posts and up the regions; each floor takes what it asks beyond those within it.

    `floors` numbers posts and, after them, regions.
    """
    from ortools.graph.python import max_flow

    lists, quotas = market.lists, market.quotas
    talents, posts, regions = lists.talents, len(quotas.capacity), len(quotas.regions)
    asked = np.zeros(posts + regions, np.int64)
    asked[floors] = np.concatenate([quotas.floor, quotas.region_floor])[floors]
    own, needed = _beyond_inner(quotas, asked)
    caps = np.concatenate([quotas.capacity, np.where(quotas.region_cap < 0, LARGEST, quotas.region_cap)])
    over = np.flatnonzero(needed > caps)
    if len(over):
        return Fill(int(own.sum()), int((needed - caps).max()), frozenset(floors))
    source, sink, nodes = talents + posts + regions, talents + posts + regions + 1, np.arange(posts + regions)
    above = np.concatenate([quotas.region, quotas.region_parent]).astype(np.int64)
    inner = np.flatnonzero(above >= 0)
    flow = max_flow.SimpleMaxFlow()
    reached = _below(quotas, floors)[lists.posts]
    owners, wanted = lists.owners()[reached], lists.posts[reached]
    people = np.unique(owners)
    flow.add_arcs_with_capacity(np.full(len(people), source), people, np.ones(len(people), np.int64))
    flow.add_arcs_with_capacity(owners, wanted + np.int32(talents), np.ones(len(owners), np.int64))
    # What a place is asked for itself stays free for that.
    flow.add_arcs_with_capacity(talents + inner, talents + posts + above[inner], (caps - needed)[inner])
    flow.add_arcs_with_capacity(talents + nodes, np.full(len(nodes), sink), own)
    if flow.solve(source, sink) != flow.OPTIMAL:
        raise RuntimeError("the maximum flow was not found")
    beyond_cut = {node - talents for node in flow.get_sink_side_min_cut()}
    held_back = frozenset(place for place in floors if place in beyond_cut)
    return Fill(int(own.sum()), int(own.sum()) - int(flow.optimal_flow()), held_back)


def _below(quotas: Quotas, places: list[int]) -> np.ndarray:
    """Which posts stand at or within these places, as a mask."""
    posts = len(quotas.capacity)
    within = np.zeros(posts, np.bool_)
    chosen = {place - posts for place in places if place >= posts}
    inside = [region for region in range(len(quotas.regions)) if chosen & set(quotas.around(region))]
    within[[place for place in places if place < posts]] = True
    return within | np.isin(quotas.region, inside)


def _beyond_inner(quotas: Quotas, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(what each floor asks for beyond the floors within it, what each place needs in all)."""
    posts, own, needed = len(quotas.capacity), asked.copy(), asked.copy()
    inside = _inside(quotas, asked[:posts])
    for region in reversed(quotas.from_top):
        own[posts + region] = max(0, int(asked[posts + region]) - int(inside[region]))
        needed[posts + region] = max(int(asked[posts + region]), int(inside[region]))
        inside[quotas.region_parent[region]] += needed[posts + region]
    return own, needed
