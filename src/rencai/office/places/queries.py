"""Questions about places and organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import models
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

from rencai.office.asker import Asker

if TYPE_CHECKING:
    from typing import Self


class PlaceQuerySet(MP_NodeQuerySet):  # type: ignore[misc]
    def visible_to(self, user: Asker) -> Self:
        """Places are public: everybody sees them all."""
        return cast("Self", self.all())

    def within(self, paths: list[str]) -> Self:
        """The places at or below any of `paths` (materialised paths)."""
        reached = models.Q(pk__in=[])
        for path in paths:
            reached |= models.Q(path__startswith=path)
        return cast("Self", self.filter(reached))


class PlaceManager(MP_NodeManager.from_queryset(PlaceQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> PlaceQuerySet:
        return cast(PlaceQuerySet, PlaceQuerySet(self.model, using=self._db).order_by("path"))


class OrganisationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """Who may see organisations sees those that the mandate reaches."""
        scope = user.scope("places.view_organisations")
        if scope.everything:
            return self
        reached = models.Q(place__in=scope.places) | models.Q(pk__in=scope.organisations)
        return self.filter(reached)
