"""Questions to the audit log."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from rencai.office.asker import Asker

if TYPE_CHECKING:
    from typing import Self

LAST_NUMBER = 2**63 - 1
EARLIEST = date(1900, 1, 1)
"""No event lies before; the first days of the calendar have no time in UTC."""


class EventQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """What a mandate for the log reaches; besides, everybody sees their own acts."""
        scope = user.scope("audit.read")
        if scope.everything:
            return self
        return self.filter(Q(actor_id=user.pk) | Q(place_id__in=scope.places))

    def within_mandate(self, user: Asker) -> Self:
        """What a mandate for the log reaches, without one's own acts elsewhere: one walk along an index."""
        scope = user.scope("audit.read")
        return self if scope.everything else self.filter(place_id__in=scope.places)

    def on(self, target: models.Model) -> Self:
        """What was done to `target`."""
        return self.on_thing(target._meta.label_lower, str(target.pk))

    def on_thing(self, kind: str, number: str) -> Self:
        """What was done to the thing of `kind` (`app.model`) with this number, be it still there or not."""
        return self.filter(target_kind=kind, target_id=number)

    def between(self, first: date | None, last: date | None) -> Self:
        """From the day `first` to the end of the day `last`, in the office's time zone.

        The days become numbers, in which the log is in order, so that any other filter still walks its index. Where
        a clock was set back, the order of the log counts.
        """
        found = self
        if first:
            found = found.filter(number__gte=self._first_from(first))
        if last and last < date.max:
            following = Coalesce(self._first_from(last + timedelta(days=1)), Value(LAST_NUMBER))
            found = found.filter(number__lt=following)
        return found

    def _first_from(self, day: date) -> Subquery:
        start = timezone.make_aware(datetime.combine(max(day, EARLIEST), time.min))
        return Subquery(self.model.objects.filter(at__gte=start).order_by("at").values("number")[:1])
