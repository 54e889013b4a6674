"""Whether floors can be met at all; if not, the smallest reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

    First each floor alone, from the inside; then the floors together, of which one after the other is left out as
    long as the rest still cannot be met.
    """
    quotas, posts = market.quotas, len(market.posts)
    floors = [
        *(post for post in np.flatnonzero(quotas.floor).tolist()),
        *(posts + region for region in reversed(quotas.from_top) if quotas.region_floor[region]),
    ]
    for place in floors:
        reason = _missed(market, [place])
        if reason:
            return reason
    found = _missed(market, floors)
    kept = list(floors)
    for place in floors:
        rest = [other for other in kept if other != place]
        reason = _missed(market, rest) if found else None
        if reason:
            kept, found = rest, reason
    return found


def _missed(market: Market, floors: list[int]) -> Reason | None:
    """What these floors ask for, and how many can be there, if fewer; posts and then regions are numbered."""
    asked, filled = _filled(market, floors)
    if filled == asked:
        return None
    names = [*market.posts, *market.quotas.regions]
    return Reason(tuple(str(names[place]) for place in floors), asked, filled)


def _filled(market: Market, floors: list[int]) -> tuple[int, int]:
    """(how many the floors ask for, how many of these places can be filled at once): a maximum flow.

    Talents flow to posts, posts to regions. Each floor takes what it asks for beyond the floors within it.
    """
    from ortools.graph.python import max_flow

    lists, quotas = market.lists, market.quotas
    talents, posts, regions = lists.talents, len(quotas.capacity), len(quotas.regions)
    asked = np.zeros(posts + regions, np.int64)
    asked[floors] = np.concatenate([quotas.floor, quotas.region_floor])[floors]
    own, needed = _beyond_inner(quotas, asked)
    caps = np.concatenate([quotas.capacity, np.where(quotas.region_cap < 0, LARGEST, quotas.region_cap)])
    excess = int(np.maximum(needed - caps, 0).max(initial=0))
    if excess:
        return int(own.sum()), int(own.sum()) - excess
    source, sink, nodes = talents + posts + regions, talents + posts + regions + 1, np.arange(posts + regions)
    above = np.concatenate([quotas.region, quotas.region_parent]).astype(np.int64)
    inner = np.flatnonzero(above >= 0)
    flow = max_flow.SimpleMaxFlow()
    one = np.ones(len(lists.posts), np.int64)
    flow.add_arcs_with_capacity(np.full(talents, source), np.arange(talents), np.ones(talents, np.int64))
    flow.add_arcs_with_capacity(lists.owners(), lists.posts + np.int32(talents), one)
    # What a place is asked for itself stays free for that.
    flow.add_arcs_with_capacity(talents + inner, talents + posts + above[inner], (caps - needed)[inner])
    flow.add_arcs_with_capacity(talents + nodes, np.full(len(nodes), sink), own)
    if flow.solve(source, sink) != flow.OPTIMAL:
        raise RuntimeError("the maximum flow was not found")
    return int(own.sum()), int(flow.optimal_flow())


def _beyond_inner(quotas: Quotas, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(what each floor asks for beyond the floors within it, what each place needs in all)."""
    posts, own, needed = len(quotas.capacity), asked.copy(), asked.copy()
    inside = _inside(quotas, asked[:posts])
    for region in reversed(quotas.from_top):
        own[posts + region] = max(0, int(asked[posts + region]) - int(inside[region]))
        needed[posts + region] = max(int(asked[posts + region]), int(inside[region]))
        inside[quotas.region_parent[region]] += needed[posts + region]
    return own, needed
