"""What is unsafe in an office with real people, each with the setting to change."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from rencai.messages import Message
from rencai.office.environment import HOME, env

SECRETS = ("RENCAI_SECRET_KEY", "RENCAI_FIELD_KEY", "RENCAI_BLIND_INDEX_KEY", "RENCAI_CARD_KEY")
RINGS = {"RENCAI_FIELD_KEY": "RENCAI_FIELD_KEYS", "RENCAI_CARD_KEY": "RENCAI_CARD_KEYS"}
"""Instead of a single key a whole ring may be given."""
LOCAL = {"localhost", "127.0.0.1", "[::1]"}


class Danger(NamedTuple):
    """Something unsafe: when it is so, and what to say about it."""

    stands: Callable[[], object]
    words: Message


def unsafe() -> list[Message]:
    """All dangers of this office as it is set up."""
    return [*(danger.words for danger in DANGERS if danger.stands()), *_own_secrets(), *_open_files(), *_inside()]


DANGERS = (
    Danger(
        lambda: settings.DEMO,
        Message("This is a demo city, in which anybody signs in as anybody: RENCAI_DEMO=no"),
    ),
    Danger(
        lambda: settings.DEBUG,
        Message("Errors show the inside of the program to everybody: RENCAI_DEBUG=no"),
    ),
    Danger(
        lambda: not settings.BEHIND_TLS,
        Message("Passwords and records can be read on their way: a proxy with a certificate, and RENCAI_TLS=yes"),
    ),
    Danger(
        lambda: not settings.SECOND_FACTOR_REQUIRED,
        Message("A password alone opens accounts with mandates: RENCAI_SECOND_FACTOR=yes"),
    ),
    Danger(
        lambda: "*" in settings.ALLOWED_HOSTS,
        Message("Any name leads here, so that links in mails can be forged: RENCAI_HOSTS=the office's own name"),
    ),
    Danger(
        lambda: set(settings.ALLOWED_HOSTS) <= LOCAL,
        Message("Only this machine reaches the office: RENCAI_HOSTS=the office's own name"),
    ),
    Danger(
        lambda: settings.OIDC_SERVER and urlsplit(settings.OIDC_SERVER).scheme != "https",
        Message("Who signs in by the unified identity can be forged on the way: RENCAI_OIDC_SERVER=https://…"),
    ),
)  # fmt: skip


def _own_secrets() -> Iterator[Message]:
    for name in SECRETS:
        if not env.str(name, default="") and not env.str(RINGS.get(name, name), default=""):
            yield Message(
                "The office made {name} itself and keeps it beside its data, so that whoever takes the folder can read "
                "everything: move it from {file} into the environment",
                name=name,
                file=HOME / "secrets" / name,
            )


def _open_files() -> Iterator[Message]:
    """Files and folders that other accounts of the machine can read."""
    if os.name != "posix":
        return
    paths = [HOME / "secrets", Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        paths += [Path(f"{connection.settings_dict['NAME']}{ending}") for ending in ("", "-wal", "-shm")]
    for path in paths:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
            yield Message("Other accounts of this machine can open {path}: chmod -R go= {path}", path=path)


def _inside() -> Iterator[Message]:
    """What is in the database. Without tables nothing is."""
    from rencai.office.accounts.models import Mandate, User
    from rencai.office.accounts.permissions import Role
    from rencai.office.registry.models import Talent

    if Talent._meta.db_table not in connection.introspection.table_names():
        yield Message("The office has no tables yet: rencai migrate")
        return
    if User.objects.filter(is_demo=True, is_active=True).exists():
        yield Message("There are demo accounts, as which anybody may have signed in: begin with an empty database")
    if not Mandate.objects.in_force().filter(role=Role.STEWARD, holder__is_active=True).exists():
        yield Message("Nobody can let others in: rencai steward NAME")
