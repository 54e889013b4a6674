"""What can be done for floors where lists are incomplete, so that nothing guarantees them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rencai.matching.best import best
from rencai.matching.certificate import TIGHTENED, certified
from rencai.matching.market import Market
from rencai.matching.mechanisms import accepted
from rencai.matching.problems import FloorsCannotBeMet
from rencai.matching.quotas import Quotas
from rencai.matching.result import Result

MOST_ROUNDS = 50


def offers(market: Market) -> dict[str, Result]:
    found = {"tightened": tightened(market)}
    try:
        found["best"] = best(market, by_rank(market), None, None)
    except FloorsCannotBeMet:
        return found
    return found


def by_rank(market: Market) -> np.ndarray:
    """Weights that place as many as possible, and these at as early a choice as possible."""
    lists = market.lists
    deepest = int(lists.choices.max(initial=0)) + 1
    # One more who is placed outweighs any change of choices only together with all others; this is a fair compromise.
    return (2 * deepest - lists.choices).astype(np.int64)


def tightened(market: Market) -> Result:
    """Deferred acceptance under capacities that were lowered elsewhere until floors fill, or nothing more helps.

    Where places fall short of their floors, posts outside give up as many seats, in rounds from the fullest; then all
    propose anew. Fair under the lowered capacities; which they are stands in `options`.
    """
    quotas, best_quotas = market.quotas, market.quotas
    seats = accepted(market, floors=False)
    best_seats, least = seats, _missing(quotas, seats)
    for _ in range(MOST_ROUNDS):
        if least == 0:
            break
        lowered = _lowered(market.quotas, quotas, seats)
        if lowered is None:
            break
        quotas = lowered
        seats = accepted(market.with_quotas(quotas), floors=False)
        missing = _missing(market.quotas, seats)
        if missing < least:
            best_seats, best_quotas, least = seats, quotas, missing
    names = (market.talents, market.posts)
    certificate = certified(TIGHTENED, market.lists, market.quotas, best_seats, market.lots, names)
    changed = np.flatnonzero(best_quotas.capacity < market.quotas.capacity).tolist()
    caps = {str(market.posts[post]): int(best_quotas.capacity[post]) for post in changed}
    return Result(market, "tightened", best_seats, certificate, {"caps": caps})


def _missing(quotas: Quotas, seats: np.ndarray) -> int:
    """How many seats of floors are not filled; those of a region that its own posts miss count once."""
    filled, held = quotas.counts(seats)
    own = np.maximum(quotas.floor - filled, 0)
    inside = quotas.summed(own)
    return int(own.sum() + np.maximum(quotas.region_floor - held - inside, 0).sum())


def _lowered(given: Quotas, now: Quotas, seats: np.ndarray) -> Quotas | None:
    """Capacities with as many seats fewer as floors miss, taken in rounds from the fullest posts that can give."""
    filled, held = given.counts(seats)
    short = np.zeros(len(filled), np.bool_)
    for region in np.flatnonzero(held < given.region_floor).tolist():
        short |= given.within(region)
    short |= filled < given.floor
    spare = np.where(short, 0, filled - given.floor)
    left = held - given.region_floor
    capacity, missing = now.capacity.copy(), _missing(given, seats)
    # A post that is not full gives up seats that nobody sits on first.
    capacity = np.where(short, capacity, np.minimum(capacity, filled))
    taken = 0
    for post in _fullest_first(spare):
        regions = given.around(int(given.region[post]))
        if taken == missing:
            break
        if all(left[region] > 0 for region in regions):
            capacity[post] -= 1
            left[regions] -= 1
            taken += 1
    return replace(now, capacity=capacity, target=np.minimum(now.target, capacity)) if taken else None


def _fullest_first(spare: np.ndarray) -> list[int]:
    """Posts once for each seat that they can give, the fullest first and in rounds."""
    rounds = [(amount - turn, post) for post, amount in enumerate(spare.tolist()) for turn in range(amount)]
    return [post for _, post in sorted(rounds, key=lambda pair: (-pair[0], pair[1]))]
