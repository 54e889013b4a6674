"""What is certified about an assignment, as an independent routine has found it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from rencai.matching.lists import Lists
from rencai.matching.quotas import Quotas
from rencai.matching.stability import Wrongs, wrongs
from rencai.messages import Message

STABLE, FAIR, BEST, COUPLES, TIGHTENED = "stable", "fair", "best", "couples", "tightened"
STRONG, KAMADA_KOJIMA, WEAK, NONE = "strong", "Kamada-Kojima", "weak", "none"


@dataclass(frozen=True)
class Filled:
    """A post or region with what it holds; `cap` is None where a region has none."""

    place: str
    is_region: bool
    filled: int
    floor: int
    cap: int | None


@dataclass(frozen=True)
class Price:
    """A binding quota and what the last seat of it costs: so much more weight were possible, were it one looser."""

    place: str
    quota: str
    number: int
    cost: float


@dataclass(frozen=True)
class Optimality:
    """The dual certificate of the largest weight: no assignment within the quotas weighs more than `bound`.

    `gap` is bound less weight, in the whole units that were computed with; 0 proves that the assignment is best.
    `rounding` is how far a weight may lie from what was computed with (0: nowhere).
    """

    weight: float
    bound: float
    gap: int
    rounding: float
    prices: tuple[Price, ...]


@dataclass(frozen=True)
class Certificate:
    """What holds of an assignment.

    `claim` is stable, fair, best, couples or tightened. `notion` is the strongest that holds: strong (no blocking pair
    that quotas allow; without caps the classical stability), Kamada-Kojima (blocking pairs would only move a full
    region away from its targets), weak (every blocking pair meets a full region) or none. `envy` and `waste` count
    pairs of a talent and a post that it prefers: justified envy, and a free seat that no quota keeps from it. Of the
    latter `evened` would take a full region away from its targets; `bound` counts free seats that a quota keeps.
    `short` and `over` are quotas that are missed. `by_lot`: a lottery broke ties, so that stability is weak
    where posts are indifferent.
    """

    claim: str
    notion: str
    placed: int
    unmatched: int
    envy: int
    waste: int
    evened: int
    bound: int
    outside: int
    by_lot: bool
    first: tuple[str, str] | None = None
    short: tuple[Filled, ...] = ()
    over: tuple[Filled, ...] = ()
    optimality: Optimality | None = None
    blocking: int | None = None
    proven: bool = True

    @property
    def feasible(self) -> bool:
        return not self.over and not self.outside

    @property
    def holds(self) -> bool:
        """Whether the claim is true."""
        return self.feasible and {
            STABLE: self.notion in (STRONG, KAMADA_KOJIMA),
            FAIR: not self.envy and not self.short,
            BEST: not self.short and self.optimality is not None and self.optimality.gap == 0,
            COUPLES: self.proven,
            TIGHTENED: not self.envy,
        }.get(self.claim, False)

    def text(self, lang: str = "en") -> str:
        return "\n".join(message.text(lang) for message in self.messages())

    def messages(self) -> Iterator[Message]:
        """What is certified, one sentence each."""
        yield CLAIMS[self.claim, self.holds]
        if self.claim == STABLE and self.holds:
            yield NOTIONS[self.notion]
        if self.by_lot:
            yield Message("A lottery decided between talents whom a post ranks alike.")
        yield from self._wrongs()
        for row in self.over:
            yield Message("{place} holds {n}, more than its cap of {cap}.", place=row.place, n=row.filled, cap=row.cap)
        for row in self.short:
            yield Message(
                "{place} holds {n}, fewer than its floor of {floor}.", place=row.place, n=row.filled, floor=row.floor
            )
        if self.optimality:
            yield Message(
                "Total weight {weight}; no assignment within the quotas weighs more than {bound}.",
                weight=f"{self.optimality.weight:,.6g}",
                bound=f"{self.optimality.bound:,.6g}",
            )
        if self.blocking is not None:
            yield _blocking(self.blocking, self.proven)

    def _wrongs(self) -> Iterator[Message]:
        if self.outside:
            yield Message("{n} talents are at a post that is not on their list.", n=self.outside)
        yield Message(
            "Justified envy: {envy}. Free seats claimed: {waste}; kept free by a quota: {bound}.",
            envy=f"{self.envy:,}",
            waste=f"{self.waste:,}",
            bound=f"{self.bound:,}",
        )
        if self.evened:
            yield Message(
                "Of the seats claimed, {n} would take a full region away from its targets.", n=f"{self.evened:,}"
            )
        if self.first and (self.envy or self.claim == STABLE):
            yield Message("The first: {talent} would rather be at {post}.", talent=self.first[0], post=self.first[1])

    def data(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {**asdict(self), "holds": self.holds}


def _blocking(count: int, proven: bool) -> Message:
    if count == 0:
        return Message("No talent and no couple would leave with a post that wants them.")
    if proven:
        return Message(
            "No stable assignment exists; with {n} blocking talents or couples this has the fewest.", n=count
        )
    return Message("{n} talents or couples block it; the time did not suffice to prove that fewer cannot be.", n=count)


CLAIMS = {
    (STABLE, True): Message("The assignment is stable."),
    (STABLE, False): Message("The assignment is not stable."),
    (FAIR, True): Message("The assignment is fair, and meets every floor and cap."),
    (FAIR, False): Message("The assignment is not fair, or misses a quota."),
    (BEST, True): Message("No assignment within the quotas has a larger total weight."),
    (BEST, False): Message("It is not proven that no assignment has a larger total weight."),
    (COUPLES, True): Message("The assignment keeps couples and conditions."),
    (COUPLES, False): Message("The assignment keeps couples and conditions, as far as was found."),
    (TIGHTENED, True): Message("The assignment is fair. Floors are not guaranteed; caps were tightened to fill them."),
    (TIGHTENED, False): Message("The assignment is not fair."),
}
NOTIONS = {
    STRONG: Message("Strongly stable: no talent and post would both rather have each other, where quotas allow it."),
    KAMADA_KOJIMA: Message(
        "Stable in the sense of Kamada and Kojima: who would move would only take a full region away from its targets."
    ),
}


def certified(
    claim: str,
    lists: Lists,
    quotas: Quotas,
    seats: np.ndarray,
    lots: np.ndarray | None,
    names: tuple[Sequence[Any], Sequence[Any]],
    **more: Any,
) -> Certificate:
    """Looks at the assignment anew. `names` are those of talents and posts; floors count unless stable is claimed."""
    found = wrongs(lists, quotas, seats, lots, floors=claim != STABLE)
    rows = list(filled_places(quotas, seats, names[1]))
    placed = int((seats >= 0).sum())
    talent, post = found.first
    return Certificate(
        claim,
        notion_of(found),
        placed,
        len(seats) - placed,
        found.envy,
        found.claims + found.uneven + found.evened,
        found.evened,
        found.bound,
        found.outside,
        lists.tied and lots is not None,
        (str(names[0][talent]), str(names[1][post])) if talent >= 0 else None,
        tuple(row for row in rows if row.filled < row.floor),
        tuple(row for row in rows if row.cap is not None and row.filled > row.cap),
        **more,
    )


def notion_of(found: Wrongs) -> str:
    if found.envy or found.claims or found.outside:
        return NONE
    if found.uneven:
        return WEAK
    return KAMADA_KOJIMA if found.evened else STRONG


def filled_places(quotas: Quotas, seats: np.ndarray, posts: Sequence[Any]) -> Iterator[Filled]:
    """Every region, then every post, with what it holds; only those that miss or have a quota need be looked at."""
    filled, held = quotas.counts(seats)
    for region, name in enumerate(quotas.regions):
        cap = int(quotas.region_cap[region])
        floor = int(quotas.region_floor[region])
        yield Filled(str(name), True, int(held[region]), floor, cap if cap >= 0 else None)
    missed = np.flatnonzero((filled < quotas.floor) | (filled > quotas.capacity))
    for post in missed.tolist():
        row = (int(filled[post]), int(quotas.floor[post]), int(quotas.capacity[post]))
        yield Filled(str(posts[post]), False, *row)
