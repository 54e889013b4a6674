"""Questions about supervision: whoever supervises sees it, and whoever is supervised what is about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from rencai.office.asker import Asker, Scope
from rencai.office.recognition.models import Body

if TYPE_CHECKING:
    from typing import Self

VIEW = "supervision.view"


def within(scope: Scope, path: str = "") -> Q:
    """The condition that the body at `path` lies within `scope`: a place's body by its place, others by theirs too."""
    return Q(**{f"{path}place__in": scope.places}) | Q(**{f"{path}organisation__in": scope.organisations})


def above(scope: Scope, path: str = "body__") -> Q:
    """The condition that the level above the body at `path` lies within `scope`."""
    return within(scope, f"{path}parent__")


def supervised(user: Asker) -> models.QuerySet[Body]:
    """The bodies of whose supervision `user` may know: those within their reach, their own among them."""
    scope = user.scope(VIEW)
    found: Any = Body.objects.select_related("place", "organisation", "parent__place", "parent__organisation")
    return found if scope.everything else found.filter(within(scope))  # type: ignore[no-any-return]


class AlertQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """Those of whoever supervises the body. The body itself is asked, but does not read along."""
        scope = user.scope(VIEW)
        return self.all() if scope.everything else self.filter(above(scope))

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)


class CampaignQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """Those of a supervising body within the asker's reach. Its proof is public besides."""
        scope = user.scope(VIEW)
        return self.all() if scope.everything else self.filter(within(scope, "body__"))

    def opened(self) -> Self:
        return self.filter(opened_at__isnull=False)


class CheckQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """A checker's own, and nobody else's."""
        return self.filter(checker=user.pk, excused_at__isnull=True)

    def due(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(answered_at__isnull=True, excused_at__isnull=True)

    def valid(self) -> Self:
        return self.filter(excused_at__isnull=True)


class FindingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """Of open results alone: of the bodies within the asker's reach."""
        scope = user.scope(VIEW)
        return self.all() if scope.everything else self.filter(within(scope, "body__"))


class MeasureQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """Whoever supervises sees all; the body sees what was issued to it."""
        from rencai.office.oversight.terms import MeasureState

        scope = user.scope(VIEW)
        issued = within(scope, "body__") & ~Q(state=MeasureState.PROPOSED) & Q(issued_at__isnull=False)
        return self.all() if scope.everything else self.filter(above(scope) | issued)
