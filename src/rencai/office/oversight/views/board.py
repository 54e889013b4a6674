"""The board, one body, and the rows behind their numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rencai.office.audit.denial import denied
from rencai.office.oversight.board import HEADINGS, Board, cells, day_of
from rencai.office.oversight.campaigns import Campaign, Finding
from rencai.office.oversight.chart import Month, chart, months, periods
from rencai.office.oversight.measures import Measure
from rencai.office.oversight.queries import supervised
from rencai.office.oversight.supervising import level_above, may_supervise
from rencai.office.oversight.terms import WRONG
from rencai.office.pages.paging import page_of
from rencai.office.recognition.models import Body, Decision
from rencai.office.recognition.routes import BY_KIND
from rencai.office.recognition.terms import BodyKind, Verdict
from rencai.office.sheets.writing import Kind, as_csv

VIEW = "supervision.view"
JOINED = ("place", "organisation", "parent__place", "parent__organisation")
MONTHS = ("month", "checked", "wrong", "rate_percent", "lower_limit_percent", "upper_limit_percent", "signal")


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The supervisor's one screen."""
    user: Any = request.user
    user.must(VIEW)
    found, seen = Board(user), periods(user)
    context = {
        "board": found,
        "chart": chart(seen),
        "months": months(seen),
        "campaigns": Campaign.objects.visible_to(user).select_related("body__place", "body__organisation")[:5],
        "may_manage": bool(user.post("supervision.manage")),
        "may_check": user.may("supervision.check"),
    }
    return render(request, "oversight/board.html", context)


@require_safe
def table(request: HttpRequest, name: str) -> HttpResponse:
    """What stands on the board, as CSV."""
    user: Any = request.user
    user.must(VIEW)
    if name == "bodies":
        return _csv(name, HEADINGS, [Kind.TEXT, *[Kind.NUMBER] * 12, Kind.TEXT, Kind.TEXT], cells(Board(user).lines))
    if name == "months":
        return _months(months(periods(user)))
    raise Http404(_("There is no such table."))


@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """One body: its figures, its chart, what was found and what followed."""
    user: Any = request.user
    found = opened(request, pk)
    seen = periods(user, found)
    of_it = Board(user, found)
    context = {
        "body": found,
        "board": of_it,
        "line": of_it.lines[0],
        "chart": chart(seen),
        "months": months(seen),
        "measures": Measure.objects.visible_to(user).filter(body=found)[:20],
        "may_manage": found.parent_id is not None and may_supervise(user, level_above(found)),
        "sees_alerts": user.may(VIEW, level_above(found).place),
    }
    return render(request, "oversight/body.html", context)


@require_safe
def body_table(request: HttpRequest, pk: int) -> HttpResponse:
    """The control chart of one body as CSV."""
    user: Any = request.user
    return _months(months(periods(user, opened(request, pk))))


def opened(request: HttpRequest, pk: int) -> Body:
    """A body of whose supervision this person may know; else 404, and an event."""
    user: Any = request.user
    found = supervised(user).filter(pk=pk).first()
    if found is None:
        denied(by=user, on=get_object_or_404(Body.objects.select_related(*JOINED), pk=pk))
        raise Http404(_("There is no such page, or it is not for you."))
    return found


def _late(found: QuerySet[Decision]) -> QuerySet[Decision]:
    """Those that took longer than the route of their body allows."""
    over = (Q(body__kind=kind, days__gt=BY_KIND[kind].days) for kind in BodyKind)
    return found.filter(reduce(or_, over))


SHOWN: dict[str, Callable[[QuerySet[Decision]], QuerySet[Decision]]] = {
    "": lambda found: found,
    "late": _late,
    "granted": lambda found: found.filter(verdict=Verdict.GRANT),
    "refused": lambda found: found.filter(verdict=Verdict.REFUSE),
    "against": lambda found: found.filter(against_finding=True),
}
"""Which decisions a list shows."""
CHECKED: dict[str, dict[str, Any]] = {"checked": {}, "wrong": {"outcome__in": WRONG}}
"""And which by what a spot check found."""


@require_safe
def every_decision(request: HttpRequest) -> HttpResponse:
    """The decisions of all bodies behind a number at the top of the board."""
    user: Any = request.user
    user.must(VIEW)
    return _listed(request, Q(body__in=supervised(user)), None)


@require_safe
def decisions(request: HttpRequest, pk: int) -> HttpResponse:
    """The decisions of a body behind a number of the board."""
    return _listed(request, Q(body=pk), opened(request, pk))


def _listed(request: HttpRequest, of_them: Q, body: Body | None) -> HttpResponse:
    shown = request.GET.get("shown", "")
    every = Decision.objects.final().filter(of_them, **_period(request))
    chosen = every.filter(pk__in=_found(request, of_them)) if shown in CHECKED else SHOWN.get(shown, SHOWN[""])(every)
    page = page_of(
        chosen.select_related("case__talent", "body__place", "body__organisation").order_by("-on", "-id"), request
    )
    names = {
        "": _("all"),
        "late": _("late"),
        "granted": _("granted"),
        "refused": _("refused"),
        "against": _("against the finding"),
        "checked": _("checked"),
        "wrong": _("found wrong"),
    }
    rows = [(decision, BY_KIND[BodyKind(decision.body.kind)].days) for decision in page.rows]
    context = {"body": body, "page": page, "rows": rows, "shown": shown, "names": names}
    return render(request, "oversight/decisions.html", context)


def _found(request: HttpRequest, of_them: Q) -> QuerySet[Any]:
    """The decisions that a spot check looked at, or those of one spot check."""
    found = Finding.objects.filter(of_them, **CHECKED[request.GET["shown"]])
    number = _number(request.GET.get("campaign", ""))
    return (found.filter(campaign=number) if number else found).values("decision")


def _number(text: str) -> int:
    """A number of an address; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _period(request: HttpRequest) -> dict[str, Any]:
    since, until = day_of(request.GET.get("since", "")), day_of(request.GET.get("until", ""))
    return {name: value for name, value in (("on__gte", since), ("on__lte", until)) if value}


def _months(listed: list[Month]) -> HttpResponse:
    rows = [[one.month, one.n, one.wrong, *(round(share, 3) for share in one[3:6]), one.signal] for one in listed]
    kinds = [Kind.TEXT, Kind.WHOLE, Kind.WHOLE, *[Kind.NUMBER] * 3, Kind.TEXT]
    return _csv("months", MONTHS, kinds, rows)


def _csv(name: str, headings: tuple[str, ...], kinds: list[Kind], rows: list[list[Any]]) -> HttpResponse:
    content = b"".join(as_csv(headings, kinds, [rows]))
    disposition = f'attachment; filename="supervision-{name}.csv"'
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})
