"""Makes the demo city."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rencai.office.accounts.models import User
from rencai.office.asker import today
from rencai.office.audit.acts import act, record
from rencai.office.demo import accounts, authority, waiting
from rencai.office.demo.dice import Dice, day_number
from rencai.office.demo.numbers import ResidentNumbers, credit_code
from rencai.office.demo.organisations import PLACE_SHARES, Organisations, draw_organisations
from rencai.office.demo.people import draw_people, high_level_counts
from rencai.office.demo.records import Cast, Ground, Rows, career_rows, ground, talent_rows
from rencai.office.demo.statements import statement_rows
from rencai.office.demo.studies import study_rows
from rencai.office.demo.trades import CODES
from rencai.office.demo.writing import indexes_afterwards, keys_were_given, next_key, roomy, settle, write
from rencai.office.insight.counting import count_now
from rencai.office.places.actions import found_city
from rencai.office.places.models import Organisation, Place
from rencai.office.registry.kinds import KINDS
from rencai.office.registry.models import Consent, Occupation, Talent
from rencai.office.spelling import spelled

BLOCK = 5_000
"""People who are drawn and written together, in one transaction."""
INDEXING = 3
"""People are drawn and written in so many times the time in which the indexes are made."""
STAFF = 35
"""Talents of an average organisation."""
Progress = Callable[[int, int], None]


def make_city(*, talents: int, seed: int, on: date | None = None, progress: Progress = lambda done, of: None) -> None:
    """Fills an empty office with an invented city. The same number, seed and day give the same city.

    Args:
        on: the day from which the dates of all lives are counted back; today.

    Raises:
        ValidationError: there are people in this office already.
    """
    day, whole = on or today(), talents + talents // INDEXING

    def indexed(done: int, of: int) -> None:
        progress(talents + (whole - talents) * done // of, whole)

    city = _begin(talents=talents, seed=seed, on=day)
    with roomy(), indexes_afterwards(Talent, Consent, *KINDS.values(), progress=indexed):
        _populate(talents, seed, day_number(day), lambda done: progress(done, whole))
    _finish(city=city, talents=talents, seed=seed, on=day)
    count_now()
    settle()
    progress(whole, whole)


@act
def _begin(*, talents: int, seed: int, on: date) -> Place:
    if Talent.objects.exists() or User.objects.exists():
        raise ValidationError(_("There are people in this office already; a demo city is made in an empty one."))
    city = found_city()
    record("demo.city_begun", by=None, on=city, place=city.pk, after={"talents": talents, "seed": seed, "on": on})
    return city


@act
def _finish(*, city: Place, talents: int, seed: int, on: date) -> None:
    people = accounts.open_accounts(on=on)
    waiting.leave_work(on=on)
    waiting.import_staff(people["demo-hr"], on=on)
    authority.recognise(people=people, talents=talents, seed=seed, on=on)
    record("demo.city_made", by=None, on=city, place=city.pk, after={"talents": talents, "seed": seed, "on": on})


def _populate(talents: int, seed: int, day: int, progress: Callable[[int], None]) -> None:
    organisations, standing = _settle_organisations(talents, seed)
    residents, first = ResidentNumbers(), next_key(Talent)
    high_level = np.array(high_level_counts(talents))
    for start in range(0, talents, BLOCK):
        progress(start)
        end = min(start + BLOCK, talents)
        share = high_level * end // talents - high_level * start // talents
        people = draw_people(Dice([seed, 1, start], end - start), organisations, day, tuple(share.tolist()))
        cast = Cast(people, standing, np.arange(first + start, first + end), start)
        with transaction.atomic():
            write(talent_rows(cast, residents))
            for rows in (*career_rows(cast), *study_rows(cast), *statement_rows(cast)):
                write(rows)
    keys_were_given(Talent, Organisation)


def _settle_organisations(talents: int, seed: int) -> tuple[Organisations, Ground]:
    places = {place.key: place for place in Place.objects.filter(key__in=PLACE_SHARES)}
    named = [(places[key].name_zh, places[key].name_en) for key in PLACE_SHARES]
    drawn = draw_organisations(Dice([seed, 0], max(talents // STAFF, 60)), named)
    first = next_key(Organisation)
    keys = np.arange(first, first + len(drawn.drawn))
    place_keys = {key: places[key].pk for key in PLACE_SHARES}
    with transaction.atomic():
        write(_organisation_rows(drawn, keys.tolist(), list(place_keys.values())))
    occupations = dict(Occupation.objects.values_list("code", "name"))
    return drawn, ground(place_keys, drawn.place, keys, occupations)


def _organisation_rows(drawn: Organisations, keys: list[int], places: list[int]) -> Rows:
    spellings = [spelled(one.name) for one in drawn.drawn]
    return Organisation, {
        "id": keys,
        "credit_code": [credit_code(key) for key in keys],
        "name": [one.name for one in drawn.drawn],
        "name_en": [one.name_en for one in drawn.drawn],
        "pinyin": [pinyin for pinyin, _initials in spellings],
        "initials": [initials for _pinyin, initials in spellings],
        "kind": [str(one.kind) for one in drawn.drawn],
        "policy_kind": [one.policy_kind for one in drawn.drawn],
        "industry": [CODES[trade][0] for trade in drawn.trade.tolist()],
        "place": [places[place] for place in drawn.place.tolist()],
    }
