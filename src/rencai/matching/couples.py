"""Small markets with couples and conditions on two talents, by constraint programming (OR-tools CP-SAT).

A stable assignment need not exist, and to find one is NP-hard (Ronn 1990); so the fewest blocking talents and couples
are sought, then the most placed at early choices. A talent alone blocks with a post that it prefers and that has room
for it or holds somebody whom it ranks lower. A couple blocks with two posts that it prefers together, where each would
take its own; for two seats at one post, where both would be among those whom it keeps. A seat that the partner
leaves is free. Caps and floors of regions and the conditions excuse nobody: whoever they keep out counts as blocking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from rencai.matching.certificate import COUPLES, certified
from rencai.matching.couples_blocking import Couple, blocking, options_of
from rencai.matching.market import Market
from rencai.matching.problems import matching_error
from rencai.matching.quotas import LARGEST
from rencai.matching.result import Result

MOST_PAIRS = 20_000


def with_couples(
    market: Market,
    couples: Mapping[tuple[Any, Any], Sequence[tuple[Any, Any]]],
    together: Sequence[tuple[Any, Any]],
    apart: Sequence[tuple[Any, Any]],
    seconds: float,
) -> Result:
    if len(market.lists.posts) > MOST_PAIRS:
        raise matching_error(
            "couples and conditions are for small markets: {n} pairs here, {most} at most",
            n=len(market.lists.posts),
            most=f"{MOST_PAIRS:,}",
        )
    numbered = _numbered(market, couples)
    problem = _Problem(market, numbered)
    for one, other in together:
        problem.keep_together(market.index_of(one), market.index_of(other))
    for one, other in apart:
        problem.keep_apart(market.index_of(one), market.index_of(other))
    seats, proven = problem.solve(seconds)
    found = blocking(market, numbered, seats)
    names = (market.talents, market.posts)
    certificate = certified(
        COUPLES, market.lists, market.quotas, seats, market.lots, names, blocking=len(found), proven=proven
    )
    options = {
        "couples": [[[str(one), str(other)], _plain(ranked)] for (one, other), ranked in couples.items()],
        "together": _plain(together),
        "apart": _plain(apart),
        "seconds": seconds,
    }
    return Result(market, "couples", seats, certificate, options)


def _plain(pairs: Sequence[tuple[Any, Any]]) -> list[list[str]]:
    return [[str(name) for name in pair] for pair in pairs]


def _numbered(market: Market, couples: Mapping[tuple[Any, Any], Sequence[tuple[Any, Any]]]) -> list[Couple]:
    seen: set[int] = set()
    found = []
    for pair, ranked in couples.items():
        one, other = (market.index_of(name) for name in pair)
        if one == other or {one, other} & seen:
            raise matching_error("{pair} is no couple of two, or one of them is in another", pair=list(pair))
        seen |= {one, other}
        wishes = [(market.index_of(a, "posts"), market.index_of(b, "posts")) for a, b in ranked]
        if len(set(wishes)) < len(wishes):
            raise matching_error("the couple {pair} ranks two posts twice", pair=list(pair))
        found.append(Couple(one, other, tuple(wishes)))
    return found


class _Problem:
    """The model: a variable for each pair, one for each wish of a couple, and one for each way to block."""

    def __init__(self, market: Market, couples: list[Couple]) -> None:
        from ortools.sat.python import cp_model

        self.market, self.couples, self.model = market, couples, cp_model.CpModel()
        self.options = options_of(market)
        self.seat = {pair: self.model.new_bool_var("") for pair in self.options.levels}
        self.wish: dict[tuple[int, int], Any] = {}
        self.blocks: list[Any] = []
        self._one_seat_each()
        self._within_quotas()
        self._wishes()
        self._blocking()

    def _one_seat_each(self) -> None:
        for talent in range(len(self.market.talents)):
            self.model.add_at_most_one(self.seat[talent, post] for post in self.options.ranked[talent])

    def _within_quotas(self) -> None:
        quotas = self.market.quotas
        for post in range(len(quotas.capacity)):
            self._between(
                self._held(np.arange(len(quotas.capacity)) == post), quotas.floor[post], quotas.capacity[post]
            )
        for region in range(len(quotas.regions)):
            cap = int(quotas.region_cap[region])
            self._between(self._held(quotas.within(region)), quotas.region_floor[region], cap if cap >= 0 else LARGEST)

    def _between(self, held: Any, low: int, high: int) -> None:
        self.model.add_linear_constraint(held, int(low), int(high))

    def _held(self, posts: np.ndarray) -> Any:
        return sum(seat for (_, post), seat in self.seat.items() if posts[post]) + 0

    def _wishes(self) -> None:
        """A couple sits at one of its wishes, or nowhere."""
        for number, couple in enumerate(self.couples):
            possible = [
                place for place, (a, b) in enumerate(couple.wishes)
                if (couple.one, a) in self.seat and (couple.other, b) in self.seat
            ]  # fmt: skip
            for place in possible:
                self.wish[number, place] = self.model.new_bool_var("")
            for talent, side in ((couple.one, 0), (couple.other, 1)):
                for post in self.options.ranked[talent]:
                    chosen = [self.wish[number, place] for place in possible if couple.wishes[place][side] == post]
                    self.model.add(self.seat[talent, post] == sum(chosen))
            self.model.add_at_most_one(self.wish[number, place] for place in possible)

    def _blocking(self) -> None:
        """Every way to block costs one, unless the better seats are taken."""
        paired = {talent for couple in self.couples for talent in (couple.one, couple.other)}
        for talent, ranked in enumerate(self.options.ranked):
            for place, post in enumerate(ranked) if talent not in paired else ():
                good = sum(self.seat[talent, other] for other in ranked[: place + 1])
                self._unless([self._full(post, talent, (talent,))], good)
        for number, couple in enumerate(self.couples):
            for place, (a, b) in enumerate(couple.wishes):
                if (number, place) not in self.wish:
                    continue
                good = sum(self.wish[key] for key in self.wish if key[0] == number and key[1] <= place)
                self._unless(self._refusals(couple, a, b), good)

    def _refusals(self, couple: Couple, a: int, b: int) -> list[Any]:
        own = (couple.one, couple.other)
        if a != b:
            return [self._full(a, couple.one, own), self._full(b, couple.other, own)]
        lower = max(own, key=lambda talent: self.options.standing(talent, a))
        return [self._full(a, lower, own, seats=2)]

    def _full(self, post: int, talent: int, own: tuple[int, ...], seats: int = 1) -> Any:
        """True only where so many others whom the post ranks higher sit there that `seats` more do not fit."""
        mine = self.options.standing(talent, post)
        better = [
            seat
            for (other, place), seat in self.seat.items()
            if place == post and other not in own and self.options.standing(other, post) < mine
        ]
        full = self.model.new_bool_var("")
        needed = int(self.market.quotas.capacity[post]) - seats + 1
        if needed > 0:
            self.model.add(sum(better) + 0 >= needed).only_enforce_if(full)
        return full

    def _unless(self, refusals: list[Any], good: Any) -> None:
        block = self.model.new_bool_var("")
        self.model.add(good + sum(refusals) + block >= 1)
        self.blocks.append(block)

    def keep_together(self, one: int, other: int) -> None:
        """In one region, or the same post where there is none; or neither is placed."""
        region = self.market.quotas.region
        for post in range(len(region)):
            near = [place for place in range(len(region)) if place == post or region[place] == region[post] >= 0]
            for first, second in ((one, other), (other, one)):
                if (first, post) in self.seat:
                    reached = sum(self.seat[second, place] for place in near if (second, place) in self.seat)
                    self.model.add(self.seat[first, post] <= reached)

    def keep_apart(self, one: int, other: int) -> None:
        for post in range(len(self.market.posts)):
            if (one, post) in self.seat and (other, post) in self.seat:
                self.model.add(self.seat[one, post] + self.seat[other, post] <= 1)

    def solve(self, seconds: float) -> tuple[np.ndarray, bool]:
        """(the post of each talent, whether no assignment has fewer who block)."""
        from ortools.sat.python import cp_model

        talents, posts = len(self.market.talents), len(self.market.posts)
        early = sum((posts - place) * self.seat[talent, post] for (talent, post), place in self.options.places.items())
        # One who blocks weighs more than all choices together.
        self.model.minimize((talents * posts + 1) * (sum(self.blocks) + 0) - early)
        solver = cp_model.CpSolver()
        # One worker, one seed and a clock of its own steps give one answer on every machine.
        solver.parameters.num_workers, solver.parameters.random_seed = 1, 0
        solver.parameters.max_deterministic_time = seconds
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            raise matching_error("no assignment keeps all floors, caps and conditions")
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise matching_error("no assignment was found within {seconds} seconds; allow more", seconds=seconds)
        seats = np.full(len(self.market.talents), -1, np.int32)
        for (talent, post), seat in self.seat.items():
            if solver.value(seat):
                seats[talent] = post
        return seats, bool(status == cp_model.OPTIMAL)
