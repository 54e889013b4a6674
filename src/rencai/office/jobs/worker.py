"""The process that works the queue off. Any number of them may run, on any number of machines."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet
from django_tasks_db.utils import exclusive_transaction

from rencai.office.jobs import recovery, schedule
from rencai.office.jobs.progress import stop_asked
from rencai.office.jobs.queue import OWN_WORK

log = logging.getLogger(__name__)
ROUND = 5.0
"""Seconds between two looks at the schedule and for lost jobs."""


def never() -> bool:
    return False


def run(*, interval: float = 1.0, stopping: Callable[[], bool] = never) -> None:
    """Works until it is asked to stop: by SIGTERM or SIGINT (in a main thread), or by `stopping`.

    The job at hand then ends, or is put back at its next report of progress. A second signal breaks it off at once;
    it is put back also then. Beside it, a thread keeps the schedule and does what is due by it, however long the job
    at hand takes.

    Args:
        interval: seconds between two looks into an empty queue.
    """
    with ThreadPoolExecutor(1, "schedule") as threads:
        worker = OfficeWorker(interval, lambda: stopping() or clerk.done(), excluded_queue_names=[OWN_WORK])
        clerk = threads.submit(_keep_the_schedule, interval, lambda: not worker.running)
        try:
            worker.serve()
        finally:
            worker.running = False
    clerk.result()


def _keep_the_schedule(interval: float, stopping: Callable[[], bool]) -> None:
    try:
        Clerk(interval, stopping, queue_names=[OWN_WORK]).serve()
    finally:
        connections.close_all()


def run_waiting() -> None:
    """Does all that waits now, in this process, and returns. For commands and tests: no schedule, no recovery."""
    OfficeWorker(0, never).empty_the_queue()


@contextmanager
def signals_to(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """SIGTERM and SIGINT go to `handler` for a while. A thread other than the main one gets no signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


class OfficeWorker(Worker):
    """django-tasks-db's worker with an orderly end, for which its loop has no room."""

    def __init__(
        self,
        interval: float,
        stopping: Callable[[], bool],
        *,
        queue_names: Sequence[str] = ("*",),
        excluded_queue_names: Sequence[str] = (),
    ) -> None:
        super().__init__(
            queue_names=list(queue_names),
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=list(excluded_queue_names),
        )
        self._stopping = stopping

    def serve(self) -> None:
        """Round after round. A database that is busy or away for a while ends none of them."""
        with signals_to(self.shutdown):
            while not self.asked_to_stop():
                self._round()
                time.sleep(self.interval)

    def _round(self) -> None:
        close_old_connections()
        try:
            self.do_what_waits()
        except (OperationalError, InterfaceError):
            log.exception("the database did not answer; the worker tries again")

    def do_what_waits(self) -> None:
        self.empty_the_queue()

    def asked_to_stop(self) -> bool:
        self.running = self.running and not self._stopping()
        return not self.running

    def empty_the_queue(self) -> None:
        """Does what waits, until nothing does or the worker is asked to stop."""
        token = stop_asked.set(self.asked_to_stop)
        try:
            while not self.asked_to_stop() and (ticket := self._taken()):
                self.run_task(ticket)
        finally:
            stop_asked.reset(token)

    def _taken(self) -> DBTaskResult[Any, Any] | None:
        """The next ticket, now this worker's. An empty queue costs one reading query and no write lock."""
        ready = self._ready()
        if not ready.exists():
            return None
        with exclusive_transaction():
            ticket = ready.get_locked()
            if ticket:
                ticket.claim(self.worker_id)
        return ticket

    def _ready(self) -> DBTaskResultQuerySet:
        ready = DBTaskResult.objects.ready().exclude(queue_name__in=self.excluded_queue_names)
        return ready if self.process_all_queues else ready.filter(queue_name__in=self.queue_names)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """A handler of signals. It raises nothing at the first: between two jobs the loop itself comes to its end."""
        if not self.running:
            raise SystemExit(1)
        log.warning("received %s: stopping after the job at hand", signal.strsignal(signum))
        self.running = False


class Clerk(OfficeWorker):
    """Looks for lost jobs and at the schedule, once in a while, and does what is due by it."""

    _looked = float("-inf")

    def do_what_waits(self) -> None:
        if time.monotonic() - self._looked >= ROUND:
            self._looked = time.monotonic()
            recovery.recover()
            schedule.start_due()
        self.empty_the_queue()
