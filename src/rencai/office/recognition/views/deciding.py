"""Deciding a case, and the page of a decision: what it froze, and whether it still comes out the same."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rencai.office.asker import today
from rencai.office.audit.denial import visible_or_404
from rencai.office.pack import fact_word, value_word
from rencai.office.reasons import status_word
from rencai.office.recognition import actions
from rencai.office.recognition.actions.answering import last_day_of_appeal
from rencai.office.recognition.classes import class_word
from rencai.office.recognition.decisions import Decision
from rencai.office.recognition.finding import finding_of
from rencai.office.recognition.forms.case import DecisionForm
from rencai.office.recognition.replaying import replayed
from rencai.office.recognition.terms import Verdict
from rencai.office.recognition.told import frozen_papers
from rencai.office.recognition.views.case import opened
from rencai.office.recognition.views.handling import done

JOINED = (
    "case__talent",
    "case__place",
    "case__organisation",
    "body__place",
    "body__organisation",
    "delegation",
    "by",
    "prepared_by",
    "appeal",
    "recognition",
)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Every decision can be sent, whatever was offered: the act itself refuses, and keeps the attempt."""
    found = opened(request, pk)
    finding = finding_of(found, today())
    form = DecisionForm(request.POST, case=found, finding=finding, verdicts=list(Verdict))
    return done(request, found, form, actions.decide, _("The case is decided."))


@never_cache
@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision as it was frozen, decided again by the same rules and facts."""
    user: Any = request.user
    found: Decision = visible_or_404(Decision.objects.select_related(*JOINED), user, pk=pk)
    context = {
        "decision": found,
        "replay": replayed(found),
        "last_day": last_day_of_appeal(found),
        "finding_word": status_word(found.finding),
        "supported_word": class_word(found.supported) if found.supported else "",
        "papers": frozen_papers(found),
        "facts": sorted((fact_word(name), value_word(name, value)) for name, value in found.record["facts"].items()),
    }
    return render(request, "recognition/case/decision.html", context)
