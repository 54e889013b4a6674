"""Questions about imports."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from rencai.office.asker import Asker

if TYPE_CHECKING:
    from typing import Self


class ImportRunQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """One's own: a file tells more than its reader's mandate might."""
        return self.filter(owner=user.pk)

    def uploaded_before(self, moment: datetime) -> Self:
        """Whose files are still there although they came before `moment`."""
        return self.filter(removed_at__isnull=True, made_at__lt=moment)
