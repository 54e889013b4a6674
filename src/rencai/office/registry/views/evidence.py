"""Documents and consent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rencai.office.pages.forms import refusals_into
from rencai.office.registry import actions, forms
from rencai.office.registry.evidence import consents_in_person
from rencai.office.registry.models import Consent
from rencai.office.registry.views.entries import entry_of
from rencai.office.registry.views.people import opened, require_form
from rencai.office.uploads import refused


@require_form
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    talent = opened(request, pk)
    user.must("registry.edit", talent)
    form = forms.DocumentForm(request.POST or None, request.FILES or None, request=request)
    if form.is_valid():
        with refusals_into(form):
            given = form.cleaned_data
            actions.add_document(by=user, talent=talent, title=given["title"], upload=given["upload"])
            messages.success(request, _("The document is kept."))
            return redirect("talent", pk)
    context = {"form": form, "talent": talent, "title": _("Add a document")}
    return render(request, "registry/entry_form.html", context, status=413 if refused(request) else 200)


@never_cache
@require_safe
def document(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """The file itself, to be kept and not shown: what it is made of is nobody's word but its sender's."""
    user: Any = request.user
    found = actions.open_document(by=user, document=entry_of(opened(request, pk), "document", number))
    answer = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@require_form
def give_consent(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    talent = opened(request, pk)
    form = forms.ConsentForm(request.POST or None, in_person=consents_in_person(user, talent))
    if form.is_valid():
        with refusals_into(form):
            actions.give_consent(by=user, talent=talent, **form.cleaned_data)
            messages.success(request, _("The consent is noted."))
            return redirect("talent", pk)
    return render(request, "registry/entry_form.html", {"form": form, "talent": talent, "title": _("Give consent")})


@require_form
def withdraw_consent(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """By the talent with one button; by the office with the paper that the talent has signed."""
    user: Any = request.user
    talent = opened(request, pk)
    consent = get_object_or_404(Consent, pk=number, talent=talent)
    given = request.POST if request.method == "POST" else None
    form = forms.WithdrawalForm(given, in_person=consents_in_person(user, talent))
    if form.is_valid():
        with refusals_into(form):
            actions.withdraw_consent(by=user, consent=consent, **form.cleaned_data)
            messages.success(request, _("The consent is withdrawn."))
            return redirect("talent", pk)
    context = {"form": form, "talent": talent, "what": str(consent), "title": _("Withdraw consent")}
    return render(request, "registry/reason.html", context)
