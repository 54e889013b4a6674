"""The largest total weight within floors and caps: min-cost flow, proven by prices (linear programming duality)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rencai.matching.certificate import BEST, certified
from rencai.matching.duals import optimality
from rencai.matching.feasible import reason_by_flow
from rencai.matching.hashing import array_hash
from rencai.matching.lists import Lists
from rencai.matching.market import Market
from rencai.matching.problems import FloorsCannotBeMet, matching_error
from rencai.matching.quotas import LARGEST, Quotas
from rencai.matching.result import Result

LARGEST_UNITS = 10**9
"""Weights are computed with as whole units up to this, so that nothing is lost by adding or comparing them."""


@dataclass(frozen=True, eq=False)
class Weighed:
    """Weights in whole units: `units` int64 per pair, `scale` units to one; `rounding` is the largest difference."""

    units: np.ndarray
    scale: float
    rounding: float


def best(market: Market, weights: Any, floors: Any, caps: Any) -> Result:
    given = weights_of(market, weights)
    quotas = market.quotas.with_own(market.posts, floors, caps)
    within = market.with_quotas(quotas)
    weighed = in_units(given)
    seats = _flow(within.lists, quotas, weighed.units)
    if seats is None:
        reason = reason_by_flow(within)
        if reason is None:
            raise RuntimeError("the flow found no assignment, though floors can be met")
        raise FloorsCannotBeMet(reason)
    proven = optimality(within, seats, weighed.units, weighed.scale, weighed.rounding)
    names = (market.talents, market.posts)
    certificate = certified(BEST, market.lists, quotas, seats, None, names, optimality=proven)
    options = {"floors": _plain(floors), "caps": _plain(caps), "weights": array_hash(given)}
    return Result(market, "best", seats, certificate, options, quotas)


def _plain(given: Any) -> dict[str, int] | None:
    return None if given is None else {str(name): int(value) for name, value in given.items()}


def weights_of(market: Market, weights: Any) -> np.ndarray:
    """A weight for each pair of the lists, float64; MatchingError names the first that is none."""
    if weights is None and market.weights is None:
        raise matching_error("there are no weights: give them, or a column weight in the table of pairs")
    if weights is None:
        return _finite(market, np.asarray(market.weights, np.float64))
    if isinstance(weights, Mapping):
        return _finite(market, _by_name(market, weights))
    found = np.asarray(weights)
    if found.ndim != 1 or found.dtype.kind not in "iuf" or len(found) != len(market.lists.posts):
        raise matching_error("weights: an array with a number for each of the {n} pairs", n=len(market.lists.posts))
    return _finite(market, found.astype(np.float64))


def _by_name(market: Market, weights: Mapping[Any, Any]) -> np.ndarray:
    lists = market.lists
    owners, posts = lists.owners().tolist(), lists.posts.tolist()
    pairs = {pair: index for index, pair in enumerate(zip(owners, posts, strict=True))}
    found = np.zeros(len(posts))
    for key, value in weights.items():
        if not isinstance(key, tuple) or len(key) != 2:
            raise matching_error("weights are by (talent, post), not by {key!r}", key=key)
        pair = (market.index_of(key[0]), market.index_of(key[1], "posts"))
        if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
            raise matching_error("the weight of {key} is {value!r}, but is a number", key=key, value=value)
        if pair in pairs:
            found[pairs[pair]] = value
        elif not np.isfinite(value):
            _no_number(key, float(value))
    return found


def _finite(market: Market, weights: np.ndarray) -> np.ndarray:
    wrong = np.flatnonzero(~np.isfinite(weights))
    if len(wrong):
        talent = int(np.searchsorted(market.lists.starts, wrong[0], "right")) - 1
        post = market.posts[int(market.lists.posts[wrong[0]])]
        _no_number((market.talents[talent], post), float(weights[wrong[0]]))
    return weights


def _no_number(pair: tuple[Any, Any], value: float) -> None:
    raise matching_error(
        "the weight of {talent!r} at {post!r} is {value}, but is a finite number",
        talent=pair[0],
        post=pair[1],
        value=value,
    )


def in_units(weights: np.ndarray) -> Weighed:
    """Whole numbers as they are; others with as many of six decimals as fit below 10**9."""
    largest = float(np.abs(weights).max(initial=0))
    whole = bool((weights == np.rint(weights)).all())
    if whole and largest <= LARGEST_UNITS:
        return Weighed(weights.astype(np.int64), 1.0, 0.0)
    places = min(6, int(np.floor(np.log10(LARGEST_UNITS / largest)))) if largest else 0
    scale = 10.0**places
    units = np.rint(weights * scale).astype(np.int64)
    return Weighed(units, scale, float(np.abs(units / scale - weights).max(initial=0)))


def _flow(lists: Lists, quotas: Quotas, units: np.ndarray) -> np.ndarray | None:
    """The post of each talent, int32, -1 for none; None where floors cannot be met.

    Talents flow to posts, posts to regions, all to one sink; a talent may flow there at once, unplaced.
    """
    from ortools.graph.python import min_cost_flow

    talents, posts = lists.talents, len(quotas.capacity)
    heads, lows, highs = _quota_arcs(quotas)
    nodes = talents + posts + len(quotas.regions) + 1
    sink = nodes - 1
    heads = np.where(heads < 0, sink, heads + talents + posts)
    tails = np.arange(talents, talents + posts + len(quotas.regions))
    flow = min_cost_flow.SimpleMinCostFlow()
    pairs = flow.add_arcs_with_capacity_and_unit_cost(
        lists.owners(), lists.posts + np.int32(talents), np.ones(len(units), np.int64), -units
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(talents), np.full(talents, sink), np.ones(talents, np.int64), np.zeros(talents, np.int64)
    )
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, highs - lows, np.zeros(len(tails), np.int64))
    supply = np.zeros(nodes, np.int64)
    supply[:talents] = 1
    supply[sink] = -talents
    # A floor is flow that is there in any case.
    np.subtract.at(supply, tails, lows)
    np.add.at(supply, heads, lows)
    flow.set_nodes_supplies(np.arange(nodes), supply)
    if flow.solve() != flow.OPTIMAL:
        return None
    taken = np.flatnonzero(flow.flows(pairs))
    seats = np.full(talents, -1, np.int32)
    seats[lists.owners()[taken]] = lists.posts[taken]
    return seats


def _quota_arcs(quotas: Quotas) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(region above or -1, floor, cap) of each post, then of each region."""
    heads = np.concatenate([quotas.region, quotas.region_parent]).astype(np.int64)
    lows = np.concatenate([quotas.floor, quotas.region_floor])
    caps = np.where(quotas.region_cap < 0, LARGEST, quotas.region_cap)
    return heads, lows, np.concatenate([quotas.capacity, caps])
