"""For programs: places and organisations."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from rencai.office import asker
from rencai.office.answers import Given, Listed, Number, NumberInBody, NumberInPath, Paging, Text, listed, some_of
from rencai.office.asker import Asker, Refused
from rencai.office.audit.denial import visible_or_404
from rencai.office.places import actions
from rencai.office.places.models import Belt, Industry, Kind, Level, Organisation, Place

router = Router(tags=["places"])


class PlaceTold(Schema):
    """A jurisdiction. `path` begins with the path of the place that it lies in."""

    id: int
    code: str
    key: str
    name_zh: str
    name_en: str
    level: Level
    belt: Belt
    draft: bool
    path: str


class OrganisationTold(Schema):
    id: int
    credit_code: str
    name: str
    name_en: str
    kind: Kind
    policy_kind: str
    industry: Industry
    place: int = Field(validation_alias="place_id")
    version: int


class OrganisationFilter(Paging):
    """`name`: how it begins; `place`: that one alone, without those within it."""

    name: Text = ""
    place: Number | None = None
    kind: Kind | None = None
    industry: Industry | None = None


class NewOrganisation(Given):
    credit_code: Text
    name: Text
    name_en: Text = ""
    kind: Kind = Kind.EMPLOYER
    policy_kind: Text = "other"
    industry: Industry
    place: NumberInBody


class ChangedOrganisation(some_of(NewOrganisation)):  # type: ignore[misc]
    """What is not sent stays. `version`: the one that was read."""

    version: NumberInBody


@router.get("places", response=Listed[PlaceTold])
def list_places(request: HttpRequest, asked: Query[Paging]) -> Any:
    """The city and all places within it, each after the one that it lies in."""
    return listed(Place.objects.visible_to(asker.of(request)), asked)


@router.get("places/{number}", response=PlaceTold)
def show_place(request: HttpRequest, number: NumberInPath) -> Any:
    """One place."""
    return visible_or_404(Place.objects.all(), asker.of(request), pk=number)


@router.get("organisations", response=Listed[OrganisationTold])
def list_organisations(request: HttpRequest, asked: Query[OrganisationFilter]) -> Any:
    """Organisations within this mandate, by name."""
    user = asker.of(request)
    if not user.scope("places.view_organisations"):
        raise Refused()
    found = Organisation.objects.visible_to(user)
    wanted = {name: getattr(asked, name) for name in ("place", "kind", "industry") if getattr(asked, name)}
    if asked.name:
        wanted["name__prefix"] = asked.name
    return listed(found.filter(**wanted), asked)


@router.get("organisations/{number}", response=OrganisationTold)
def show_organisation(request: HttpRequest, number: NumberInPath) -> Any:
    """One organisation."""
    return visible_or_404(Organisation.objects.all(), asker.of(request), pk=number)


@router.post("organisations", response={201: OrganisationTold})
def add_organisation(request: HttpRequest, given: NewOrganisation, response: HttpResponse) -> Any:
    """Adds an organisation."""
    added = actions.add_organisation(by=asker.of(request), **_with_place(given, asker.of(request)))
    response["Location"] = reverse("api:show_organisation", args=[added.pk])
    return Status(201, added)


@router.patch("organisations/{number}", response=OrganisationTold)
def change_organisation(request: HttpRequest, number: NumberInPath, given: ChangedOrganisation) -> Any:
    """Changes what is sent of an organisation."""
    user = asker.of(request)
    found = visible_or_404(Organisation.objects.all(), user, pk=number)
    values = _with_place(given, user)
    version = values.pop("version")
    return actions.change_organisation(by=user, organisation=found, version=version, values=values)


def _with_place(given: Given, user: Asker) -> dict[str, Any]:
    values = given.named()
    if "place" in values:
        values["place"] = place_of(values["place"], user)
    return values


def place_of(number: int, user: Asker) -> Place:
    """The place that a program names.

    Raises:
        ValidationError: there is none.
    """
    found: Place | None = Place.objects.visible_to(user).filter(pk=number).first()
    if found is None:
        raise ValidationError({"place": _("There is no such place.")})
    return found
