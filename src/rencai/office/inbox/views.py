"""The inbox: sorted by deadline, decided without leaving the list."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from rencai.office import asker
from rencai.office.audit.denial import visible_or_404
from rencai.office.inbox import actions, kinds
from rencai.office.inbox.deadlines import known_until
from rencai.office.inbox.models import Item
from rencai.office.pages.paging import page_of
from rencai.office.prepared import PreparedFor

SHOWN = 100
"""Items that are listed. Whoever has more waiting begins with the most urgent."""
COUNTED = 99


class Section(NamedTuple):
    title: str
    is_late: bool
    items: list[Item]


def badge(user: Any) -> str:
    """How much waits, at most "99+"; "" for nothing. One query that stops counting there."""
    count = len(_waiting(tuple(one.name for one in kinds.shared()), COUNTED)(user))
    return "" if not count else number_format(count) if count <= COUNTED else f"{COUNTED}+"


@lru_cache(maxsize=4)
def _waiting(_kinds: tuple[str, ...], most: int) -> PreparedFor:
    return PreparedFor(lambda user: Item.objects.visible_to(user).open().order_by().values_list("pk")[: most + 1])


def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for the asker; of one kind if ?kind= says so."""
    user = asker.of(request)
    offered = kinds.of(user)
    kind = next((one for one in offered if one.name == request.GET.get("kind")), None)
    urgent = Item.objects.most_urgent(user, SHOWN + 1, kind.name if kind else "")
    rows = Item.objects.visible_to(user).filter(pk__in=urgent[:SHOWN]).select_related("place", "organisation")
    page = page_of(rows, request)
    context = {
        "kinds": offered,
        "kind": kind,
        "page": page,
        "sections": _sections(page.rows),
        "more": len(urgent) > SHOWN,
        "shown": SHOWN,
        "unknown_year": _unknown_year(page.rows),
    }
    return render(request, "inbox/inbox.html", context)


def _sections(items: list[Item]) -> list[Section]:
    """Late, this week (until Sunday), later: those of them that have any."""
    today = asker.today()
    sunday = today + timedelta(days=6 - today.weekday())
    late = Section(_("Late"), True, [item for item in items if item.deadline < today])
    week = Section(_("This week"), False, [item for item in items if today <= item.deadline <= sunday])
    later = Section(_("Later"), False, [item for item in items if item.deadline > sunday])
    return [section for section in (late, week, later) if section.items]


def _unknown_year(items: list[Item]) -> int | None:
    """The year of a deadline that was counted without knowing its holidays."""
    days: list[date] = [item.deadline for item in items if item.deadline > known_until()]
    return days[0].year if days else None


@require_POST
def decide(request: HttpRequest, number: int, decision: str) -> HttpResponse:
    """Decides one item. To htmx the row, as it is then; else back to the list with a message."""
    user = asker.of(request)
    item = visible_or_404(Item.objects.all(), user, pk=number)
    try:
        actions.decide(by=user, item=item, decision=decision, choice=request.POST.get("choice", ""))
    except LookupError:
        raise Http404 from None
    except (PermissionDenied, ValidationError) as refusal:
        return _told(request, item, why=_sentence(refusal))
    return _told(request, item, done=str(item.described.decision(decision).done))


def _told(request: HttpRequest, item: Item, *, done: str = "", why: str = "") -> HttpResponse:
    if "HX-Request" in request.headers:
        return render(
            request, "inbox/decided.html" if done else "inbox/item.html", {"item": item, "done": done, "why": why}
        )
    tell = messages.success if done else messages.error
    colon = pgettext("before what became of it", ": ")
    tell(request, f"{item.words}{colon}{done or why}")
    return redirect("inbox")


def _sentence(refusal: PermissionDenied | ValidationError) -> str:
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
