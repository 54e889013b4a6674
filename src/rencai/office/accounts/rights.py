"""What a person may do: their mandates in force, turned into scopes."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rencai.office.accounts.permissions import BY_NAME, roles_with
from rencai.office.asker import Scope, today
from rencai.office.places.models import Organisation, Place
from rencai.office.prepared import Prepared

if TYPE_CHECKING:
    from rencai.office.accounts.models import Mandate, User


class Reach(NamedTuple):
    """A mandate with the places below its own."""

    mandate: Mandate
    everything: bool
    places: frozenset[int]


class Standing:
    """All that one person may do today. Two queries when first asked, none after."""

    def __init__(self, user: User, reaches: tuple[Reach, ...], *, owns: bool = True) -> None:
        self.user, self.reaches, self.owns = user, reaches, owns
        self._scopes: dict[str, Scope] = {}

    @cached_property
    def reach(self) -> Hashable:
        """Equal for those whose permissions reach the same."""
        held = [(one.mandate.role, one.mandate.place_id, one.mandate.organisation_id, *one[1:]) for one in self.reaches]
        return self.owns, tuple(held)

    def holds(self, mandate: Mandate) -> bool:
        return any(reach.mandate.pk == mandate.pk for reach in self.reaches)

    def mandates(self, permission: str) -> list[Mandate]:
        """Those that give `permission`."""
        return [reach.mandate for reach in self._held(permission)]

    def _held(self, permission: str) -> list[Reach]:
        return [reach for reach in self.reaches if reach.mandate.role in roles_with(permission)]

    def post(self, permission: str) -> Scope:
        """The places and organisations of the mandates themselves, without what lies below them."""
        held = self.mandates(permission)
        return Scope(
            places=frozenset(one.place_id for one in held if one.place_id is not None),
            organisations=frozenset(one.organisation_id for one in held if one.organisation_id is not None),
        )

    def scope(self, permission: str) -> Scope:
        """Everything that `permission` reaches, over all mandates that give it."""
        if permission not in self._scopes:
            self._scopes[permission] = self._scope(permission)
        return self._scopes[permission]

    def _scope(self, permission: str) -> Scope:
        held = self._held(permission)
        return Scope(
            everything=any(reach.everything for reach in held),
            places=frozenset().union(*(reach.places for reach in held)),
            organisations=frozenset(
                reach.mandate.organisation_id for reach in held if reach.mandate.organisation_id is not None
            ),
            own=self.owns and BY_NAME[permission].owner,
        )

    def allows(self, permission: str, target: Any = None) -> bool:
        return self._owns(permission, target) or self.mandate_for(permission, target) is not None

    def mandate_for(self, permission: str, target: Any = None) -> Mandate | None:
        """The first mandate that gives `permission` on `target`; without a target, anywhere."""
        roles = roles_with(permission)
        for reach in self.reaches:
            if reach.mandate.role in roles and (target is None or _reaches(reach, target)):
                return reach.mandate
        return None

    def _owns(self, permission: str, target: Any) -> bool:
        owner = getattr(target, "owner_id", None)
        return self.owns and BY_NAME[permission].owner and owner is not None and owner == self.user.pk


def _reaches(reach: Reach, target: Any) -> bool:
    return _for_category(reach.mandate, target) and (reach.everything or _lies_within(reach, target))


def _for_category(mandate: Mandate, target: Any) -> bool:
    """A case has a category; a mandate that names categories is for no other."""
    category = getattr(target, "category", None)
    return not mandate.categories or category is None or category in mandate.categories


def _lies_within(reach: Reach, target: Any) -> bool:
    place = target.pk if isinstance(target, Place) else getattr(target, "place_id", None)
    organisation = target.pk if isinstance(target, Organisation) else getattr(target, "organisation_id", None)
    by_organisation = organisation is not None and organisation == reach.mandate.organisation_id
    return by_organisation or (place is not None and place in reach.places)


def standing_of(user: User) -> Standing:
    """By all mandates of `user`. Closed and expired accounts hold and own nothing."""
    if not user.is_active or user.expired:
        return Standing(user, (), owns=False)
    return Standing(user, reaches(_in_force(today())(user.pk)))


@lru_cache(maxsize=2)
def _in_force(day: date) -> Prepared:
    """The mandates of an account on that day."""
    return Prepared(lambda user: _mandates().in_force(day).filter(holder=user).select_related("place").order_by("id"))


def _mandates() -> Any:
    from rencai.office.accounts.models import Mandate

    return Mandate.objects


def reaches(mandates: list[Mandate]) -> tuple[Reach, ...]:
    """Each mandate with the places that it reaches: the city's reaches everything."""
    paths = [mandate.place.path for mandate in mandates if mandate.place and mandate.place.depth > 1]
    below = _below(tuple(paths))() if paths else []
    return tuple(_reach(mandate, below) for mandate in mandates)


@lru_cache(maxsize=256)
def _below(paths: tuple[str, ...]) -> Prepared:
    return Prepared(lambda: Place.objects.within(list(paths)).values_list("pk", "path"), numbers=0)


def _reach(mandate: Mandate, below: list[tuple[int, str]]) -> Reach:
    if mandate.place is None:
        return Reach(mandate, False, frozenset())
    path = mandate.place.path
    return Reach(mandate, mandate.place.depth == 1, frozenset(pk for pk, other in below if other.startswith(path)))
