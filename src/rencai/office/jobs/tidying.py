"""Old jobs and tickets go, so that the tables stay small."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rencai.office.jobs.models import Job, State
from rencai.office.jobs.progress import Progress
from rencai.office.jobs.work import work

KEPT = timedelta(days=30)
SCHEDULED_KEPT = timedelta(days=2)
BATCH = 1000


@work()
def tidy(progress: Progress) -> dict[str, int]:
    """Removes jobs that ended 30 days ago, of the schedule 2 (but for each work's last), and tickets of no open job."""
    now = timezone.now()
    old = Job.objects.filter(ended_at__lt=now - KEPT)
    last = (
        Job.objects.filter(owner=None, state=State.DONE)
        .values("task")
        .annotate(last=Max("pk"))
        .values_list("last", flat=True)
    )
    of_the_schedule = Job.objects.filter(owner=None, ended_at__lt=now - SCHEDULED_KEPT).exclude(pk__in=list(last))
    tickets = DBTaskResult.objects.filter(enqueued_at__lt=now - SCHEDULED_KEPT).exclude(
        pk__in=Job.objects.open().filter(ticket__isnull=False).values("ticket")
    )
    removed = [_removed(found, progress) for found in (old, of_the_schedule, tickets)]
    return {"jobs": removed[0] + removed[1], "tickets": removed[2]}


def _removed(found: Any, progress: Progress) -> int:
    """In batches, so that nobody waits long for the lock."""
    count = 0
    while numbers := list(found.order_by().values_list("pk", flat=True)[:BATCH]):
        found.model._default_manager.filter(pk__in=numbers).delete()
        count += len(numbers)
        progress(count)
    return count
