"""What an act is done for."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def given(reason: str) -> str:
    """The reason as it is kept.

    Raises:
        ValidationError: there is none.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    return reason.strip()
