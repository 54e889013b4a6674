"""When two people edit one record, or enter the same: the second is told, and sees both versions."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _


class EditedMeanwhile(ValidationError):
    """Somebody else saved the same record in between. `current` is what they saved."""

    def __init__(self, current: models.Model) -> None:
        self.current = current
        super().__init__(
            _("Somebody else has changed this in the meantime. Nothing of yours is lost: compare and save again."),
            code="edited_meanwhile",
        )


def keep(instance: models.Model, *, unchecked: Collection[str] = ()) -> None:
    """Saves `instance` once it is right; its fields `unchecked` are taken as they are.

    Raises:
        ValidationError: a field is wrong, or somebody else has just saved what there may be once only.
    """
    instance.full_clean(exclude=unchecked)
    try:
        with transaction.atomic():
            instance.save()
    except IntegrityError:
        instance.validate_unique()
        instance.validate_constraints()
        raise
