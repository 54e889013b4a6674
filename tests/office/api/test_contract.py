"""The API keeps what its OpenAPI document says, whatever is sent to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from office import people
from office.api.programs import token_for
from rencai.office.api.routers import api
from rencai.office.jobs.models import Job
from rencai.office.registry.models import Skill

TRIES = 5
"""Requests that hypothesis makes up for each operation, besides those at the edges of each field."""

load_all_checks()
checked = [check for check in CHECKS.get_all() if check.__name__ != "positive_data_acceptance"]


def document() -> dict[str, Any]:
    """The document as programs read it."""
    return dict(json.loads(json.dumps(api.get_openapi_schema(path_prefix="api/v1/"))))


schema = schemathesis.openapi.from_dict(document())
schema.app = WSGIHandler()


@pytest.fixture
def _connection_stays_open() -> Iterator[None]:
    """A server lets go of its connection between requests; here the test's transaction hangs on it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(db: None, _connection_stays_open: None) -> str:
    where = people.place()
    organisation = people.organisation(id=1, place=where)
    talent = people.talent(id=1, place=where, organisation=organisation)
    Skill.objects.create(id=1, talent=talent, name="welding")
    officer = people.city_officer()
    Job.objects.create(id=1, owner=officer, title="a job", task="none", language="en", max_attempts=1)
    return token_for(officer)


@schema.parametrize()
@settings(
    max_examples=TRIES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_operation_answers_as_its_document_says(case: Any, token: str) -> None:
    response = case.call(headers={"Authorization": f"Bearer {token}"})
    case.validate_response(response, checks=checked, headers={"Authorization": f"Bearer {token}"})
