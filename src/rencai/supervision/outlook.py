"""What more checks would tell, before the plan is fixed (如果抽查加倍)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rencai.supervision.distributions import binomial_cdf, clopper_pearson, finite_interval
from rencai.supervision.frame import read_frame
from rencai.supervision.plan import Plan, Special
from rencai.supervision.problems import between, supervision_error
from rencai.supervision.rules import Monetary
from rencai.supervision.strata import stratified

RATES = (0.02, 0.05, 0.10, 0.20)


@dataclass(frozen=True)
class Outlook:
    """What a number of checks would tell of one body, as if they were drawn from all its decisions alike.

    `width`: of the interval, if a share `expected` of those checked is wrong. `detectable`: the rate of which at least
    one case is found with the plan's confidence. `power`: by true rate, the chance that the lower bound exceeds the
    tolerable rate, so that something follows.
    """

    body: str
    decisions: int
    checks: int
    factor: float
    width: float
    detectable: float
    power: dict[float, float]


def what_if(
    plan: Plan,
    frame: Any,
    *,
    factor: float = 2,
    expected: float = 0.01,
    tolerable: float = 0.05,
    rates: Sequence[float] = RATES,
) -> list[Outlook]:
    """Two rows for each body: with the plan's checks, and with `factor` times as many. Needs no seed."""
    if factor <= 0:
        raise supervision_error("factor is {value}, but is above 0", value=factor)
    between(tolerable, "tolerable", 0, 1)
    groups = stratified(read_frame(frame, plan), plan)
    totals: dict[str, list[int]] = {}
    for stratum, rule in zip(groups.strata, groups.rules, strict=True):
        money = min(stratum.cases, rule.units(stratum.cases)) if isinstance(rule, Monetary) else stratum.drawn
        cases, checks = totals.setdefault(stratum.body, [0, 0])
        totals[stratum.body] = [cases + stratum.cases, checks + money]
    return [
        outlook(body, cases, min(cases, round(checks * times)), times, plan.confidence, expected, tolerable, rates)
        for body, (cases, checks) in sorted(totals.items())
        for times in (1.0, float(factor))
    ]


def unused_rules(plan: Plan, frame: Any) -> list[Special]:
    """The plan's special rules that fit no stratum of the frame: a label may be misspelt, or had no decisions."""
    labels = [stratum.labels for stratum in stratified(read_frame(frame, plan), plan).strata]
    return [special for special in plan.rules if not any(special.covers(each) for each in labels)]


def outlook(
    body: str,
    cases: int,
    checks: int,
    factor: float,
    confidence: float,
    expected: float,
    tolerable: float,
    rates: Sequence[float],
) -> Outlook:
    found = round(expected * checks)
    width = finite_interval(found, checks, cases, confidence).width
    detectable = 1 - (1 - confidence) ** (1 / checks) if checks < cases else 1 / cases
    least = _least_that_counts(checks, tolerable, confidence)
    power = {rate: 1 - binomial_cdf(least - 1, checks, rate) for rate in rates}
    return Outlook(body, cases, checks, factor, width, detectable, power)


def _least_that_counts(n: int, tolerable: float, confidence: float) -> int:
    """The smallest number of wrong cases whose lower bound exceeds the tolerable rate; n + 1 where none does."""
    low, high = math.floor(tolerable * n), n + 1
    while low < high:
        middle = (low + high) // 2
        if middle <= n and clopper_pearson(middle, n, confidence).lower <= tolerable:
            low = middle + 1
        else:
            high = middle
    return low
