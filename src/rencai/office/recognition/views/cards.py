"""The talent card: for its holder, and for anybody to whom it is shown."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rencai.office.audit.denial import visible_or_404
from rencai.office.places.models import Place
from rencai.office.recognition import actions, checking
from rencai.office.recognition.classes import class_word
from rencai.office.recognition.decisions import Card, Recognition
from rencai.office.recognition.forms.cards import CheckForm
from rencai.office.recognition.offers import may_revoke
from rencai.office.recognition.paper.setting import card_pdf
from rencai.office.recognition.qr import svg

JOINED = ("talent", "decision__body__place", "decision__body__organisation", "decision__body__parent", "decision__case")
require_form = require_http_methods(["GET", "HEAD", "POST"])


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(f"{reverse('check_card')}?token={token}")


def _opened(request: HttpRequest, pk: int) -> Recognition:
    user: Any = request.user
    found: Recognition = visible_or_404(Recognition.objects.select_related(*JOINED), user, pk=pk)
    return found


@never_cache
@require_form
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The card of a recognition; posted to, it is replaced by a new one."""
    user: Any = request.user
    found = _opened(request, pk)
    if request.method == "POST":
        return _replaced(request, found)
    theirs = Card.objects.visible_to(user).filter(recognition=found)
    running = theirs.running().first()
    context = {
        "recognition": found,
        "card": running,
        "runs": found.in_force(),
        "picture": svg(_address(request, running.token)) if running else "",
        "may_replace": found.revoked_on is None
        and found.superseded_by_id is None
        and (user.pk == found.owner_id or may_revoke(user, found)),
        "earlier": theirs.filter(revoked_at__isnull=False),
    }
    return render(request, "recognition/card/card.html", context)


def _replaced(request: HttpRequest, found: Recognition) -> HttpResponse:
    user: Any = request.user
    try:
        actions.issue_card(by=user, recognition=found)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("There is a new card. The one before is no longer taken."))
    return redirect("talent_card", found.pk)


@never_cache
@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The card on paper, in the size of a bank card."""
    user: Any = request.user
    found = _opened(request, pk)
    running = Card.objects.visible_to(user).running().filter(recognition=found).first()
    if running is None:
        raise Http404(_("There is no card for this recognition."))
    content = card_pdf(running, _address(request, running.token))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="card-{running.serial[:8]}.pdf"'},
    )


@login_not_required
@never_cache
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Anybody checks a card that they were shown. Says nothing about the person."""
    token = request.GET.get("token", "")
    found = checking.checked(token) if token.strip() else None
    credential = found.credential if found else None
    city = Place.objects.filter(depth=1, key=credential.issuer).first() if credential else None
    context = {
        "form": CheckForm(initial={"token": token[:1000]}),
        "check": found,
        "class_word": class_word(credential.category) if credential else "",
        "issuer": city.name if city else credential.issuer if credential else "",
        "now": timezone.now(),
    }
    return render(request, "recognition/card/check.html", context)


@login_not_required
@cache_control(public=True, max_age=300)
@require_safe
def keys(request: HttpRequest) -> JsonResponse:
    """The public keys as a JWK set."""
    return JsonResponse(checking.public_keys(), headers={"Access-Control-Allow-Origin": "*"})


@login_not_required
@cache_control(public=True, max_age=60)
@require_safe
def revoked(request: HttpRequest) -> JsonResponse:
    """The serials of the cards that ended before their time."""
    return JsonResponse(checking.revoked_cards(), headers={"Access-Control-Allow-Origin": "*"})
