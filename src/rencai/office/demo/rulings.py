"""How the bodies of the demo city decide: who grants what, how fast, and with which faults. Columns alone, no Django.

Three faults are planted: one body grants what does not carry, one is slow, and in a third one approver takes the cases
of one employer and grants them all. Every share here is our own invention.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from rencai.office.demo.dice import Array, Dice

APPROVERS, CLERKS = 3, 2
ORIGINALS, NOTICE = 1, 4
"""Positions of two steps among the six."""
_NOT_CARRYING, _NOT_CARRYING_LENIENT, _NOT_CARRYING_FAVOURED = 0.15, 0.29, 0.5
_WRONGLY_GRANTED, _LENIENTLY_GRANTED, _FAVOURABLY_GRANTED = 0.02, 0.85, 0.95
_WRONGLY_REFUSED = 0.006
_TO_ITS_APPROVER = 0.9
_OPENLY, _OPENLY_LENIENT = 0.3, 0.5
_LATE, _LATE_SLOW = 0.015, 0.45
_PAUSED = 0.1


class Faults(NamedTuple):
    """Which body is lenient, which slow, in which an approver (the first) favours the employer `favoured`."""

    lenient: int
    slow: int
    colluding: int
    favoured: int


class Asked(NamedTuple):
    """What is applied for, a row a case.

    `body` and `employer` are numbers; `limits` the working days of each step (six columns, 0 where the route has no
    such step). `sure` is 1 for what carries and is granted, -1 for what does not and is refused, 0 where it is drawn.
    `decided` is the working day of the decision, `at_step` the step in which it is now; -1 where it is drawn.
    """

    body: Array
    employer: Array
    limits: Array
    sure: Array
    decided: Array
    at_step: Array


class Rulings(NamedTuple):
    """What became of each case. Days are positions in the list of working days.

    `carries` is the truth; `openly` a decision that goes against what the file says. `ended` has a column a step: the
    day on which it ends, or will. `paused` is the length of the pause in the check of originals, 0 for none.
    """

    carries: Array
    granted: Array
    openly: Array
    approver: Array
    clerk: Array
    submitted: Array
    ended: Array
    paused: Array

    @property
    def wrong(self) -> Array:
        wrong: Array = self.carries != self.granted
        return wrong

    @property
    def file_carries(self) -> Array:
        """Whether the file as it was kept carries the grant: a hidden fault is one of the file."""
        return self.carries | (self.granted & ~self.openly)

    @property
    def decided(self) -> Array:
        last: Array = self.ended[:, -1]
        return last


def draw_rulings(dice: Dice, asked: Asked, faults: Faults, first: Array, today: int) -> Rulings:
    """Rulings on `dice.size` cases, submitted on working days from `first` (a day each) to `today`."""
    favoured = (asked.body == faults.colluding) & (asked.employer == faults.favoured)
    approver = np.where(favoured & dice.chance(_TO_ITS_APPROVER), 0, dice.between(0, APPROVERS - 1))
    carries, granted = _judged(dice, asked, faults, favoured & (approver == 0))
    openly = ~carries & granted & dice.chance(np.where(asked.body == faults.lenient, _OPENLY_LENIENT, _OPENLY))
    paused = np.where(dice.chance(_PAUSED), dice.between(3, 12), 0)
    steps = _steps(dice, asked, faults)
    steps[:, ORIGINALS] += paused
    after = steps.cumsum(axis=1)
    submitted = _submitted(dice, asked, steps, after, first, today)
    return Rulings(
        carries,
        granted,
        openly | (carries & ~granted),
        approver,
        dice.between(0, CLERKS - 1),
        submitted,
        submitted[:, None] + after,
        paused,
    )


def _judged(dice: Dice, asked: Asked, faults: Faults, favoured: Array) -> tuple[Array, Array]:
    """Which cases carry, and which are granted."""
    lenient = asked.body == faults.lenient
    share = np.select([favoured, lenient], [_NOT_CARRYING_FAVOURED, _NOT_CARRYING_LENIENT], _NOT_CARRYING)
    wrongly = np.select([favoured, lenient], [_FAVOURABLY_GRANTED, _LENIENTLY_GRANTED], _WRONGLY_GRANTED)
    carries = ~dice.chance(share)
    granted = np.where(carries, ~dice.chance(_WRONGLY_REFUSED), dice.chance(wrongly))
    return (carries & (asked.sure == 0)) | (asked.sure > 0), (granted & (asked.sure == 0)) | (asked.sure > 0)


def _steps(dice: Dice, asked: Asked, faults: Faults) -> Array:
    """Working days that each step takes; the notice runs for just its days."""
    shape = asked.limits.shape
    within = 1 + (dice.rng.random(shape) * asked.limits).astype(np.int64)
    late = dice.rng.random(shape) < np.where(asked.body == faults.slow, _LATE_SLOW, _LATE)[:, None]
    days = np.where(late, asked.limits + dice.rng.geometric(0.3, shape), np.minimum(within, asked.limits))
    days[:, NOTICE] = asked.limits[:, NOTICE]
    return np.where(asked.limits > 0, days, 0)


def _submitted(dice: Dice, asked: Asked, steps: Array, after: Array, first: Array, today: int) -> Array:
    drawn = dice.between(first, today)
    rows, step = np.arange(dice.size), np.maximum(asked.at_step, 0)
    within = (dice.rng.random(dice.size) * steps[rows, step]).astype(np.int64)
    begun = today - within - (after[rows, step] - steps[rows, step])
    ends = np.where(asked.decided >= 0, asked.decided - after[:, -1], drawn)
    return np.where(asked.at_step >= 0, begun, ends)
