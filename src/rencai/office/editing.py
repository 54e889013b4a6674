"""When two people edit one record: the second is told, and sees both versions."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _


class EditedMeanwhile(ValidationError):
    """Somebody else saved the same record in between. `current` is what they saved."""

    def __init__(self, current: models.Model) -> None:
        self.current = current
        super().__init__(
            _("Somebody else has changed this in the meantime. Nothing of yours is lost: compare and save again."),
            code="edited_meanwhile",
        )
