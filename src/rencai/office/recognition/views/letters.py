"""The letter of a decision, and the page on which anybody checks one."""

from __future__ import annotations

import hmac
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rencai.office.audit.denial import visible_or_404
from rencai.office.recognition import actions
from rencai.office.recognition.actions.deciding import digest_of
from rencai.office.recognition.decisions import Decision
from rencai.office.recognition.paper.letter import letter_pdf

JOINED = ("case__talent", "case__place", "case__organisation", "body__place", "body__organisation")


@never_cache
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as PDF. That it was taken is an event."""
    user: Any = request.user
    found: Decision = visible_or_404(Decision.objects.select_related(*JOINED), user, pk=pk)
    actions.take_letter(by=user, decision=found)
    address = request.build_absolute_uri(reverse("check_letter", args=[found.pk, found.digest]))
    return HttpResponse(
        letter_pdf(found, address),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{found.case.number}.pdf"'},
    )


@login_not_required
@never_cache
@require_safe
def check(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """Whether a letter with this digest was sent. Whoever holds none learns nothing."""
    rows: Any = Decision.objects.select_related(*JOINED, "recognition")
    found = rows.filter(pk=pk).first()
    if found is not None and not (
        hmac.compare_digest(found.digest, digest) and hmac.compare_digest(digest_of(found), digest)
    ):
        found = None
    context = {"decision": found, "recognition": getattr(found, "recognition", None)}
    return render(request, "recognition/card/letter.html", context, status=200 if found else 404)
