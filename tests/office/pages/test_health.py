"""What a watchdog asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.mark.django_db
def test_an_office_whose_database_answers_is_well(client: Client) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_the_watchdog_on_the_same_machine_needs_no_tls(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/health/").status_code == 200
    assert client.get("/").status_code == 301


@pytest.mark.django_db
def test_an_office_without_its_database_is_not_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("gone")

    client.raise_request_exception = False
    monkeypatch.setattr(connection, "cursor", gone)
    assert client.get("/health/").status_code == 500


@pytest.mark.django_db
def test_the_watchdog_only_looks(client: Client) -> None:
    assert client.post("/health/").status_code == 405
