"""A job is queued with its transaction, runs once, tells how far it is, and ends with words."""

from __future__ import annotations

import pytest

from office import people
from office.jobs import works
from rencai.office.jobs.actions import start
from rencai.office.jobs.models import Job, State
from rencai.office.jobs.worker import run_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_calls_yet() -> None:
    works.calls.clear()


def test_a_started_job_waits_and_a_worker_does_it_in_its_owners_name() -> None:
    owner = people.user()
    job = start(by=owner, task=works.count, title="Count", arguments={"upto": 3})
    assert job.state == State.WAITING
    run_waiting()
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result) == (State.DONE, 3, 3, {"counted": 3})
    assert works.calls == [(owner, 3)]
