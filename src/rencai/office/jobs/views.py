"""One's own jobs: a list, and a page for each that shows how far it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers

from rencai.office import asker
from rencai.office.audit.denial import visible_or_404
from rencai.office.jobs.models import Job
from rencai.office.pages.paging import page_of

STOP_POLLING = 286
"""The status by which htmx asks no more (htmx, hx-trigger, polling)."""


def jobs(request: HttpRequest) -> HttpResponse:
    """What the asker started, the latest first."""
    return render(request, "jobs/jobs.html", {"page": page_of(Job.objects.visible_to(asker.of(request)), request)})


@vary_on_headers("HX-Request")  # else the way back in a browser shows the part for the page
def job(request: HttpRequest, number: int) -> HttpResponse:
    """One job; to htmx only the part of it that changes."""
    found = visible_or_404(Job.objects.all(), asker.of(request), pk=number)
    if "HX-Request" not in request.headers:
        return render(request, "jobs/job.html", {"job": found})
    status = 200 if found.is_open else STOP_POLLING
    return render(request, "jobs/state.html", {"job": found, "polled": True}, status=status)
