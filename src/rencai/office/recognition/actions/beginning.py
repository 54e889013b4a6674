"""A city begins to recognise: its own body, and those of its districts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rencai.office.accounts.models import User
from rencai.office.audit.acts import act
from rencai.office.places.models import Place
from rencai.office.recognition.actions.delegating import delegate, name_body
from rencai.office.recognition.bodies import Body, Delegation
from rencai.office.recognition.terms import BodyKind


@act
def begin_authority(
    *, by: User | None, basis: str, valid_from: date, places: Collection[Place] = (), categories: Collection[str] = ()
) -> Delegation:
    """Names the body of the city with all its authority, and hands it down to that of each of `places`.

    Args:
        basis: the rule by which the city recognises.
        categories: which classes the places recognise; all where none is given.

    Raises:
        Refused: no mandate.
        ValidationError: the city recognises already, or a field is wrong.
    """
    if Body.objects.filter(kind=BodyKind.CITY).exists():
        raise ValidationError(_("The city has its body already."), code="begun")
    city = Place.objects.get(depth=1)
    top = name_body(by=by, kind=BodyKind.CITY, place=city)
    whole = delegate(by=by, body=top, reason=basis, valid_from=valid_from)
    for place in places:
        body = name_body(by=by, kind=BodyKind.DISTRICT, place=place, parent=top)
        delegate(by=by, body=body, parent=whole, reason=basis, valid_from=valid_from, categories=list(categories))
    return whole
