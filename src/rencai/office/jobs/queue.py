"""How a job gets into the queue, and back into it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django_tasks import DEFAULT_TASK_QUEUE_NAME

from rencai.office.jobs.models import Job, State
from rencai.office.jobs.work import Work

NOW = timedelta(0)
OWN_WORK = "own-work"
"""The queue of what the office does by itself: each worker keeps a thread for it, beside what people wait for."""


def put_in(work: Work, arguments: dict[str, Any], **values: Any) -> Job:
    """A new job in the queue. The queue lies in the same database: workers see it when the transaction commits."""
    with transaction.atomic():
        job = Job.objects.create(
            task=work.path,
            arguments=arguments,
            max_attempts=work.attempts,
            language=translation.get_language() or "en",
            **values,
        )
        return _with_ticket(job, NOW)


def put_back(job: Job, *, after: timedelta = NOW, message: str = "", tried: bool = True) -> bool:
    """Back into the queue, if the job is still as it was read. Of two who try this, one succeeds.

    Args:
        tried: the attempt counts; not so when a worker stopped in good order.
    """
    with transaction.atomic():
        back = Job.objects.held(job).update(
            state=State.WAITING,
            alive_until=None,
            message=message[:1000],
            attempts=F("attempts") - (0 if tried else 1),
            ticket=None,
        )
        if back:
            _with_ticket(job, after)
    return bool(back)


def _with_ticket(job: Job, after: timedelta) -> Job:
    from rencai.office.jobs.tasks import run

    due = timezone.now() + after
    task = run.using(run_after=due if after else None, queue_name=DEFAULT_TASK_QUEUE_NAME if job.owner_id else OWN_WORK)
    ticket = UUID(task.enqueue(job.pk).id)
    Job.objects.filter(pk=job.pk).update(ticket=ticket, due_at=due)
    return Job.objects.get(pk=job.pk)
