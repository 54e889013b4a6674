"""Questions about what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from rencai.office.asker import Asker, Scope
from rencai.office.inbox import kinds

if TYPE_CHECKING:
    from typing import Self

ORDER = ("deadline", "pk")


class ItemQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """What is for them by name, and what lies within their mandates that give the kind's permission."""
        seen = Q(user=user.pk, user__isnull=False)
        for scope, names in _by_scope(user).items():
            seen |= Q(kind__in=names) & _within(scope)
        return self.filter(seen)

    def open(self) -> Self:
        return self.filter(done_at__isnull=True)

    def about(self, target: models.Model) -> Self:
        return self.filter(about_kind=target._meta.label_lower, about_id=str(target.pk))

    def concerning(self, subject: models.Model) -> Self:
        """What waits about `subject` or about any part of it."""
        return self.filter(subject=subject_key(subject))

    def most_urgent(self, user: Asker, limit: int, kind: str = "") -> list[int]:
        """The numbers of the `limit` open items with the nearest deadlines that `user` sees. One query.

        Each kind in each place is an index of its own, from which the first `limit` are taken; so the cost does not
        grow with what waits behind them.
        """
        parts = [
            self.model._default_manager.filter(pk__in=part.order_by(*ORDER)[:limit].values("pk"))
            for part in self.open()._parts(user, kind)
        ]
        if not parts:
            return []
        rows = [part.order_by().values_list("deadline", "pk") for part in parts]
        found = rows[0].union(*rows[1:]) if len(rows) > 1 else rows[0]
        return [number for _deadline, number in found.order_by(*ORDER)[:limit]]

    def _parts(self, user: Asker, kind: str) -> Iterator[Self]:
        """What is for `user` by name, and each kind in each place and organisation that they reach."""
        wanted = [one for one in kinds.every() if kind in ("", one.name)]
        yield self.filter(user=user.pk, kind__in=[one.name for one in wanted if one.personal])
        for one in wanted:
            if not one.personal:
                yield from self.filter(kind=one.name)._within(_reach(user, one))

    def _within(self, scope: Scope) -> Iterator[Self]:
        if scope.everything:
            yield self
            return
        yield from (self.filter(place=place) for place in sorted(scope.places))
        yield from (self.filter(organisation=employer) for employer in sorted(scope.organisations))


def subject_key(subject: models.Model) -> str:
    return f"{subject._meta.label_lower}:{subject.pk}"


def _by_scope(user: Asker) -> dict[Scope, list[str]]:
    """Kinds together whose permissions reach the same: mostly one group or two."""
    groups = defaultdict(list)
    for kind in kinds.shared():
        groups[_reach(user, kind)].append(kind.name)
    return groups


def _reach(user: Asker, kind: kinds.Kind) -> Scope:
    return user.post(kind.permission) if kind.exact else user.scope(kind.permission)


def _within(scope: Scope) -> Q:
    """Own records give nothing here: what waits for an office is not for the person whom it is about."""
    if scope.everything:
        return Q()
    return Q(place__in=scope.places) | Q(organisation__in=scope.organisations)
