"""The page of results, and the suggestions under the box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rencai.office import asker
from rencai.office.search import asked, providers


@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    question = asked.read(request.GET.get("q", ""))
    user = asker.of(request)
    groups = providers.found(question, user)
    lines = [] if groups else providers.help_for(user)
    return render(request, "search/search.html", {"asked": question, "groups": groups, "help": lines})


@never_cache
@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    question = asked.read(request.GET.get("q", ""), typing=True)
    groups = providers.found(question, asker.of(request))
    return render(request, "search/suggestions.html", {"asked": question, "groups": groups})
