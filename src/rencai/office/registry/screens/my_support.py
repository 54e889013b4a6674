"""A talent's screen: what the measures in force give to them, what they could give, and what is missing for that."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rencai.office import asker
from rencai.office.asker import Asker, today
from rencai.office.pack import the_pack
from rencai.office.reasons import DecisionTold
from rencai.office.registry import below
from rencai.office.registry.facts import facts_of
from rencai.office.registry.models import Talent


def is_for(user: Asker) -> bool:
    """Whoever has a record of their own."""
    return own_record(user) is not None


def is_shown_to(user: Asker) -> bool:
    """The menu shows it to those without a mandate; others find it beside their account. No query."""
    return not user.may("places.view_organisations")


def own_record(user: Asker) -> Talent | None:
    """The record of the asker, who may hold mandates besides."""
    found: Talent | None = Talent.objects.visible_to(user).filter(account=user.pk).first()
    return found


@require_GET
def my_support(request: HttpRequest) -> HttpResponse:
    """Decides every measure in force today by what the record says today. Nothing is applied for or kept."""
    talent = own_record(asker.of(request))
    if talent is None:
        return render(request, "registry/screens/no_record.html")
    day = today()
    sheet = facts_of(talent, day)
    stated = [name for name, origin in sheet.origins.items() if not origin.attested_by]
    told = DecisionTold(the_pack().decide(sheet.facts, on=day), unattested=stated)
    context = {"talent": talent, "told": told, "day": day, "links": below.ways_on(below.MY_SUPPORT)}
    return render(request, "registry/screens/my_support.html", context)
