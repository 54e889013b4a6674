"""For everybody, without signing in: what proves that nobody chose the cases."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rencai.office.oversight.campaigns import Campaign
from rencai.office.oversight.terms import Stage

HEADINGS = ("id", "body", "category", "amount", "decision")
AT_ONCE = 2000


def _public(pk: int, *stages: str) -> Campaign:
    found: Campaign | None = (
        Campaign.objects.filter(pk=pk, stage__in=stages).select_related("body__place", "body__organisation").first()
    )
    if found is None:
        raise Http404(_("There is no such page, or it is not for you."))
    return found


COMMITTED = (Stage.COMMITTED, Stage.CLOSED, Stage.DRAWN, Stage.OPENED)
CLOSED, DRAWN = COMMITTED[1:], COMMITTED[2:]


@login_not_required
@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Commitment, hashes and seed, and how to draw again."""
    found = _public(pk, *COMMITTED)
    context = {
        "campaign": found,
        "decisions": found.frame.count(),
        "cases": len(found.drawn) if found.was_drawn else 0,
        "is_closed": found.stage in CLOSED,
        "is_drawn": found.was_drawn,
        "files": {"frame": f"frame-{pk}.csv", "draw": f"draw-{pk}.json", "seed": f"seed-{pk}.txt"},
    }
    return render(request, "oversight/proof.html", context)


@login_not_required
@require_safe
def frame(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The closed frame, as it is hashed: numbers of decisions and bodies, no names."""
    answer = StreamingHttpResponse(_lines(_public(pk, *CLOSED)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="frame-{pk}.csv"'
    return answer


def _lines(found: Campaign) -> Iterator[str]:
    yield ",".join(HEADINGS) + "\n"
    buffer = io.StringIO()
    write = csv.writer(buffer, lineterminator="\n").writerow
    rows = found.frame.values_list("decision", "body", "category", "cents", "verdict").order_by("id")
    for place, (decision, body, category, cents, verdict) in enumerate(rows.iterator(chunk_size=AT_ONCE), 1):
        write((decision, body, category, f"{cents / 100:.2f}", verdict))
        if place % AT_ONCE == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


@login_not_required
@require_safe
def drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """The draw, as `rencai supervision verify` reads it."""
    text = json.dumps(_public(pk, *DRAWN).draw, ensure_ascii=False, indent=1)
    disposition = f'attachment; filename="draw-{pk}.json"'
    return HttpResponse(text, content_type="application/json", headers={"Content-Disposition": disposition})


@login_not_required
@require_safe
def seed(request: HttpRequest, pk: int) -> HttpResponse:
    """The seed, once it was drawn with it."""
    disposition = f'attachment; filename="seed-{pk}.txt"'
    text = _public(pk, *DRAWN).seed + "\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": disposition})
