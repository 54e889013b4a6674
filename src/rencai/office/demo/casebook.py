"""The cases of the demo city as they are drawn, before anything is written: who, where, when, how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from rencai.office.accounts.models import User
from rencai.office.demo.applicants import Applicant, Known
from rencai.office.demo.bodies import Named
from rencai.office.demo.dice import Array, Dice, day_number
from rencai.office.demo.rulings import ORIGINALS, Asked, Faults, Rulings, draw_rulings
from rencai.office.demo.writing import next_key
from rencai.office.inbox.deadlines import is_working_day
from rencai.office.recognition.models import Case
from rencai.office.recognition.routes import BY_KIND
from rencai.office.recognition.terms import BodyKind, Step

YEARS: Final = 2
STEPS: Final = tuple(Step)
LENIENT, SLOW, COLLUDING = "xigang", "lvshunkou", "zhongshan"
"""The bodies with planted faults."""
ALIVE: Final = ("ganjingzi", "zhuanghe")
"""Here two cases stand at each step."""
_AHEAD: Final = 90


@dataclass(frozen=True)
class Calendar:
    """Working days in order, and the position of the last one that is not after today."""

    days: list[date]
    today: int

    def at(self, position: int) -> date:
        return self.days[position]

    def upto(self, day: date) -> int:
        """Position of the last working day that is not after `day`; below 0 before the first."""
        return int(np.searchsorted(self._numbers, day_number(day), "right")) - 1

    @cached_property
    def _numbers(self) -> Array:
        return np.array([day_number(day) for day in self.days])


def calendar(on: date) -> Calendar:
    first = on - timedelta(days=366 * YEARS)
    days = [day for number in range(366 * YEARS + _AHEAD) if is_working_day(day := first + timedelta(days=number))]
    return Calendar(days, sum(day <= on for day in days) - 1)


class Openers(NamedTuple):
    """Who applies: talents and employers with an account themselves, agents for all others."""

    talents: dict[int, User]
    employers: dict[int, User]
    agents: list[User]

    def of(self, known: Known) -> User:
        own = self.talents.get(known.talent) or self.employers.get(known.organisation)
        return own or self.agents[known.organisation % len(self.agents)]


@dataclass(frozen=True)
class Row:
    """A case to be written, with all that was drawn for it."""

    key: int
    turn: int
    applicant: Applicant
    body: Named
    opened_by: User
    by_employer: bool
    limits: list[int]
    carries: bool
    granted: bool
    file_carries: bool
    openly: bool
    approver: User
    clerk: User
    submitted: int
    ended: list[int]
    paused: int

    def began(self, step: int) -> int:
        return self.submitted if step == 0 else self.ended[step - 1]

    def steps(self) -> list[int]:
        return [step for step, limit in enumerate(self.limits) if limit]

    def due(self, step: int) -> int:
        return self.began(step) + self.limits[step] + (self.paused if step == ORIGINALS else 0)

    def current(self, today: int) -> int | None:
        """The step in which it is; None once it is decided."""
        return next((step for step in self.steps() if self.ended[step] > today), None)

    def is_owed(self, today: int) -> bool:
        begun = self.began(ORIGINALS) + 1
        return self.current(today) == ORIGINALS and bool(self.paused) and begun <= today < begun + self.paused


def rows_of(
    dice: Dice, bodies: list[Named], applicants: list[Applicant], openers: Openers, favoured: int, days: Calendar
) -> list[Row]:
    """The cases, drawn: those of the high-level talents only where their dates fit."""
    asked = _asked(bodies, applicants, days)
    keys = [one.key for one in bodies]
    faults = Faults(keys.index(LENIENT), keys.index(SLOW), keys.index(COLLUDING), favoured)
    first = np.array([max(days.upto(one.known.started_on + timedelta(days=30)), 0) for one in applicants])
    found = draw_rulings(dice, asked, faults, np.minimum(first, days.today), days.today)
    turns = dice.between(0, 10_000).tolist()
    fits = [_fits(one, days, int(found.submitted[row])) for row, one in enumerate(applicants)]
    start = next_key(Case)
    order = [row for row in np.argsort(found.submitted, kind="stable").tolist() if fits[row]]
    return [
        _row(start + place, turns[row], applicants[row], bodies[applicants[row].body], openers, asked, found, row)
        for place, row in enumerate(order)
    ]


def _row(
    key: int,
    turn: int,
    applicant: Applicant,
    body: Named,
    openers: Openers,
    asked: Asked,
    found: Rulings,
    row: int,
) -> Row:
    return Row(
        key=key,
        turn=turn,
        applicant=applicant,
        body=body,
        opened_by=openers.of(applicant.known),
        by_employer=applicant.known.talent not in openers.talents,
        limits=asked.limits[row].tolist(),
        carries=bool(found.carries[row]),
        granted=bool(found.granted[row]),
        file_carries=bool(found.file_carries[row]),
        openly=bool(found.openly[row]),
        approver=body.officers.approvers[int(found.approver[row])],
        clerk=body.officers.clerks[int(found.clerk[row])],
        submitted=int(found.submitted[row]),
        ended=found.ended[row].tolist(),
        paused=int(found.paused[row]),
    )


def _fits(applicant: Applicant, days: Calendar, submitted: int) -> bool:
    if submitted < 0:
        return False
    known, day = applicant.known, days.at(submitted)
    return known.started_on <= day and (known.honoured_on is None or known.honoured_on <= day)


def _asked(bodies: list[Named], applicants: list[Applicant], days: Calendar) -> Asked:
    limits = np.array([[_days_of(one.body.kind, step) for step in STEPS] for one in bodies])
    body = np.array([one.body for one in applicants])
    high = np.array([one.high for one in applicants])
    recognised = [one.known.recognised_on for one in applicants]
    return Asked(
        body=body,
        employer=np.array([one.known.organisation for one in applicants]),
        limits=limits[body],
        sure=np.where(high, np.where([day is not None for day in recognised], 1, -1), 0),
        decided=np.array([days.upto(day) if day else -1 for day in recognised]),
        at_step=_posed(bodies, applicants, limits),
    )


def _days_of(kind: str, step: Step) -> int:
    route = BY_KIND[BodyKind(kind)]
    return route.limit(step).days if step in route.steps else 0


def _posed(bodies: list[Named], applicants: list[Applicant], limits: Array) -> Array:
    """In the places of ALIVE, two cases stand at each step."""
    at = np.full(len(applicants), -1)
    for place in ALIVE:
        body = next(row for row, one in enumerate(bodies) if one.key == place)
        rows = [row for row, one in enumerate(applicants) if one.body == body and not one.high]
        steps = np.flatnonzero(limits[body])
        for row, step in zip(reversed(rows), [*steps, *steps], strict=False):
            at[row] = step
    return at
