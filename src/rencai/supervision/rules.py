"""The rules of a sampling plan: how many cases of a stratum are checked, and how they are chosen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from rencai.supervision.iso2859 import LEVELS, SEVERITIES, aql_place, lot_plan
from rencai.supervision.problems import at_least, between, one_of, supervision_error
from rencai.supervision.sizes import LIKELIHOODS, discovery_size, monetary_size

SELECTIONS = ("interval", "cell")


@dataclass(frozen=True)
class Discovery:
    """So many cases that, if all are right, the rate of wrong ones is below `tolerable` (发现抽样)."""

    kind: ClassVar[str] = "discovery"
    confidence: float = 0.95
    tolerable: float = 0.05

    def __post_init__(self) -> None:
        between(self.confidence, "confidence", 0, 1)
        between(self.tolerable, "tolerable", 0, 1)

    def size(self, cases: int) -> int:
        return min(cases, discovery_size(self.confidence, self.tolerable, cases))


@dataclass(frozen=True)
class Attribute:
    """A single sampling plan of ISO 2859-1 for the stratum as one lot (计数抽样)."""

    kind: ClassVar[str] = "attribute"
    level: str = "II"
    aql: float = 1.0
    severity: str = "normal"

    def __post_init__(self) -> None:
        one_of(self.level, "level", LEVELS)
        one_of(self.severity, "severity", SEVERITIES)
        aql_place(self.aql)

    def size(self, cases: int) -> int:
        return lot_plan(cases, self.aql, level=self.level, severity=self.severity).n

    def accepts(self, cases: int) -> int:
        """The acceptance number."""
        return lot_plan(cases, self.aql, level=self.level, severity=self.severity).accept


@dataclass(frozen=True)
class Monetary:
    """Monetary units instead of cases (货币单元抽样): a case is drawn in proportion to its amount.

    `materiality` and `expected` are shares of the stratum's money. Cases larger than the interval are taken whole.
    """

    kind: ClassVar[str] = "monetary"
    materiality: float = 0.05
    expected: float = 0.0
    confidence: float = 0.95
    likelihood: str = "poisson"
    selection: str = "interval"

    def __post_init__(self) -> None:
        between(self.materiality, "materiality", 0, 1)
        between(self.confidence, "confidence", 0, 1)
        one_of(self.likelihood, "likelihood", LIKELIHOODS)
        one_of(self.selection, "selection", SELECTIONS)
        if not 0 <= self.expected < self.materiality:
            raise supervision_error(
                "expected is {value}, but lies from 0 to below materiality ({limit})",
                value=self.expected,
                limit=self.materiality,
            )

    def units(self, cases: int) -> int:
        """How many monetary units are drawn; the hypergeometric likelihood counts cases as units."""
        population = cases if self.likelihood == "hypergeometric" else None
        return monetary_size(self.materiality, self.expected, self.confidence, self.likelihood, population)


@dataclass(frozen=True)
class Share:
    """A share of the cases, rounded up, and at least `at_least` of them."""

    kind: ClassVar[str] = "share"
    share: float = 0.1
    at_least: int = 1

    def __post_init__(self) -> None:
        if self.share != 1:
            between(self.share, "share", 0, 1)
        at_least(self.at_least, "at_least", 0)

    def size(self, cases: int) -> int:
        return min(cases, max(self.at_least, math.ceil(round(self.share * cases, 9))))


@dataclass(frozen=True)
class Fixed:
    """So many cases, or all where there are fewer."""

    kind: ClassVar[str] = "fixed"
    n: int = 30

    def __post_init__(self) -> None:
        at_least(self.n, "n", 1)

    def size(self, cases: int) -> int:
        return min(cases, self.n)


Rule = Discovery | Attribute | Monetary | Share | Fixed
KINDS: dict[str, type[Rule]] = {kind.kind: kind for kind in (Discovery, Attribute, Monetary, Share, Fixed)}
