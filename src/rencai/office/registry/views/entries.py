"""The entries of a record: add, correct, attest, remove."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rencai.office.audit.denial import visible_or_404
from rencai.office.editing import EditedMeanwhile
from rencai.office.inbox.models import Item
from rencai.office.pack import the_pack
from rencai.office.pages.forms import refusals_into
from rencai.office.registry import actions, forms
from rencai.office.registry.entries import Document, Entry
from rencai.office.registry.imported import IMPORTED, SHOWN, waiting
from rencai.office.registry.kinds import KINDS
from rencai.office.registry.models import Talent
from rencai.office.registry.told import TITLES, row_of
from rencai.office.registry.views.people import change_is_told, compared, opened, require_form

FORM = "registry/entry_form.html"


@require_form
def add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Adds an entry. A statement is asked in two steps: which fact, then its value."""
    user: Any = request.user
    talent = opened(request, pk)
    user.must("registry.edit", talent)
    fact = request.POST.get("fact") or request.GET.get("fact", "")
    if kind == "statement" and fact not in the_pack().rules.facts:
        return _which_fact(request, talent)
    form = _form_class(kind, fact, corrects=False)(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            actions.add_entry(by=user, talent=talent, kind=kind, values=form.cleaned_data)
            messages.success(request, _("The entry is added."))
            return redirect("talent", pk)
    return render(request, FORM, {"form": form, "talent": talent, "title": TITLES[kind][1], "fact": fact})


def _form_class(kind: str, fact: str, *, corrects: bool) -> type[django_forms.ModelForm[Any]]:
    if kind not in KINDS:
        raise Http404
    return forms.entry_form(kind, fact, corrects=corrects)


def _which_fact(request: HttpRequest, talent: Talent) -> HttpResponse:
    context = {"form": forms.FactForm(), "talent": talent, "title": _("Add a statement")}
    return render(request, "registry/which_fact.html", context)


def entry_of(talent: Talent, kind: str, number: int) -> Any:
    """The entry of this page's address."""
    if kind == "document":
        return get_object_or_404(Document, pk=number, talent=talent)
    if kind not in KINDS:
        raise Http404
    entry: Any = get_object_or_404(KINDS[kind], pk=number, talent=talent)
    entry.talent = talent
    return entry


@never_cache
@require_form
def correct(request: HttpRequest, pk: int, kind: str, number: int) -> HttpResponse:
    user: Any = request.user
    talent = opened(request, pk)
    entry = entry_of(talent, kind, number)
    user.must("registry.edit", talent)
    form = _form_class(kind, getattr(entry, "fact", ""), corrects=True)(
        request.POST or None, instance=entry, initial={"version": entry.version}
    )
    context = {"form": form, "talent": talent, "title": _("Correct an entry"), "entry": entry, "kind": kind}
    context |= {"row": row_of(entry), "may_attest": user.may("registry.attest", talent)}
    if form.is_valid():
        try:
            with refusals_into(form):
                return _corrected(request, entry, dict(form.cleaned_data))
        except EditedMeanwhile as meanwhile:
            return compared(request, FORM, context, meanwhile)
    return render(request, FORM, context)


def _corrected(request: HttpRequest, entry: Entry, values: dict[str, Any]) -> HttpResponse:
    user: Any = request.user
    version = values.pop("version")
    actions.correct_entry(by=user, entry=entry, version=version, values=values)
    messages.success(request, _("The entry is corrected."))
    return redirect("talent", entry.talent_id)


@never_cache
@require_form
def attest(request: HttpRequest, pk: int, kind: str, number: int) -> HttpResponse:
    """Notes who has confirmed an entry; or, for the kind "identity", the head of the record."""
    user: Any = request.user
    talent = opened(request, pk)
    user.must("registry.attest", talent)
    entry = talent if kind == "identity" else entry_of(talent, kind, number)
    form = forms.AttestForm(request.POST or None, initial={"version": entry.version})
    if form.is_valid():
        with change_is_told(request, form), refusals_into(form):
            _attested(user, entry, **form.cleaned_data)
            messages.success(request, _("It is attested."))
            return redirect("talent", pk)
    context = {"form": form, "talent": talent, "entry": entry, "what": _said(kind, entry)}
    return render(request, "registry/attest.html", context)


@never_cache
@require_safe
def to_attest(request: HttpRequest, number: int) -> HttpResponse:
    """What imports have brought to a place and nobody has attested, by an item of the inbox."""
    user: Any = request.user
    item = visible_or_404(Item.objects.filter(kind=IMPORTED), user, pk=number)
    sections = [(one, TITLES[one.kind][0]) for one in waiting(item, user) if one.entries]
    context = {"item": item, "sections": sections, "shown": SHOWN}
    return render(request, "registry/to_attest.html", context)


def _attested(user: Any, entry: Any, body: str, version: int) -> None:
    if isinstance(entry, Talent):
        actions.attest_identity(by=user, talent=entry, body=body, version=version)
    else:
        actions.attest_entry(by=user, entry=entry, body=body, version=version)


def _said(kind: str, entry: Any) -> str:
    if kind in KINDS:
        row = row_of(entry)
        return " · ".join(part for part in (row.what, row.more, row.when) if part)
    return str(entry)


@never_cache
@require_form
def remove(request: HttpRequest, pk: int, kind: str, number: int) -> HttpResponse:
    user: Any = request.user
    talent = opened(request, pk)
    user.must("registry.edit", talent)
    entry = entry_of(talent, kind, number)
    form = forms.ReasonForm(request.POST or None, initial={"version": entry.version})
    if form.is_valid():
        with change_is_told(request, form), refusals_into(form):
            actions.remove_entry(by=user, entry=entry, **form.cleaned_data)
            messages.success(request, _("The entry is removed. The audit log keeps what it said."))
            return redirect("talent", pk)
    context = {"form": form, "talent": talent, "what": _said(kind, entry), "title": _("Remove an entry")}
    return render(request, "registry/reason.html", context)
