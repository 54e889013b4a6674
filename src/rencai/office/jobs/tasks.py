"""What the queue runs: one task that runs any job."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import TaskContext, task
from django_tasks.utils import normalize_json

from rencai.office.jobs import actions, queue
from rencai.office.jobs.models import Job, State
from rencai.office.jobs.progress import Progress, Stopped, Superseded
from rencai.office.jobs.work import Work, named, wait_before, words

log = logging.getLogger(__name__)
MINUTE = timedelta(minutes=1)


@task(takes_context=True)
def run(context: TaskContext, number: int) -> None:
    """Runs job `number`, unless another ticket for it is out by now."""
    job = _claimed(number, UUID(context.task_result.id))
    if job is not None:
        with translation.override(job.language), suppress(Superseded):
            _run(job)


def _claimed(number: int, ticket: UUID) -> Job | None:
    with transaction.atomic():
        job: Job | None = Job.objects.select_for_update().filter(pk=number, ticket=ticket, state=State.WAITING).first()
        if job is None:
            return None
        job.state, job.attempts, job.message = State.RUNNING, job.attempts + 1, ""
        job.alive_until = timezone.now() + MINUTE
        job.save(update_fields=["state", "attempts", "message", "alive_until"])
    return job


def _run(job: Job) -> None:
    try:
        work = named(job.task)
    except LookupError:
        actions.end_badly(job=job, state=State.FAILED, why=_("This program no longer knows how to do this."))
        return
    progress = Progress(job, work.silent_for)
    try:
        progress.alive()
        _done(job, progress, work.function(progress, **job.arguments))
    except (Stopped, SystemExit, KeyboardInterrupt):
        queue.put_back(job, tried=False)
        raise
    except Exception as error:
        _failed(job, work, error)


def _done(job: Job, progress: Progress, result: Any) -> None:
    ended = Job.objects.held(job).update(
        state=State.DONE,
        done=progress.done,
        total=progress.total,
        message=progress.message,
        result=normalize_json(result),
        alive_until=None,
        ended_at=timezone.now(),
    )
    if not ended:
        raise Superseded


def _failed(job: Job, work: Work, error: Exception) -> None:
    """Tries again later, or ends with a sentence for the owner; what else there is to know goes to the log."""
    log.error("job %s failed in attempt %s", job.pk, job.attempts, exc_info=error)
    if not work.may_be_tried_again(error):
        actions.end_badly(job=job, state=State.FAILED, why=words(error))
    elif job.attempts >= job.max_attempts:
        actions.end_badly(job=job, state=State.GIVEN_UP, why=words(error))
    else:
        queue.put_back(job, after=wait_before(job.attempts), message=words(error))
