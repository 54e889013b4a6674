"""Alerts: the list, and one of them with its decision beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rencai.office.audit.denial import visible_or_404
from rencai.office.oversight import actions, forms
from rencai.office.oversight.alerts import Alert
from rencai.office.oversight.queries import supervised
from rencai.office.oversight.supervising import level_above, may_supervise
from rencai.office.oversight.terms import AlertOutcome
from rencai.office.oversight.views.refusing import said
from rencai.office.pages.forms import refusals_into
from rencai.office.pages.paging import page_of

JOINED = (
    "decision__case__talent",
    "decision__case__organisation",
    "decision__by",
    "body__place",
    "body__organisation",
    "body__parent__place",
    "body__parent__organisation",
    "owner",
    "closed_by",
)
require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """What the checks asked, the newest first."""
    user: Any = request.user
    user.must("supervision.view")
    form = forms.AlertFilter(request.GET, bodies=supervised(user))
    found = form.narrowed(Alert.objects.visible_to(user)).select_related(*JOINED[:2], *JOINED[3:5], "owner")
    return render(request, "oversight/alerts.html", {"form": form, "page": page_of(found, request)})


@never_cache
@require_form
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert; whoever supervises closes it here."""
    user: Any = request.user
    found = visible_or_404(Alert.objects.select_related(*JOINED), user, pk=pk)
    form = forms.CloseForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            actions.close_alert(by=user, alert=found, **form.cleaned_data)
            messages.success(request, _("The alert is closed."))
            return redirect("alert", pk)
    others = found.decision.alerts.exclude(pk=pk)
    supervises = may_supervise(user, level_above(found.body))
    context = {
        "alert": found,
        "form": form,
        "others": others,
        "may_close": supervises and found.closed_at is None,
        "may_follow": supervises and found.outcome == AlertOutcome.AT_FAULT,
    }
    return render(request, "oversight/alert.html", context)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(Alert.objects.select_related(*JOINED), user, pk=pk)
    with said(request, _("You look into this alert.")):
        actions.take_alert(by=user, alert=found)
    return redirect("alert", pk)
