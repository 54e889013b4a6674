"""The process that works the queue off. Any number of them may run, on any number of machines."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from rencai.office.jobs import recovery, schedule
from rencai.office.jobs.progress import stop_asked

log = logging.getLogger(__name__)
ROUND = 5.0
"""Seconds between two looks at the schedule and for lost jobs."""


def never() -> bool:
    return False


def run(*, interval: float = 1.0, stopping: Callable[[], bool] = never) -> None:
    """Works until it is asked to stop: by SIGTERM or SIGINT (in a main thread), or by `stopping`.

    The job at hand then ends, or is put back at its next report of progress. A second signal breaks it off at once;
    it is put back also then.

    Args:
        interval: seconds between two looks into an empty queue.
    """
    OfficeWorker(interval, stopping).serve()


def run_waiting() -> None:
    """Does all that waits now, in this process, and returns. For commands and tests: no schedule, no recovery."""
    OfficeWorker(0, never).empty_the_queue()


class OfficeWorker(Worker):
    """django-tasks-db's worker with a schedule, recovery and an orderly end."""

    def __init__(self, interval: float, stopping: Callable[[], bool]) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self._stopping = stopping
        self._serving = False
        self._looked = float("-inf")

    def serve(self) -> None:
        """Rounds of schedule, recovery and queue. A database that is busy or away for a while ends none of them."""
        self._serving = True
        if threading.current_thread() is threading.main_thread():
            self.configure_signals()
        while not self.asked_to_stop():
            try:
                self.look_around()
                self.empty_the_queue()
            except (OperationalError, InterfaceError):
                log.exception("the database did not answer; the worker tries again")
            time.sleep(self.interval)

    def asked_to_stop(self) -> bool:
        self.running = self.running and not self._stopping()
        return not self.running

    def empty_the_queue(self) -> None:
        """An empty queue costs one reading query and no write lock."""
        token = stop_asked.set(self.asked_to_stop)
        try:
            close_old_connections()
            if DBTaskResult.objects.ready().exists():
                super().run()
        finally:
            stop_asked.reset(token)

    def run_task(self, db_task_result: DBTaskResult[Any, Any]) -> None:
        """Between two jobs of a long queue the worker looks around, too."""
        super().run_task(db_task_result)
        if self._serving and not self.asked_to_stop():
            self.look_around()

    def look_around(self) -> None:
        if time.monotonic() - self._looked < ROUND:
            return
        self._looked = time.monotonic()
        close_old_connections()
        recovery.recover()
        schedule.start_due()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """A handler of signals. It raises nothing at the first: between two jobs the loop itself comes to its end."""
        if not self.running:
            raise SystemExit(1)
        log.warning("received %s: stopping after the job at hand", signal.strsignal(signum))
        self.running = False
