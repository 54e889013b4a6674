"""The kinds of entries in a talent's record: one table."""

from __future__ import annotations

from functools import lru_cache

from django.db import models

from rencai.office.registry.entries import (
    Education,
    Employment,
    Entry,
    Honour,
    Insurance,
    Movement,
    Skill,
    Statement,
    Title,
)

KINDS: dict[str, type[Entry]] = {
    "employment": Employment,
    "education": Education,
    "title": Title,
    "honour": Honour,
    "skill": Skill,
    "insurance": Insurance,
    "movement": Movement,
    "statement": Statement,
}
"""What can be added and corrected, by the name that addresses and audit events use."""
NOT_EDITED = frozenset({"id", "talent", "attested_by", "attested_on", "entered_at", "version"})


def kind_of(entry: models.Model) -> str:
    """The name of an entry's kind. A document is added with its file, a consent is given: neither is in KINDS."""
    return str(entry._meta.model_name)


@lru_cache(maxsize=32)
def fields_of(model: type[Entry]) -> tuple[str, ...]:
    """The fields that somebody fills in; of a document, what is known of its file."""
    fields = (field for field in model._meta.concrete_fields if not isinstance(field, models.FileField))
    return tuple(field.name for field in fields if field.name not in NOT_EDITED)
