"""A job is queued with its transaction, runs once, tells how far it is, and ends with words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone, translation

from office import people
from office.jobs import works
from rencai.office.audit.models import Event
from rencai.office.jobs.actions import start
from rencai.office.jobs.models import Job, State
from rencai.office.jobs.progress import Progress, Superseded
from rencai.office.jobs.work import LONGEST_WAIT, named, wait_before
from rencai.office.jobs.worker import OfficeWorker, never, run_waiting, signals_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_calls_yet() -> None:
    works.calls.clear()


def started(task: Any = works.count, **arguments: Any) -> Job:
    return start(by=people.user(), task=task, title="Count", arguments=arguments)


def running() -> Job:
    job = started(upto=1)
    Job.objects.update(state=State.RUNNING)
    job.refresh_from_db()
    return job


def ended(job: Job) -> Job:
    run_waiting()
    job.refresh_from_db()
    return job


def test_a_started_job_waits_and_a_worker_does_it_in_its_owners_name() -> None:
    job = started(upto=3)
    assert job.state == State.WAITING
    assert (ended(job).state, job.done, job.total, job.result) == (State.DONE, 3, 3, {"counted": 3})
    assert (works.calls, job.percent, job.attempts) == ([(job.owner, 3)], 100, 1)


def test_starting_a_job_is_audited_with_who_and_what() -> None:
    job = started(upto=1)
    event = Event.objects.on(job).get()
    assert (event.act, event.actor_id, event.after) == ("jobs.started", job.owner_id, {"task": works.count.path})


def test_a_job_of_a_transaction_that_is_undone_never_runs() -> None:
    with transaction.atomic():
        started(upto=3)
        transaction.set_rollback(True)
    run_waiting()
    assert (works.calls, Job.objects.count()) == ([], 0)


def test_a_job_is_done_once_however_often_workers_look() -> None:
    job = started(upto=1)
    run_waiting()
    run_waiting()
    assert (len(works.calls), ended(job).attempts) == (1, 1)


def test_it_speaks_its_owners_language() -> None:
    with translation.override("zh-hans"):
        job = started(works.fails, error="wrong input")
    assert job.language == "zh-hans"


@pytest.mark.parametrize("path", ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)"])
def test_the_page_to_come_back_to_is_one_of_this_office(path: str) -> None:
    with pytest.raises(ValueError, match="no path"):
        start(by=people.user(), task=works.count, title="x", arguments={}, back_to=path)


@pytest.mark.parametrize("error", ["declared", "transient", "locked"])
def test_what_may_pass_is_tried_again_later(error: str) -> None:
    job = ended(started(works.fails, error=error, times=1))
    assert (job.state, job.attempts) == (State.WAITING, 1)
    assert job.due_at > timezone.now()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert (ended(job).state, job.attempts, job.result) == (State.DONE, 2, "done")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        ("wrong input", "Row 3 has no name."),
        ("cannot", "The file is empty."),
        ("fault", ""),
        ("no table", ""),
    ],
)
def test_what_will_not_pass_is_tried_once_and_told_in_words_or_not_at_all(error: str, why: str) -> None:
    job = ended(started(works.fails, error=error))
    assert (job.state, job.attempts, job.message) == (State.FAILED, 1, why)
    event = Event.objects.on(job).first()
    assert (event.act, event.for_whom, event.reason) == ("jobs.failed", job.owner.name, why)


def test_after_its_last_attempt_it_is_given_up() -> None:
    job = started(works.fails, error="transient")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            ended(job)
            clock.shift(LONGEST_WAIT)
    assert (job.state, job.attempts, len(works.calls)) == (State.GIVEN_UP, 3, 3)
    assert job.message == "The register does not answer."


def test_each_wait_is_longer_up_to_ten_minutes() -> None:
    waits = [wait_before(attempt).total_seconds() for attempt in range(1, 8)]
    assert waits == [5, 20, 80, 320, 600, 600, 600]


def test_a_result_that_is_no_json_is_a_fault() -> None:
    assert ended(started(works.gives_what_is_no_json)).state == State.FAILED


def test_a_work_that_the_program_no_longer_has_fails_in_words() -> None:
    job = started(upto=1)
    Job.objects.update(task="rencai.office.jobs.gone.away")
    assert (ended(job).state, job.message) == (State.FAILED, "This program no longer knows how to do this.")


@pytest.mark.parametrize("path", ["os.system", "office.jobs.works.calls", "nowhere", "a.b.c"])
def test_only_what_is_marked_as_work_can_be_run(path: str) -> None:
    with pytest.raises(LookupError):
        named(path)


def test_a_worker_that_was_taken_for_dead_keeps_nothing_and_the_next_one_finishes() -> None:
    job = ended(started(works.taken_over))
    assert (works.calls, job.state, job.point, job.attempts) == (["taken over"] * 2, State.DONE, None, 2)


def test_a_stopped_worker_puts_its_job_back_without_counting_the_attempt() -> None:
    job = started(works.asked_to_stop)
    worker = OfficeWorker(0, never)
    with signals_to(worker.shutdown):
        worker.empty_the_queue()
    job.refresh_from_db()
    assert (works.calls, job.state, job.attempts) == (["asked"], State.WAITING, 0)
    assert (ended(job).state, works.calls) == (State.DONE, ["asked", "asked", "finished"])


def test_progress_is_written_twice_a_second_at_the_most(django_capture_on_commit_callbacks: Any) -> None:
    progress = Progress(running(), timedelta(minutes=1))
    with django_capture_on_commit_callbacks() as reports:
        for number in range(1000):
            progress(number, 1000)
    assert len(reports) == 1


def test_a_report_within_a_transaction_is_written_after_it(django_capture_on_commit_callbacks: Any) -> None:
    job = running()
    with django_capture_on_commit_callbacks(execute=True) as reports:
        Progress(job, timedelta(minutes=1))(4, 10, "at 4")
        assert Job.objects.get().done == 0
    job.refresh_from_db()
    assert (len(reports), job.done, job.total, job.message, job.percent) == (1, 4, 10, "at 4", 40)


def test_whoever_no_longer_holds_the_job_cannot_report() -> None:
    job = started(upto=1)
    progress = Progress(job, timedelta(minutes=1))
    ended(Job.objects.get())
    with pytest.raises(Superseded):
        progress.reached(5)
