"""An independent look at an assignment: whom it wrongs. It shares nothing with the kernel that assigns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from rencai.matching.lists import Lists
from rencai.matching.quotas import Quotas


class Wrongs(NamedTuple):
    """Pairs (talent, post) where the talent prefers the post to where it is placed, by what stands in the way.

    envy     the post holds somebody whom it ranks lower: justified envy
    claims   the post has room and no quota is in the way: a free seat is wasted
    uneven   the move stays within a full region and would bring it nearer to its targets (Kamada & Kojima 2015, iii)
    evened   the move stays within a full region, but away from its targets
    bound    the move would break a cap or a floor
    outside  talents at a post that is not on their list
    first    (talent, post) of the first envy, or else of the first claim; (-1, -1): none
    """

    envy: int
    claims: int
    uneven: int
    evened: int
    bound: int
    outside: int
    first: tuple[int, int]


def wrongs(lists: Lists, quotas: Quotas, seats: np.ndarray, lots: np.ndarray | None, *, floors: bool) -> Wrongs:
    """Looks at every pair. With `lots` ties are as the lottery broke them; without, to be tied is no reason for envy.

    `seats` int32: the post of each talent, -1 for none. With `floors`, a move may not break a floor either.
    """
    filled, held = quotas.counts(seats)
    none = np.zeros_like
    envy, claims, uneven, evened, bound, outside, talent, post = _examined(
        lists.starts,
        lists.posts,
        lists.choices,
        lists.levels,
        lots if lots is not None else np.zeros(len(seats), np.int32),
        lots is not None,
        seats,
        filled,
        held,
        quotas.capacity,
        quotas.target,
        quotas.floor if floors else none(quotas.floor),
        quotas.region,
        quotas.region_parent,
        quotas.region_cap,
        quotas.region_floor if floors else none(quotas.region_floor),
    )
    return Wrongs(envy, claims, uneven, evened, bound, outside, (int(talent), int(post)))


@njit(cache=True)
def _examined(
    starts, posts, choices, levels, lots, strict, seats, filled, held, capacity, target, floor, region, parent, cap,
    region_floor,
):  # fmt: skip
    worst, own, outside = _worst(starts, posts, levels, lots, seats, len(capacity))
    full = _in_full_region(region, parent, cap, held)
    envy = claims = uneven = evened = bound = 0
    envious, claimant = (-1, -1), (-1, -1)
    for talent in range(len(seats)):
        for index in range(starts[talent], starts[talent + 1]):
            if index == own[talent] or (not strict and own[talent] >= 0 and choices[index] >= choices[own[talent]]):
                break
            post = posts[index]
            if ((np.int64(levels[index]) << 32) | lots[talent]) < worst[post]:
                envy += 1
                if envious[0] < 0:
                    envious = (talent, post)
                continue
            if filled[post] >= capacity[post]:
                continue
            here = seats[talent]
            if (full[post] and _breaks_cap(post, here, region, parent, cap, held)) or (
                here >= 0 and _breaks_floor(post, here, region, parent, filled, floor, held, region_floor)
            ):
                bound += 1
            elif not full[post]:
                claims += 1
                if claimant[0] < 0:
                    claimant = (talent, post)
            elif filled[post] + 1 - target[post] > filled[here] - 1 - target[here]:
                evened += 1
            else:
                uneven += 1
    first = envious if envious[0] >= 0 else claimant
    return envy, claims, uneven, evened, bound, outside, first[0], first[1]


@njit(cache=True)
def _worst(starts, posts, levels, lots, seats, count):
    """(the worst standing that each post holds, the pair of each talent, how many sit where they do not want to)."""
    worst, own, outside = np.full(count, -1, np.int64), np.full(len(seats), -1, np.int64), 0
    for talent in range(len(seats)):
        if seats[talent] < 0:
            continue
        for index in range(starts[talent], starts[talent + 1]):
            if posts[index] == seats[talent]:
                own[talent] = index
                standing = (np.int64(levels[index]) << 32) | lots[talent]
                worst[seats[talent]] = max(worst[seats[talent]], standing)
                break
        if own[talent] < 0:
            outside += 1
    return worst, own, outside


@njit(cache=True)
def _in_full_region(region, parent, cap, held):
    found = np.zeros(len(region), np.bool_)
    for post in range(len(region)):
        around = region[post]
        while around >= 0:
            if cap[around] >= 0 and held[around] >= cap[around]:
                found[post] = True
            around = parent[around]
    return found


@njit(cache=True)
def _contains(around, post, region, parent):
    inner = region[post]
    while inner >= 0:
        if inner == around:
            return True
        inner = parent[inner]
    return False


@njit(cache=True)
def _breaks_cap(post, here, region, parent, cap, held):
    around = region[post]
    while around >= 0:
        full = cap[around] >= 0 and held[around] >= cap[around]
        if full and (here < 0 or not _contains(around, here, region, parent)):
            return True
        around = parent[around]
    return False


@njit(cache=True)
def _breaks_floor(post, here, region, parent, filled, floor, held, region_floor):
    if filled[here] <= floor[here]:
        return True
    around = region[here]
    while around >= 0:
        if held[around] <= region_floor[around] and not _contains(around, post, region, parent):
            return True
        around = parent[around]
    return False
