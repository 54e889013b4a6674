"""What a dead worker left is finished by another, exactly once in effect."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from office import people
from office.jobs import works
from rencai.office.audit.models import Event
from rencai.office.jobs import worker
from rencai.office.jobs.actions import start
from rencai.office.jobs.models import Job, State
from rencai.office.jobs.recovery import recover
from rencai.office.jobs.worker import run_waiting

LATER = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _no_calls_yet() -> None:
    works.calls.clear()


def left_alone(**values: Any) -> Job:
    """A job whose worker died while it worked."""
    job = start(by=people.user(), task=works.count, title="Count", arguments={"upto": 2})
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    Job.objects.update(**({"state": State.RUNNING, "attempts": 1, "alive_until": timezone.now()} | values))
    return job


@pytest.mark.django_db
def test_a_job_whose_worker_is_silent_is_put_back_once_and_finished() -> None:
    job = left_alone()
    with time_machine.travel(timezone.now() + LATER):
        assert (recover(), recover()) == (1, 0)
        run_waiting()
    job.refresh_from_db()
    assert (job.state, job.attempts, len(works.calls)) == (State.DONE, 2, 1)
    assert not DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).exists()


@pytest.mark.django_db
def test_a_job_that_gives_signs_of_life_is_left_in_peace() -> None:
    left_alone(alive_until=timezone.now() + LATER)
    assert recover() == 0


@pytest.mark.django_db
def test_a_job_that_takes_its_worker_along_each_time_is_given_up() -> None:
    job = left_alone(attempts=5)
    with time_machine.travel(timezone.now() + LATER):
        assert recover() == 1
    job.refresh_from_db()
    assert (job.state, job.message) == (State.GIVEN_UP, "It broke off each time before its end.")


@pytest.mark.django_db
@pytest.mark.parametrize("ticket", [TaskResultStatus.RUNNING, TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED])
def test_a_job_that_was_dropped_before_it_began_is_put_back(ticket: str) -> None:
    job = left_alone(state=State.WAITING, attempts=0, alive_until=None)
    DBTaskResult.objects.update(status=ticket)
    assert recover() == 0
    with time_machine.travel(timezone.now() + LATER):
        assert recover() == 1
        run_waiting()
    job.refresh_from_db()
    assert job.state == State.DONE


@pytest.mark.django_db
def test_a_job_that_waits_long_in_a_full_queue_is_not_put_in_twice() -> None:
    start(by=people.user(), task=works.count, title="Count", arguments={"upto": 2})
    with time_machine.travel(timezone.now() + LATER):
        assert (recover(), DBTaskResult.objects.count()) == (0, 1)


@pytest.mark.django_db
def test_looking_for_lost_jobs_costs_two_queries(django_assert_num_queries: Any) -> None:
    start(by=people.user(), task=works.count, title="Count", arguments={"upto": 2})
    with django_assert_num_queries(2):
        recover()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def shared_database(tmp_path: Path) -> Iterator[str]:
    """The address of the test's own database, for another process. SQLite in memory is copied to a file."""
    if connection.vendor == "postgresql":
        at = connection.settings_dict
        yield f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
        return
    yield from _on_disk(tmp_path / "office.sqlite3")


def _on_disk(path: Path) -> Iterator[str]:
    import sqlite3

    connection.ensure_connection()
    with sqlite3.connect(path) as file:
        connection.connection.backup(file)
    inside = dict(connection.settings_dict)
    connection.close = lambda: None  # type: ignore[method-assign]
    memory, connection.connection = connection.connection, None
    connection.settings_dict["NAME"] = str(path)
    try:
        yield f"sqlite:///{path}"
    finally:
        if connection.connection is not None:  # whoever failed first may never have opened the file
            connection.connection.close()
        connection.settings_dict.update(inside)
        connection.connection = memory
        del connection.close


def a_worker(database: str) -> subprocess.Popen[bytes]:
    code = "import django; django.setup(); from rencai.office.jobs import worker; worker.run(interval=0.05)"
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "office.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.Popen([sys.executable, "-c", code], env=environment)


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_killed_is_finished_by_another_exactly_once_in_effect(
    shared_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "hangs"
    arguments = {"dies_after": 4, "mark": str(mark)}
    job = start(by=people.user(), task=works.ten_steps, title="Ten steps", arguments=arguments)
    first = a_worker(shared_database)
    try:
        until(mark.exists)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    monkeypatch.setattr(worker, "ROUND", 0.0)
    over = threading.Event()

    def finished() -> bool:
        job.refresh_from_db()
        return not job.is_open

    worker.run(interval=0.05, stopping=lambda: over.is_set() or finished())
    steps = [event.reason for event in Event.objects.filter(reason__startswith="step").order_by("number")]
    assert (job.state, job.attempts, job.result) == (State.DONE, 2, 10)
    assert steps == [f"step {number}" for number in range(10)]
