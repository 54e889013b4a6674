"""Two records made one, and two again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rencai.office.pages.forms import refusals_into
from rencai.office.registry import actions, forms
from rencai.office.registry.models import Merge, Talent
from rencai.office.registry.views.people import opened, require_form

CANDIDATES = 10


@require_form
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts another record into this one. Offers those who are called the same."""
    user: Any = request.user
    kept = opened(request, pk)
    user.must("registry.merge", kept)
    form = forms.MergeForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            absorbed = _other(user, form.cleaned_data["absorbed"])
            actions.merge(by=user, kept=kept, absorbed=absorbed, reason=form.cleaned_data["reason"])
            messages.success(request, _("The two records are one now. You can split them again."))
            return redirect("talent", pk)
    namesakes = Talent.objects.listed_to(user).filter(pinyin=kept.pinyin).exclude(pk=pk).select_related("place")
    context = {"form": form, "talent": kept, "namesakes": namesakes[:CANDIDATES]}
    return render(request, "registry/merge.html", context)


def _other(user: Any, number: int) -> Talent:
    """By the form, whoever is not visible does not exist."""
    found: Talent | None = Talent.objects.visible_to(user).filter(pk=number).first()
    if found is None:
        raise ValidationError({"absorbed": _("There is no such record within your mandate.")})
    return found


@require_form
def split(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    user: Any = request.user
    kept = opened(request, pk)
    user.must("registry.merge", kept)
    found = get_object_or_404(Merge.objects.select_related("absorbed"), pk=number, kept=kept)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            actions.split(by=user, merge=found, reason=form.cleaned_data["reason"])
            messages.success(request, _("These are two records again."))
            return redirect("talent", pk)
    context = {"form": form, "talent": kept, "what": str(found.absorbed), "title": _("Split the records again")}
    return render(request, "registry/reason.html", context)
