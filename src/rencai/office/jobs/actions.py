"""Acts on jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from rencai.office.asker import Asker
from rencai.office.audit.acts import act, record
from rencai.office.jobs import queue
from rencai.office.jobs.models import Job, State
from rencai.office.jobs.progress import Superseded
from rencai.office.jobs.work import Work


@act
def start(*, by: Asker | None, task: Work, title: str, arguments: Mapping[str, Any], back_to: str = "") -> Job:
    """Starts `task` in the background, once the transaction around this commits.

    Args:
        by: whose job it is and in whose name it acts. Whoever calls this has checked that they may.
        title: what it does, in the owner's language.
        arguments: JSON; secrets do not belong here.
        back_to: a path of this office, offered when it is done.
    """
    if back_to and not url_has_allowed_host_and_scheme(back_to, allowed_hosts=None):
        raise ValueError(f"{back_to} is no path of this office")
    owner = by.pk if by else None
    job = queue.put_in(task, dict(arguments), title=title[:200], owner_id=owner, back_to=back_to)
    record("jobs.started", by=by, on=job, after={"task": task.path})
    return job


@act
def end_badly(*, job: Job, state: State, why: str) -> None:
    """Ends a job that failed, or was tried too often.

    Raises:
        Superseded: it is no longer as it was read.
    """
    if not Job.objects.held(job).update(state=state, message=why[:1000], ended_at=timezone.now(), alive_until=None):
        raise Superseded
    record("jobs.failed", by=None, on=job, for_whom=job.owner.name if job.owner else "", reason=why)
