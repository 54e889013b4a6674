"""The pages of jobs: one's own only, readable without scripts, in words, at a fixed cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from office import people
from office.jobs import works
from rencai.office.accounts.models import User
from rencai.office.audit.models import Event
from rencai.office.jobs.actions import start
from rencai.office.jobs.models import Job, State
from rencai.office.jobs.worker import run_waiting

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def job_of(user: User, **values: Any) -> Job:
    job = start(by=user, task=works.count, title="Count the talents", arguments={"upto": 4}, back_to="/talents/")
    Job.objects.filter(pk=job.pk).update(**values)
    job.refresh_from_db()
    return job


def ended(**values: Any) -> dict[str, Any]:
    return {"ended_at": timezone.now()} | values


def page(client: Client, job: Job, **headers: str) -> str:
    client.force_login(job.owner)
    return client.get(job.get_absolute_url(), headers=headers).content.decode()


def test_a_running_job_shows_how_far_it_is_with_and_without_scripts(client: Client) -> None:
    text = page(client, job_of(people.user(), state=State.RUNNING, done=1250, total=5000, message="Row 1250"))
    assert '<progress max="100" value="25"' in text
    assert "1,250 of 5,000" in text
    assert "Row 1250" in text
    assert "You may leave this page" in text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert 'hx-trigger="every 2s"' in text


def test_a_job_of_unknown_length_shows_a_bar_without_a_value(client: Client) -> None:
    text = page(client, job_of(people.user(), state=State.RUNNING, done=12))
    assert '<progress max="100" aria-label' in text


def test_what_is_asked_for_again_is_only_the_part_that_changes(client: Client) -> None:
    job = job_of(people.user(), state=State.RUNNING, done=1, total=4)
    text = page(client, job, **HTMX)
    assert "<html" not in text
    assert "<progress" in text


def test_a_browser_keeps_the_part_and_the_page_apart(client: Client) -> None:
    job = job_of(people.user())
    client.force_login(job.owner)
    path = job.get_absolute_url()
    assert all("HX-Request" in client.get(path, headers=headers)["Vary"] for headers in ({}, {"HX-Request": "true"}))


def test_a_finished_job_leads_back_and_asks_no_more(client: Client) -> None:
    job = job_of(people.user())
    run_waiting()
    assert 'href="/talents/">See the result' in page(client, job)
    assert "hx-trigger" not in page(client, job)
    answer = client.get(job.get_absolute_url(), headers=HTMX)
    assert answer.status_code == 286
    assert 'id="job-outcome" hx-swap-oob="innerHTML">' in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "This waits for its turn."),
        ({"attempts": 1, "message": "The register does not answer."}, "will be tried again at"),
        ({"due_at": timezone.now() - timezone.timedelta(minutes=2)}, "worker may not be running"),
        (ended(state=State.FAILED, message="Row 3 has no name."), "This could not be done. Row 3 has no name."),
        (ended(state=State.FAILED), "a fault of the program, not through yours"),
        (ended(state=State.GIVEN_UP, message="No answer."), "tried several times without success"),
    ],
)
def test_each_state_is_told_in_a_sentence(client: Client, values: dict[str, Any], sentence: str) -> None:
    assert sentence in " ".join(page(client, job_of(people.user(), **values)).split())


def test_a_fault_never_shows_its_traceback(client: Client) -> None:
    works.calls.clear()
    job = start(by=people.user(), task=works.fails, title="Break", arguments={"error": "fault"})
    run_waiting()
    text = page(client, job)
    assert "It is noted as job" in text
    assert "Traceback" not in text
    assert "division by zero" not in text


def test_somebody_elses_job_is_not_there_and_the_attempt_is_audited(client: Client) -> None:
    job = job_of(people.user())
    client.force_login(people.city_officer())
    assert client.get(job.get_absolute_url()).status_code == 404
    assert Event.objects.on(job).first().act == "audit.denied"


@pytest.mark.parametrize("path", ["/jobs/", "/jobs/1/"])
def test_nobody_sees_jobs_without_signing_in(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302


def test_the_list_shows_ones_own_jobs_only_and_says_what_goes_there(client: Client) -> None:
    mine, other = people.user(), people.user()
    job_of(other)
    client.force_login(mine)
    assert "You have no jobs" in client.get("/jobs/").content.decode()
    job_of(mine)
    assert client.get("/jobs/").content.decode().count("Count the talents") == 1


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_job_and_for_many(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    owner = people.user()
    for _ in range(count):
        job_of(owner)
    client.force_login(owner)
    client.get("/jobs/")
    with django_assert_num_queries(6):
        client.get("/jobs/")


def test_one_job_costs_a_fixed_number_of_queries(client: Client, django_assert_num_queries: Any) -> None:
    job = job_of(people.user())
    page(client, job)
    with django_assert_num_queries(3):
        client.get(job.get_absolute_url(), headers=HTMX)
