"""Which bodies differ: an order only between those whose intervals do not overlap."""

from __future__ import annotations

from dataclasses import dataclass

from rencai.supervision.estimating import ERRORS, WRONG
from rencai.supervision.problems import one_of
from rencai.supervision.results import Estimate, Group, Rate


@dataclass(frozen=True)
class Comparison:
    """`above` has (worse, better) for each two bodies whose intervals lie apart; all others cannot be told apart.

    `tiers`, the lowest rates first: bodies of different tiers lie apart, those of one tier are linked by overlaps.
    Within a tier and by the tiers' own order nothing is ranked that overlaps.
    """

    kind: str
    tiers: tuple[tuple[str, ...], ...]
    above: tuple[tuple[str, str], ...]


def comparison(found: Estimate, kind: str = WRONG) -> Comparison:
    """The bodies of an estimate compared by `wrong`, `wrongly_granted` or `wrongly_refused`."""
    one_of(kind, "kind", ERRORS)
    groups = sorted(found.bodies, key=lambda group: (_rate(group, kind).lower, group.body))
    above = tuple(
        (worse.body, better.body)
        for better in groups
        for worse in groups
        if _rate(worse, kind).lower > _rate(better, kind).upper
    )
    return Comparison(kind, _tiers(groups, kind), above)


def _rate(group: Group, kind: str) -> Rate:
    rate: Rate = getattr(group, kind)
    return rate


def _tiers(groups: list[Group], kind: str) -> tuple[tuple[str, ...], ...]:
    """Runs of intervals that are linked by overlaps; `groups` in order of their lower bounds."""
    tiers: list[list[str]] = []
    reach = -1.0
    for group in groups:
        rate = _rate(group, kind)
        if rate.lower > reach:
            tiers.append([])
        tiers[-1].append(group.body)
        reach = max(reach, rate.upper)
    return tuple(tuple(sorted(tier)) for tier in tiers)
