"""What can be done in the background: functions marked `@work`.

    @work(retry_on=(RegisterAway,))
    def refresh_counts(progress: Progress, *, place: int) -> dict[str, int]: ...

It is called as `function(progress, **arguments)`; arguments and result are JSON. A worker may die at any line and
another starts the function anew, so that it must be safe to run again: look whether a thing is done before doing it,
or keep `progress.reached(...)` in the same transaction as each part.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError
from django.utils.module_loading import import_string

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
PASSING_STATES = ("08", "40", "53", "55", "57")
"""Classes of SQLSTATE that pass by themselves: connection, conflict, resources, lock, shutdown (PostgreSQL, app. A)."""


class Transient(Exception):
    """It does not work now and may work later; `str()` tells why, for the person who waits."""


class CannotBeDone(Exception):
    """It will not work however often it is tried; `str()` tells why, for the person who waits."""


class Work(NamedTuple):
    """A function that can run in the background, and how patient the office is with it.

    Attributes:
        path: where the function is, dotted.
        retry_on: exceptions after which trying again may help, besides `Transient` and a database that is busy.
        attempts: how often it is tried at the most; a worker's death counts as a try.
        silent_for: for how long it may report no progress before its worker is taken for dead.
    """

    path: str
    function: Callable[..., Any]
    retry_on: tuple[type[Exception], ...]
    attempts: int
    silent_for: timedelta

    def may_be_tried_again(self, error: BaseException) -> bool:
        return isinstance(error, (Transient, *self.retry_on)) or _passes(error)


def work(
    *,
    retry_on: tuple[type[Exception], ...] = (),
    attempts: int = 5,
    silent_for: timedelta = timedelta(minutes=2),
) -> Callable[[Callable[..., Any]], Work]:
    """Marks a module's function as background work. See the module's text for what such a function must keep."""

    def marked(function: Callable[..., Any]) -> Work:
        return Work(f"{function.__module__}.{function.__qualname__}", function, retry_on, attempts, silent_for)

    return marked


def named(path: str) -> Work:
    """The work at `path`.

    Raises:
        LookupError: there is none, for example since a newer edition of the program has it no more.
    """
    try:
        found = import_string(path)
    except ImportError as error:
        raise LookupError(path) from error
    if not isinstance(found, Work):
        raise LookupError(path)
    return found


def wait_before(attempt: int) -> timedelta:
    """How long to wait before trying again after the failed `attempt`, counted from 1: 5 s, 20 s, 80 s, …"""
    return min(FIRST_WAIT * int(4 ** (attempt - 1)), LONGEST_WAIT)


def words(error: BaseException) -> str:
    """Why it failed, as a sentence for the person who waits; "" where the error was not meant for them."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error) if isinstance(error, (PermissionDenied, Transient, CannotBeDone)) else ""


def _passes(error: BaseException) -> bool:
    """Whether the database was only busy, or away for a moment."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return str(state).startswith(PASSING_STATES) if state else "locked" in str(error) or "connection" in str(error)
