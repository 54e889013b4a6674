"""The strata (层) of a frame: body × category × decision × amount, the cases above the threshold apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from rencai.supervision.frame import Cents, Frame
from rencai.supervision.plan import Plan
from rencai.supervision.rules import Attribute, Monetary, Rule

WHOLE, NO_MONEY = "whole", "no money"
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Stratum:
    """A part of the frame that is drawn by one rule.

    `cases` and `cents` are those of the frame, `drawn` those to be checked. `rule` is the name of the rule; `part` is
    `whole` above the threshold, `no money` where a monetary rule finds none, else empty. `units` and `interval` (cents)
    belong to monetary rules, `accept` to attribute plans.
    """

    key: str
    labels: Mapping[str, str]
    part: str
    rule: str
    cases: int
    cents: int
    largest: int
    drawn: int = 0
    units: int = 0
    interval: int = 0
    accept: int | None = None

    @property
    def body(self) -> str:
        return self.labels["body"]

    @property
    def is_whole(self) -> bool:
        """Whether every case of it is checked."""
        return self.drawn == self.cases

    def data(self) -> dict[str, Any]:
        return {**self.__dict__, "labels": dict(self.labels)}


@dataclass(frozen=True)
class Stratification:
    """`codes` gives each row the number of its stratum; `rules` are those of the strata, None where all are taken."""

    codes: Codes
    strata: list[Stratum]
    rules: list[Rule | None]


def stratified(frame: Frame, plan: Plan) -> Stratification:
    """Strata in order of their keys, so that the order of rows plays no part."""
    cents = frame.cents
    codes, names = _crossed(frame, plan, cents)
    parts = _parts(plan, cents, codes, names)
    combined, inverse = np.unique(codes * 3 + parts, return_inverse=True)
    strata = [_stratum(plan, names, int(code)) for code in combined]
    order = sorted(range(len(strata)), key=lambda place: strata[place][0].key)
    renamed = np.empty(len(order), dtype=np.int64)
    renamed[order] = np.arange(len(order))
    numbers = renamed[inverse]
    return _counted(numbers, cents, [strata[place] for place in order])


def _crossed(frame: Frame, plan: Plan, cents: Cents) -> tuple[Codes, list[tuple[str, list[str]]]]:
    """One number for each combination of labels; and each dimension with its labels."""
    codes = np.zeros(len(frame), dtype=np.int64)
    names: list[tuple[str, list[str]]] = []
    for name in plan.strata:
        values, labels = _dimension(frame, plan, name, cents)
        codes = codes * len(labels) + values
        names.append((name, labels))
    return codes, names


def _dimension(frame: Frame, plan: Plan, name: str, cents: Cents) -> tuple[Codes, list[str]]:
    if name == "amount":
        limits = np.array([round(band * 100) for band in plan.bands], dtype=np.int64)
        return np.searchsorted(limits, cents, side="right").astype(np.int64), band_labels(plan.bands)
    encoded = frame.table[name].combine_chunks().dictionary_encode()
    return encoded.indices.to_numpy().astype(np.int64), encoded.dictionary.to_pylist()


def band_labels(bands: tuple[float, ...]) -> list[str]:
    """`0-50000`, `50000-200000`, `200000+`: from the first to below the second."""
    edges = [f"{band:g}" if band < 1e6 else f"{band:.0f}" for band in (0.0, *bands)]
    return [f"{low}-{high}" for low, high in pairwise(edges)] + [f"{edges[-1]}+"]


def _parts(plan: Plan, cents: Cents, codes: Codes, names: list[tuple[str, list[str]]]) -> Codes:
    """0 for most, 1 above the threshold, 2 without money under a monetary rule."""
    parts = np.zeros(len(cents), dtype=np.int64)
    if plan.whole_above is not None:
        parts[cents >= round(plan.whole_above * 100)] = 1
    monetary = [code for code in np.unique(codes) if isinstance(plan.rule_for(_labels(names, int(code))), Monetary)]
    if monetary:
        parts[(cents == 0) & np.isin(codes, monetary)] = 2
    return parts


def _labels(names: list[tuple[str, list[str]]], code: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, labels in reversed(names):
        code, place = divmod(code, len(labels))
        found[name] = labels[place]
    return {name: found[name] for name, _ in names}


def _stratum(plan: Plan, names: list[tuple[str, list[str]]], code: int) -> tuple[Stratum, Rule | None]:
    labels, part = _labels(names, code // 3), ("", WHOLE, NO_MONEY)[code % 3]
    rule = {"": plan.rule_for(labels), WHOLE: None, NO_MONEY: plan.rule_without_money()}[part]
    escaped = (label.replace("\\", "\\\\").replace("|", "\\|") for label in labels.values())
    key = " | ".join([*escaped, *([part] if part else [])])
    return Stratum(key, labels, part, rule.kind if rule else WHOLE, 0, 0, 0), rule


def by_code(codes: Codes) -> Codes:
    """The rows in order of their codes, and as they were within each."""
    # Of two bytes, numpy counts instead of comparing: ten times as fast.
    small = codes.astype(np.uint16) if len(codes) and codes.max() < 2**16 else codes
    return np.asarray(np.argsort(small, kind="stable"), dtype=np.int64)


def _counted(numbers: Codes, cents: Cents, strata: list[tuple[Stratum, Rule | None]]) -> Stratification:
    cases = np.bincount(numbers, minlength=len(strata))
    # Money as whole numbers: a float would lose cents beyond 2**53.
    order = by_code(numbers)
    starts = np.concatenate(([0], np.cumsum(cases)[:-1]))
    sums, most = np.add.reduceat(cents[order], starts), np.maximum.reduceat(cents[order], starts)
    counted = [
        _with_counts(stratum, rule, int(cases[place]), int(sums[place]), int(most[place]))
        for place, (stratum, rule) in enumerate(strata)
    ]
    return Stratification(numbers, counted, [rule for _, rule in strata])


def _with_counts(stratum: Stratum, rule: Rule | None, cases: int, cents: int, largest: int) -> Stratum:
    drawn = cases if rule is None else 0 if isinstance(rule, Monetary) else rule.size(cases)
    accept = rule.accepts(cases) if isinstance(rule, Attribute) else None
    return Stratum(stratum.key, stratum.labels, stratum.part, stratum.rule, cases, cents, largest, drawn, accept=accept)
