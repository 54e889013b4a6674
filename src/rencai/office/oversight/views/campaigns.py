"""Spot checks: the plan with its outlook, the steps to the draw, the results."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rencai.office.audit.denial import visible_or_404
from rencai.office.editing import EditedMeanwhile
from rencai.office.oversight import actions, forms
from rencai.office.oversight.board import Span, apart, span
from rencai.office.oversight.campaigns import Campaign
from rencai.office.oversight.planning import ISO, outlooks
from rencai.office.oversight.supervising import may_supervise
from rencai.office.oversight.terms import CheckRole, Stage
from rencai.office.oversight.views.refusing import said
from rencai.office.oversight.wording import told
from rencai.office.pages.forms import refusals_into
from rencai.office.pages.paging import page_of
from rencai.office.recognition.models import Body
from rencai.supervision import Attribute, Discovery, Outlook, SupervisionError

JOINED = ("body__place", "body__organisation", "written_by")
STEPS = {
    "commit": (actions.commit_seed, Stage.PLANNED),
    "close": (actions.close_frame, Stage.COMMITTED),
    "open": (actions.open_results, Stage.DRAWN),
}
require_form = require_http_methods(["GET", "HEAD", "POST"])


class Seen(NamedTuple):
    """What a number of checks would tell of a body; all but the counts in per cent."""

    decisions: int
    checks: int
    width: float
    of_ten: float
    of_twenty: float


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """All spot checks, the latest period first."""
    user: Any = request.user
    user.must("supervision.view")
    found = Campaign.objects.visible_to(user).select_related(*JOINED).defer("draw", "estimate", "seed")
    context = {"page": page_of(found, request), "may_manage": bool(user.post("supervision.manage"))}
    return render(request, "oversight/campaigns.html", context)


@never_cache
@require_form
def add(request: HttpRequest) -> HttpResponse:
    """A new plan."""
    user: Any = request.user
    user.must("supervision.manage")
    form = forms.PlanForm(request.POST or None, bodies=forms.bodies_to_supervise(user))
    return _plan(request, form, None)


@never_cache
@require_form
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan anew, while it is not fixed."""
    user: Any = request.user
    found = _opened(request, pk)
    form = forms.PlanForm(request.POST or None, bodies=forms.bodies_to_supervise(user), initial=_typed(found))
    return _plan(request, form, found)


def _typed(found: Campaign) -> dict[str, Any]:
    plan = found.sampling_plan
    given: dict[str, Any] = {}
    if isinstance(plan.rule, Attribute):
        given = {"aql": f"{plan.rule.aql:g}", "rule": ISO}
    elif isinstance(plan.rule, Discovery):
        given = {"tolerable": round(plan.rule.tolerable * 100, 3)}
    return given | {
        "body": found.body_id,
        "title": found.title,
        "since": found.since,
        "until": found.until,
        "strata": list(plan.strata[1:]),
        "second_level": plan.second_level.share * 100,
        "version": found.version,
    }


def _plan(request: HttpRequest, form: forms.PlanForm, found: Campaign | None) -> HttpResponse:
    user: Any = request.user
    if form.is_valid():
        given = form.cleaned_data
        wanted = {name: given[name] for name in ("title", "since", "until", "plan")}
        try:
            with refusals_into(form):
                kept = actions.write_plan(
                    by=user, body=given["body"], campaign=found, version=given["version"] if found else None, **wanted
                )
                messages.success(request, _("The plan is written; it is not fixed yet."))
                return redirect("campaign", kept.pk)
        except EditedMeanwhile as meanwhile:
            form.add_error(None, meanwhile.messages[0])
    return render(request, "oversight/plan.html", {"form": form, "campaign": found})


def _opened(request: HttpRequest, pk: int) -> Campaign:
    user: Any = request.user
    found: Campaign = visible_or_404(Campaign.objects.select_related(*JOINED), user, pk=pk)
    return found


@never_cache
@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a spot check is, what comes next, and once it is open what it found."""
    user: Any = request.user
    found = _opened(request, pk)
    names = {body.pk: str(body) for body in Body.objects.select_related("place", "organisation")}
    context = {
        "campaign": found,
        "plan": found.sampling_plan,
        "stages": _stages(found),
        "may_manage": may_supervise(user, found.body),
        "outlooks": _outlooks(request, found, names),
        "progress": _progress(found),
        "results": _results(found, names),
        "tiers": _tiers(found, names),
        "apart": apart(found.estimate["above"], names) if found.estimate else [],
    }
    return render(request, "oversight/campaign.html", context)


def _stages(found: Campaign) -> list[tuple[str, str]]:
    """Each stage with whether it is done, current or to come."""
    order = list(Stage)
    now = order.index(Stage(found.stage))
    return [
        (str(stage.label), "done" if place < now else "now" if place == now else "")
        for place, stage in enumerate(order)
    ]


def _outlooks(request: HttpRequest, found: Campaign, names: dict[int, str]) -> list[tuple[str, Seen, Seen]]:
    if found.stage != Stage.PLANNED:
        return []
    try:
        told_of = outlooks(found.sampling_plan, found.body, found.since, found.until)
    except SupervisionError as error:
        messages.warning(request, told(error))
        return []
    return [(names[int(now.body)], _seen(now), _seen(twice)) for now, twice in told_of]


def _seen(found: Outlook) -> Seen:
    power = found.power
    return Seen(found.decisions, found.checks, 100 * found.width, 100 * power[0.1], 100 * power[0.2])


def _progress(found: Campaign) -> dict[str, int]:
    if not found.was_drawn:
        return {}
    checks = found.checks.valid()
    return checks.aggregate(
        all=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        cases=Count("decision", distinct=True),
        settled=Count("pk", filter=Q(role=CheckRole.SETTLE)),
        again=Count("pk", filter=Q(role=CheckRole.REVIEW)),
    )


def _results(found: Campaign, names: dict[int, str]) -> list[tuple[int, str, dict[str, Any], dict[str, Span]]]:
    """Per body: number, name, figures, and spans of the three rates."""
    if not found.estimate:
        return []
    keys = ("wrongly_granted", "wrongly_refused", "wrong")
    groups = found.estimate["bodies"]
    scale = max((group[key]["upper"] for group in groups for key in keys), default=1.0)
    return [
        (int(group["body"]), names[int(group["body"])], group, {key: span(group[key], scale) for key in keys})
        for group in sorted(groups, key=lambda group: -group["decisions"])
    ]


def _tiers(found: Campaign, names: dict[int, str]) -> list[list[str]]:
    tiers = found.estimate["tiers"] if found.estimate else []
    return [[names[int(pk)] for pk in tier] for tier in reversed(tiers)] if len(tiers) > 1 else []


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Commits the seed, closes the frame or opens the results."""
    user: Any = request.user
    if name not in STEPS:
        raise Http404(_("There is no such page, or it is not for you."))
    found = _opened(request, pk)
    done = {
        "commit": _("The plan is fixed and the commitment of the seed is public."),
        "close": _("The frame is closed and its hash is public."),
        "open": _("The results are open."),
    }
    with said(request, done[name]):
        STEPS[name][0](by=user, campaign=found)
    return redirect("campaign", pk)


@never_cache
@require_form
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may be drawn as a checker; then the draw."""
    user: Any = request.user
    found = _opened(request, pk)
    user.must("supervision.manage", found.body.place)
    form = forms.CheckersForm(request.POST or None, body=found.body)
    if form.is_valid():
        with refusals_into(form):
            actions.draw(by=user, campaign=found, checkers=list(form.cleaned_data["checkers"]))
            messages.success(request, _("The cases are drawn, and the seed is public: anyone can draw again."))
            return redirect("campaign", pk)
    return render(request, "oversight/draw.html", {"form": form, "campaign": found})


@require_safe
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found on each drawn case, once the results are open."""
    user: Any = request.user
    found = _opened(request, pk)
    listed = found.findings.visible_to(user).select_related("decision__case", "body__place", "body__organisation")
    counts = Counter(listed.values_list("outcome", flat=True))
    outcome = request.GET.get("outcome", "")
    listed = listed.filter(outcome=outcome) if outcome in counts else listed
    context = {"campaign": found, "page": page_of(listed, request), "outcome": outcome}
    return render(request, "oversight/findings.html", context)


@never_cache
@require_safe
def waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """Which checks are not answered yet, and by whom they should be."""
    found = _opened(request, pk)
    due = found.checks.due().select_related("decision__case", "checker")
    context = {"campaign": found, "page": page_of(due, request), "may_manage": may_supervise(request.user, found.body)}
    return render(request, "oversight/waiting.html", context)


@never_cache
@require_form
def redraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Gives a check to somebody else, drawn anew: its checker has left, or is ill."""
    user: Any = request.user
    found = _opened(request, pk)
    user.must("supervision.manage", found.body.place)
    check = get_object_or_404(found.checks.due().select_related("campaign", "checker", "decision__case"), pk=number)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            actions.redraw_check(by=user, check=check, why=form.cleaned_data["reason"])
            messages.success(request, _("Somebody else was drawn."))
            return redirect("campaign_waiting", pk)
    return render(request, "oversight/redraw.html", {"form": form, "campaign": found, "check": check})
