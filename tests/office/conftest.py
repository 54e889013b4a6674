"""What tests of the office share. Tests that need committed transactions take the mark `django_db(transaction=True)`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.utils import translation

from rencai.office.audit import triggers


@pytest.fixture(scope="session", autouse=True)
def _the_audit_log_can_be_emptied_between_tests() -> Iterator[None]:
    """Tests with real transactions empty every table at their end, which the log's triggers refuse."""
    emptied = flush.Command.handle

    def handle(self: flush.Command, **options: object) -> None:
        triggers.remove(connection)
        try:
            emptied(self, **options)
        finally:
            triggers.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle)
        yield


@pytest.fixture(autouse=True)
def _each_test_begins_in_english() -> Iterator[None]:
    """A request leaves its language behind for whatever its thread does next."""
    with translation.override("en"):
        yield
