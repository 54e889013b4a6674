"""What changed, as an event tells it: secrets only as fingerprints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from rencai.office.secrecy.fields import EncryptedTextField
from rencai.office.secrecy.keys import blind_index

Values = dict[str, Any]


def snapshot(instance: models.Model, names: Iterable[str]) -> Values:
    """The named fields of `instance`, foreign keys as numbers, secrets as fingerprints."""
    return {name: _told(instance, name) for name in names}


def differences(old: Values, new: Values) -> tuple[Values, Values]:
    """What of `old` and `new` differs, as (before, after)."""
    changed = [name for name in new if old.get(name) != new[name]]
    return {name: old.get(name) for name in changed}, {name: new[name] for name in changed}


def _told(instance: models.Model, name: str) -> Any:
    field = instance._meta.get_field(name)
    value = getattr(instance, getattr(field, "attname", name))
    if isinstance(field, EncryptedTextField):
        return f"fingerprint {blind_index(value, 'audit')[:12]}" if value else ""
    return value
