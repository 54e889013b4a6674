"""Questions about accounts and mandates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from rencai.office.asker import Asker, Scope, today

if TYPE_CHECKING:
    from typing import Self


class UserQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """Their own, to everybody; to whoever grants mandates, those that hold or held one within their reach.

        For the whole city that is every account.
        """
        scope = user.scope("accounts.grant_mandates")
        if scope.everything:
            return self
        from rencai.office.accounts.models import Mandate

        held = Mandate.objects.within(scope).values("holder")
        return self.filter(Q(pk=user.pk) | Q(pk__in=held))


class MandateQuerySet(models.QuerySet[Any]):
    def in_force(self, on: date | None = None) -> Self:
        day = on or today()
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day), revoked_at__isnull=True, valid_from__lte=day
        )

    def visible_to(self, user: Asker) -> Self:
        """The mandates within the asker's reach, and their own."""
        scope = user.scope("accounts.view_mandates")
        return self if scope.everything else self.filter(Q(holder=user.pk) | self._reached(scope))

    def within(self, scope: Scope) -> Self:
        return self if scope.everything else self.filter(self._reached(scope))

    @staticmethod
    def _reached(scope: Scope) -> Q:
        return Q(place__in=scope.places) | Q(organisation__place__in=scope.places)


class KinQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """One's own declarations, and nobody else's."""
        return self.filter(user=user.pk)

    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class TokenQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """One's own tokens."""
        return self.filter(mandate__holder=user.pk)

    def usable(self, on: date | None = None) -> Self:
        return self.filter(revoked_at__isnull=True, expires_on__gte=on or today())
