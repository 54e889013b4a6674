"""Writing rows that are there already, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

NEVER = frozenset({"id", "added_at", "entered_at"})
"""What stays as it was when the row was made."""


def overwrite(changed: Sequence[Any]) -> None:
    """Writes all columns of `changed` (of one model, locked), each as one version more.

    By an insert that meets the row that is there: an UPDATE of a thousand rows with a CASE for each column takes
    sixty times as long.
    """
    if not changed:
        return
    for one in changed:
        one.version += 1
    model = type(changed[0])
    columns = [column.name for column in model._meta.concrete_fields if column.name not in NEVER]
    model.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=columns)
