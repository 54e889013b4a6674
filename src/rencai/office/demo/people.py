"""Who lives in the demo city: one block of people, subject by subject, each drawn from those before.

Published are the 7.45 million inhabitants (census of 2020), the about 1.9 million talents and the more than 7,000
high-level ones among them (30 May 2022). Every other share here is our own invention and no statistic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from rencai.office.demo.dice import YEAR, Array, Dice, day_in_year, year_of
from rencai.office.demo.names import draw_nations
from rencai.office.demo.organisations import Organisations
from rencai.office.demo.trades import EXPERTS, FIRST, SKILLED, TRADES

HIGH_LEVEL_SHARE: Final = 7_000 / 1_900_000
CATEGORIES: Final = ("top", "leading", "senior", "junior")
# Of a hundred high-level talents; how many there are at least, so that a small city shows each; age; degree weights.
_OF_HUNDRED: Final = (1, 6, 25, 68)
_AT_LEAST: Final = (2, 4, 8, 16)
_AGES: Final = ((46, 68), (40, 58), (35, 54), (28, 44))
_BY_DEGREE: Final = ((0, 0, 0, 1), (0, 0, 0.1, 1), (0, 0.05, 0.4, 1), (0, 0.02, 0.3, 1))
_NONE, _BACHELOR, _MASTER, _DOCTOR = range(4)
_GRADUATION_AGES: Final = np.array([20, 22, 25, 29])
_WINDOW: Final = 10
"""Years for which arrivals and departures are on record."""
_LEFT, _FOREIGN, _NEWCOMER = 0.07, 0.005, 0.42
MOST_JOBS: Final = 4


@dataclass
class People:
    """Columns of one block; days are numbers, -1 stands for "none". `starts`, `ends`, `jobs_at` have a column a job."""

    dice: Dice
    today: int
    employer: Array
    trade: Array = field(init=False)
    place: Array = field(init=False)
    man: Array = field(init=False)
    nation: Array = field(init=False)
    degree: Array = field(init=False)
    graduated: Array = field(init=False)
    birth: Array = field(init=False)
    left_on: Array = field(init=False)
    jobs: Array = field(init=False)
    starts: Array = field(init=False)
    ends: Array = field(init=False)
    jobs_at: Array = field(init=False)
    newcomer: Array = field(init=False)
    occupation: Array = field(init=False)
    first_here: Array = field(init=False)
    category: Array = field(init=False)
    title: Array = field(init=False)

    @property
    def size(self) -> int:
        return self.dice.size

    @property
    def age(self) -> Array:
        return (self.today - self.birth) / YEAR

    @property
    def here(self) -> Array:
        """Whoever has not left the city."""
        return self.left_on < 0

    @property
    def arrived_on(self) -> Array:
        """The day on which the work in the city began."""
        return self.starts[np.arange(self.size), self.first_here]

    def within_window(self, days: Array) -> Array:
        return days > self.today - _WINDOW * YEAR


def high_level_counts(talents: int) -> tuple[int, ...]:
    """How many of each of CATEGORIES a city of `talents` has: the published share, but some of each."""
    most = max(talents // 20, 1)
    return tuple(
        max(round(talents * HIGH_LEVEL_SHARE * share / 100), min(least, most))
        for share, least in zip(_OF_HUNDRED, _AT_LEAST, strict=True)
    )


def draw_people(dice: Dice, organisations: Organisations, today: int, high_level: tuple[int, ...]) -> People:
    """A block of `dice.size` people, of whom as many are of each category as `high_level` says."""
    people = People(dice, today, dice.pick(organisations.weight))
    people.trade, people.place = organisations.trade[people.employer], organisations.place[people.employer]
    _birth_and_study(people)
    _career(people, organisations)
    _title(people)
    _category(people, high_level)
    return people


def _birth_and_study(people: People) -> None:
    dice = people.dice
    weights = np.array([trade.degrees for trade in TRADES.values()], float)
    people.man = dice.chance(0.53)
    people.nation = draw_nations(dice, dice.chance(_FOREIGN))
    degree = dice.pick_by_row(weights, people.trade)
    people.degree = np.where(people.nation >= 0, np.maximum(degree, _BACHELOR), degree)
    working = 0.2 + 36 * dice.rng.beta(1.15, 2.2, dice.size)
    years = year_of(people.today - (working * YEAR).astype(np.int64))
    graduated = day_in_year(years, 6, dice.between(18, 30))
    people.graduated = np.where(
        graduated > people.today - 60, day_in_year(years - 1, 6, dice.between(18, 30)), graduated
    )
    born = year_of(people.graduated) - _GRADUATION_AGES[people.degree] - dice.between(0, 2)
    people.birth = day_in_year(born, 1, dice.between(1, 365))


def _career(people: People, organisations: Organisations) -> None:
    dice = people.dice
    begun = np.minimum(people.graduated + dice.between(12, 200), people.today - 20)
    left = dice.chance(_LEFT) & (people.today - begun > 400)
    earliest = np.maximum(begun + 200, people.today - round(_WINDOW * YEAR) + 1)
    people.left_on = np.where(left, dice.between(earliest, people.today - 10), -1)
    until = np.where(left, people.left_on, people.today)
    people.jobs = np.minimum(1 + dice.rng.poisson((until - begun) / YEAR / 7.5), MOST_JOBS)
    people.starts, people.ends = _spells(people, begun, until)
    last = people.jobs - 1
    people.jobs_at = _employers(people, organisations)
    people.jobs_at[np.arange(dice.size), last] = people.employer
    people.newcomer = dice.chance(_NEWCOMER) | (people.nation >= 0)
    people.first_here = np.where(people.newcomer, dice.between(0, last), 0)
    expert = people.degree > _NONE
    many = np.where(expert, np.array(EXPERTS)[people.trade], np.array(SKILLED)[people.trade])
    offset = np.where(expert, 0, np.array(EXPERTS)[people.trade])
    people.occupation = np.array(FIRST)[people.trade] + offset + dice.between(0, many - 1)


def _employers(people: People, organisations: Organisations) -> Array:
    """For every job an employer of the person's trade."""
    employers = np.zeros((people.size, MOST_JOBS), np.int64)
    for trade in np.unique(people.trade):
        who, there = np.flatnonzero(people.trade == trade), np.flatnonzero(organisations.trade == trade)
        employers[who] = there[people.dice.pick(organisations.weight[there], (len(who), MOST_JOBS))]
    return employers


def _spells(people: People, begun: Array, until: Array) -> tuple[Array, Array]:
    """First and last days of the jobs. A last job that goes on ends with -1, and so do jobs that there are not."""
    dice = people.dice
    cuts = dice.rng.uniform(0.06, 0.97, (dice.size, MOST_JOBS - 1))
    cuts[np.arange(1, MOST_JOBS)[None, :] >= people.jobs[:, None]] = 1.0
    cuts.sort(axis=1)
    edges = np.hstack([np.zeros((dice.size, 1)), cuts, np.ones((dice.size, 1))])
    days = (begun[:, None] + edges * (until - begun)[:, None]).astype(np.int64)
    starts, ends = days[:, :-1].copy(), days[:, 1:] - dice.rng.integers(1, 45, (dice.size, MOST_JOBS))
    ends = np.maximum(ends, starts)
    last = people.jobs - 1
    rows = np.arange(dice.size)
    ends[rows, last] = people.left_on
    beyond = np.arange(MOST_JOBS)[None, :] > last[:, None]
    ends[beyond] = -1
    return starts, ends


def _title(people: People) -> None:
    """0 none, 1 middle, 2 deputy senior, 3 senior: later in life, and sooner with a higher degree."""
    worked = (people.today - people.graduated) / YEAR
    reach = worked + np.array([-6, 0, 3, 7])[people.degree] - people.dice.rng.exponential(6, people.size)
    level = np.searchsorted([5.0, 13.0, 22.0], reach, "right")
    people.title = np.where(people.nation >= 0, 0, level)


def _category(people: People, high_level: tuple[int, ...]) -> None:
    """-1 none, else a position in CATEGORIES; drawn by weight among those of the right age and degree."""
    people.category = np.full(people.size, -1)
    for number, (count, ages, weights) in enumerate(zip(high_level, _AGES, _BY_DEGREE, strict=True)):
        fit = np.array(weights)[people.degree] * np.where((people.age >= ages[0]) & (people.age < ages[1]), 1, 0.001)
        fit = np.where(people.here & (people.category < 0), fit + 1e-6, 0.0)
        # The largest keys are a weighted draw without replacement (Efraimidis and Spirakis 2006).
        keys = np.where(fit > 0, np.log(people.dice.rng.random(people.size)) / np.maximum(fit, 1e-12), -np.inf)
        people.category[np.argsort(keys)[people.size - count :]] = number
