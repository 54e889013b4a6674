"""Questions to the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from rencai.office.asker import Asker

if TYPE_CHECKING:
    from typing import Self


class EventQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """What a mandate for the log reaches; besides, everybody sees their own acts."""
        scope = user.scope("audit.read")
        if scope.everything:
            return self
        return self.filter(Q(actor_id=user.pk) | Q(place_id__in=scope.places))

    def on(self, target: models.Model) -> Self:
        """What was done to `target`."""
        return self.filter(target_kind=target._meta.label_lower, target_id=str(target.pk))
