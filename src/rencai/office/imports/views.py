"""Pages of the import. Each shows the step at which a file is, so that its owner can leave and come back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rencai.office.asker import Refused
from rencai.office.audit.denial import visible_or_404
from rencai.office.imports import actions, tasks
from rencai.office.imports.files import told
from rencai.office.imports.forms import ColumnsForm, HeadingsForm, UploadForm
from rencai.office.imports.handing_back import refused_table
from rencai.office.imports.importable import Importable, Outcome, kind_named, kinds, may_import
from rencai.office.imports.models import ImportRun, State
from rencai.office.imports.receiving import receive
from rencai.office.jobs.models import Job
from rencai.office.pages.paging import page_of
from rencai.office.sheets.downloads import download
from rencai.office.sheets.writing import Kind

REFUSED_SHOWN = 100
STEPS = {
    State.READ: "imports/columns.html",
    State.CHECKING: "imports/waiting.html",
    State.CHECKED: "imports/preview.html",
    State.RUNNING: "imports/waiting.html",
    State.DONE: "imports/result.html",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """A form for a file, and the asker's imports, the latest first."""
    user: Any = request.user
    if not may_import(user):
        raise Refused()
    form = UploadForm(request.POST or None, request.FILES or None, by=user)
    form.fields["file"].answer(request)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        try:
            run = receive(by=user, kind=kind, name=file.name or "", pieces=file.chunks())
            return redirect("import", run.pk)
        except ValidationError as error:
            form.add_error("file", error)
    found = ImportRun.objects.visible_to(user)
    context = {"form": form, "page": page_of(found, request), "kinds": [one for one in kinds() if one.allowed(user)]}
    return render(request, "imports/imports.html", context)


@never_cache
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """The step at which the import is; ?columns shows the choice of columns again."""
    found = _found(request, pk)
    state = State.READ if "columns" in request.GET and found.state == State.CHECKED else State(found.state)
    if found.removed_at is not None:
        return render(request, "imports/removed.html", {"run": found})
    return render(request, STEPS[state], _context(found, state))


def _context(run: ImportRun, state: State) -> dict[str, Any]:
    context: dict[str, Any] = {"run": run, "kind": run.importable.label}
    if state is State.READ:
        return context | _to_choose(run, ColumnsForm(run=run), HeadingsForm(run=run))
    if state in (State.CHECKING, State.RUNNING):
        return context | {"job": Job.objects.filter(pk=run.job, owner=run.owner_id).open().first() if run.job else None}
    refused = list(told(run.folder.refused, REFUSED_SHOWN))
    return context | {"counts": _counts(run), "refused": refused, "rule": run.importable.rule} | _sample(run)


def _to_choose(run: ImportRun, form: ColumnsForm, headings: HeadingsForm) -> dict[str, Any]:
    return {"run": run, "form": form, "headings": headings, "kind": run.importable.label, "rule": run.importable.rule}


def _counts(run: ImportRun) -> dict[str, int]:
    return {outcome.value: run.counts.get(outcome.value, 0) for outcome in Outcome}


def _sample(run: ImportRun) -> dict[str, Any]:
    """The first rows, with the columns that are imported."""
    shown = sorted(int(place) for place in run.columns)
    rows = [
        (row, [row.cells[place] if place < len(row.cells) else "" for place in shown])
        for row in told(run.folder.sample)
    ]
    return {"headings": [run.headings[place] for place in shown], "sample": rows}


@require_POST
def headings(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes another row for the headings; the columns are guessed from it."""
    user: Any = request.user
    found = _found(request, pk)
    if found.removed_at is not None:
        return redirect("import", pk)
    form = HeadingsForm(request.POST, run=found)
    if form.is_valid():
        try:
            actions.take_headings(by=user, run=found, row=form.cleaned_data["row"])
            return redirect("import", pk)
        except ValidationError as error:
            form.add_error("row", error)
    return render(request, "imports/columns.html", _to_choose(found, ColumnsForm(run=found), form))


@require_POST
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the choice of columns, and has the file checked."""
    user: Any = request.user
    found = _found(request, pk)
    if found.removed_at is not None:
        return redirect("import", pk)
    form = ColumnsForm(request.POST, run=found)
    if form.is_valid():
        try:
            chosen = actions.choose_columns(by=user, run=found, columns=form.columns, constants=form.constants)
            tasks.check(by=user, run=chosen)
            return redirect("import", pk)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "imports/columns.html", _to_choose(found, form, HeadingsForm(run=found)))


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Imports the file, or goes on with what was left."""
    user: Any = request.user
    found = _found(request, pk)
    try:
        if found.state == State.CHECKING and found.removed_at is None:
            tasks.check(by=user, run=found)
        else:
            tasks.carry_out(by=user, run=actions.begin(by=user, run=found))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("import", pk)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes the files of an import."""
    user: Any = request.user
    found = _found(request, pk)
    try:
        actions.remove_files(by=user, run=found)
        messages.success(request, _("The files of %(name)s are removed.") % {"name": found.name})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("import", pk)
    return redirect("imports")


@never_cache
@require_safe
def refused(request: HttpRequest, pk: int, suffix: str) -> HttpResponseBase:
    """The refused rows as they came, each with what is wrong; mended, the file can be uploaded again."""
    found = _found(request, pk)
    if found.removed_at is not None:
        raise Http404
    name = _("refused rows of %(name)s") % {"name": Path(found.name).stem}
    return download(name, suffix, *refused_table(found))


@require_safe
def empty(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A workbook with the headings of everything that can be imported, to be filled in."""
    try:
        importable: type[Importable] = kind_named(kind)
    except KeyError:
        raise Http404 from None
    if not importable.allowed(request.user):  # type: ignore[arg-type]
        raise Refused()
    headings = [capfirst(str(field.label)) for field in importable().fields]
    return download(capfirst(str(importable.label)), "xlsx", headings, [Kind.TEXT] * len(headings), ())


def _found(request: HttpRequest, pk: int) -> ImportRun:
    user: Any = request.user
    found: ImportRun = visible_or_404(ImportRun.objects.all(), user, pk=pk)
    return found
