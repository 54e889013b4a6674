"""Who would leave with a post that wants them: counted from the definition, apart from the model that assigns."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rencai.matching.market import Market


class Couple(NamedTuple):
    """Two talents and the pairs of posts that they rank together, best first."""

    one: int
    other: int
    wishes: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Options:
    """The lists of a small market: the posts of each talent, best first; level and place of each pair; the lottery."""

    ranked: list[list[int]]
    levels: dict[tuple[int, int], int]
    places: dict[tuple[int, int], int]
    lots: list[int]

    def standing(self, talent: int, post: int) -> tuple[int, int]:
        """How a post ranks a talent; smaller is better."""
        return self.levels[talent, post], self.lots[talent]


def options_of(market: Market) -> Options:
    lists = market.lists
    starts = lists.starts.tolist()
    ranked = [lists.posts[a:b].tolist() for a, b in itertools.pairwise(starts)]
    places = {(talent, post): place for talent, posts in enumerate(ranked) for place, post in enumerate(posts)}
    pairs = zip(lists.owners().tolist(), lists.posts.tolist(), lists.levels.tolist(), strict=True)
    return Options(ranked, {(talent, post): level for talent, post, level in pairs}, places, market.lots.tolist())


def blocking(market: Market, couples: list[Couple], seats: np.ndarray) -> list[tuple[int, ...]]:
    """(talent, post) and (one, other, post, post) of all who would rather go, and would be taken."""
    options, here = options_of(market), seats.tolist()
    paired = {talent for couple in couples for talent in (couple.one, couple.other)}
    found: list[tuple[int, ...]] = []
    for talent, ranked in enumerate(options.ranked):
        if talent not in paired:
            better = ranked[: options.places[talent, here[talent]]] if here[talent] >= 0 else ranked
            found += [(talent, post) for post in better if _takes(market, options, here, post, (talent,), (talent,))]
    for couple in couples:
        found += [
            (couple.one, couple.other, *wish)
            for wish in _better_wishes(couple, here)
            if _both(market, options, here, couple, wish)
        ]
    return found


def _better_wishes(couple: Couple, here: list[int]) -> list[tuple[int, int]]:
    now = (here[couple.one], here[couple.other])
    return list(couple.wishes[: couple.wishes.index(now)] if now in couple.wishes else couple.wishes)


def _both(market: Market, options: Options, here: list[int], couple: Couple, wish: tuple[int, int]) -> bool:
    own = (couple.one, couple.other)
    if (own[0], wish[0]) not in options.levels or (own[1], wish[1]) not in options.levels:
        return False
    if wish[0] == wish[1]:
        return _takes(market, options, here, wish[0], own, own)
    return all(_takes(market, options, here, post, (talent,), own) for talent, post in zip(own, wish, strict=True))


def _takes(
    market: Market, options: Options, here: list[int], post: int, coming: tuple[int, ...], own: tuple[int, ...]
) -> bool:
    """Whether a post that chooses the best of those it holds and those who come keeps all who come."""
    others = [talent for talent, place in enumerate(here) if place == post and talent not in own]
    chosen = sorted([*others, *coming], key=lambda talent: options.standing(talent, post))
    kept = chosen[: int(market.quotas.capacity[post])]
    return all(talent in kept for talent in coming)
