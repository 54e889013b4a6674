"""Background works for tests. They stand in a module, since a worker finds a work by its path."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError

from rencai.office.jobs.progress import Progress
from rencai.office.jobs.work import Transient, work

calls: list[Any] = []


@work()
def count(progress: Progress, *, upto: int) -> dict[str, int]:
    calls.append((progress.by, upto))
    for number in range(upto):
        progress(number + 1, upto, f"at {number + 1}")
    return {"counted": upto}


@work()
def wrong_input(progress: Progress) -> None:
    calls.append("wrong_input")
    raise ValidationError("Row 3 has no name.")


@work()
def broken(progress: Progress) -> None:
    calls.append("broken")
    raise ZeroDivisionError("division by zero")


@work(retry_on=(TimeoutError,), attempts=3)
def away(progress: Progress, *, error: str, times: int) -> str:
    """Fails `times` times, then succeeds."""
    calls.append("away")
    if len(calls) <= times:
        raise {
            "declared": TimeoutError("no answer"),
            "transient": Transient("The register does not answer."),
            "locked": OperationalError("database is locked"),
            "no table": OperationalError("no such table: x"),
        }[error]
    return "done"
