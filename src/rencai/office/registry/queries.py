"""Questions to the talent base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import ExpressionWrapper, F, Q

from rencai.office.asker import Asker, Scope
from rencai.office.places.models import Place

if TYPE_CHECKING:
    from typing import Self


def reached(scope: Scope, user: Asker, path: str = "") -> Q:
    """The condition by which a talent (at `path` from the row) is within `scope`."""
    found = Q(pk__in=[])
    for name, numbers in (("place", scope.places), ("organisation", scope.organisations)):
        if len(numbers) == 1:  # an index is walked in order for one number, not for a list of them
            found |= Q(**{f"{path}{name}": next(iter(numbers))})
        elif numbers:
            found |= Q(**{f"{path}{name}__in": numbers})
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

    def listed_to(self, user: Asker) -> Self:
        """What the list shows: the talents of the asker's mandates; only without such a mandate, their own record.

        It is part of `visible_to`, which an index cannot walk in order: it asks for a place or an account.
        """
        scope = user.scope("registry.view")
        current = self.filter(merged_into__isnull=True)
        if scope.everything:
            return current
        by_mandate = bool(scope.places or scope.organisations)
        return current.filter(reached(scope._replace(own=False) if by_mandate else scope, user))

    def recognised(self, category: str = "") -> Self:
        """Those recognised in `category`, or in any. Excluding "" is the condition of the indexes of the recognised."""
        found = self.exclude(recognised_category="")
        return found.filter(recognised_category=category) if category else found

    def in_belt(self, belt: str) -> Self:
        """Those of all places of a belt. The sum keeps the databases from gathering and sorting half a city: they walk
        the index of names, and few names on it lie elsewhere.
        """
        at = ExpressionWrapper(F("place_id") + 0, output_field=models.BigIntegerField())
        return self.alias(at=at).filter(at__in=Place.objects.filter(belt=belt).order_by().values("pk"))

    def with_identity(self, kind: str, number: str) -> Self:
        """The talent of an identity document, if only through a record that was merged into theirs."""
        index: Any = self.model._meta.get_field("document_index")
        found = self.model._default_manager.filter(document_kind=kind, document_index=index.fingerprint(number))
        return self.filter(pk__in=[_last(talent).pk for talent in found.exclude(document_index="")])


def _last(talent: Any) -> Any:
    while talent.merged_into:
        talent = talent.merged_into
    return talent


class EntryQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """The entries of the talents whom the asker may see."""
        scope = user.scope("registry.view")
        current = self.filter(talent__merged_into__isnull=True)
        return current if scope.everything else current.filter(reached(scope, user, "talent__"))
