"""How a running work tells how far it is, and that it is alive."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from rencai.office.jobs.models import Job

APART = 0.5
"""Seconds between two reports that are written down."""
stop_asked: ContextVar[Callable[[], bool]] = ContextVar("stop_asked", default=lambda: False)
"""Whether the worker around a work is asked to stop."""


class Stopped(BaseException):
    """The worker is asked to stop. No `except Exception` of a work holds this up; the job is put back."""


class Superseded(BaseException):
    """Another worker has taken the job over. Nothing that this one does counts any more."""


class Progress:
    """Given to a running work. `progress(done, total, message)` reports; `by` is the person whose job it is."""

    def __init__(self, job: Job, silent_for: timedelta) -> None:
        self._job, self._silent_for = job, silent_for
        self._written = float("-inf")
        self.done, self.total, self.message = job.done, job.total, job.message

    @property
    def by(self) -> Any:
        """The owner, who acts; None where the schedule does."""
        return self._job.owner

    @property
    def job(self) -> int:
        """The number of the job."""
        return self._job.pk

    @property
    def point(self) -> Any:
        """What `reached` kept last, also in an earlier attempt; None at first."""
        return self._job.point

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None:
        """Reports, as often as you like: it is written down twice a second, and within a transaction after its end.

        Raises:
            Stopped: the worker has to go.
            Superseded: another worker does this by now.
        """
        if stop_asked.get()():
            raise Stopped
        self.done, self.total, self.message = done, total, message[:1000]
        if time.monotonic() - self._written >= APART:
            self._written = time.monotonic()
            transaction.on_commit(self._write)

    def alive(self) -> None:
        """A sign of life before the first report."""
        self._keep()

    def reached(self, point: Any) -> None:
        """Keeps `point` (JSON) for the next attempt. In one transaction with a part of the work, that part is done
        exactly once: either both are kept or neither.

        Raises:
            Superseded: another worker does this by now; the transaction is undone.
        """
        self._keep(point=point)
        self._job.point = point

    def _write(self) -> None:
        self._keep(done=self.done, total=self.total, message=self.message)

    def _keep(self, **values: Any) -> None:
        if not Job.objects.held(self._job).update(alive_until=timezone.now() + self._silent_for, **values):
            raise Superseded
