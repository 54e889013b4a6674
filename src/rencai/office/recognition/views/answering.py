"""What the office answers: to an objection, by the body of the case; to an appeal, by the level above."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rencai.office.pages.forms import refusals_into
from rencai.office.recognition import actions
from rencai.office.recognition.cases import Objection
from rencai.office.recognition.decisions import Appeal
from rencai.office.recognition.deputising import mandate_over, must_be_free
from rencai.office.recognition.forms.case import AnswerForm
from rencai.office.recognition.offers import why_not
from rencai.office.recognition.terms import Answer
from rencai.office.recognition.views.case import opened

require_form = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_form
def objection(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An objection, and to whoever deals with the case the form to answer it."""
    user: Any = request.user
    case = opened(request, pk)
    found = get_object_or_404(Objection.objects.select_related("answered_by", "case"), pk=number, case=case)
    body: Any = case.body
    why = why_not(lambda: must_be_free(user, case, mandate_over(user, body, "recognition.handle", case.category)))
    if found.answer != Answer.OPEN:
        why = _("It has been answered already.")
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            actions.answer_objection(by=user, objection=found, **form.cleaned_data)
            messages.success(request, _("The objection is answered."))
            return redirect("recognition_case", pk)
    context = {"case": case, "objection": found, "form": form, "why_not": why}
    return render(request, "recognition/case/objection.html", context)


@never_cache
@require_form
def appeal(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An appeal, and to the level above the form to answer it."""
    user: Any = request.user
    case = opened(request, pk)
    rows = Appeal.objects.select_related(
        "answered_by", "by", "body__place", "body__organisation", "decision__body__place", "decision__case__talent"
    )
    found = get_object_or_404(rows, pk=number, decision__case=case)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            actions.answer_appeal(by=user, appeal=found, **form.cleaned_data)
            messages.success(request, _("The appeal is answered."))
            return redirect("recognition_case", pk)
    context = {"case": case, "appeal": found, "form": form, "why_not": _why_no_answer(user, found)}
    return render(request, "recognition/case/appeal.html", context)


def _why_no_answer(user: Any, found: Appeal) -> str:
    decision = found.decision
    if found.answer != Answer.OPEN:
        return _("It has been answered already.")
    if user.pk in (decision.by_id, decision.prepared_by_id):
        return _("You took part in this decision; somebody else answers the appeal.")
    return why_not(lambda: mandate_over(user, found.body, "recognition.decide", decision.category))
