"""Opens the office for a command: Django is imported here and nowhere before, so that other commands stay quick."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rencai.command import InputError
from rencai.terminal import language

DJANGO_LANGUAGES = {"zh": "zh-hans"}


@contextmanager
def office(**settings: str) -> Iterator[None]:
    """The office, with these settings in the environment. What it refuses ends the command with a sentence.

    Raises:
        InputError: the settings do not fit, the database does not answer or has no tables, an act was refused.
    """
    os.environ.update(settings)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rencai.office.settings")
    _ready()
    from django.core.exceptions import PermissionDenied, ValidationError
    from django.db import DatabaseError
    from django.utils import translation

    # What a command makes, above all the database, is for the office's own account alone.
    before = os.umask(0o077)
    with translation.override(DJANGO_LANGUAGES.get(language(), language())):
        try:
            yield
        except ValidationError as error:
            raise InputError("{why}", why=_sentences(error)) from error
        except PermissionDenied as error:
            raise InputError("{why}", why=str(error)) from error
        except DatabaseError as error:
            raise _about_database(error) from error
        finally:
            os.umask(before)


def _ready() -> None:
    """Django with the office's settings; several calls do no harm."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        raise InputError("a setting of the office does not fit: {why}", why=" ".join(str(error).split())) from error


def _sentences(error: Any) -> str:
    return " ".join(str(message) for message in error.messages)


def _about_database(error: Exception) -> InputError:
    from django.db import connection

    if _lacks_tables(error):
        return InputError("the office has no tables yet, or those of an older edition: rencai migrate makes them")
    where = connection.settings_dict["NAME"]
    return InputError("the database {where} does not answer: {why}", where=where, why=str(error).strip())


def _lacks_tables(error: Exception) -> bool:
    from django.db.utils import OperationalError, ProgrammingError

    text = str(error)
    return isinstance(error, ProgrammingError) or (
        isinstance(error, OperationalError) and ("no such table" in text or "no such column" in text)
    )
