"""What the office does by itself, and how often. An app says so in `ready()`: `every(timedelta(days=1), tidy)`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from rencai.office.jobs import queue
from rencai.office.jobs.models import Job, State, Timer
from rencai.office.jobs.work import Work

_table: dict[str, tuple[timedelta, Work]] = {}


def every(interval: timedelta, work: Work) -> None:
    """`work` is started once every `interval`, at first at once; not while it still waits or runs from before."""
    _table[work.path] = (interval, work)


def table() -> dict[str, tuple[timedelta, Work]]:
    """The schedule: interval and work by path."""
    return dict(_table)


def last_result(work: Work) -> Any:
    """What the last run of a work of the schedule gave back; None if there was none."""
    done = Job.objects.filter(task=work.path, owner=None, state=State.DONE).order_by("-pk").first()
    return done.result if done else None


def start_due() -> list[Job]:
    """Starts what is due. However many workers ask, each due time starts one job. One query where nothing is due."""
    now = timezone.now()
    known = dict(Timer.objects.values_list("task", "due_at"))
    for task in _table.keys() - known.keys():
        known[task] = Timer.objects.get_or_create(task=task, defaults={"due_at": now})[0].due_at
    return [job for task in sorted(_table) if known[task] <= now and (job := _started(task, known[task], now))]


def _started(task: str, due_at: datetime, now: datetime) -> Job | None:
    interval, work = _table[task]
    missed = (now - due_at) // interval
    with transaction.atomic():
        mine = Timer.objects.filter(task=task, due_at=due_at).update(due_at=due_at + (missed + 1) * interval)
        if not mine or Job.objects.open().filter(task=task, owner=None).exists():
            return None
        return queue.put_in(work, {}, title=task)
