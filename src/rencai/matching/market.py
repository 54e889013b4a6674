"""A market: who wants whom, how many fit, and what regions may and shall take. Its methods are the ways to assign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from rencai.matching.lists import Lists, csr, paired, side
from rencai.matching.problems import matching_error
from rencai.matching.quotas import Quotas, quotas_of

if TYPE_CHECKING:
    from rencai.matching.result import Result

NO: Mapping[Any, Any] = {}


@dataclass(frozen=True, eq=False)
class Market:
    """Talents, posts and quotas, checked. Made by `from_preferences`, `from_arrays` or `from_tables`.

    `talents` and `posts` are names (for arrays: numbers); `lists` and `quotas` are arrays in that order; `weights` is
    a number for each pair of `lists`, where a table brought them.
    """

    talents: Sequence[Any]
    posts: Sequence[Any]
    lists: Lists
    quotas: Quotas
    seed: str | None = None
    weights: np.ndarray | None = None

    @classmethod
    def from_preferences(
        cls,
        talents: Mapping[Any, Sequence[Any]],
        posts: Mapping[Any, Sequence[Any]],
        *,
        capacity: Mapping[Any, int],
        floor: Mapping[Any, int] | None = None,
        region: Mapping[Any, Any] | None = None,
        region_parent: Mapping[Any, Any] | None = None,
        region_cap: Mapping[Any, int] | None = None,
        region_floor: Mapping[Any, int] | None = None,
        target: Mapping[Any, int] | None = None,
        order: Sequence[Any] | None = None,
        seed: str | None = None,
    ) -> Market:
        """A market from lists of names, best first; names within a nested list are tied.

        Lists may be incomplete: a pair of which one side does not rank the other is not formed. An empty list is
        allowed; that talent remains unmatched, that post empty. Every post needs a capacity. Regions may form a tree
        (`region_parent`). `order` of posts serves round robin and ties between posts; posts that it leaves out follow
        as they are given. `seed` draws the lottery where posts rank talents alike. MatchingError says what is wrong.
        """
        places = {name: number for number, name in enumerate(posts)}
        people = {name: number for number, name in enumerate(talents)}
        tables = {
            "floor": floor,
            "target": target,
            "region": region,
            "region_parent": region_parent,
            "region_cap": region_cap,
            "region_floor": region_floor,
        }
        given = {key: NO if table is None else table for key, table in tables.items()}
        quotas = quotas_of(list(posts), capacity=capacity, order=() if order is None else order, **given)
        lists = paired(side(talents, places, "talents"), side(posts, people, "posts"), quotas.position)
        return cls(list(talents), list(posts), lists, quotas, seed)

    @classmethod
    def from_arrays(
        cls,
        talents: Sequence[np.ndarray],
        posts: Sequence[np.ndarray],
        *,
        capacity: np.ndarray,
        floor: np.ndarray | None = None,
        region: np.ndarray | None = None,
        region_parent: np.ndarray | None = None,
        region_cap: np.ndarray | None = None,
        region_floor: np.ndarray | None = None,
        target: np.ndarray | None = None,
        order: np.ndarray | None = None,
        seed: str | None = None,
        talent_names: Sequence[Any] | None = None,
        post_names: Sequence[Any] | None = None,
        region_names: Sequence[Any] | None = None,
    ) -> Market:
        """A market from compressed rows (CSR): each side is (starts, items) or, with ties, (starts, items, levels).

        Items are numbers of the other side, from 0, best first; `region` holds a region's number per post and
        `region_parent` per region, -1 for none; `region_cap` -1 for none. Names stand in results and errors, and in
        the floors and caps of `best`; without names all three are known by number.
        """
        from rencai.matching.numbers import quotas_of_arrays

        people, places = len(talents[0]) - 1, len(posts[0]) - 1
        wanted, wanting = csr(talents, "talents", places), csr(posts, "posts", people)
        names = post_names if post_names is not None else range(places)
        quotas = quotas_of_arrays(
            names,
            region_names,
            capacity=capacity,
            floor=floor,
            target=target,
            order=order,
            region=region,
            region_parent=region_parent,
            region_cap=region_cap,
            region_floor=region_floor,
        )
        lists = paired(wanted, wanting, quotas.position)
        return cls(talent_names if talent_names is not None else range(people), names, lists, quotas, seed)

    @classmethod
    def from_tables(
        cls, pairs: Any, posts: Any, regions: Any = None, *, talents: Any = None, seed: str | None = None
    ) -> Market:
        """A market from tables: Arrow, Polars or pandas, or the path of a Parquet or CSV file.

        `pairs` has a row for each talent and post that may come together: talent, post, talent_rank (1 is best),
        post_rank (the same number: tied; without the column all are tied) and perhaps weight. `posts`: post, capacity
        and perhaps floor, target, region, order. `regions`: region and perhaps parent, cap, floor. `talents`, one
        column, names those too who are in no pair.
        """
        from rencai.matching.market_tables import market_of

        return cls(**market_of(pairs, posts, regions, talents), seed=seed)

    def stable(self) -> Result:
        """Talent-proposing deferred acceptance; with caps of regions the flexible one (Kamada & Kojima 2015).

        Regions may form a tree; targets may not add up to more than a region's cap. Floors are not sought here.
        """
        from rencai.matching.mechanisms import stable

        return stable(self)

    def with_floors(self, mechanism: str = "RSDA-RQ") -> Result:
        """Floors and caps on a tree of regions, for complete lists (Goto et al. 2016): fair and truthful.

        All are placed where there are seats for all. `mechanism`: RSDA-RQ (posts choose in turns) or PLDA-RQ (by one
        priority list over pairs: the talent's rank at the post, then the order of posts). FloorsNotGuaranteed for
        incomplete lists, FloorsCannotBeMet with a reason.
        """
        from rencai.matching.mechanisms import with_floors

        return with_floors(self, mechanism)

    def offers(self) -> dict[str, Result]:
        """What can be done for floors where lists are incomplete: `tightened` caps, and the `best` by rank.

        Each with its counts of justified envy and waste; `certificate.short` tells which floors are not met.
        """
        from rencai.matching.tightening import offers

        return offers(self)

    def best(self, weights: Any = None, *, floors: Any = None, caps: Any = None) -> Result:
        """The assignment of the largest total weight within floors and caps, with its dual certificate.

        `weights` is {(talent, post): number}, an array in the order of `lists`, or None for those of the table; only
        pairs of the lists are formed, and a pair that is not weighed counts 0. `floors` and `caps`, {region or post:
        number}, stand instead of the market's own.
        """
        from rencai.matching.best import best

        return best(self, weights, floors, caps)

    def with_couples(
        self,
        couples: Mapping[tuple[Any, Any], Sequence[tuple[Any, Any]]] = NO,
        *,
        together: Sequence[tuple[Any, Any]] = (),
        apart: Sequence[tuple[Any, Any]] = (),
        seconds: float = 60,
    ) -> Result:
        """Small markets with pairs of talents: as stable as can be, by CP-SAT.

        `couples` rank pairs of posts together, best first; both are placed or neither. `together` and `apart` name
        talents who may only be placed in one region, or never at one post. The result has the fewest blocking talents
        and couples; none, where a stable one exists. Whom a region's cap, a floor or a condition keeps out counts as
        blocking. `seconds` bounds the search by CP-SAT's deterministic time, about seconds of one core, so that a
        search that ends there can be repeated too. MatchingError where nothing is possible, or found in that time.
        """
        from rencai.matching.couples import with_couples

        return with_couples(self, couples, together, apart, seconds)

    @cached_property
    def lots(self) -> np.ndarray:
        """The lottery: a place for each talent; everyone's own number where no post ties talents."""
        from rencai.matching.lottery import lots, needs_seed

        if not self.lists.tied:
            return np.arange(len(self.talents), dtype=np.int32)
        if self.seed is None:
            raise needs_seed()
        return lots(self.seed, self.talents)

    @cached_property
    def input_hash(self) -> str:
        """SHA-256 of all that the market was made of, but the seed."""
        from rencai.matching.hashing import market_hash

        return market_hash(self)

    def with_quotas(self, quotas: Quotas) -> Market:
        return replace(self, quotas=quotas)

    def index_of(self, name: Any, side: str = "talents") -> int:
        """The number of a talent or post by its name."""
        found = self._numbers[side].get(name)
        if found is None:
            form = "{name!r} is no talent" if side == "talents" else "{name!r} is no post"
            raise matching_error(form, name=name)
        return found

    @cached_property
    def _numbers(self) -> dict[str, dict[Any, int]]:
        return {
            side: {name: number for number, name in enumerate(names)}
            for side, names in {"talents": self.talents, "posts": self.posts}.items()
        }
