"""What officers do with a case before it is decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rencai.office.editing import EditedMeanwhile
from rencai.office.pages.forms import refusals_into
from rencai.office.recognition import actions
from rencai.office.recognition.cases import Case, Evidence
from rencai.office.recognition.forms import case as forms
from rencai.office.recognition.views.case import opened, page

SHOWN_IN_THE_BROWSER = ("application/pdf", "image/png", "image/jpeg")
"""What cannot run anything there; all else is kept as a file."""


def done(
    request: HttpRequest, found: Case, form: forms.CaseForm, act: Callable[..., object], told: str
) -> HttpResponse:
    """Does what the form asks, and shows the case again: with what was typed, where it is refused."""
    if form.is_valid():
        try:
            with refusals_into(form):
                act(by=request.user, case=found, **form.given())
                messages.success(request, told)
                return redirect("recognition_case", found.pk)
        except EditedMeanwhile as meanwhile:
            current = opened(request, found.pk)
            form.add_error(None, meanwhile.messages[0])
            return page(request, current, form, differences=form.answer_to(current))
    return page(request, opened(request, found.pk), form)


@require_POST
def finish_step(request: HttpRequest, pk: int) -> HttpResponse:
    found = opened(request, pk)
    form = forms.StepForm(request.POST, case=found)
    return done(request, found, form, actions.finish_step, _("The step is finished."))


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    found = opened(request, pk)
    form = forms.AskForm(request.POST, case=found)
    return done(request, found, form, actions.ask_applicant, _("The applicant is asked; until then no limit runs."))


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    found = opened(request, pk)
    form = forms.ResumeForm(request.POST, case=found)
    return done(request, found, form, actions.resume, _("The case goes on, and its limits run again."))


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = opened(request, pk)
    form = forms.ConfirmForm(request.POST, case=found)
    return done(request, found, form, actions.confirm_facts, _("The facts are confirmed, and stand in the record."))


@require_POST
def see_original(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    user: Any = request.user
    evidence = _evidence(opened(request, pk), number)
    try:
        actions.see_original(by=user, evidence=evidence)
    except (PermissionDenied, ValidationError) as refusal:
        why = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
        messages.error(request, why)
    else:
        messages.success(request, _("It is noted that you have seen the original."))
    return redirect("recognition_case", pk)


def _evidence(found: Case, number: int) -> Evidence:
    return get_object_or_404(Evidence.objects.select_related("case"), pk=number, case=found)


@never_cache
@require_safe
def evidence(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A document of the case, read beside it. The look is an event."""
    user: Any = request.user
    found = actions.open_evidence(by=user, evidence=_evidence(opened(request, pk), number)).document
    shown = found.media_type in SHOWN_IN_THE_BROWSER
    answer = FileResponse(
        found.file.open("rb"), as_attachment=not shown, filename=found.name, content_type=found.media_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return answer
