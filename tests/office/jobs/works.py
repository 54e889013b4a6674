"""Background works for tests. They stand in a module, since a worker finds a work by its path."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction

from rencai.office.audit.acts import act, record
from rencai.office.jobs.models import Job
from rencai.office.jobs.progress import Progress
from rencai.office.jobs.work import CannotBeDone, Transient, work

calls: list[Any] = []
kept = Event()
"""Set by the work of the schedule."""


@work()
def count(progress: Progress, *, upto: int) -> dict[str, int]:
    calls.append((progress.by, upto))
    for number in range(upto):
        progress(number + 1, upto, f"at {number + 1}")
    return {"counted": upto}


@work(retry_on=(TimeoutError,), attempts=3)
def fails(progress: Progress, *, error: str, times: int = 1000) -> str:
    """Fails `times` times, then succeeds."""
    calls.append(error)
    if len(calls) <= times:
        raise {
            "declared": TimeoutError("no answer"),
            "transient": Transient("The register does not answer."),
            "locked": OperationalError("database is locked"),
            "no table": OperationalError("no such table: x"),
            "wrong input": ValidationError("Row 3 has no name."),
            "cannot": CannotBeDone("The file is empty."),
            "fault": ZeroDivisionError("division by zero"),
        }[error]
    return "done"


@work()
def gives_what_is_no_json(progress: Progress) -> object:
    return object()


@work(silent_for=timedelta(seconds=0))
def taken_over(progress: Progress) -> None:
    """While it works, its job is taken for lost and put back."""
    from rencai.office.jobs.recovery import recover

    calls.append("taken over")
    if len(calls) == 1:
        recover()
        with transaction.atomic():
            progress.reached("never kept")


@work()
def asked_to_stop(progress: Progress) -> None:
    """The worker gets the signal while this works."""
    import os
    import signal

    calls.append("asked")
    if len(calls) == 1:
        os.kill(os.getpid(), signal.SIGTERM)
    try:
        progress(1)
    except Exception:
        calls.append("swallowed")
    calls.append("finished")


@act
def note(step: int) -> None:
    """One part of a longer work, which must happen exactly once."""
    record("jobs.started", by=None, reason=f"step {step}")


@work(silent_for=timedelta(seconds=1))
def ten_steps(progress: Progress, *, dies_after: int, mark: str) -> int:
    """Ten parts, each with the point reached in one transaction. After part `dies_after` the first worker hangs."""
    for step in range(progress.point or 0, 10):
        with transaction.atomic():
            note(step)
            progress.reached(step + 1)
        progress(step + 1, 10)
        if step + 1 == dies_after and not Path(mark).exists():
            Path(mark).touch()
            _hang()
    return 10


def _hang() -> None:
    """In the middle of a transaction, whose part must not count."""
    import time

    with transaction.atomic():
        note(99)
        time.sleep(60)


@work()
def scheduled(progress: Progress) -> None:
    calls.append(Job.objects.get(pk=progress.job).owner)
    kept.set()


@work()
def lasts_until_the_schedule_is_kept(progress: Progress) -> bool:
    return kept.wait(20)
