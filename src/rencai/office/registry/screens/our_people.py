"""An employer's screen: who works here now, what is to do, and which entries nobody has attested."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rencai.office import asker
from rencai.office.asker import Asker, Refused
from rencai.office.inbox.models import Item
from rencai.office.pack import choice_word
from rencai.office.pages.paging import page_of
from rencai.office.places.models import Organisation
from rencai.office.registry import below
from rencai.office.registry.kinds import KINDS
from rencai.office.registry.models import Talent

SHOWN = 8
"""Things to do, and entries without attestation, that fit beside the list."""


class Person(NamedTuple):
    """A talent, with the pack's words for what they hold."""

    talent: Talent
    degree: str
    category: str


class Unattested(NamedTuple):
    """An entry that nobody has attested: its kind in words, whose it is, and since when it stands there."""

    kind: str
    talent_id: int
    name: str
    entered_at: datetime


def is_for(user: Asker) -> bool:
    """Whoever keeps the records of an organisation's people."""
    return bool(user.scope("registry.edit").organisations)


@require_GET
def our_people(request: HttpRequest) -> HttpResponse:
    """The screen of human resources.

    Raises:
        Refused: the asker looks after nobody's people.
    """
    user = asker.of(request)
    employers = user.scope("registry.edit").organisations
    if not employers:
        raise Refused(_("This page is for those who keep the records of an employer's people."))
    people = Talent.objects.visible_to(user).filter(organisation__in=employers)
    page = page_of(people.select_related("occupation", "organisation"), request)
    waiting = unattested(people)
    context = {
        "employers": Organisation.objects.visible_to(user).filter(pk__in=employers),
        "page": page,
        "people": [_person(talent) for talent in page.rows],
        "to_do": to_do(user),
        "waiting": waiting[:SHOWN],
        "more_wait": len(waiting) > SHOWN,
        "links": below.ways_on(below.OUR_PEOPLE),
    }
    return render(request, "registry/screens/our_people.html", context)


def _person(talent: Talent) -> Person:
    degree, category = choice_word("degree", talent.degree), choice_word("category", talent.recognised_category)
    return Person(talent, degree, category)


def to_do(user: Asker) -> list[Item]:
    """What waits for the asker, the most urgent first."""
    return list(Item.objects.visible_to(user).filter(pk__in=Item.objects.most_urgent(user, SHOWN)))


def unattested(people: QuerySet[Any]) -> list[Unattested]:
    """The latest entries of `people` that nobody has attested: one more than are shown. One query."""
    parts = [
        model.objects.filter(talent__in=people, attested_by="")
        .order_by()
        .values_list(Value(name), "talent_id", "talent__name", "entered_at")
        for name, model in KINDS.items()
    ]
    found = reduce(lambda one, other: one.union(other, all=True), parts).order_by(F("entered_at").desc())
    return [Unattested(str(KINDS[row[0]]._meta.verbose_name), *row[1:]) for row in found[: SHOWN + 1]]
