"""Control charts (控制图) of error rates over time: what the board plots, and which periods give a signal.

Sources: Montgomery, Statistical Quality Control, on p, u and g charts; where a period is too small for three standard
deviations, limits are the exact quantiles at the same risk. CUSUM: Page, Biometrika 41 (1954) 100; with a limit of
log(A) a false signal comes once in A periods at most, on average (Lorden, Ann. Math. Statist. 42 (1971) 1897).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rencai.supervision.distributions import binomial_cdf, normal_quantile, poisson_cdf
from rencai.supervision.problems import between, supervision_error

SIGMAS = 3.0
ENOUGH = 5
HIGH, LOW, RISING = "high", "low", "rising"


@dataclass(frozen=True)
class Period:
    """A period with how many were checked (or decided) and how many of them were wrong."""

    name: str
    n: int
    wrong: int


@dataclass(frozen=True)
class Point:
    """A point of a chart: `signal` is high, low, rising, or empty."""

    period: str
    n: int
    value: float
    lower: float
    centre: float
    upper: float
    signal: str = ""


def p_chart(periods: Sequence[Period], *, centre: float | None = None, sigmas: float = SIGMAS) -> list[Point]:
    """Shares of wrong cases, around `centre` or their mean. Small periods have exact binomial limits."""
    _checked(periods, most_one=True)
    middle = _mean(periods) if centre is None else centre
    return [_point(period, middle, *_p_limits(period.n, middle, sigmas)) for period in periods if period.n]


def u_chart(periods: Sequence[Period], *, centre: float | None = None, sigmas: float = SIGMAS) -> list[Point]:
    """Faults per case, of which a case may have several. Small periods have exact Poisson limits."""
    _checked(periods, most_one=False)
    middle = _mean(periods) if centre is None else centre
    return [_point(period, middle, *_u_limits(period.n, middle, sigmas)) for period in periods if period.n]


def g_chart(gaps: Sequence[int], *, rate: float | None = None, sigmas: float = SIGMAS) -> list[Point]:
    """How many right cases stand between two wrong ones; for errors so rare that shares are mostly 0.

    A gap below the lower limit (signal `high`) means that errors come too often. Limits are quantiles of the geometric
    distribution.
    """
    if not gaps or min(gaps) < 0:
        raise supervision_error("gaps are whole numbers from 0, one at least")
    share = len(gaps) / (sum(gaps) + len(gaps)) if rate is None else rate
    between(share, "rate", 0, 1.0000001)
    mean = (1 - share) / share
    risk = 1 - _side(sigmas)
    lower, upper = _geometric_quantile(risk, share), _geometric_quantile(1 - risk, share)
    return [
        Point(str(place), 1, gap, lower, mean, upper, HIGH if gap < lower else LOW if gap > upper else "")
        for place, gap in enumerate(gaps, 1)
    ]


def cusum(periods: Sequence[Period], *, target: float, shifted: float, false_alarm_every: float = 1_000) -> list[Point]:
    """Evidence that the rate has risen from `target` to `shifted`, added up; `rising` once it passes the limit.

    Each period adds the logarithm of its likelihood ratio; the sum never falls below 0.
    """
    _checked(periods, most_one=True)
    between(target, "target", 0, 1)
    between(shifted, "shifted", target, 1)
    limit, total, points = math.log(false_alarm_every), 0.0, []
    for period in periods:
        right = period.n - period.wrong
        evidence = period.wrong * math.log(shifted / target) + right * math.log((1 - shifted) / (1 - target))
        total = max(0.0, total + evidence)
        points.append(Point(period.name, period.n, total, 0.0, 0.0, limit, RISING if total >= limit else ""))
    return points


def _checked(periods: Iterable[Period], *, most_one: bool) -> None:
    for period in periods:
        if period.n < 0 or period.wrong < 0 or (most_one and period.wrong > period.n):
            raise supervision_error(
                "period {name}: {wrong} wrong of {n} cannot be", name=period.name, wrong=period.wrong, n=period.n
            )


def _mean(periods: Sequence[Period]) -> float:
    cases = sum(period.n for period in periods)
    return sum(period.wrong for period in periods) / cases if cases else 0.0


def _side(sigmas: float) -> float:
    """The probability below +sigmas: 0.99865 for three."""
    return 0.5 * (1 + math.erf(sigmas / math.sqrt(2)))


def _p_limits(n: int, centre: float, sigmas: float) -> tuple[float, float]:
    if min(centre, 1 - centre) * n >= ENOUGH:
        reach = sigmas * math.sqrt(centre * (1 - centre) / n)
        return max(0.0, centre - reach), min(1.0, centre + reach)
    return _exact(lambda found: binomial_cdf(found, n, centre), n, n, sigmas)


def _u_limits(n: int, centre: float, sigmas: float) -> tuple[float, float]:
    if centre * n >= ENOUGH:
        reach = sigmas * math.sqrt(centre / n)
        return max(0.0, centre - reach), centre + reach
    most = math.ceil(centre * n + 20 + 10 * normal_quantile(0.999999))
    return _exact(lambda found: poisson_cdf(found, n * centre), most, n, sigmas)


def _exact(cdf: Callable[[int], float], most: int, n: int, sigmas: float) -> tuple[float, float]:
    """The smallest counts that leave the risk of `sigmas` below and above; as a share of n."""
    side = _side(sigmas)
    lower = next(found for found in range(most + 1) if cdf(found) > 1 - side)
    upper = next(found for found in range(most + 1) if cdf(found) >= side)
    return lower / n, upper / n


def _geometric_quantile(probability: float, rate: float) -> float:
    """The smallest gap g with P(G ≤ g) = 1 − (1 − rate)^(g+1) ≥ probability."""
    if rate >= 1:
        return 0.0
    return float(max(0, math.ceil(math.log(1 - probability) / math.log(1 - rate) - 1)))


def _point(period: Period, centre: float, lower: float, upper: float) -> Point:
    value = period.wrong / period.n
    slack = 1e-12
    signal = HIGH if value > upper + slack else LOW if value < lower - slack else ""
    return Point(period.name, period.n, value, lower, centre, upper, signal)
