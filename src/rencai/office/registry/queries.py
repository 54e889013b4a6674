"""Questions to the talent base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from rencai.office.asker import Asker, Scope

if TYPE_CHECKING:
    from typing import Self


def reached(scope: Scope, user: Asker, path: str = "") -> Q:
    """The condition by which a talent (at `path` from the row) is within `scope`."""
    found = Q(pk__in=[])
    if scope.places:
        found |= Q(**{f"{path}place__in": scope.places})
    if scope.organisations:
        found |= Q(**{f"{path}organisation__in": scope.organisations})
    if scope.own:
        found |= Q(**{f"{path}account": user.pk})
    return found


class OccupationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """The classification is public."""
        return self.all()


class TalentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """The talents of the asker's places and organisations, and their own record; not what was merged away."""
        scope = user.scope("registry.view")
        current = self.filter(merged_into__isnull=True)
        return current if scope.everything else current.filter(reached(scope, user))


class EntryQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """The entries of the talents whom the asker may see."""
        scope = user.scope("registry.view")
        current = self.filter(talent__merged_into__isnull=True)
        return current if scope.everything else current.filter(reached(scope, user, "talent__"))
