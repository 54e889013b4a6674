"""Blind checks: facts, evidence and rules, but not what was decided, found, or by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rencai.office.asker import Refused
from rencai.office.audit.denial import visible_or_404
from rencai.office.oversight import actions, forms
from rencai.office.oversight.actions.checking import is_barred
from rencai.office.oversight.campaigns import Check
from rencai.office.pack import fact_value, fact_word, the_pack, value_word
from rencai.office.pages.forms import refusals_into
from rencai.office.pages.paging import page_of
from rencai.office.reasons import DecisionTold
from rencai.office.recognition.classes import BY_MEASURE
from rencai.office.registry.entries import Document

JOINED = ("campaign__body__place", "decision__case__talent", "checker")
require_form = require_http_methods(["GET", "HEAD", "POST"])


class Rule(NamedTuple):
    """A condition as the pack words it, with its article; not whether it is met."""

    text: str
    needed: str
    article: str
    link: str


class Paper(NamedTuple):
    """A document of the frozen evidence; `same`: it is still the one that was decided on."""

    pk: int
    condition: str
    title: str
    same: bool


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """One's own checks, those to be answered first."""
    user: Any = request.user
    user.must("supervision.check")
    found = Check.objects.visible_to(user).select_related("campaign", "decision__case")
    campaign = request.GET.get("campaign", "")
    found = (
        found.filter(campaign=campaign) if campaign.isascii() and campaign.isdigit() and len(campaign) < 10 else found
    )
    shown = request.GET.get("shown", "due")
    listed = found.due() if shown == "due" else found
    context = {"page": page_of(listed, request), "shown": shown, "due": found.due().count()}
    return render(request, "oversight/checks.html", context)


@never_cache
@require_form
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One case, blind; answered once."""
    user: Any = request.user
    found = visible_or_404(Check.objects.select_related(*JOINED), user, pk=pk)
    form = forms.CheckForm(request.POST or None)
    if found.answered_at is None and form.is_valid():
        try:
            with refusals_into(form):
                actions.answer_check(by=user, check=found, **form.cleaned_data)
                messages.success(request, _("Your answer is kept. It cannot be changed."))
                return _next(user, found)
        finally:
            found.refresh_from_db(fields=["excused_at", "answered_at"])
        if found.excused_at:
            raise Refused(_("You have become a party to this case, or took part in it; somebody else checks it."))
    return render(request, "oversight/check.html", {"form": form, "check": found, **_blind(found)})


def _next(user: Any, found: Check) -> HttpResponse:
    following = Check.objects.visible_to(user).due().filter(campaign=found.campaign_id).first()
    return redirect("check", following.pk) if following else redirect("checks")


def _blind(found: Check) -> dict[str, Any]:
    """What the page shows of the case. The record's outcomes never reach the template."""
    decision = found.decision
    case, facts = decision.case, decision.record["facts"]
    return {
        "number": case.number,
        "talent": case.talent.shown_name(),
        "measure": BY_MEASURE[case.measure].words,
        "applied_for": case.class_word,
        "on": decision.on,
        "facts": sorted((fact_word(name), value_word(name, value)) for name, value in facts.items()),
        "rules": rules_of(case.measure, facts, decision.on),
        "papers": _papers(decision.evidence),
        "decision": decision if found.opened_at else None,
    }


def rules_of(measure: str, facts: Mapping[str, Any], on: date) -> list[Rule]:
    """The conditions of a measure on a day, without their outcome."""
    decided = the_pack().decide(_typed(facts), on=on)
    told = DecisionTold(decided).told(decided[measure])
    return [Rule(one.reason.text, one.reason.needed, one.article, one.link) for one in told.reasons]


def _typed(facts: Mapping[str, Any]) -> dict[str, Any]:
    known = the_pack().rules.facts
    return {name: fact_value(name, value) for name, value in facts.items() if name in known}


def _papers(frozen: list[Mapping[str, Any]]) -> list[Paper]:
    documents = {one.pk: one for one in Document.objects.filter(pk__in=[paper["document"] for paper in frozen])}
    return [
        Paper(
            paper["document"],
            paper["condition"],
            documents[paper["document"]].title,
            documents[paper["document"]].sha256 == paper["sha256"],
        )
        for paper in frozen
        if paper["document"] in documents
    ]


@never_cache
@require_safe
def evidence(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A document of the frozen evidence. The look is an event; a checker who became a party gets nothing."""
    user: Any = request.user
    found = visible_or_404(Check.objects.select_related(*JOINED), user, pk=pk)
    user.must("supervision.check")
    frozen = {one["document"]: one["sha256"] for one in found.decision.evidence}
    document = Document.objects.filter(pk=number).first()
    if number not in frozen or document is None or is_barred(found):
        raise Http404(_("There is no such page, or it is not for you."))
    actions.see_evidence(by=user, check=found, document=document)
    answer = FileResponse(
        document.file.open("rb"), as_attachment=True, filename=document.name, content_type=document.media_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
