"""Who asks and acts, as the apps above `accounts` see them. `accounts.User` is the one who does."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, Protocol, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _


class Refused(PermissionDenied):
    """An act that this person may not do; `str()` says why, in their language."""

    def __init__(self, why: str | Promise | None = None) -> None:
        super().__init__(str(why) if why else _("You hold no mandate for this."))


class Scope(NamedTuple):
    """What a permission reaches: everything, or these places, organisations and the person's own record."""

    everything: bool = False
    places: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    own: bool = False

    def __bool__(self) -> bool:
        return self.everything or bool(self.places or self.organisations) or self.own


class Warrant(Protocol):
    """That by which someone acts: a mandate. Ownership has none."""

    pk: int


class Asker(Protocol):
    """A signed-in person; that of a request is `asker.of(request)`."""

    pk: Any
    name: str

    def scope(self, permission: str) -> Scope: ...

    def post(self, permission: str) -> Scope:
        """The places and organisations of the mandates themselves, without what lies below them."""
        ...

    def may(self, permission: str, target: Any = None) -> bool: ...

    def must(self, permission: str, target: Any = None) -> Warrant | None:
        """The mandate under which `permission` on `target` is held (None: as owner).

        Raises:
            Refused: it is not held.
        """
        ...


def of(request: HttpRequest) -> Asker:
    """Who sent the request; the middleware has seen to it that somebody is signed in."""
    return cast("Asker", request.user)


def today() -> date:
    """The day in the office's time zone."""
    from django.utils import timezone

    return timezone.localdate()
