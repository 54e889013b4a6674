"""The list and one talent, as a Django programmer writes them in an hour: mandates, a filter, rows, a count."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bare.models import Mandate, Place, Talent

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


def visible(user: Any) -> QuerySet[Talent]:
    """The talents of the places of the user's mandates."""
    today = date.today()
    mandates = list(
        Mandate.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=today), holder=user, revoked_at=None, valid_from__lte=today
        ).select_related("place")
    )
    found = Talent.objects.filter(merged_into=None)
    if any(mandate.place and mandate.place.depth == 1 for mandate in mandates):
        return found
    within = Q(pk__in=[])
    for mandate in mandates:
        if mandate.place:
            within |= Q(path__startswith=mandate.place.path)
    return found.filter(place__in=list(Place.objects.filter(within).values_list("pk", flat=True)))


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


urlpatterns = [path("talents/", talents), path("talents/<int:pk>/", talent)]
