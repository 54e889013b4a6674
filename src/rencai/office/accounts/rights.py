"""What a person may do: their mandates in force, turned into scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rencai.office.accounts.permissions import BY_NAME, roles_with
from rencai.office.asker import Scope
from rencai.office.places.models import Organisation, Place

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
    return Standing(user, reaches(list(user.mandates.in_force().select_related("place").order_by("id"))))


def reaches(mandates: list[Mandate]) -> tuple[Reach, ...]:
    """Each mandate with the places that it reaches: the city's reaches everything."""
    paths = [mandate.place.path for mandate in mandates if mandate.place and mandate.place.depth > 1]
    below = list(Place.objects.within(paths).values_list("pk", "path")) if paths else []
    return tuple(_reach(mandate, below) for mandate in mandates)


def _reach(mandate: Mandate, below: list[tuple[int, str]]) -> Reach:
    if mandate.place is None:
        return Reach(mandate, False, frozenset())
    path = mandate.place.path
    return Reach(mandate, mandate.place.depth == 1, frozenset(pk for pk, other in below if other.startswith(path)))
