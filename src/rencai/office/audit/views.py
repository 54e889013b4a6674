"""The log as people read it: what was done within their mandate, what they did, what became of one thing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rencai.office.audit import chain, things
from rencai.office.audit.denial import visible_or_404
from rencai.office.audit.forms import LogFilter
from rencai.office.audit.models import Event
from rencai.office.audit.wording import lines
from rencai.office.pages.paging import page_of


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    user.must("audit.read")
    form = LogFilter(request.GET)
    page = page_of(form.applied(Event.objects.within_mandate(user)), request)
    return render(request, "audit/log.html", {"form": form, "page": page})


@require_safe
def own_acts(request: HttpRequest) -> HttpResponse:
    return render(
        request, "audit/own_acts.html", {"page": page_of(Event.objects.filter(actor_id=request.user.pk), request)}
    )


@require_safe
def history(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """What was done to one thing, as far as it is for the asker."""
    user: Any = request.user
    page = page_of(Event.objects.visible_to(user).on_thing(kind, number), request)
    names = [event.target for event in page.rows if event.target]
    context = {"page": page, "kind": things.kind_in_words(kind), "name": names[0] if names else number}
    return render(request, "audit/history.html", context | {"address": things.address_of(kind, number)})


@require_safe
def event(request: HttpRequest, number: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(Event.objects.all(), user, pk=number)
    return render(request, "audit/event.html", {"event": found, "lines": lines(found, user)})


@require_safe
def anchor(request: HttpRequest) -> HttpResponse:
    """The end of the chain, to be written down where nobody of the office can change it."""
    user: Any = request.user
    user.must("audit.read")
    found = chain.anchor()
    if request.GET.get("format") == "text":
        headers = {"Content-Disposition": f'attachment; filename="rencai-anchor-{found.number}.txt"'}
        return HttpResponse(f"{found}\n", content_type="text/plain; charset=utf-8", headers=headers)
    return render(request, "audit/anchor.html", {"anchor": found})
