"""The list of talents, and one talent's page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rencai.office.asker import Refused, today
from rencai.office.audit.denial import visible_or_404
from rencai.office.editing import EditedMeanwhile
from rencai.office.pack import body_word, choice_word, fact_word, value_word
from rencai.office.pages.forms import refusals_into
from rencai.office.pages.paging import page_of
from rencai.office.registry import actions, below, forms
from rencai.office.registry.exporting import masked
from rencai.office.registry.facts import Origin, facts_of
from rencai.office.registry.fields import country_word, occupation_word
from rencai.office.registry.models import Talent
from rencai.office.registry.told import TITLES, told

require_form = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = ("name", "latin_name", "pinyin", "recognised_category", "degree", "place", "occupation", "organisation__name")
JOINED = ("place", "organisation", "occupation")


@require_safe
def talents(request: HttpRequest) -> HttpResponse:
    """The talents of the asker's mandates, narrowed by a form."""
    user: Any = request.user
    if not user.scope("registry.view"):
        raise Refused()
    form = forms.TalentFilter(request.GET, user=user)
    found = Talent.objects.listed_to(user).select_related("organisation").only(*SHOWN)
    page = page_of(form.applied(found), request)
    rows = [_cells(talent, form.places) for talent in page.rows]
    may_export = user.may("registry.export")
    context = {"form": form, "page": page, "rows": rows, "may_add": _may_add(user), "may_export": may_export}
    return render(request, "registry/talents.html", context)


def _cells(talent: Talent, places: dict[int, str]) -> tuple[int, str, str, str, str, str, str, str]:
    """What stands in a row of the list: a template asks far more slowly for the same."""
    return (
        talent.pk,
        talent.name,
        talent.latin_name,
        places.get(talent.place_id, ""),
        talent.organisation.name if talent.organisation else "",
        occupation_word(talent.occupation_id) if talent.occupation_id else "",
        choice_word("degree", talent.degree) if talent.degree else "",
        _category(talent),
    )


def _category(talent: Talent) -> str:
    return choice_word("category", talent.recognised_category) if talent.recognised_category else ""


def _may_add(user: Any) -> bool:
    return bool(user.may("registry.edit"))


def opened(request: HttpRequest, pk: int) -> Talent:
    """The talent of this page's address, if this person may see it; else 404, and an event."""
    user: Any = request.user
    found: Talent = visible_or_404(Talent.objects.select_related(*JOINED, "account"), user, pk=pk)
    return found


@never_cache
@require_safe
def talent(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, opened(request, pk))


@never_cache
@require_POST
def sensitive(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what is sensitive, once it is noted who looked."""
    user: Any = request.user
    found = opened(request, pk)
    seen = actions.see_sensitive(by=user, talent=found)
    if request.headers.get("HX-Request"):
        return render(request, "registry/parts/sensitive.html", {"talent": found, "seen": seen, "shown": True})
    return _page(request, found, seen=seen)


def _page(request: HttpRequest, found: Talent, seen: actions.Sensitive | None = None) -> HttpResponse:
    user: Any = request.user
    hidden = actions.Sensitive(masked(found.document_number), masked(found.phone), masked(found.mailbox))
    context = {
        "talent": found,
        "category": _category(found),
        "degree": choice_word("degree", found.degree) if found.degree else "",
        "nationality": country_word(found.nationality),
        "attested_by": body_word(found.attested_by) if found.attested_by else "",
        "seen": seen or hidden,
        "shown": seen is not None,
        **told(found, user)._asdict(),
        "may": _rights(user, found),
        "links": below.links(found.pk),
    }
    return render(request, "registry/talent.html", context)


def _rights(user: Any, found: Talent) -> dict[str, bool]:
    names = ("edit", "attest", "merge", "view_sensitive")
    employer = found.organisation
    opens = employer is not None and user.may("places.view_organisations", employer)
    rights = {name: user.may(f"registry.{name}", found) for name in names}
    return rights | {"open_employer": opens, "consent": found.owner_id == user.pk or rights["attest"]}


@require_form
def add(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    user.must("registry.edit")
    form = forms.TalentForm(request.POST or None, user=user)
    if form.is_valid():
        with refusals_into(form):
            added = actions.add_talent(by=user, **form.given())
            messages.success(request, _("%(name)s is added.") % {"name": added.shown_name()})
            return redirect("talent", added.pk)
    return render(request, "registry/talent_form.html", {"form": form, "title": _("Add a talent")})


@never_cache
@require_form
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = opened(request, pk)
    user.must("registry.edit", found)
    form = forms.CorrectedTalentForm(
        request.POST or None, instance=found, initial={"version": found.version}, user=user
    )
    context = {"form": form, "title": _("Correct a record"), "talent": found}
    if form.is_valid():
        try:
            with refusals_into(form):
                version = form.cleaned_data["version"]
                actions.correct_talent(by=user, talent=found, version=version, values=form.given())
                messages.success(request, _("The record is corrected."))
                return redirect("talent", pk)
        except EditedMeanwhile as meanwhile:
            return compared(request, "registry/talent_form.html", context, meanwhile)
    return render(request, "registry/talent_form.html", context)


@never_cache
@require_form
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Says who signs in as this talent."""
    user: Any = request.user
    found = opened(request, pk)
    user.must("registry.attest", found)
    form = forms.AccountForm(request.POST or None, initial={"account": found.account.username if found.account else ""})
    if form.is_valid():
        with refusals_into(form):
            actions.link_account(by=user, talent=found, **form.cleaned_data)
            messages.success(request, _("It is noted who signs in as this talent."))
            return redirect("talent", pk)
    return render(request, "registry/talent_form.html", {"form": form, "title": _("Account"), "talent": found})


def compared(request: HttpRequest, template: str, context: dict[str, Any], meanwhile: EditedMeanwhile) -> HttpResponse:
    """Both versions side by side. What was typed stays in the form, which now answers to the saved version."""
    differences = forms.differences_between(meanwhile.current, context["form"])
    _answers_to(request, context["form"], meanwhile)
    return render(request, template, context | {"differences": differences}, status=409)


@contextmanager
def change_is_told(request: HttpRequest, form: Any) -> Iterator[None]:
    """Where somebody changed meanwhile what `form` is about, the page is shown again: with what is saved now."""
    try:
        yield
    except EditedMeanwhile as meanwhile:
        _answers_to(request, form, meanwhile)


def _answers_to(request: HttpRequest, form: Any, meanwhile: EditedMeanwhile) -> None:
    form.add_error(None, meanwhile.messages[0])
    again: Any = request.POST.copy()
    again["version"] = str(meanwhile.current.version)  # type: ignore[attr-defined]
    form.data = again


@never_cache
@require_safe
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """What the policy pack asks for and the record holds on a day, where it comes from, and what is missing."""
    found = opened(request, pk)
    form = forms.DayForm(request.GET)
    day = (form.cleaned_data["on"] if form.is_valid() else None) or today()
    sheet = facts_of(found, day)
    known = [
        (fact_word(name), value_word(name, value), sheet.origins[name], *_origin_words(sheet.origins[name]))
        for name, value in sheet.facts.items()
    ]
    context = {
        "talent": found,
        "form": forms.DayForm(initial={"on": day}) if form.is_valid() else form,
        "day": day,
        "known": known,
        "missing": [(name, fact_word(name)) for name in sheet.missing],
        "may_edit": request.user.may("registry.edit", found),  # type: ignore[union-attr]
    }
    return render(request, "registry/facts.html", context)


def _origin_words(origin: Origin) -> tuple[str, str]:
    kind = str(TITLES[origin.kind][0]) if origin.kind in TITLES else ""
    return kind, body_word(origin.attested_by) if origin.attested_by else ""
