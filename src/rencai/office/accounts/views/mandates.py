"""Who may do what, where: the list, one mandate with what was handed on from it, grant, hand on, revoke."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rencai.office import pack
from rencai.office.accounts import actions, forms
from rencai.office.accounts.models import Mandate, User
from rencai.office.accounts.permissions import TABLE, Role
from rencai.office.asker import Refused
from rencai.office.audit.denial import visible_or_404
from rencai.office.audit.models import Event
from rencai.office.pages.forms import refusals_into
from rencai.office.pages.paging import page_of

require_form = require_http_methods(["GET", "HEAD", "POST"])
LATEST_EVENTS = 10


@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    user.must("accounts.view_mandates")
    form = forms.MandateFilter(request.GET)
    found = form.applied(Mandate.objects.visible_to(user).select_related("holder", "place", "organisation"))
    context = {"form": form, "page": page_of(found, request), "may_grant": user.may("accounts.grant_mandates")}
    return render(request, "accounts/mandates.html", context)


@require_safe
def mandate(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    related = Mandate.objects.select_related("holder", "place", "organisation", "granted_by", "revoked_by")
    found = visible_or_404(related, user, pk=pk)
    context = {
        "mandate": found,
        "categories": [pack.choice_word("category", category) for category in found.categories],
        "family": Mandate.objects.visible_to(user).family_of(found),
        "events": Event.objects.visible_to(user).on(found)[:LATEST_EVENTS],
        "may_hand_on": found.delegable and user.standing.holds(found),
        "may_revoke": found.revoked_at is None and _may_revoke(user, found),
    }
    return render(request, "accounts/mandate.html", context)


def _may_revoke(user: User, mandate: Mandate) -> bool:
    handed_on = mandate.parent_id is not None and mandate.granted_by_id == user.pk
    return handed_on or user.may("accounts.grant_mandates", mandate.place or mandate.organisation)


@require_form
def grant_mandate(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    user.must("accounts.grant_mandates")
    form = forms.GrantForm(request.POST or None, user=user, initial={"holder": request.GET.get("holder", "")})
    if form.is_valid():
        with refusals_into(form):
            granted = actions.grant(by=user, **form.cleaned_data)
            messages.success(request, _("The mandate is granted."))
            return redirect("mandate", granted.pk)
    return render(request, "accounts/grant_mandate.html", {"form": form})


@require_form
def hand_on_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(Mandate.objects.select_related("place", "organisation"), user, pk=pk)
    if not found.delegable or not user.standing.holds(found):
        raise Refused(_("This mandate is not yours to hand on."))
    form = forms.DelegateForm(request.POST or None, mandate=found)
    if form.is_valid():
        with refusals_into(form):
            handed = actions.delegate(by=user, mandate=found, **form.cleaned_data)
            messages.success(request, _("The mandate is handed on."))
            return redirect("mandate", handed.pk)
    return render(request, "accounts/hand_on_mandate.html", {"form": form, "mandate": found})


@require_form
def revoke_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(Mandate.objects.select_related("holder", "place", "organisation"), user, pk=pk)
    if not _may_revoke(user, found):
        raise Refused()
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            ended = actions.revoke(by=user, mandate=found, reason=form.cleaned_data["reason"])
            messages.success(request, _("Ended: %(count)d.") % {"count": len(ended)})
            return redirect("mandate", pk)
    also = [branch for branch in Mandate.objects.family_of(found) if branch.below and branch.mandate.revoked_at is None]
    return render(request, "accounts/revoke_mandate.html", {"form": form, "mandate": found, "also": also})


@require_safe
def permissions(request: HttpRequest) -> HttpResponse:
    """The one table, from itself."""
    rows = [(permission, [getattr(permission, role.value) for role in Role]) for permission in TABLE]
    return render(request, "accounts/permissions.html", {"roles": list(Role), "rows": rows})
