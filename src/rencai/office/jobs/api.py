"""For programs: one's own background work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from rencai.office import asker
from rencai.office.answers import Listed, NumberInPath, Paging, listed
from rencai.office.audit.denial import visible_or_404
from rencai.office.jobs.models import Job, State

router = Router(tags=["jobs"])


class JobTold(Schema):
    """A job. `percent` is null where nobody knows how much there is to do."""

    id: int
    title: str
    state: State
    done: int
    total: int | None
    percent: int | None
    message: str
    made_at: datetime
    ended_at: datetime | None


@router.get("jobs", response=Listed[JobTold])
def list_jobs(request: HttpRequest, asked: Query[Paging]) -> Any:
    """The background work that the holder of this mandate has started, the newest first."""
    return listed(Job.objects.visible_to(asker.of(request)), asked)


@router.get("jobs/{number}", response=JobTold)
def show_job(request: HttpRequest, number: NumberInPath) -> Any:
    """How far one piece of work is."""
    return visible_or_404(Job.objects.all(), asker.of(request), pk=number)
