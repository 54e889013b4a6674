"""Measures towards a body: proposed, issued, answered, confirmed or lifted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rencai.office.asker import Refused, today
from rencai.office.audit.denial import visible_or_404
from rencai.office.oversight import actions, forms
from rencai.office.oversight.board import IN_EFFECT
from rencai.office.oversight.measures import Measure
from rencai.office.oversight.supervising import level_above, may_supervise
from rencai.office.oversight.terms import MeasureState
from rencai.office.oversight.views.board import opened as opened_body
from rencai.office.pages.forms import refusals_into
from rencai.office.pages.paging import page_of

JOINED = (
    "body__place",
    "body__organisation",
    "body__parent__place",
    "body__parent__organisation",
    "campaign",
    "issued_by",
    "answered_by",
    "closed_by",
)
require_form = require_http_methods(["GET", "HEAD", "POST"])


class Act(NamedTuple):
    """A button of a measure's page: its words, its form, what it does, what is said then, and who finds it."""

    label: str | Promise
    form: type[django_forms.Form]
    act: Callable[..., Measure]
    done: str | Promise
    fits: Callable[[Any, Measure], bool]


def _supervises(user: Any, measure: Measure) -> bool:
    return may_supervise(user, level_above(measure.body))


def _ends(user: Any, measure: Measure) -> bool:
    """Whether `user` confirms or lifts it: of what takes authority away, a leader does."""
    above = level_above(measure.body)
    return bool(user.may("recognition.delegate", above.place)) if measure.is_grave else _supervises(user, measure)


def _may_issue(user: Any, measure: Measure) -> bool:
    return measure.state == MeasureState.PROPOSED and _supervises(user, measure)


def _may_answer(user: Any, measure: Measure) -> bool:
    in_time = measure.answer_until is not None and today() <= measure.answer_until
    waits = measure.state == MeasureState.ISSUED and measure.answered_at is None and in_time
    post, body = user.post("recognition.handle"), measure.body
    here = body.organisation_id in post.organisations if body.organisation_id else body.place_id in post.places
    return bool(waits and here)


def _may_confirm(user: Any, measure: Measure) -> bool:
    return measure.state == MeasureState.ISSUED and _ends(user, measure)


def _may_lift(user: Any, measure: Measure) -> bool:
    if measure.state == MeasureState.PROPOSED:
        return _supervises(user, measure)
    return measure.state in (MeasureState.ISSUED, MeasureState.CONFIRMED) and _ends(user, measure)


ACTS = {
    "issue": Act(
        gettext_lazy("Issue it to the body"),
        forms.ReasonForm,
        actions.issue_measure,
        gettext_lazy("The measure is issued; the body may answer."),
        _may_issue,
    ),
    "answer": Act(
        gettext_lazy("Answer it"),
        forms.AnswerForm,
        actions.answer_measure,
        gettext_lazy("The answer is kept."),
        _may_answer,
    ),
    "confirm": Act(
        gettext_lazy("Confirm it"),
        forms.ReasonForm,
        actions.confirm_measure,
        gettext_lazy("The measure is confirmed."),
        _may_confirm,
    ),
    "lift": Act(
        gettext_lazy("Drop or lift it"),
        forms.ReasonForm,
        actions.lift_measure,
        gettext_lazy("The measure is lifted."),
        _may_lift,
    ),
}


HOLDING = "holding"
"""As the address of the list says that a measure was issued and is not lifted."""


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """All measures that this person may see, the newest first."""
    user: Any = request.user
    user.must("supervision.view")
    found = Measure.objects.visible_to(user).select_related("body__place", "body__organisation", "campaign")
    state = request.GET.get("state", "")
    chosen = IN_EFFECT if state == HOLDING else (state,) if state in MeasureState.values else tuple(MeasureState)
    found = found.filter(state__in=chosen)
    states = [("", _("all")), (HOLDING, _("that hold")), *MeasureState.choices]
    return render(
        request, "oversight/measures.html", {"page": page_of(found, request), "state": state, "states": states}
    )


@never_cache
@require_safe
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure: its grounds, what was answered, and what can be done now."""
    user: Any = request.user
    found = _opened(request, pk)
    buttons = [(name, act.label) for name, act in ACTS.items() if act.fits(user, found)]
    return render(request, "oversight/measure.html", {"measure": found, "buttons": buttons, **_shares(found)})


def _shares(found: Measure) -> dict[str, Any]:
    """The grounds in per cent, where figures gave rise to it."""
    grounds = found.grounds
    if "lower" not in grounds:
        return {}
    return {"grounds": grounds | {name: 100 * grounds[name] for name in ("estimate", "lower", "upper", "above")}}


def _opened(request: HttpRequest, pk: int) -> Measure:
    user: Any = request.user
    found: Measure = visible_or_404(Measure.objects.select_related(*JOINED), user, pk=pk)
    return found


@never_cache
@require_form
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Issues, answers, confirms or lifts it."""
    user: Any = request.user
    found = _opened(request, pk)
    chosen = ACTS[name]
    if not chosen.fits(user, found):
        raise Refused()
    form = chosen.form(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            chosen.act(by=user, measure=found, **form.cleaned_data)
            messages.success(request, str(chosen.done))
            return redirect("measure", pk)
    return render(request, "oversight/measure_form.html", {"form": form, "measure": found, "title": chosen.label})


@require_form
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """A measure that no figure proposed."""
    user: Any = request.user
    body = opened_body(request, pk)
    if not may_supervise(user, level_above(body)):
        raise Refused()
    form = forms.MeasureForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            kept = actions.propose_measure(by=user, body=body, **form.cleaned_data)
            messages.success(request, _("The measure is proposed; issue it to let the body answer."))
            return redirect("measure", kept.pk)
    return render(request, "oversight/measure_form.html", {"form": form, "body": body, "title": _("Propose a measure")})
