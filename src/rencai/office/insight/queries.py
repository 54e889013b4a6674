"""Questions about the city's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from rencai.office.asker import Asker

if TYPE_CHECKING:
    from typing import Self


class TallyQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """The numbers of the places that the mandate reaches."""
        scope = user.scope("insight.view")
        return self if scope.everything else self.filter(place__in=scope.places)

    def newest(self) -> Self:
        """Those of the last count."""
        last = self.model._meta.get_field("count").related_model._default_manager.order_by("-id").values("id")[:1]
        return self.filter(count=models.Subquery(last))
