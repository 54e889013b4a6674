"""The tree of places, and the organisations in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rencai.office import pack
from rencai.office.asker import Refused
from rencai.office.audit.denial import visible_or_404
from rencai.office.editing import EditedMeanwhile
from rencai.office.pages.forms import refusals_into
from rencai.office.pages.paging import page_of
from rencai.office.places import actions, forms
from rencai.office.places.models import Organisation, Place

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    context = {"places": Place.objects.visible_to(user), "may_edit": user.may("places.edit_places")}
    return render(request, "places/places.html", context)


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(Place.objects.all(), user, pk=pk)
    context = {
        "place": found,
        "above": Place.objects.get_parent(found),
        "may_edit": user.may("places.edit_places", found),
    }
    return render(request, "places/place.html", context)


@require_form
def add_place(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    user.must("places.edit_places")
    form = forms.NewPlaceForm(request.POST or None, user=user)
    if form.is_valid():
        with refusals_into(form):
            added = actions.add_place(by=user, **form.cleaned_data)
            messages.success(request, _("%(place)s is added.") % {"place": added})
            return redirect("places")
    return render(request, "places/place_form.html", {"form": form, "title": _("Add a place")})


@require_form
def change_place(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(Place.objects.all(), user, pk=pk)
    user.must("places.edit_places", found)
    form = forms.ChangedPlaceForm(request.POST or None, instance=found)
    if form.is_valid():
        with refusals_into(form):
            changed = actions.change_place(by=user, place=found, **form.cleaned_data)
            messages.success(request, _("%(place)s is changed.") % {"place": changed})
            return redirect("place", pk)
    return render(request, "places/place_form.html", {"form": form, "title": _("Change a place"), "place": found})


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    if not user.scope("places.view_organisations"):
        raise Refused()
    form = forms.OrganisationFilter(request.GET, user=user)
    found = form.applied(Organisation.objects.visible_to(user).select_related("place"))
    context = {"form": form, "page": page_of(found, request), "may_add": user.may("places.edit_organisations")}
    return render(request, "places/organisations.html", context)


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(Organisation.objects.select_related("place"), user, pk=pk)
    context = {
        "organisation": found,
        "policy_kind": pack.choice_word("employer_kind", found.policy_kind),
        "may_edit": user.may("places.edit_organisations", found),
    }
    return render(request, "places/organisation.html", context)


@require_form
def add_organisation(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    user.must("places.edit_organisations")
    form = forms.OrganisationForm(request.POST or None, user=user)
    if form.is_valid():
        with refusals_into(form):
            added = actions.add_organisation(by=user, **form.cleaned_data)
            messages.success(request, _("%(organisation)s is added.") % {"organisation": added})
            return redirect("organisation", added.pk)
    return render(request, "places/organisation_form.html", {"form": form, "title": _("Add an organisation")})


@require_form
def change_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(Organisation.objects.select_related("place"), user, pk=pk)
    user.must("places.edit_organisations", found)
    start = {"version": found.version}
    form = forms.EditedOrganisationForm(request.POST or None, instance=found, initial=start, user=user)
    if form.is_valid():
        try:
            with refusals_into(form):
                return _changed(request, found, dict(form.cleaned_data))
        except EditedMeanwhile as meanwhile:
            return _compare(request, form, meanwhile)
    context = {"form": form, "title": _("Change an organisation"), "organisation": found}
    return render(request, "places/organisation_form.html", context)


def _changed(request: HttpRequest, organisation: Organisation, values: dict[str, Any]) -> HttpResponse:
    user: Any = request.user
    version = values.pop("version")
    actions.change_organisation(by=user, organisation=organisation, version=version, values=values)
    messages.success(request, _("%(organisation)s is changed.") % {"organisation": organisation})
    return redirect("organisation", organisation.pk)


def _compare(request: HttpRequest, form: forms.EditedOrganisationForm, meanwhile: EditedMeanwhile) -> HttpResponse:
    """Both versions side by side. What was typed stays in the form, which now answers to the saved version."""
    saved: Any = meanwhile.current
    differences = forms.differences_between(saved, form)
    form.add_error(None, meanwhile.messages[0])
    again = request.POST.copy()
    again["version"] = str(saved.version)
    form.data = again
    context = {"form": form, "title": _("Change an organisation"), "organisation": saved, "differences": differences}
    return render(request, "places/organisation_form.html", context, status=409)
