"""An appeal against a decision, from the page of the application."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rencai.office.pages.forms import refusals_into
from rencai.office.recognition import actions
from rencai.office.recognition.forms.applying import AppealForm
from rencai.office.recognition.queries import APPLY
from rencai.office.recognition.views.applying import application
from rencai.office.recognition.views.case import opened


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Brings the latest decision before the level above. Opened without a form, it is the application itself."""
    user: Any = request.user
    case = opened(request, pk)
    user.must(APPLY, case)
    if request.method != "POST":
        return redirect("recognition_case", pk)
    decision = case.decisions.first()
    if decision is None:
        raise Http404
    form = AppealForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            actions.appeal(by=user, decision=decision, text=form.cleaned_data["text"])
            messages.success(request, _("Your appeal has reached the level above."))
            return redirect("recognition_case", pk)
    return application(request, case, form)
