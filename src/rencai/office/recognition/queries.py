"""Questions about bodies, delegations, cases, decisions and recognitions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from rencai.office.asker import Asker, Scope, today
from rencai.office.recognition.terms import PENDING, State, Verdict

if TYPE_CHECKING:
    from typing import Self


VIEW, APPLY = "recognition.view", "recognition.apply"
HANDLE, DECIDE = "recognition.handle", "recognition.decide"
JOINED = ("body__place", "body__organisation")
JOINED_BODY = ("place", "organisation")


class BodyQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """Who may recognise whom is public."""
        return self.all()

    def of(self, user: Any, permission: str) -> Self:
        """The bodies for which `user` acts: by a mandate for just that place or organisation, not for one above it."""
        post = user.post(permission)
        return self.filter(Q(place__in=post.places, organisation=None) | Q(organisation__in=post.organisations))


class DelegationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """Who may recognise whom is public."""
        return self.all()

    def in_force(self, on: date | None = None) -> Self:
        from rencai.office.recognition.terms import Standing

        day = on or today()
        runs = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.filter(runs, valid_from__lte=day, standing=Standing.IN_FORCE)


def _reached(scope: Scope, user: Any, path: str = "") -> Q:
    """The condition by which a case (at `path` from the row) is within `scope`, or is dealt with by the asker's body.

    A delegated body is not told by its place alone: an employer's own officer sees what the employer recognises, and a
    pilot zone's what was handed to it of the places around.
    """
    found = Q(**{f"{path}place__in": scope.places}) | Q(**{f"{path}organisation__in": scope.organisations})
    found |= Q(**{f"{path}body__organisation__in": scope.organisations})
    found |= Q(**{f"{path}body__place__in": scope.places, f"{path}body__organisation": None})
    return found | Q(**{f"{path}talent__account": user.pk}) if scope.own else found


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """Those of the asker's places, organisations and bodies, their own, and those that they opened.

        A draft is nobody's business but the talent's and their employer's.
        """
        scope = user.scope(VIEW)
        mine = Q(talent__account=user.pk) | Q(opened_by=user.pk) | Q(organisation__in=user.post(APPLY).organisations)
        written = self if scope.everything else self.filter(_reached(scope, user) | mine)
        return written.filter(~Q(state__in=[State.DRAFT, State.CONSENT]) | mine)

    def pending(self) -> Self:
        return self.filter(state__in=PENDING)

    def under_way(self) -> Self:
        return self.filter(state__in=[State.OPEN, State.OWED])

    def late(self, on: date | None = None) -> Self:
        return self.filter(state=State.OPEN, due_on__lt=on or today())


class DecisionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """The decisions on the cases that the asker may see."""
        scope = user.scope(VIEW)
        if scope.everything:
            return self.all()
        return self.filter(_reached(scope, user, "case__") | Q(case__opened_by=user.pk))

    def final(self) -> Self:
        """Those that end a case."""
        return self.filter(verdict__in=[Verdict.GRANT, Verdict.REFUSE])

    def granted(self) -> Self:
        return self.filter(verdict=Verdict.GRANT)

    def in_year(self, year: int) -> Self:
        return self.filter(on__range=(date(year, 1, 1), date(year, 12, 31)))

    def by_bodies(self, bodies: Sequence[int]) -> Self:
        return self.filter(body__in=bodies)


class RecognitionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """The recognitions of the talents whom the asker may see, and those that the asker's body granted."""
        scope = user.scope(VIEW)
        if scope.everything:
            return self.all()
        reached = Q(talent__place__in=scope.places) | Q(talent__organisation__in=scope.organisations)
        granted = Q(decision__case__place__in=scope.places) | Q(decision__body__organisation__in=scope.organisations)
        return self.filter(reached | granted | Q(talent__account=user.pk))

    def in_force(self, on: date | None = None) -> Self:
        day = on or today()
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day),
            valid_from__lte=day,
            revoked_on__isnull=True,
            superseded_by__isnull=True,
        )


class CardQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """The cards of the recognitions that the asker may see."""
        from rencai.office.recognition.decisions import Recognition

        return self.filter(recognition__in=Recognition.objects.visible_to(user))

    def running(self) -> Self:
        """Those that nobody has ended; their days may be over."""
        return self.filter(revoked_at__isnull=True)
