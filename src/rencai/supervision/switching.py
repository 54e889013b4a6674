"""When a body is checked more or less: the switching rules of ISO 2859-1:1999, 9.3 and 9.4, lot by lot.

normal → tightened   two lots of five or fewer in a row not accepted (9.3.1)
tightened → normal   five lots in a row accepted (9.3.2)
normal → reduced     a switching score of 30, steady work, and the authority agrees (9.3.3)
reduced → normal     a lot not accepted, unsteady work, or the authority says so (9.3.4)
discontinued         five lots not accepted while tightened (9.4); resumed as tightened

The score (9.3.3.2) starts at 0 with normal inspection. An acceptance number of 2 or more: plus 3 if the lot would have
been accepted with the AQL one step tighter, else back to 0. Of 0 or 1: plus 2 if the lot is accepted, else back to 0.
Lots that were submitted again do not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rencai.messages import Message
from rencai.supervision.iso2859 import AQLS, SinglePlan, aql_place, code_letter, single_plan
from rencai.supervision.problems import supervision_error

NORMAL, TIGHTENED, REDUCED, DISCONTINUED = "normal", "tightened", "reduced", "discontinued"
NEEDED_SCORE, RUN, FAILED_OF_RUN, FAILED_TIGHTENED = 30, 5, 2, 5

TO_TIGHTENED = Message("two of five lots in a row were not accepted")
TO_NORMAL = Message("five lots in a row were accepted")
TO_REDUCED = Message("the switching score has reached 30 and the work is steady")
BACK_TO_NORMAL = Message("a lot was not accepted under reduced checking")
UNSTEADY = Message("the work is no longer steady")
STOPPED = Message("five lots were not accepted under tightened checking")


@dataclass(frozen=True)
class Lot:
    """The decisions of one period: how many, and how many of those checked were wrong.

    `original`: not a lot that was submitted again. `steady`: the work goes on as before, and the authority agrees that
    less is checked.
    """

    cases: int
    wrong: int
    original: bool = True
    steady: bool = True


@dataclass(frozen=True)
class Standing:
    """Where a body stands: its severity, the switching score, the lots since the last switch (True: accepted)."""

    severity: str = NORMAL
    score: int = 0
    recent: tuple[bool, ...] = ()
    failed: int = 0


@dataclass(frozen=True)
class Step:
    """One lot: the plan that held, whether it was accepted, where the body stands afterwards, why it switched."""

    lot: Lot
    plan: SinglePlan
    accepted: bool
    standing: Standing
    reason: Message | None = None


@dataclass(frozen=True)
class Scheme:
    """Level and AQL of a body's lots."""

    aql: float = 1.0
    level: str = "II"

    def plan(self, lot: Lot, severity: str) -> SinglePlan:
        found = single_plan(code_letter(lot.cases, self.level), self.aql, severity)
        return found._replace(n=min(found.n, lot.cases))

    def accepts_one_step_tighter(self, lot: Lot, letter: str) -> bool:
        place = aql_place(self.aql)
        return place > 0 and lot.wrong <= single_plan(letter, AQLS[place - 1]).accept


def switched(lots: Iterable[Lot], scheme: Scheme, standing: Standing | None = None) -> list[Step]:
    """The steps of a history, from normal inspection or from `standing`."""
    steps: list[Step] = []
    now = standing or Standing()
    for lot in lots:
        steps.append(step(lot, scheme, now))
        now = steps[-1].standing
    return steps


def step(lot: Lot, scheme: Scheme, standing: Standing) -> Step:
    """What one lot does. SupervisionError while a body is discontinued, and for more wrong cases than were checked."""
    if standing.severity == DISCONTINUED:
        raise supervision_error("checking by lots is discontinued; it is resumed when the causes have been put right")
    plan = scheme.plan(lot, standing.severity)
    if not 0 <= lot.wrong <= plan.n:
        raise supervision_error(
            "{wrong} wrong cases cannot be: {n} were checked of a lot of {cases}",
            wrong=lot.wrong,
            n=plan.n,
            cases=lot.cases,
        )
    accepted = lot.wrong <= plan.accept
    if not lot.original:
        return Step(lot, plan, accepted, standing)
    after, reason = RULES[standing.severity](lot, scheme, plan, accepted, standing)
    return Step(lot, plan, accepted, after, reason)


def resumed(standing: Standing) -> Standing:
    """After the causes have been put right: tightened, counted anew (9.4)."""
    if standing.severity != DISCONTINUED:
        raise supervision_error("checking by lots is not discontinued; there is nothing to resume")
    return Standing(TIGHTENED)


After = tuple[Standing, Message | None]


def _normal(lot: Lot, scheme: Scheme, plan: SinglePlan, accepted: bool, standing: Standing) -> After:
    recent = (*standing.recent, accepted)[-RUN:]
    if recent.count(False) >= FAILED_OF_RUN:
        return Standing(TIGHTENED), TO_TIGHTENED
    now = replace(standing, score=_score(lot, scheme, plan, accepted, standing.score), recent=recent)
    if now.score >= NEEDED_SCORE and lot.steady:
        return Standing(REDUCED, now.score), TO_REDUCED
    return now, None


def _score(lot: Lot, scheme: Scheme, plan: SinglePlan, accepted: bool, score: int) -> int:
    if plan.accept >= 2:
        return score + 3 if accepted and scheme.accepts_one_step_tighter(lot, plan.letter) else 0
    return score + 2 if accepted else 0


def _tightened(lot: Lot, scheme: Scheme, plan: SinglePlan, accepted: bool, standing: Standing) -> After:
    recent = (*standing.recent, accepted)[-RUN:]
    if recent == (True,) * RUN:
        return Standing(), TO_NORMAL
    failed = standing.failed + (not accepted)
    if failed >= FAILED_TIGHTENED:
        return Standing(DISCONTINUED, failed=failed), STOPPED
    return Standing(TIGHTENED, recent=recent, failed=failed), None


def _reduced(lot: Lot, scheme: Scheme, plan: SinglePlan, accepted: bool, standing: Standing) -> After:
    if not accepted:
        return Standing(), BACK_TO_NORMAL
    return (standing, None) if lot.steady else (Standing(), UNSTEADY)


RULES = {NORMAL: _normal, TIGHTENED: _tightened, REDUCED: _reduced}
