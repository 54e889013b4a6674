"""Who is recognised: the list, one recognition, its revocation, and all of one talent."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rencai.office import asker
from rencai.office.asker import Refused, today
from rencai.office.audit.denial import visible_or_404
from rencai.office.pages.forms import refusals_into
from rencai.office.pages.paging import page_of
from rencai.office.recognition import actions
from rencai.office.recognition.cases import Case
from rencai.office.recognition.classes import classes
from rencai.office.recognition.decisions import Recognition
from rencai.office.recognition.expiring import DAYS_BEFORE
from rencai.office.recognition.forms.case import RevokeForm
from rencai.office.recognition.forms.filters import RecognitionFilter
from rencai.office.recognition.offers import may_revoke
from rencai.office.recognition.views.cases import sees_cases
from rencai.office.registry.models import Talent

JOINED = (
    "talent__organisation",
    "talent__place",
    "superseded_by",
    "revoked_by",
    "decision__case",
    "decision__body__place",
    "decision__body__organisation",
    "decision__body__parent__place",
)


class Standing(NamedTuple):
    """How a recognition stands today: a word, and the name of its look."""

    words: str | Promise
    look: str


REVOKED, REPLACED = Standing(gettext_lazy("revoked"), "lost"), Standing(gettext_lazy("replaced"), "over")
ENDED, SOON = Standing(gettext_lazy("ended"), "over"), Standing(gettext_lazy("ends soon"), "soon")
HOLDS = Standing(gettext_lazy("in force"), "met")


def standing_of(one: Recognition) -> Standing:
    last = one.valid_until
    if one.revoked_on:
        return REVOKED
    if one.superseded_by_id:
        return REPLACED
    if last and last < today():
        return ENDED
    return SOON if last and (last - today()).days <= DAYS_BEFORE else HOLDS


@require_safe
def recognitions(request: HttpRequest) -> HttpResponse:
    """The recognitions within the asker's mandates, narrowed by a form."""
    user = asker.of(request)
    if not sees_cases(user):
        raise Refused()
    form = RecognitionFilter(request.GET, user=user)
    found = Recognition.objects.visible_to(user).select_related(*JOINED[:2], *JOINED[4:7]).defer(*HEAVY)
    page = page_of(form.applied(found), request)
    words = dict(classes())
    rows = [(one, words.get(one.category, one.category), standing_of(one)) for one in page.rows]
    context = {"form": form, "page": page, "rows": rows, "may_export": user.may("registry.export")}
    return render(request, "recognition/case/recognitions.html", context)


HEAVY = ("decision__record", "decision__evidence", "decision__case__answers")


def _opened(request: HttpRequest, pk: int) -> Recognition:
    user: Any = request.user
    rows = Recognition.objects.select_related(*JOINED).defer(*HEAVY)
    found: Recognition = visible_or_404(rows, user, pk=pk)
    return found


@never_cache
@require_safe
def recognition(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = _opened(request, pk)
    context = {"recognition": found, "standing": standing_of(found), "may_revoke": may_revoke(user, found)}
    return render(request, "recognition/case/recognition.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """By the body that granted it, or a level above it."""
    user: Any = request.user
    found = _opened(request, pk)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            actions.revoke(by=user, recognition=found, **form.cleaned_data)
            messages.success(request, _("The recognition is revoked."))
            return redirect("recognition", pk)
    context = {"recognition": found, "form": form, "may_revoke": may_revoke(user, found)}
    return render(request, "recognition/case/revoke.html", context)


@never_cache
@require_safe
def of_talent(request: HttpRequest, pk: int) -> HttpResponse:
    """All applications and recognitions of one talent that the asker may see."""
    user: Any = request.user
    talent: Talent = visible_or_404(Talent.objects.select_related("place", "organisation"), user, pk=pk)
    cases = Case.objects.visible_to(user).filter(talent=talent).select_related("body__place", "body__organisation")
    found = Recognition.objects.visible_to(user).filter(talent=talent).select_related(*JOINED[4:7]).defer(*HEAVY)
    context = {
        "talent": talent,
        "cases": cases.defer("answers"),
        "recognitions": [(one, standing_of(one)) for one in found],
        "may_apply": user.may("recognition.apply", talent),
    }
    return render(request, "recognition/case/talent.html", context)
