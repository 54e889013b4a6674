"""The list of cases."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from rencai.office import asker
from rencai.office.asker import Asker, Refused, today
from rencai.office.pages.paging import page_of
from rencai.office.recognition.cases import Case
from rencai.office.recognition.classes import classes
from rencai.office.recognition.forms.filters import CaseFilter
from rencai.office.recognition.queries import VIEW
from rencai.office.recognition.terms import State


class Row(NamedTuple):
    """A case as the list shows it."""

    case: Case
    category: str
    body: str
    where: str | Promise
    late: bool


def sees_cases(user: Asker) -> bool:
    """Whoever holds a mandate for them; the talent's own cases stand on their own page."""
    scope = user.scope(VIEW)
    return bool(scope.everything or scope.places or scope.organisations)


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases within the asker's mandates, narrowed by a form."""
    user = asker.of(request)
    if not sees_cases(user):
        raise Refused()
    form = CaseFilter(request.GET)
    found = Case.objects.visible_to(user).select_related("talent", "organisation")
    page = page_of(form.applied(found), request)
    words = dict(classes())
    rows = [_row(case, form.bodies, words) for case in page.rows]
    context = {"form": form, "page": page, "rows": rows, "may_export": user.may("registry.export")}
    return render(request, "recognition/case/cases.html", context)


def _row(case: Case, bodies: dict[int, str], words: dict[str, str]) -> Row:
    where: Any = case.get_step_display() if case.step else case.get_state_display()
    late = case.state == State.OPEN and case.due_on is not None and case.due_on < today()
    return Row(case, words.get(case.category, case.category), bodies.get(case.body_id or 0, ""), where, late)
