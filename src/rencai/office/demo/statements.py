"""The rows for what a body states about a person and no other entry holds, and for what the office may look up.

Values are as the policy pack's facts want them. Much stays unsaid, as it does in life.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np

from rencai.office.demo.dice import MONTH, YEAR, Array, isoformat
from rencai.office.demo.organisations import FAR, PLACE_SHARES
from rencai.office.demo.people import CATEGORIES, People
from rencai.office.demo.records import Cast, Rows
from rencai.office.registry.models import Consent, Statement


class Said(NamedTuple):
    """A fact, who attests it, of whom it is known with which chance, and its values (a column for everybody)."""

    fact: str
    body: str
    chance: Callable[[People], Array | float]
    value: Callable[[People], Array]


def _high(people: People) -> Array:
    return people.category >= 0


def _graduate(people: People) -> Array:
    """Recently graduated with a degree: those whom the housing measures are about."""
    return (people.degree > 0) & (people.today - people.graduated < 3 * YEAR)


def _asked(people: People) -> Array:
    """Graduates who have told all that the housing measures ask."""
    asked: Array = _graduate(people) & (people.birth % 2 == 0)
    return asked


def _far(people: People) -> Array:
    keys = list(PLACE_SHARES)
    return np.isin(people.place, [keys.index(name) for name in FAR[1:]])


def _yes(share: float) -> Callable[[People], Array]:
    return lambda people: people.dice.chance(share)


def _one_of(values: tuple[int, ...]) -> Callable[[People], Array]:
    return lambda people: np.array(values)[people.dice.between(0, len(values) - 1)]


def _among(share: float, whom: Callable[[People], Array]) -> Callable[[People], Array]:
    return lambda people: share * whom(people)


def _as(people: People) -> Array:
    recent = people.newcomer & people.within_window(people.arrived_on)
    return np.where(recent, "introduced", "local")


def _starred(people: People) -> Array:
    starred: Array = people.occupation % 7 == 0
    return starred


def _rent(people: People) -> Array:
    paid = np.minimum((people.today - people.graduated) / MONTH, 36).astype(np.int64) // 3 * 3
    received: Array = np.array([0, 1000, 1500, 2500])[people.degree] * paid
    return received


def _category(people: People) -> Array:
    named: Array = np.array([*CATEGORIES, "none"])[people.category]
    return named


# fmt: off
SAID: Final = (
    Said("recognised_category",   "recognising-body",   _among(1.0, _high),     _category),
    Said("recognised_as",         "recognising-body",   _among(0.97, _high),     _as),
    Said("publicity_working_days", "recognising-body",  _among(0.9, _high),      _one_of((5, 5, 6, 7))),
    Said("commitment_signed",     "talent-office",      _among(0.9, _high),      _yes(0.97)),
    Said("local_allowance_months", "talent-office",     _among(0.7, _high),      _one_of((12, 24, 36, 60))),
    Said("individual_matter_submitted", "talent-office", _among(0.5, _high),     _yes(0.03)),
    Said("employer_consents",     "employer",           _among(0.9, _high),      _yes(0.97)),
    Said("national_programme_won_in_dalian", "recognising-body", _among(0.9, _high), _yes(0.0)),
    Said("credit_record_clear",   "credit-platform",    lambda p: np.where(_high(p) | _graduate(p), 0.8, 0.1),
         _yes(0.985)),
    Said("civil_servant",         "employer",           _among(0.9, _high),      _yes(0.0)),
    Said("works_on_front_line",   "employer",           _among(0.6, _high),      _yes(0.8)),
    Said("has_dalian_hukou",      "public-security",    lambda p: np.full(p.size, 0.62),
         lambda p: (p.nation < 0) & (~p.newcomer | p.dice.chance(0.45))),
    Said("statutory_retirement_age", "human-resources", lambda p: 0.5 * (p.age > 45),
         lambda p: np.where(p.man, 60, np.where(p.degree > 0, 55, 50))),
    Said("buys_first_home",       "housing-authority",  _among(0.97, _asked),    _yes(0.25)),
    Said("co_owner_entitlement",  "housing-authority",  _among(0.97, _asked),    _one_of((0, 0, 0, 40_000))),
    Said("co_owner_receives",     "housing-authority",  _among(0.97, _asked),    _yes(0.05)),
    Said("has_home_in_lvshunkou", "housing-authority",  _among(0.9, _asked),     _yes(0.05)),
    Said("city_housing_aid_used", "housing-authority",  _among(0.9, _asked),     _yes(0.3)),
    Said("rent_received",         "human-resources",    _among(0.97, _asked),    _rent),
    Said("shortage_stars",        "recognising-body",   lambda p: 0.97 * (_asked(p) & ~_starred(p)), _one_of((0,))),
    Said("post_in_catalogue",     "recognising-body",   _among(0.3, _starred),   _yes(0.4)),
    Said("shortage_stars",        "recognising-body",   _among(0.12, _starred),  _one_of((1, 2, 2, 3, 3, 4, 5))),
    Said("committed_service_months", "employer",        _among(0.2, _far),       _one_of((24, 36, 36, 60))),
    Said("days_present_last_year", "employer",          _among(0.3, _far),       lambda p: p.dice.between(150, 290)),
    Said("child_school_stage",    "education-bureau",   lambda p: 0.05 * ((p.age > 32) & (p.age < 50)),
         lambda p: np.array(["none", "primary", "junior_middle", "senior_middle"])[p.dice.between(0, 3)]),
)
# fmt: on
_SOURCES: Final = tuple(source.value for source in Consent.Source)
_PURPOSES: Final = ("人才认定与待遇核查", "按月发放补贴前的核查", "人才公寓申请")


def statement_rows(cast: Cast) -> Iterator[Rows]:
    for said in SAID:
        rows = _stated(cast, said)
        if rows:
            yield Statement, rows
    yield _consents(cast)


def _stated(cast: Cast, said: Said) -> dict[str, list[Any]]:
    people = cast.people
    who = np.flatnonzero(people.dice.chance(said.chance(people)) & (people.here | _high(people)))
    if not len(who):
        return {}
    days = np.maximum(people.today - cast.dice.rng.integers(10, 700, len(who)), people.starts[who, 0])
    share = 1.0 if said.fact == "recognised_category" else 0.85
    return {
        "talent": cast.talents(who),
        "fact": [said.fact] * len(who),
        "value": said.value(people)[who].tolist(),
        "stated_on": isoformat(days),
        **cast.attested(who, days, said.body, share),
    }


def _consents(cast: Cast) -> Rows:
    """Almost half gave one or more, for one to three years; a few run out this month."""
    people, dice = cast.people, cast.dice
    count = np.where(people.here, dice.pick([55, 28, 17]), 0)
    who = np.repeat(np.arange(people.size), count)
    given = people.today - dice.rng.integers(5, 720, len(who))
    until = given + dice.rng.integers(1, 4, len(who)) * 365
    soon = (until >= people.today) & (until < people.today + 31) & (dice.rng.random(len(who)) < 0.25)
    kept = (until >= people.today + 31) | soon
    who, given, until = who[kept], given[kept], until[kept]
    source = dice.rng.integers(0, len(_SOURCES), len(who))
    return Consent, {
        "talent": cast.talents(who),
        "source": np.array(_SOURCES)[source].tolist(),
        "purpose": np.array(_PURPOSES, object)[source % len(_PURPOSES)].tolist(),
        "given_on": isoformat(given),
        "until": isoformat(until),
    }
