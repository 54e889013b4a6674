"""Stable assignments, and fair ones with floors: what the kernel is given, and what may be promised of the result."""

from __future__ import annotations

import numpy as np

from rencai.matching.certificate import FAIR, STABLE, certified
from rencai.matching.feasible import reason_by_counting
from rencai.matching.market import Market
from rencai.matching.problems import FloorsCannotBeMet, FloorsNotGuaranteed, matching_error
from rencai.matching.quotas import Quotas
from rencai.matching.result import Result
from rencai.messages import Message
from rencai.policy.problems import Problem

DEFERRED, FLEXIBLE = "deferred acceptance", "flexible deferred acceptance"
RSDA, PLDA = "RSDA-RQ", "PLDA-RQ"


def stable(market: Market) -> Result:
    quotas = market.quotas
    if quotas.has_caps:
        targets_within_caps(quotas)
    seats = accepted(market, floors=False)
    names = (market.talents, market.posts)
    certificate = certified(STABLE, market.lists, quotas, seats, market.lots, names)
    return Result(market, FLEXIBLE if quotas.has_caps else DEFERRED, seats, certificate)


def with_floors(market: Market, mechanism: str) -> Result:
    if mechanism not in (RSDA, PLDA):
        raise matching_error(
            "{key} is {value!r}, but may be: {allowed}", key="mechanism", value=mechanism, allowed=[RSDA, PLDA]
        )
    needs_complete_lists(market)
    reason = reason_by_counting(market.quotas, market.posts, len(market.talents))
    if reason:
        raise FloorsCannotBeMet(reason)
    seats = accepted(market, floors=True, by_priority=mechanism == PLDA)
    names = (market.talents, market.posts)
    certificate = certified(FAIR, market.lists, market.quotas, seats, market.lots, names)
    return Result(market, mechanism, seats, certificate)


def accepted(market: Market, *, floors: bool, by_priority: bool = False) -> np.ndarray:
    """The post of each talent, int32, -1 for none."""
    from rencai.matching import acceptance, tree

    lists, quotas, lots = market.lists, market.quotas, market.lots
    inverse = np.empty_like(lots)
    inverse[lots] = np.arange(len(lots), dtype=lots.dtype)
    ranked = (lists.starts, lists.posts, lists.levels, lots, inverse)
    heaps = tree.heaps(quotas, lists.degrees(len(quotas.capacity)))
    if floors or quotas.has_caps:
        nodes = tree.nodes(quotas, len(lots) if floors else None)
        seats, heap = tree.seats(quotas, heaps, floors=floors), np.empty(heaps[-1], np.int64)
        at = acceptance.accept_within(*ranked, nodes, seats, heap, by_priority)
    else:
        at = acceptance.accept(*ranked, heaps)
    held = at < lists.starts[1:]
    found = np.full(len(lots), -1, np.int32)
    found[held] = lists.posts[at[held]]
    return found


def targets_within_caps(quotas: Quotas) -> None:
    """MatchingError where the targets of a region's posts add up to more than its cap (Kamada & Kojima assume not)."""
    total = quotas.summed(quotas.target)
    over = np.flatnonzero((quotas.region_cap >= 0) & (total > quotas.region_cap))
    if len(over):
        raise matching_error(
            "the targets of the posts of {region!r} add up to {total}, more than its cap of {cap}; lower them",
            region=quotas.regions[over[0]],
            total=int(total[over[0]]),
            cap=int(quotas.region_cap[over[0]]),
        )


def needs_complete_lists(market: Market) -> None:
    """FloorsNotGuaranteed, with the first talent whose list is not complete."""
    sizes = np.diff(market.lists.starts)
    short = np.flatnonzero(sizes < len(market.posts))
    if not len(short):
        return
    raise FloorsNotGuaranteed(
        Problem(
            None,
            Message(
                "floors cannot be guaranteed: lists are incomplete ({name!r} and {n} of {posts} posts rank each other; "
                "talents with incomplete lists: {others}). Caps can be tightened, or the best by rank be taken: "
                "both are offered, with their counts of justified envy and waste",
                name=market.talents[short[0]],
                n=int(sizes[short[0]]),
                posts=len(market.posts),
                others=len(short),
            ),
        )
    )
