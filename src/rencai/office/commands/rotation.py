"""Turns the keys: encrypted columns to the first key of the ring, their fingerprints to the index key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models

from rencai.office.accounts.models import Kin
from rencai.office.audit.acts import act, record
from rencai.office.secrecy.fields import BlindIndexField, EncryptedTextField
from rencai.office.secrecy.keys import KEY_NAME, ring

BATCH = 2_000
"""Rows that are looked at together, and written in one transaction."""


class Turned(NamedTuple):
    """How many values and fingerprints were written anew."""

    values: int = 0
    fingerprints: int = 0


class Secrets(NamedTuple):
    """A model with its encrypted columns and their fingerprints."""

    model: type[models.Model]
    values: list[EncryptedTextField]
    fingerprints: list[BlindIndexField]


def turn(progress: Callable[[int, int], None]) -> Turned:
    """Turns what is not yet turned.

    Raises:
        Unreadable: a value's key is not on the ring. What was turned before stays turned.
    """
    found = list(_with_secrets())
    total = sum(secrets.model._default_manager.count() for secrets in found)
    done, turned = 0, Turned()
    for secrets in found:
        for keys in _batches(secrets.model):
            batch = _turn_batch(secrets, keys)
            turned = Turned(turned.values + batch.values, turned.fingerprints + batch.fingerprints)
            done += len(keys)
            progress(done, total)
    return turned


def declared_relatives() -> int:
    """Kept by their fingerprint alone, so that nobody can make it anew."""
    return Kin.objects.count()


def _with_secrets() -> Iterator[Secrets]:
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        values = [field for field in fields if isinstance(field, EncryptedTextField)]
        if values:
            yield Secrets(model, values, [field for field in fields if isinstance(field, BlindIndexField)])


def _batches(model: type[models.Model]) -> Iterator[list[Any]]:
    rows = model._default_manager.order_by("pk").values_list("pk", flat=True)
    keys = list(rows[:BATCH])
    while keys:
        yield keys
        keys = list(rows.filter(pk__gt=keys[-1])[:BATCH])


def _turn_batch(secrets: Secrets, keys: list[Any]) -> Turned:
    """Where all is turned already, no transaction begins and no event is written."""
    if _stale(secrets, keys, secrets.model._default_manager.filter(pk__in=keys)):
        return _write_anew(secrets=secrets, keys=keys)
    return Turned()


@act
def _write_anew(*, secrets: Secrets, keys: list[Any]) -> Turned:
    rows = secrets.model._default_manager.select_for_update(of=("self",)).filter(pk__in=keys)
    stale = _stale(secrets, keys, rows)
    for row, names in stale.items():
        changed = {name: getattr(row, name) for name in names}
        secrets.model._default_manager.filter(pk=row.pk).update(**changed)
    values = sum(
        isinstance(secrets.model._meta.get_field(name), EncryptedTextField)
        for names in stale.values()
        for name in names
    )
    turned = Turned(values, sum(map(len, stale.values())) - values)
    after = {"model": secrets.model._meta.label_lower, "from": keys[0], "to": keys[-1], **turned._asdict()}
    record("audit.keys_turned", by=None, after=after)
    return turned


def _stale(secrets: Secrets, keys: list[Any], rows: models.QuerySet[Any]) -> dict[models.Model, list[str]]:
    """The columns to be written anew, by row; the rows hold the right fingerprints."""
    old = _in_old_keys(secrets, keys)
    found: dict[models.Model, list[str]] = {}
    for row in rows.only("pk", *(field.name for field in (*secrets.values, *secrets.fingerprints))):
        names = [field.name for field in secrets.values if row.pk in old[field.name]]
        for field in secrets.fingerprints:
            before = getattr(row, field.name)
            if before != field.pre_save(row, add=False):
                names.append(field.name)
        if names:
            found[row] = names
    return found


def _in_old_keys(secrets: Secrets, keys: list[Any]) -> dict[str, set[Any]]:
    """For each encrypted column the rows that another key than the first wrote. The ciphertext names its key."""
    first = next(iter(ring()))
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in secrets.values)
    table, quoted = secrets.model._meta.db_table, connection.ops.quote_name(str(secrets.model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {quoted}, {columns} FROM {connection.ops.quote_name(table)} WHERE {quoted} BETWEEN %s AND %s",
            [keys[0], keys[-1]],
        )
        rows = cursor.fetchall()
    return {
        field.name: {row[0] for row in rows if row[place] and bytes(row[place])[:KEY_NAME] != first}
        for place, field in enumerate(secrets.values, 1)
    }
