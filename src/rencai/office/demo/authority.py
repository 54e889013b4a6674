"""Two years of recognition under delegated authority, from the naming of the bodies to what is open today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.db.models import Count

from rencai.office.accounts.models import User
from rencai.office.audit.acts import record
from rencai.office.demo.aftermath import leave_traces
from rencai.office.demo.applicants import choose
from rencai.office.demo.bodies import Named, name_bodies, officers_needed, open_agents
from rencai.office.demo.casebook import COLLUDING, Openers, calendar, rows_of
from rencai.office.demo.dice import Dice
from rencai.office.demo.firstday import begin_applications
from rencai.office.demo.inspections import inspect
from rencai.office.demo.recognitions import Written, write_recognitions
from rencai.office.places.models import Organisation
from rencai.office.recognition.actions.cards import issue_card
from rencai.office.recognition.models import Decision, Delegation, Recognition
from rencai.office.recognition.terms import BodyKind
from rencai.office.registry.models import Talent

_BODIES, _APPLICANTS, _RULINGS = 2, 3, 4
"""What each is drawn for."""
_QUOTA_ROOM, _QUOTA_STEP = 1.3, 10
CARDS = 80


def recognise(*, people: Mapping[str, User], talents: int, seed: int, on: date) -> None:
    """Called within an act."""
    employer = Organisation.objects.get(mandate__holder=people["demo-hr"])
    dice = Dice([seed, _BODIES], officers_needed())
    bodies = name_bodies(dice, besides=employer)
    own = Talent.objects.get(account=people["demo-talent"])
    openers = Openers({own.pk: people["demo-talent"]}, {employer.pk: people["demo-hr"]}, open_agents(dice))
    written = _cases(bodies, openers, talents=talents, seed=seed, on=on)
    _set_quotas(bodies)
    leave_traces(bodies, on=on)
    begin_applications(people, bodies, employer)
    _issue_cards()
    inspect(people, bodies, written, seed=seed, since=calendar(on).at(0), on=on)
    after = {"bodies": len(bodies) - 1, "cases": written.cases, "decisions": len(written.carries), "seed": seed}
    record("demo.recognitions_made", by=None, on=bodies[0].body, place=bodies[0].body.place_id, after=after)


def _cases(bodies: list[Named], openers: Openers, *, talents: int, seed: int, on: date) -> Written:
    days = calendar(on)
    favouring = next(row for row, one in enumerate(bodies) if one.key == COLLUDING)
    chosen = Dice([seed, _APPLICANTS], talents)
    applicants, favoured = choose(chosen, bodies, talents, since=days.at(0), on=on, favouring=favouring)
    dice = Dice([seed, _RULINGS], len(applicants))
    return write_recognitions(rows_of(dice, bodies, applicants, openers, favoured, days), days, favoured)


def _issue_cards() -> None:
    """To the high-level talents and those whose recognition is new."""
    running = Recognition.objects.in_force()
    high = running.exclude(manner="").order_by("-valid_from", "-pk")[:CARDS]
    for recognition in [*high, *running.filter(manner="").order_by("-valid_from", "-pk")[: CARDS // 4]]:
        issue_card(by=None, recognition=recognition)


def _set_quotas(bodies: list[Named]) -> None:
    """Each body below the city has grants enough for its busiest year, and some to spare."""
    granted = Decision.objects.granted().values_list("delegation", "on__year").annotate(Count("pk"))
    most: Counter[int] = Counter()
    for delegation, _year, count in granted.order_by():
        most[delegation] = max(most[delegation], count)
    for one in bodies:
        if one.body.kind != BodyKind.CITY:
            quota = (int(most[one.delegation.pk] * _QUOTA_ROOM) // _QUOTA_STEP + 1) * _QUOTA_STEP
            Delegation.objects.filter(pk=one.delegation.pk).update(quota=quota)
