"""Whether floors can be met at all; if not, the smallest reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from rencai.matching.problems import Reason
from rencai.matching.quotas import Quotas


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
