"""The rows for what people learned: education, titles, honours and skills."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rencai.office.demo.dice import YEAR, Array, isoformat
from rencai.office.demo.names import NATIONS
from rencai.office.demo.people import CATEGORIES
from rencai.office.demo.records import Cast, Columns, Rows, or_none
from rencai.office.demo.schools import ABROAD, ELSEWHERE, IN_CITY, MAJORS, MEDICAL, SCIENCE, VOCATIONAL
from rencai.office.demo.trades import CODES, DEGREES, OCCUPATIONS, SKILL_GRADES, TRADES, titles_of
from rencai.office.registry.models import Education, Honour, Skill, Title

_SCHOOLS = (*VOCATIONAL, *IN_CITY, *ELSEWHERE)
_FIRST_CLASS = np.array([school.first_class for school in _SCHOOLS])
_MAJORS = [MAJORS[code].split() for code in CODES]
_TITLES = [titles_of(code) for code in OCCUPATIONS]
_HONOURS = (
    "国家级杰出人才称号（虚构）",
    "国家级领军人才称号（虚构）",
    "省级领军人才称号（虚构）",
    "市级青年人才称号（虚构）",
)
_PLAIN_HONOUR = "市级先进工作者（虚构）"
_DOCTOR = DEGREES.index("doctor")


def study_rows(cast: Cast) -> Iterator[Rows]:
    yield _educations(cast)
    yield _title_rows(cast)
    yield _honour_rows(cast)
    yield _skill_rows(cast)


def _educations(cast: Cast) -> Rows:
    """The highest degree of all, and most of the lower ones before it."""
    people, dice = cast.people, cast.dice
    everybody = np.arange(people.size)
    lower = [np.flatnonzero((people.degree > step) & dice.chance(0.85)) for step in (1, 2)]
    who = np.concatenate([everybody, *lower])
    degree = np.concatenate(
        [people.degree, *(np.full(len(rows), step) for step, rows in zip((1, 2), lower, strict=True))]
    )
    before = np.array([0, 0, 3, 7])[people.degree[who]] - np.array([0, 0, 3, 7])[degree]
    days = (people.graduated[who] - before * YEAR).astype(np.int64)
    school = _school(cast, who, degree)
    nation = people.nation[who]
    return Education, {
        "talent": cast.talents(who),
        "degree": np.array(DEGREES)[degree].tolist(),
        "school": _school_names(nation, school),
        "country": np.array([*NATIONS, "CN"])[nation].tolist(),
        "major": _major(cast, who),
        "field": np.where(degree == _DOCTOR, np.array(_FIELDS)[people.trade[who]], "").tolist(),
        "full_time": or_none((dice.rng.random(len(who)) < 0.9).tolist(), dice.rng.random(len(who)) < 0.96),
        "double_first_class": (_FIRST_CLASS[school] & (nation < 0)).tolist(),
        "graduated_on": isoformat(days),
        **cast.attested(who, days, "degree-registry", 0.9),
    }  # fmt: skip


_FIELDS = ["medicine" if code in MEDICAL else "science_engineering" if code in SCIENCE else "other" for code in CODES]


def _school(cast: Cast, who: Array, degree: Array) -> Array:
    """Positions in _SCHOOLS: whoever has always been here mostly studied here."""
    dice, size = cast.dice, len(who)
    in_city = dice.rng.random(size) < np.where(cast.people.newcomer[who], 0.12, 0.72)
    near = len(VOCATIONAL) + dice.pick(1 / (np.arange(len(IN_CITY)) + 3.0), size)
    far = len(VOCATIONAL) + len(IN_CITY) + dice.rng.integers(0, len(ELSEWHERE), size)
    return np.where(degree == 0, dice.rng.integers(0, len(VOCATIONAL), size), np.where(in_city, near, far))


def _school_names(nation: Array, school: Array) -> list[str]:
    both = zip(nation.tolist(), school.tolist(), strict=True)
    return [ABROAD[NATIONS[abroad]] if abroad >= 0 else _SCHOOLS[near].name for abroad, near in both]


def _major(cast: Cast, who: Array) -> list[str]:
    drawn = cast.dice.rng.integers(0, 60, len(who)).tolist()
    trades = cast.people.trade[who].tolist()
    return [_MAJORS[trade][number % len(_MAJORS[trade])] for trade, number in zip(trades, drawn, strict=True)]


def _title_rows(cast: Cast) -> Rows:
    """The highest title, and the one before it."""
    people, dice = cast.people, cast.dice
    highest, before = np.flatnonzero(people.title > 0), np.flatnonzero(people.title > 1)
    who = np.concatenate([highest, before])
    level = np.concatenate([people.title[highest], people.title[before] - 1])
    since = dice.rng.integers(60, 1800, len(who)) + np.repeat([0, 1900], [len(highest), len(before)])
    days = np.maximum(people.today - since, people.graduated[who] + 200)
    occupations = people.occupation[who].tolist()
    expert = np.array([titles is not SKILL_GRADES for titles in _TITLES])
    return Title, {
        "talent": cast.talents(who),
        "name": [_TITLES[one][rank - 1] for one, rank in zip(occupations, level.tolist(), strict=True)],
        "senior": ((level >= 2) & expert[people.occupation[who]]).tolist(),
        "awarded_on": isoformat(np.minimum(days, people.today - 1)),
        **cast.attested(who, days, "human-resources", 0.88),
    }


def _honour_rows(cast: Cast) -> Rows:
    """One that gives the class for each high-level talent; a few others have one that gives none."""
    people, dice = cast.people, cast.dice
    who = np.flatnonzero((people.category >= 0) | dice.chance(0.012))
    category = people.category[who]
    days = np.maximum(people.today - dice.rng.integers(30, 2500, len(who)), people.graduated[who] + 100)
    return Honour, {
        "talent": cast.talents(who),
        "name": np.array([*_HONOURS, _PLAIN_HONOUR], object)[category].tolist(),
        "category": np.array([*CATEGORIES, ""])[category].tolist(),
        "awarded_on": isoformat(np.minimum(days, people.today - 1)),
        **cast.attested(who, days, "recognising-body", 0.9),
    }


def _skill_rows(cast: Cast) -> Rows:
    """None to three, one after the other in the trade's list."""
    people, dice = cast.people, cast.dice
    count = dice.pick([35, 35, 22, 8])
    who = np.repeat(np.arange(people.size), count)
    first = np.repeat(dice.between(0, 59), count)
    turn = np.arange(len(who)) - np.repeat(np.cumsum(count) - count, count)
    lists = [trade.skills for trade in TRADES.values()]
    chosen = zip(people.trade[who].tolist(), (first + turn).tolist(), strict=True)
    rows: Columns = {
        "talent": cast.talents(who),
        "name": [lists[trade][number % len(lists[trade])] for trade, number in chosen],
    }
    return Skill, rows | cast.attested(who, np.full(len(who), people.today - 400), "employer", 0.3)
