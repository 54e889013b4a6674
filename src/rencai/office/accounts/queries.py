"""Questions about accounts and mandates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from rencai.office.asker import Asker, Scope, today

if TYPE_CHECKING:
    from typing import Self

    from rencai.office.accounts.models import Mandate


FAMILY = """
WITH RECURSIVE above(id, parent_id) AS (
  SELECT id, parent_id FROM accounts_mandate WHERE id = %s
  UNION SELECT m.id, m.parent_id FROM accounts_mandate m JOIN above ON m.id = above.parent_id
), below(id) AS (
  SELECT id FROM accounts_mandate WHERE id = %s
  UNION SELECT m.id FROM accounts_mandate m JOIN below ON m.parent_id = below.id
) SELECT id FROM above UNION SELECT id FROM below
"""


class Branch(NamedTuple):
    """A mandate in its place in the tree of delegation; `below` the one that is asked about, or not."""

    depth: int
    mandate: Mandate
    below: bool


def _in_order(found: Iterable[Mandate], asked: Mandate) -> list[Branch]:
    """Parents before children: a mandate is delegated after its parent came to be, so the numbers rise downwards."""
    children: dict[int | None, list[Mandate]] = {}
    known: set[int] = set()
    for mandate in found:
        parent = mandate.parent_id if mandate.parent_id in known else None
        children.setdefault(parent, []).append(mandate)
        known.add(mandate.pk)
    return list(_walk(children, None, 0, asked, below=False))


def _walk(
    children: dict[int | None, list[Mandate]], parent: int | None, depth: int, asked: Mandate, *, below: bool
) -> Iterator[Branch]:
    for mandate in children.get(parent, ()):
        yield Branch(depth, mandate, below)
        yield from _walk(children, mandate.pk, depth + 1, asked, below=below or mandate.pk == asked.pk)


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
        """The mandates within the asker's reach, their own, and those that they granted or handed on."""
        scope = user.scope("accounts.view_mandates")
        own = Q(holder=user.pk) | Q(granted_by=user.pk)
        return self if scope.everything else self.filter(own | self._reached(scope))

    def family_of(self, mandate: Mandate) -> list[Branch]:
        """What `mandate` was delegated from, itself, and what was delegated from it, in order. One query."""
        related = self.filter(pk__in=RawSQL(FAMILY, [mandate.pk, mandate.pk])).select_related(
            "holder", "place", "organisation"
        )
        return _in_order(related.order_by("id"), mandate)

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
