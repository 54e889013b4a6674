"""What is due is started once, however many workers ask at the same time; and old jobs go."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from office import people
from office.jobs import works
from office.jobs.test_recovery import shared_database
from rencai.office.jobs import schedule, worker
from rencai.office.jobs.actions import start
from rencai.office.jobs.models import Job, State, Timer
from rencai.office.jobs.tidying import KEPT, SCHEDULED_KEPT, tidy
from rencai.office.jobs.worker import run_waiting

__all__ = ["shared_database"]
HOUR = timedelta(hours=1)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _a_schedule_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    works.calls.clear()
    works.kept.clear()
    monkeypatch.setattr(schedule, "_table", {})
    schedule.every(HOUR, works.scheduled)
    return


def started_at(moment: datetime) -> int:
    with time_machine.travel(moment, tick=False):
        return len(schedule.start_due())


@pytest.mark.django_db
def test_it_starts_at_once_and_then_once_for_each_due_time() -> None:
    counts = []
    for minutes in (0, 0, 30, 59, 60, 61, 120):
        counts.append(started_at(NOON + timedelta(minutes=minutes)))
        run_waiting()
    assert counts == [1, 0, 0, 0, 1, 0, 1]
    assert works.calls == [None] * 3


@pytest.mark.django_db
def test_times_missed_while_no_worker_ran_are_made_up_by_one_run_and_the_rhythm_stays() -> None:
    started_at(NOON)
    run_waiting()
    assert started_at(NOON + 5 * HOUR + timedelta(minutes=20)) == 1
    assert Timer.objects.get().due_at == NOON + 6 * HOUR


@pytest.mark.django_db
def test_it_is_not_started_again_while_it_still_waits_or_runs() -> None:
    assert [started_at(NOON), started_at(NOON + HOUR)] == [1, 0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared_database")
def test_one_worker_keeps_the_schedule_while_a_long_job_goes_on() -> None:
    job = start(by=people.user(), task=works.lasts_until_the_schedule_is_kept, title="Long", arguments={})

    def is_over() -> bool:
        job.refresh_from_db()
        return not job.is_open

    worker.run(interval=0.05, stopping=is_over)
    assert (job.state, job.result, works.calls) == (State.DONE, True, [None])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared_database")
def test_a_worker_that_can_keep_no_schedule_ends_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("no schedule")

    monkeypatch.setattr(schedule, "start_due", broken)
    with pytest.raises(ZeroDivisionError, match="no schedule"):
        worker.run(interval=0.05)


@pytest.mark.django_db
def test_a_schedule_of_which_nothing_is_due_costs_one_query(django_assert_num_queries: Any) -> None:
    started_at(NOON)
    with time_machine.travel(NOON, tick=False), django_assert_num_queries(1):
        schedule.start_due()


@pytest.mark.django_db
def test_what_is_no_longer_in_the_schedule_is_not_started() -> None:
    Timer.objects.create(task="rencai.office.gone", due_at=NOON)
    started_at(NOON + HOUR)
    assert list(Job.objects.values_list("task", flat=True)) == [works.scheduled.path]


@pytest.mark.django_db(transaction=True)
def test_workers_that_ask_at_the_same_time_start_it_once() -> None:
    def ask(_: int) -> int:
        try:
            return len(schedule.start_due())
        finally:
            if connection.vendor != "sqlite":  # SQLite in memory is one for all threads
                connection.close()

    with ThreadPoolExecutor(1 if connection.vendor == "sqlite" else 4) as workers:
        assert sum(workers.map(ask, range(8))) == 1
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_a_due_time_that_another_worker_took_in_between_starts_nothing() -> None:
    started_at(NOON)
    run_waiting()
    assert schedule._started(works.scheduled.path, NOON, NOON + HOUR) is None


@pytest.mark.django_db
def test_the_offices_own_schedule_tidies_once_a_day() -> None:
    from rencai.office.jobs.apps import JobsConfig

    JobsConfig.create("rencai.office.jobs").ready()
    assert schedule.table()[tidy.path] == (timedelta(days=1), tidy)


def an_old_job(age: timedelta, **values: Any) -> Job:
    job = start(by=people.user(), task=works.count, title="Old", arguments={"upto": 1})
    run_waiting()
    when = timezone.now() - age - HOUR
    Job.objects.filter(pk=job.pk).update(**({"ended_at": when} | values))
    DBTaskResult.objects.filter(pk=Job.objects.get(pk=job.pk).ticket).update(enqueued_at=when)
    return job


@pytest.mark.django_db
def test_what_ended_long_ago_is_removed_and_what_is_open_is_kept() -> None:
    an_old_job(KEPT)
    an_old_job(SCHEDULED_KEPT, owner=None)
    kept = {
        an_old_job(timedelta(days=29)).pk,
        an_old_job(KEPT, state=State.WAITING, ended_at=None).pk,
        an_old_job(timedelta(0), owner=None).pk,
    }
    tidying = start(by=None, task=tidy, title="Tidy", arguments={})
    run_waiting()
    tidying.refresh_from_db()
    assert tidying.result == {"jobs": 2, "tickets": 3}
    assert set(Job.objects.exclude(pk=tidying.pk).values_list("pk", flat=True)) == kept


@pytest.mark.django_db
def test_the_last_result_of_a_work_of_the_schedule_is_kept_for_its_next_run() -> None:
    assert schedule.last_result(works.count) is None
    for _ in range(2):
        an_old_job(KEPT - 2 * HOUR, owner=None)
    start(by=None, task=tidy, title="Tidy", arguments={})
    run_waiting()
    assert (schedule.last_result(works.count), Job.objects.filter(task=works.count.path).count()) == ({"counted": 1}, 1)
