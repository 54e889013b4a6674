"""Who may recognise what: the tree of bodies, and how a city begins to hand its authority down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rencai.office import asker
from rencai.office.asker import Refused
from rencai.office.pages.forms import refusals_into
from rencai.office.places.models import Place
from rencai.office.recognition import actions
from rencai.office.recognition.authority import tree
from rencai.office.recognition.bodies import Body
from rencai.office.recognition.forms import authority as forms
from rencai.office.recognition.named import bodies_of_notices
from rencai.office.recognition.queries import JOINED_BODY
from rencai.office.recognition.views.cases import sees_cases

DELEGATE = "recognition.delegate"
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def authority(request: HttpRequest) -> HttpResponse:
    """The whole tree, narrowed by a form."""
    user: Any = request.user
    if not sees_authority(user):
        raise Refused()
    form = forms.AuthorityFilter(request.GET)
    whole = tree()
    context = {
        "form": form,
        "branches": form.applied(whole),
        "number": len(whole),
        "may_delegate": user.may(DELEGATE),
        "whole_city": _reaches_the_city(user),
    }
    return render(request, "recognition/authority/tree.html", context)


def sees_authority(user: asker.Asker) -> bool:
    """Whoever sees cases by a mandate, and whoever hands authority down."""
    return sees_cases(user) or user.may(DELEGATE)


def _reaches_the_city(user: asker.Asker) -> bool:
    return user.scope(DELEGATE).everything


@require_form
def begin(request: HttpRequest) -> HttpResponse:
    """Names the city's own body, and hands its authority down to its districts, in one act."""
    user: Any = request.user
    user.must(DELEGATE, Place.objects.get(depth=1))
    form = forms.BeginForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            actions.begin_authority(by=user, **form.cleaned_data)
            messages.success(request, _("The city recognises talents from now on. Add its other bodies one by one."))
            return redirect("authority")
    context = {"form": form, "named": bodies_of_notices(Place.objects.get(depth=1).key)}
    return render(request, "recognition/authority/begin.html", context)


@require_form
def name_body(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    user.must(DELEGATE)
    form = forms.BodyForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            body = actions.name_body(by=user, **form.cleaned_data)
            messages.success(request, _("%(body)s is named. Now hand authority down to it.") % {"body": body})
            return redirect("delegate", body.pk)
    context = {"form": form, "named": bodies_of_notices(Place.objects.get(depth=1).key)}
    return render(request, "recognition/authority/name_body.html", context)


@require_form
def delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """Hands authority down to a body that holds none."""
    user: Any = request.user
    body = get_object_or_404(Body.objects.select_related(*JOINED_BODY, "parent__place", "parent__organisation"), pk=pk)
    user.must(DELEGATE, body.above)
    form = forms.ScopeForm(request.POST or None, body=body)
    if form.is_valid():
        with refusals_into(form):
            held = actions.delegate(by=user, body=body, **form.given())
            messages.success(request, _("Authority is handed down to %(body)s.") % {"body": body})
            return redirect("delegation", held.pk)
    context = {"form": form, "body": body}
    return render(request, "recognition/authority/delegate.html", context)
