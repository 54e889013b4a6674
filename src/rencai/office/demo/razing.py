"""Throws a demo city away, with the audit log and all: nothing real was ever in it."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from rencai.office.demo.queries import real_people
from rencai.office.registry.models import Talent


def raze() -> None:
    """Removes the tables and the uploads. The keys stay.

    Raises:
        ValidationError: somebody in the office is real.
    """
    tables = connection.introspection.table_names()
    if Talent._meta.db_table in tables and real_people():
        raise ValidationError(_("This office holds real people; it is not thrown away."))
    if connection.vendor == "sqlite":
        _remove_file()
    else:
        _drop(tables)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def _remove_file() -> None:
    connection.close()
    for ending in ("", "-wal", "-shm"):
        Path(f"{connection.settings_dict['NAME']}{ending}").unlink(missing_ok=True)


def _drop(tables: list[str]) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
