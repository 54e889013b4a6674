"""Error rates and money at stake from the findings on a draw, by body and for all.

A stratum that was checked whole is known. One sampled stratum gives exact finite-population bounds; several give those
of `bounds`. Unanswered cases, where they are allowed, count as right in lower and as wrong in upper bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rencai.supervision.bounds import Floats, Sampled, lower_total, stringer_bound, upper_total
from rencai.supervision.distributions import Interval, clopper_pearson, finite_bounds
from rencai.supervision.drawn import NAMED, Draw
from rencai.supervision.findings import Answer, CaseFinding, read_findings
from rencai.supervision.plan import GRANTED, REFUSED
from rencai.supervision.problems import between, one_of, supervision_error
from rencai.supervision.regression import Pair, regressed
from rencai.supervision.results import Estimate, Group, Money, Rate
from rencai.supervision.strata import Stratum

REFUSE, WORST = "refuse", "worst"
ERRORS = GRANTED_WRONGLY, REFUSED_WRONGLY, WRONG = "wrongly_granted", "wrongly_refused", "wrong"


@dataclass
class Cell:
    """A stratum and what was found in it. `found` counts wrong cases by kind, `raised` their estimate in the frame."""

    stratum: Stratum
    answered: int = 0
    found: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ERRORS, 0))
    raised: dict[str, float] = field(default_factory=lambda: dict.fromkeys(ERRORS, 0.0))
    over: int = 0
    under: int = 0
    right: int = 0
    raised_over: float = 0.0
    raised_under: float = 0.0
    whole_over: int = 0
    whole_cents: int = 0
    taints: list[float] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)

    @property
    def unanswered(self) -> int:
        return self.stratum.drawn - self.answered

    @property
    def is_money(self) -> bool:
        return self.stratum.rule == "monetary" and not self.stratum.is_whole


def estimate(findings: Any, draw: Draw, *, confidence: float | None = None, unanswered: str = REFUSE) -> Estimate:
    """Rates of wrong decisions with their intervals, and money in error.

    `findings` is a table or a path (see `read_findings`). `unanswered`: `refuse` where each drawn case must be
    answered, `worst` where missing answers shall widen the intervals. Raises SupervisionError.
    """
    confidence = draw.plan.confidence if confidence is None else confidence
    between(confidence, "confidence", 0, 1)
    one_of(unanswered, "unanswered", (REFUSE, WORST))
    found = read_findings(findings, draw)
    if unanswered == REFUSE:
        _all_answered(found, draw)
    cells = _cells(found, draw)
    by_body: dict[str, list[Cell]] = {}
    for cell in cells:
        by_body.setdefault(cell.stratum.body, []).append(cell)
    bodies = tuple(_group(body, by_body[body], confidence) for body in sorted(by_body))
    return Estimate(confidence, bodies, _group("", cells, confidence))


def _all_answered(found: dict[str, CaseFinding], draw: Draw) -> None:
    missing = [name for name in draw.ids if name not in found]
    if missing:
        raise supervision_error(
            "{n} drawn cases have no finding: {ids}; answer them, or let them count at their worst",
            n=len(missing),
            ids=missing[:NAMED],
        )


def _cells(found: dict[str, CaseFinding], draw: Draw) -> list[Cell]:
    cells = {stratum.key: Cell(stratum) for stratum in draw.strata}
    for case in draw.cases.to_pylist():
        finding = found.get(case["id"])
        if finding is not None:
            _add(cells[case["stratum"]], case, finding)
    return list(cells.values())


def _add(cell: Cell, case: dict[str, Any], finding: CaseFinding) -> None:
    kind, over, under = judged(case, finding.answer)
    cell.answered += 1
    weight = _weight(cell, case)
    if kind:
        for name in (kind, WRONG):
            cell.found[name] += 1
            cell.raised[name] += weight
    cell.over, cell.under, cell.right = cell.over + over, cell.under + under, cell.right + case["cents"] - over
    cell.raised_over, cell.raised_under = cell.raised_over + weight * over, cell.raised_under + weight * under
    if case["hits"] == 0:
        cell.whole_over, cell.whole_cents = cell.whole_over + over, cell.whole_cents + case["cents"]
    elif cell.is_money:
        cell.taints.extend([over / case["cents"]] * case["hits"])
    if finding.review is not None:
        second, *_ = judged(case, finding.review)
        cell.pairs.append(Pair(float(bool(kind)), float(bool(second))))


def _weight(cell: Cell, case: dict[str, Any]) -> float:
    """How many cases of the frame one stands for: what is unanswered is left out later, in `_point`."""
    hits = case["hits"] if cell.is_money and case["hits"] else 1
    return float(hits / case["probability"])


def judged(case: dict[str, Any], answer: Answer) -> tuple[str, int, int]:
    """(kind of error or nothing, cents granted too much, cents granted too little)."""
    booked = case["cents"] if case["decision"] == GRANTED else 0
    right = 0 if answer.decision == REFUSED else case["cents"] if answer.cents is None else answer.cents
    kind = ""
    if case["decision"] != answer.decision:
        kind = GRANTED_WRONGLY if answer.decision == REFUSED else REFUSED_WRONGLY
    return kind, max(0, booked - right), max(0, right - booked)


def _group(body: str, cells: Sequence[Cell], confidence: float) -> Group:
    return Group(
        body,
        decisions=sum(cell.stratum.cases for cell in cells),
        checked=sum(cell.answered for cell in cells),
        unanswered=sum(cell.unanswered for cell in cells),
        **_rates(cells, confidence),
        overpaid=_money(cells, confidence),
        underpaid=sum(cell.raised_under * _answered_share(cell) for cell in cells) / 100,
        regressed=regressed(
            [(cell.stratum.cases, cell.answered, cell.found[WRONG], cell.pairs) for cell in cells], confidence
        ),
    )


def _answered_share(cell: Cell) -> float:
    return cell.stratum.drawn / cell.answered if cell.answered else 0.0


def _rates(cells: Sequence[Cell], confidence: float) -> dict[str, Rate]:
    total = sum(cell.stratum.cases for cell in cells)
    frame, process = _frame_bounds(cells, confidence), _process_bounds(cells, confidence)
    return {kind: _rate(cells, kind, total, frame[kind], process[kind]) for kind in ERRORS}


def _rate(cells: Sequence[Cell], kind: str, total: int, frame: Interval, process: Interval) -> Rate:
    point = sum(cell.raised[kind] * _answered_share(cell) for cell in cells)
    estimated = min(max(point, frame.lower), frame.upper) / total
    found = sum(cell.found[kind] for cell in cells)
    return Rate(found, estimated, frame.lower / total, frame.upper / total, process.lower, process.upper)


Bounds = dict[str, Interval]


def _frame_bounds(cells: Sequence[Cell], confidence: float) -> Bounds:
    """Bounds of the number of wrong cases in the frame, by kind."""
    sampled = [cell for cell in cells if _is_sampled(cell)]
    known = [cell for cell in cells if not _is_sampled(cell)]
    within = dict.fromkeys(ERRORS, Interval(0.0, 0.0))
    if len(sampled) == 1:
        within = {kind: _exact(sampled[0], kind, confidence) for kind in ERRORS}
    elif sampled:
        cases, n, found, missing = _arrays(sampled)
        strata = Sampled(cases, n, found / cases, (cases - n + found + missing) / cases)
        within = _bounded(strata, found, missing, confidence)
    return {kind: _with_known(within[kind], known, kind) for kind in ERRORS}


def _is_sampled(cell: Cell) -> bool:
    return bool(cell.stratum.drawn) and not cell.stratum.is_whole and not cell.is_money


def _with_known(within: Interval, known: Sequence[Cell], kind: str) -> Interval:
    """What was checked whole is known; of what was drawn as money no more is known than what was seen."""
    lower = sum(cell.found[kind] for cell in known)
    upper = sum(cell.stratum.cases - cell.answered + cell.found[kind] for cell in known)
    return Interval(within.lower + lower, within.upper + upper)


def _exact(cell: Cell, kind: str, confidence: float) -> Interval:
    n, cases, found = cell.stratum.drawn, cell.stratum.cases, cell.found[kind]
    least, most = finite_bounds(found, n, cases, confidence)
    if cell.unanswered:
        most = finite_bounds(found + cell.unanswered, n, cases, confidence)[1]
    return Interval(least, most)


def _arrays(cells: Sequence[Cell]) -> tuple[Floats, Floats, Floats, Floats]:
    """cases and n by stratum; wrong ones found by kind and stratum; unanswered by stratum."""
    counts = [(cell.stratum.cases, cell.stratum.drawn, cell.unanswered) for cell in cells]
    cases, n, missing = np.array(counts, dtype=float).T
    return cases, n, np.array([[cell.found[kind] for cell in cells] for kind in ERRORS], dtype=float), missing


def _bounded(strata: Sampled, found: Floats, missing: Floats, confidence: float) -> Bounds:
    risk = (1 - confidence) / 2
    lower, upper = lower_total(strata, found, risk), upper_total(strata, found + missing, risk)
    return {kind: Interval(float(lower[row]), float(upper[row])) for row, kind in enumerate(ERRORS)}


def _process_bounds(cells: Sequence[Cell], confidence: float) -> Bounds:
    """Bounds of the rate behind the frame; what was drawn as money says nothing of it."""
    sampled = [cell for cell in cells if cell.stratum.drawn and not cell.is_money]
    total = sum(cell.stratum.cases for cell in cells)
    share = sum(cell.stratum.cases for cell in sampled) / total
    within = dict.fromkeys(ERRORS, Interval(0.0, 0.0))
    if len(sampled) == 1:
        within = {kind: _exact_process(sampled[0], kind, confidence) for kind in ERRORS}
    elif sampled:
        cases, n, found, missing = _arrays(sampled)
        strata = Sampled(cases / cases.sum(), n, np.zeros_like(found), np.ones_like(found))
        within = _bounded(strata, found, missing, confidence)
    return {kind: Interval(at.lower * share, at.upper * share + 1 - share) for kind, at in within.items()}


def _exact_process(cell: Cell, kind: str, confidence: float) -> Interval:
    found, n = cell.found[kind], cell.stratum.drawn
    upper = clopper_pearson(found + cell.unanswered, n, confidence).upper
    return Interval(clopper_pearson(found, n, confidence).lower, upper)


def _money(cells: Sequence[Cell], confidence: float) -> Money:
    """Money granted too much. Bounds as for rates, an error measured by the largest amount of its stratum."""
    point = sum(_raised_over(cell) for cell in cells)
    known = [cell for cell in cells if cell.stratum.is_whole or not cell.stratum.drawn or not cell.stratum.cents]
    sampled = [cell for cell in cells if cell not in known]
    lower = float(sum(cell.over for cell in known))
    upper = float(sum(cell.stratum.cents - cell.right for cell in known))
    if sampled:
        within = _money_bounds(sampled, confidence)
        lower, upper = lower + within.lower, upper + within.upper
    estimated = min(max(point, lower), upper)
    found = sum(cell.over for cell in cells)
    return Money(found / 100, estimated / 100, lower / 100, upper / 100, _stringer(cells, confidence))


def _raised_over(cell: Cell) -> float:
    return cell.raised_over * _answered_share(cell)


def _money_bounds(cells: Sequence[Cell], confidence: float) -> Interval:
    rows = [_money_row(cell) for cell in cells]
    mass, n, found, missing, low, high = np.array(rows, dtype=float).T
    strata = Sampled(mass, n, (low / mass)[None, :], np.minimum(1, high / mass)[None, :])
    risk = (1 - confidence) / 2
    base = sum(cell.whole_over for cell in cells)
    lower = float(lower_total(strata, found[None, :], risk)[0])
    return Interval(base + lower, base + float(upper_total(strata, (found + missing)[None, :], risk)[0]))


def _money_row(cell: Cell) -> tuple[float, ...]:
    """(mass, n, errors found, unanswered, least, most) of one stratum, without the cases that were taken whole."""
    stratum = cell.stratum
    low, high = cell.over - cell.whole_over, stratum.cents - cell.right - cell.whole_over
    if cell.is_money:
        missing = stratum.units - len(cell.taints)
        return stratum.cents - cell.whole_cents, max(stratum.units, 1), sum(cell.taints), missing, low, high
    mass = stratum.cases * stratum.largest
    return mass, stratum.drawn, cell.over / stratum.largest, cell.unanswered, low, high


def _stringer(cells: Sequence[Cell], confidence: float) -> float | None:
    """The sum of Stringer's bounds of the strata that were drawn as money; None where there is none."""
    money = [cell for cell in cells if cell.is_money and cell.stratum.units]
    if not money or any(cell.unanswered for cell in money):
        return None
    cents = 0.0
    for cell in money:
        share = stringer_bound([taint for taint in cell.taints if taint], cell.stratum.units, confidence)
        cents += cell.whole_over + share * (cell.stratum.cents - cell.whole_cents)
    return cents / 100
