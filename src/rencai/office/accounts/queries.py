"""Questions about accounts and mandates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from rencai.office.asker import Asker, today

if TYPE_CHECKING:
    from typing import Self


class UserQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """Whoever grants mandates sees all accounts; everybody sees their own."""
        return self if user.scope("accounts.grant_mandates").everything else self.filter(pk=user.pk)


class MandateQuerySet(models.QuerySet[Any]):
    def in_force(self, on: date | None = None) -> Self:
        day = on or today()
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day), revoked_at__isnull=True, valid_from__lte=day
        )

    def visible_to(self, user: Asker) -> Self:
        """The mandates within the asker's reach, and their own."""
        scope = user.scope("accounts.view_mandates")
        if scope.everything:
            return self
        return self.filter(Q(holder=user.pk) | Q(place__in=scope.places) | Q(organisation__place__in=scope.places))


class KinQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """One's own declarations, and nobody else's."""
        return self.filter(user=user.pk)


class TokenQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """One's own tokens."""
        return self.filter(mandate__holder=user.pk)

    def usable(self, on: date | None = None) -> Self:
        return self.filter(revoked_at__isnull=True, expires_on__gte=on or today())
