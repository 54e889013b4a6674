"""Acts on places and organisations."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rencai.office.asker import Asker
from rencai.office.audit.acts import act, record
from rencai.office.audit.differences import differences, snapshot
from rencai.office.editing import EditedMeanwhile, keep
from rencai.office.places.models import Organisation, Place, checked_credit_code

PLACE_FIELDS = ("code", "key", "name_zh", "name_en", "level", "belt", "draft")
ORGANISATION_FIELDS = ("credit_code", "name", "name_en", "kind", "policy_kind", "industry", "place")
CITIES = Path(__file__).parent / "data"


@act
def add_place(*, by: Asker | None, parent: Place | None, **values: Any) -> Place:
    """Adds a place below `parent`; without one, the city itself. `by` is None when an office is set up.

    Raises:
        Refused: no mandate over places.
        ValidationError: a field is wrong, or there is a city already.
    """
    mandate = by.must("places.edit_places", parent) if by else None
    _one_at_a_time()
    if parent is not None:
        parent = Place.objects.get(pk=parent.pk)
    elif Place.objects.exists():
        raise ValidationError(_("There is a city already; a place lies within another."))
    place = Place(**values)
    place.full_clean(exclude=["path", "depth", "numchild"])
    added: Place = Place.objects.add_child(parent, instance=place) if parent else Place.objects.add_root(instance=place)
    record("places.place_added", by=by, under=mandate, on=added, place=added.pk, after=snapshot(added, PLACE_FIELDS))
    return added


@act
def change_place(*, by: Asker, place: Place, reason: str, **values: Any) -> Place:
    """Changes what a place is called, its level or its belt.

    Raises:
        Refused: no mandate over places.
        ValidationError: a field is wrong, nothing is changed, or no reason is given.
    """
    mandate = by.must("places.edit_places", place)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    place = Place.objects.select_for_update().get(pk=place.pk)
    old = snapshot(place, PLACE_FIELDS)
    for name, value in values.items():
        setattr(place, name, value)
    before, after = differences(old, snapshot(place, PLACE_FIELDS))
    if not after:
        raise ValidationError(_("Nothing is changed."), code="unchanged")
    place.full_clean()
    place.save()
    record(
        "places.place_changed",
        by=by,
        under=mandate,
        on=place,
        place=place.pk,
        before=before,
        after=after,
        reason=reason,
    )
    return place


def _one_at_a_time() -> None:
    """Putting a place in moves the paths of its neighbours: whoever does so locks the city first."""
    Place.objects.select_for_update().filter(depth=1).first()


def found_city(name: str = "dalian") -> Place:
    """The places of a city from its file, where there are none yet. Returns the city."""
    city = Place.objects.filter(depth=1).first()
    return city or _found(name)


@act
def _found(name: str) -> Place:
    by_code: dict[str, Place] = {}
    with (CITIES / f"{name}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            parent = Place.objects.get(pk=by_code[row["parent"]].pk) if row["parent"] else None
            values: dict[str, Any] = {field: row[field] for field in PLACE_FIELDS} | {"draft": row["draft"] == "yes"}
            by_code[row["code"]] = add_place(by=None, parent=parent, **values)
    return next(iter(by_code.values()))


@act
def add_organisation(*, by: Asker | None, place: Place, **values: Any) -> Organisation:
    """Adds an organisation.

    Raises:
        Refused: no mandate over organisations in `place`.
        ValidationError: a field is wrong, its credit code among them, or it is there already.
    """
    mandate = by.must("places.edit_organisations", place) if by else None
    organisation = Organisation(place=place, **values)
    _keep(organisation)
    record(
        "places.organisation_added",
        by=by,
        under=mandate,
        on=organisation,
        after=snapshot(organisation, ORGANISATION_FIELDS),
    )
    return organisation


@act
def change_organisation(
    *, by: Asker, organisation: Organisation, version: int, values: Mapping[str, Any]
) -> Organisation:
    """Changes an organisation that the editor saw as `version`.

    Raises:
        Refused: no mandate, here or where it would move to.
        EditedMeanwhile: it is no longer that version.
        ValidationError: a field is wrong.
    """
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    mandate = by.must("places.edit_organisations", organisation)
    if organisation.version != version:
        raise EditedMeanwhile(organisation)
    old = snapshot(organisation, ORGANISATION_FIELDS)
    for name, value in values.items():
        setattr(organisation, name, value)
    by.must("places.edit_organisations", organisation)
    organisation.version += 1
    _keep(organisation)
    before, after = differences(old, snapshot(organisation, ORGANISATION_FIELDS))
    record("places.organisation_changed", by=by, under=mandate, on=organisation, before=before, after=after)
    return organisation


def _keep(organisation: Organisation) -> None:
    organisation.credit_code = checked_credit_code(organisation.credit_code)
    keep(organisation)
