"""The rows of the talent base for a block of people: who they are, where they work, when they came and left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from django.db.models import Model

from rencai.office.demo import numbers
from rencai.office.demo.dice import Array, Dice, isoformat, month_start, year_of
from rencai.office.demo.names import NATIONS, draw_names
from rencai.office.demo.people import CATEGORIES, MOST_JOBS, People
from rencai.office.demo.schools import CITIES
from rencai.office.demo.trades import DEGREES, OCCUPATIONS, post_of
from rencai.office.registry.identity import DocumentKind, Gender
from rencai.office.registry.models import Employment, Insurance, Movement, Talent
from rencai.office.spelling import latin_spellings

Columns: TypeAlias = dict[str, list[Any]]
Rows: TypeAlias = tuple[type[Model], Columns]


class Ground(NamedTuple):
    """What the people stand on: keys of places (by organisation), organisations and occupations; names of posts."""

    place_of: Array
    organisation_keys: Array
    occupation_keys: Array
    posts: Array


class Cast(NamedTuple):
    """A block of people with their numbers: `keys` in the database, and `number` of the first within the city."""

    people: People
    ground: Ground
    keys: Array
    number: int

    @property
    def dice(self) -> Dice:
        return self.people.dice

    @property
    def place(self) -> Array:
        return self.ground.place_of[self.people.employer]

    def talents(self, who: Array) -> list[int]:
        found: list[int] = self.keys[who].tolist()
        return found

    def attested(self, who: Array, since: Array, body: str, share: float = 0.86) -> Columns:
        """Who attested an entry that is so since a day, and when; for the rest nobody has."""
        today = self.people.today
        days = np.minimum(since + self.dice.rng.integers(3, 60, len(who)), today)
        known = self.dice.rng.random(len(who)) < share
        return {
            "attested_by": np.where(known, body, "").tolist(),
            "attested_on": or_none(isoformat(days), known),
        }


def or_none(values: list[Any], known: Array) -> list[Any]:
    return [value if there else None for value, there in zip(values, known.tolist(), strict=True)]


def ground(place_keys: dict[str, int], places: Array, organisation_keys: Array, occupations: dict[str, str]) -> Ground:
    """`places` is each organisation's place, a position in `place_keys`; `occupations` are names by code."""
    posts = np.array([post_of(occupations.get(code, code)) for code in OCCUPATIONS], object)
    known = np.array([code if code in occupations else None for code in OCCUPATIONS], object)
    return Ground(np.array(list(place_keys.values()))[places], organisation_keys, known, posts)


def talent_rows(cast: Cast, residents: numbers.ResidentNumbers) -> Rows:
    people, dice = cast.people, cast.dice
    names = draw_names(dice, people.man, year_of(people.birth), people.nation)
    foreign = people.nation >= 0
    serial = range(cast.number, cast.number + people.size)
    straight, turned = zip(*map(latin_spellings, names.written, names.latin), strict=True)
    return Talent, {
        "id": cast.keys.tolist(),
        "name": names.written,
        "latin_name": names.latin,
        "pinyin": names.pinyin,
        "initials": names.initials,
        "latin_spelling": list(straight),
        "latin_turned": list(turned),
        "gender": np.where(people.man, Gender.MALE.value, Gender.FEMALE.value).tolist(),
        "birth_date": isoformat(people.birth),
        "nationality": np.array([*NATIONS, "CN"])[people.nation].tolist(),
        "document_kind": np.where(foreign, DocumentKind.PASSPORT.value, DocumentKind.RESIDENT.value).tolist(),
        "document_number": _mostly(dice, 0.97, _documents(people, residents, foreign, serial)),
        "phone": _mostly(dice, 0.92, [numbers.phone(number) for number in serial]),
        "mailbox": _mostly(dice, 0.8, [numbers.mailbox(*one) for one in zip(names.pinyin, serial, strict=True)]),
        "occupation": cast.ground.occupation_keys[people.occupation].tolist(),
        "place": cast.place.tolist(),
        "organisation": or_none(cast.ground.organisation_keys[people.employer].tolist(), people.here),
        "recognised_category": np.array([*CATEGORIES, ""])[people.category].tolist(),
        "degree": np.array(DEGREES)[people.degree].tolist(),
        "invented": [True] * people.size,
        **cast.attested(np.arange(people.size), people.today - dice.between(5, 900), "public-security", 0.93),
    }


def _documents(people: People, residents: numbers.ResidentNumbers, foreign: Array, serial: range) -> list[str]:
    given = residents.draw(people.birth, people.man)
    for place in np.flatnonzero(foreign).tolist():
        given[place] = numbers.passport(serial[place])
    return given


def _mostly(dice: Dice, share: float, values: list[str]) -> list[str]:
    return [value if there else "" for value, there in zip(values, dice.chance(share).tolist(), strict=True)]


def career_rows(cast: Cast) -> Iterator[Rows]:
    """Every job, the insurance that was paid for those in the city, and when they came and left."""
    jobs = np.arange(MOST_JOBS)[None, :]
    there = jobs < cast.people.jobs[:, None]
    here = there & (jobs >= cast.people.first_here[:, None])
    yield _employments(cast, there, here)
    yield _insurances(cast, here)
    yield _movements(cast)


def _employments(cast: Cast, there: Array, here: Array) -> Rows:
    people, dice = cast.people, cast.dice
    who, job = np.nonzero(there)
    in_city = here[who, job]
    starts, ends = people.starts[who, job], people.ends[who, job]
    goes_on = ends < 0
    open_ended = dice.rng.random(len(who)) < np.clip((people.today - starts) / 4000, 0.08, 0.6)
    months = np.array([12, 24, 36, 48, 60])[dice.pick([14, 20, 40, 6, 20], len(who))]
    wage = np.array([5200, 7400, 10400, 15800])[people.degree[who]] * dice.rng.lognormal(0, 0.3, len(who)) // 10 * 10
    early = ~goes_on & (dice.rng.random(len(who)) < 0.12)
    return Employment, {
        "talent": cast.talents(who),
        "organisation": or_none(cast.ground.organisation_keys[people.jobs_at[who, job]].tolist(), in_city),
        "employer_name": _outside(cast, who, in_city),
        "occupation": cast.ground.occupation_keys[people.occupation[who]].tolist(),
        "post": _posts(cast, who, job),
        "full_time": (dice.rng.random(len(who)) < 0.96).tolist(),
        "started_on": isoformat(starts),
        "ended_on": or_none(isoformat(ends), ~goes_on),
        "contract_months": or_none(months.tolist(), ~open_ended),
        "open_ended": open_ended.tolist(),
        "ended_early": or_none(early.tolist(), ~goes_on),
        "monthly_wage": or_none([f"{value:.2f}" for value in wage.tolist()], goes_on),
        **cast.attested(who, starts, "employer", 0.8),
    }  # fmt: skip


def _posts(cast: Cast, who: Array, job: Array) -> list[str]:
    """Assistant in a first job, senior with the title for it."""
    people = cast.people
    last = job == people.jobs[who] - 1
    rank = np.where(last & (people.title[who] >= 2), 2, np.where((job == 0) & ~last, 0, 1))
    expert = people.degree[who] > 0
    prefix = np.array([["", "", ""], ["助理", "", "高级"]], object)[expert.astype(int), rank]
    posts: list[str] = (prefix + cast.ground.posts[people.occupation[who]]).tolist()
    return posts


def _outside(cast: Cast, who: Array, in_city: Array) -> list[str]:
    """Employers elsewhere have a name and no record."""
    city = origin(cast)[who]
    words = np.array(["机电", "信息", "贸易", "实业", "科技", "医院"], object)[cast.people.trade[who] % 6]
    names = np.array([name.removesuffix("市") for name in CITIES], object)[city] + "某" + words + "单位（虚构）"
    written: list[str] = np.where(in_city, "", names).tolist()
    return written


def origin(cast: Cast) -> Array:
    """Where each person would come from or go to, a position in CITIES: the same for all entries of one person."""
    return cast.keys * 7919 % len(CITIES)


def _insurances(cast: Cast, here: Array) -> Rows:
    """A period for each job in the city; the next begins after the last month of the one before."""
    people, dice = cast.people, cast.dice
    who, job = np.nonzero(here)
    first, ends = month_start(people.starts[who, job]), people.ends[who, job]
    goes_on = (ends < 0) & (dice.rng.random(len(who)) > 0.05)
    last = month_start(np.where(ends < 0, people.today - dice.rng.integers(35, 500, len(who)), ends))
    follows = np.append(np.where(who[1:] == who[:-1], first[1:], last[:-1] + 62), last[-1:] + 62)
    last = np.maximum(np.minimum(last, month_start(follows - 1)), first)
    commercial = (people.nation[who] >= 0) & (dice.rng.random(len(who)) < 0.5)
    return Insurance, {
        "talent": cast.talents(who),
        "organisation": cast.ground.organisation_keys[people.jobs_at[who, job]].tolist(),
        "commercial": commercial.tolist(),
        "first_month": isoformat(first),
        "last_month": or_none(isoformat(last), ~goes_on),
        **cast.attested(who, people.starts[who, job], "social-insurance", 0.94),
    }  # fmt: skip


def _movements(cast: Cast) -> Rows:
    people = cast.people
    came = np.flatnonzero(people.newcomer & people.within_window(people.arrived_on))
    left = np.flatnonzero(~people.here)
    who = np.concatenate([came, left])
    days = np.concatenate([people.arrived_on[came], people.left_on[left]])
    abroad = np.array([*NATIONS, ""])[people.nation[who]].tolist()
    homes = np.array(CITIES, object)[origin(cast)[who]].tolist()
    first = people.jobs_at[who, people.first_here[who]]
    places = np.where(np.arange(len(who)) < len(came), cast.ground.place_of[first], cast.place[who])
    return Movement, {
        "talent": cast.talents(who),
        "kind": [Movement.Kind.ARRIVAL.value] * len(came) + [Movement.Kind.DEPARTURE.value] * len(left),
        "on": isoformat(days),
        "elsewhere": [nation or home for nation, home in zip(abroad, homes, strict=True)],
        "place": places.tolist(),
        **cast.attested(who, days, "human-resources", 0.7),
    }  # fmt: skip
