"""What a dead worker left behind is put back into the queue, once for each attempt, by whoever sees it first."""

from __future__ import annotations

import logging
from contextlib import suppress

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from rencai.office.jobs import actions, queue
from rencai.office.jobs.models import Job, State
from rencai.office.jobs.progress import Superseded

log = logging.getLogger(__name__)


def recover() -> int:
    """Puts back every job that its worker has left alone. Returns how many. Two queries where there are none."""
    now = timezone.now()
    return sum(_recovered(job) for job in [*Job.objects.lost(now), *Job.objects.stranded(now)])


def _recovered(job: Job) -> bool:
    log.warning("job %s was left alone in attempt %s", job.pk, job.attempts)
    with translation.override(job.language):
        back = _given_up(job) if job.attempts >= job.max_attempts else queue.put_back(job)
    if back and job.ticket:
        DBTaskResult.objects.filter(pk=job.ticket, status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.FAILED, finished_at=timezone.now()
        )
    return back


def _given_up(job: Job) -> bool:
    """Work that takes its worker along each time is not given to yet another."""
    with suppress(Superseded):
        actions.end_badly(job=job, state=State.GIVEN_UP, why=_("It broke off each time before its end."))
        return True
    return False
