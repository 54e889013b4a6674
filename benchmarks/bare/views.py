"""The list, one talent and one case, as a Django programmer writes them in an hour: mandates, rows, a count."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bare.models import Case, Mandate, Place, Talent

JOINED = ("place", "organisation", "occupation")
DEGREES = [("", "---"), ("bachelor", "bachelor"), ("master", "master"), ("doctor", "doctor")]
CATEGORIES = [("", "---"), ("junior", "junior"), ("senior", "senior"), ("leading", "leading"), ("top", "top")]


class Filter(forms.Form):
    place = forms.ModelChoiceField(Place.objects.order_by("path"), required=False)
    employer = forms.CharField(required=False)
    occupation = forms.CharField(required=False)
    category = forms.ChoiceField(choices=CATEGORIES, required=False)
    degree = forms.ChoiceField(choices=DEGREES, required=False)
    name = forms.CharField(required=False)


def reached(user: Any) -> QuerySet[Place] | None:
    """The places of the user's mandates and those below; None for everywhere."""
    today = date.today()
    mandates = list(
        Mandate.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=today), holder=user, revoked_at=None, valid_from__lte=today
        ).select_related("place")
    )
    if any(mandate.place and mandate.place.depth == 1 for mandate in mandates):
        return None
    within = Q(pk__in=[])
    for mandate in mandates:
        if mandate.place:
            within |= Q(path__startswith=mandate.place.path)
    return Place.objects.filter(within)


def within(found: QuerySet[Any], user: Any) -> QuerySet[Any]:
    places = reached(user)
    return found if places is None else found.filter(place__in=list(places.values_list("pk", flat=True)))


def visible(user: Any) -> QuerySet[Talent]:
    """The talents of the places of the user's mandates."""
    return within(Talent.objects.filter(merged_into=None), user)


class Decide(forms.Form):
    verdict = forms.ChoiceField(choices=[(one, one) for one in ("grant", "refuse", "return", "refer")])
    category = forms.ChoiceField(choices=CATEGORIES, required=False)
    manner = forms.ChoiceField(choices=[("introduced", "introduced"), ("local", "local")], required=False)
    valid_until = forms.DateField(required=False)
    reason = forms.CharField(widget=forms.Textarea, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class Text(forms.Form):
    text = forms.CharField(widget=forms.Textarea)


@login_required
def talents(request: HttpRequest) -> HttpResponse:
    found = visible(request.user).select_related(*JOINED).order_by("pinyin", "id")
    context = {"form": Filter(request.GET), "rows": list(found[:26])[:25], "count": found.order_by()[:1001].count()}
    return render(request, "talents.html", context)


@login_required
def talent(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible(request.user).select_related(*JOINED), pk=pk)
    context = {
        "talent": found,
        "employments": list(found.employments.select_related("organisation", "occupation")),
        "educations": list(found.educations.all()),
        "named": [(kind, list(getattr(found, kind).all())) for kind in ("titles", "honours", "skills")],
        "insurances": list(found.insurances.select_related("organisation")),
        "movements": list(found.movements.select_related("place")),
        "statements": list(found.statements.all()),
        "documents": list(found.documents.all()),
        "consents": list(found.consents.all()),
        "merges": list(found.merges.filter(split_at=None).select_related("absorbed")),
    }
    return render(request, "talent.html", context)


@login_required
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case with all that belongs to it, the record by which it is judged, and the forms; no rules are applied."""
    joined = ("talent", "place", "organisation", "body__place", "body__organisation", "opened_by")
    found = get_object_or_404(within(Case.objects.select_related(*joined), request.user), pk=pk)
    record = found.talent
    context = {
        "case": found,
        "stages": list(found.stages.select_related("done_by", "body__place", "body__organisation")),
        "pauses": list(found.pauses.all()),
        "evidence": list(found.evidence.select_related("document", "seen_by")),
        "objections": list(found.objections.all()),
        "decisions": list(found.decisions.select_related("by")),
        "employments": list(record.employments.select_related("organisation")),
        "educations": list(record.educations.all()),
        "named": [(kind, list(getattr(record, kind).all())) for kind in ("titles", "honours")],
        "insurances": list(record.insurances.all()),
        "statements": list(record.statements.all()),
        "decide": Decide(initial={"version": found.version}),
        "step": Text(prefix="step"),
        "ask": Text(prefix="ask"),
    }
    return render(request, "case.html", context)


urlpatterns = [
    path("talents/", talents),
    path("talents/<int:pk>/", talent),
    path("recognition/cases/<int:pk>/", case),
]
