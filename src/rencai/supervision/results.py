"""What an estimate tells: rates with their intervals, money with its bounds, by body and for all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from rencai.supervision.distributions import Interval
from rencai.supervision.problems import supervision_error


@dataclass(frozen=True)
class Rate:
    """A share of all decisions of a group.

    `found` wrong cases among those checked. `lower` and `upper` bound the share in the frame itself, exact where one
    stratum was sampled (hypergeometric); `process_lower` and `process_upper` bound the rate of the way of working
    behind it, as if the frame were one of many (Clopper–Pearson).
    """

    found: int
    estimate: float
    lower: float
    upper: float
    process_lower: float
    process_upper: float

    @property
    def interval(self) -> Interval:
        return Interval(self.lower, self.upper)


@dataclass(frozen=True)
class Money:
    """Money in error, in the frame's unit: the estimate with bounds; Stringer's bound where money was drawn."""

    found: float
    estimate: float
    lower: float
    upper: float
    stringer: float | None = None


@dataclass(frozen=True)
class Regressed:
    """A rate corrected by the second level, y + b(X − x) as in 7 CFR 275.23: the checkers' own errors taken out.

    `first_level` is X, the rate by the checkers in the whole sample; `slope` is b; `reviewed` is how many cases both
    levels have seen. The bounds are approximate (two-phase regression, Student's t).
    """

    reviewed: int
    first_level: float
    slope: float
    estimate: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Group:
    """One body, or all of them (`body` is empty)."""

    body: str
    decisions: int
    checked: int
    unanswered: int
    wrongly_granted: Rate
    wrongly_refused: Rate
    wrong: Rate
    overpaid: Money
    underpaid: float
    regressed: Regressed | None = None


@dataclass(frozen=True)
class Estimate:
    """What the findings say of every body and of all together, at one confidence."""

    confidence: float
    bodies: tuple[Group, ...]
    overall: Group

    def of(self, body: str) -> Group:
        for group in self.bodies:
            if group.body == body:
                return group
        raise supervision_error(
            "the frame has no body {name!r}; it has: {names}", name=body, names=[group.body for group in self.bodies]
        )

    def data(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)
