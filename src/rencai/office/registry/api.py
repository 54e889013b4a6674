"""For programs: talents, the entries of their records, and occupations."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Body, Query, Router, Status

from rencai.office import asker
from rencai.office.accounts.models import User
from rencai.office.answers import Listed, NumberInPath, listed
from rencai.office.asker import Refused, today
from rencai.office.audit.denial import visible_or_404
from rencai.office.places.models import Organisation, Place
from rencai.office.registry import actions, schemas
from rencai.office.registry.entries import Entry
from rencai.office.registry.facts import facts_of
from rencai.office.registry.kinds import KINDS
from rencai.office.registry.models import Occupation, Talent
from rencai.office.registry.queries import TalentQuerySet

router = Router(tags=["registry"])
FILTERS = {
    "place": "place",
    "organisation": "organisation",
    "occupation": "occupation",
    "degree": "degree",
}
REFERRED: dict[str, type[models.Model]] = {"place": Place, "organisation": Organisation, "occupation": Occupation}


@router.get("talents", response=Listed[schemas.TalentTold])
def list_talents(request: HttpRequest, asked: Query[schemas.TalentFilter]) -> Any:
    """Talents within this mandate, by name; with `changed_since` in the order in which they were changed."""
    user = asker.of(request)
    if not user.scope("registry.view"):
        raise Refused()
    wanted = {column: getattr(asked, name) for name, column in FILTERS.items() if getattr(asked, name)}
    found = Talent.objects.listed_to(user).filter(**wanted)
    if asked.category:
        found = found.recognised(asked.category)
    return listed(_walked(found, asked).only(*schemas.LISTED), asked)


def _walked(found: TalentQuerySet, asked: schemas.TalentFilter) -> TalentQuerySet:
    """In the order of the index that holds what was asked for."""
    if asked.changed_since:
        found = found.filter(changed_at__gte=asked.changed_since).order_by("changed_at", "pk")
    if not asked.name:
        return found
    column = "pinyin" if asked.name.isascii() else "name"
    text = asked.name.lower().replace(" ", "") if asked.name.isascii() else asked.name
    found = found.filter(**{f"{column}__prefix": text})
    return found if asked.changed_since else found.order_by(column, "pk")


@router.post("talents", response={201: schemas.TalentTold})
def add_talent(request: HttpRequest, given: schemas.NewTalent, response: HttpResponse) -> Any:
    """Adds a talent."""
    user = _user(request)
    added = actions.add_talent(by=user, **_referred(given.named(), user))
    response["Location"] = reverse("api:show_talent", args=[added.pk])
    return Status(201, added)


@router.get("talents/{number}", response=schemas.TalentInFull)
def show_talent(request: HttpRequest, number: NumberInPath) -> Any:
    """One talent with all entries of the record; of sensitive fields only the end."""
    return _talent(request, number)


@router.patch("talents/{number}", response=schemas.TalentTold)
def correct_talent(request: HttpRequest, number: NumberInPath, given: schemas.CorrectedTalent) -> Any:
    """Corrects what is sent of a talent."""
    user = _user(request)
    values = _referred(given.named(), user)
    version = values.pop("version")
    return actions.correct_talent(by=user, talent=_talent(request, number), version=version, values=values)


@router.get("talents/{number}/facts", response=schemas.FactsTold)
def show_facts(request: HttpRequest, number: NumberInPath, asked: Query[schemas.FactFilter]) -> Any:
    """What is known of a talent on a day, as the facts for which the policy pack asks, and where each comes from."""
    return schemas.facts_told(facts_of(_talent(request, number), asked.on or today()))


@router.post("talents/{number}/sensitive", response=schemas.SensitiveTold)
def see_sensitive(request: HttpRequest, number: NumberInPath, given: schemas.Look) -> Any:
    """The identity number, phone and mailbox. The look is recorded in the audit log."""
    seen = actions.see_sensitive(by=_user(request), talent=_talent(request, number), reason=given.reason)
    return seen._asdict()


@router.post("talents/{number}/entries", response={201: schemas.EntryTold})
def add_entry(request: HttpRequest, number: NumberInPath, given: Body[schemas.GivenEntry]) -> Any:
    """Adds an entry to the record. The talent's place, employer, degree and so on follow it."""
    user = _user(request)
    values = _referred(given.named(), user)
    kind = values.pop("entry")
    added = actions.add_entry(by=user, talent=_talent(request, number), kind=kind, values=values)
    return Status(201, schemas.entry_told(added))


@router.patch("talents/{number}/entries/{kind}/{entry}", response=schemas.EntryTold)
def correct_entry(
    request: HttpRequest,
    number: NumberInPath,
    kind: str,
    entry: NumberInPath,
    given: Body[schemas.CorrectedEntry],
) -> Any:
    """Corrects what is sent of an entry. What was attested is then only stated."""
    user, found = _user(request), _entry(request, number, kind, entry)
    values = given.named()
    if values.pop("entry") != kind:
        raise ValidationError({"entry": _("The address is that of an entry of another kind.")})
    version = values.pop("version")
    corrected = actions.correct_entry(by=user, entry=found, version=version, values=_referred(values, user))
    return schemas.entry_told(corrected)


@router.post("talents/{number}/entries/{kind}/{entry}/removal", response={204: None})
def remove_entry(
    request: HttpRequest, number: NumberInPath, kind: str, entry: NumberInPath, given: schemas.Removal
) -> Any:
    """Removes an entry that should not be there. The audit log keeps what it said, and the reason."""
    found = _entry(request, number, kind, entry)
    actions.remove_entry(by=_user(request), entry=found, reason=given.reason, version=given.version)
    return Status(204, None)


@router.post("talents/{number}/entries/{kind}/{entry}/attestation", response=schemas.EntryTold)
def attest_entry(
    request: HttpRequest, number: NumberInPath, kind: str, entry: NumberInPath, given: schemas.Attestation
) -> Any:
    """Notes that a body of the policy pack has confirmed an entry."""
    user, found = _user(request), _entry(request, number, kind, entry)
    return schemas.entry_told(actions.attest_entry(by=user, entry=found, body=given.body, version=given.version))


@router.get("occupations", response=Listed[schemas.OccupationTold])
def list_occupations(request: HttpRequest, asked: Query[schemas.OccupationFilter]) -> Any:
    """The national classification of occupations, CSCO 2022, by code."""
    found = Occupation.objects.visible_to(asker.of(request))
    return listed(found.filter(name__startswith=asked.name, code__startswith=asked.code), asked)


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _talent(request: HttpRequest, number: int) -> Talent:
    found: Talent = visible_or_404(Talent.objects.all(), asker.of(request), pk=number)
    return found


def _entry(request: HttpRequest, number: int, kind: str, entry: int) -> Entry:
    if kind not in KINDS:
        raise Http404
    talent = _talent(request, number)
    found: Entry = visible_or_404(KINDS[kind].objects.all(), asker.of(request), pk=entry, talent=talent.pk)
    return found


def _referred(values: dict[str, Any], user: User) -> dict[str, Any]:
    """`values` with rows instead of their numbers and codes.

    Raises:
        ValidationError: there is no such row, or it is not for `user`.
    """
    for name in REFERRED.keys() & values.keys():
        if values[name] is not None:
            values[name] = _row(REFERRED[name], values[name], name, user)
    return values


def _row(model: type[Any], number: Any, name: str, user: User) -> models.Model:
    found: models.Model | None = model.objects.visible_to(user).filter(pk=number).first()
    if found is None:
        raise ValidationError({name: _("There is nothing with this number, or it is not for this mandate.")})
    return found
