"""The talent card: issued when somebody is recognised, ended when that ends, made anew when it was lost."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.models import Mandate, User
from rencai.office.audit.acts import act, record
from rencai.office.places.models import Place
from rencai.office.recognition import signals
from rencai.office.recognition.actions.deciding import over_it_or_above
from rencai.office.recognition.credential import Credential, private_key, signed
from rencai.office.recognition.decisions import Card, Recognition
from rencai.office.recognition.terms import CardEnd

SERIAL_BYTES = 16


def register() -> None:
    """Called once, when the program starts."""
    signals.recognised.connect(_on_recognised, dispatch_uid="recognition-card")
    signals.revoked.connect(_on_revoked, dispatch_uid="recognition-card")


def _on_recognised(recognition: Recognition, **_signal: Any) -> None:
    for card in Card.objects.running().filter(recognition__superseded_by=recognition):
        revoke_card(by=None, card=card, why=CardEnd.SUPERSEDED)
    issue_card(by=None, recognition=recognition)


def _on_revoked(recognition: Recognition, **_signal: Any) -> None:
    for card in Card.objects.running().filter(recognition=recognition):
        revoke_card(by=None, card=card, why=CardEnd.REVOKED)


@act
def issue_card(*, by: User | None, recognition: Recognition) -> Card:
    """Signs a card for a recognition. It has one at a time: that before it ends.

    Args:
        by: the talent, or whoever acts for the body that recognised them or one above it; None where the office
            itself does it.

    Raises:
        Refused: `by` is none of these.
        ValidationError: the recognition has ended.
    """
    rows: Any = Recognition.objects.select_for_update(of=("self",)).select_related("talent", "decision__body")
    recognition = rows.get(pk=recognition.pk)
    mandate = _may_have_it(by, recognition)
    if recognition.revoked_on or recognition.superseded_by_id:
        raise ValidationError(_("This recognition has ended; there is no card for it."), code="ended")
    for earlier in Card.objects.running().filter(recognition=recognition):
        revoke_card(by=by, card=earlier, why=CardEnd.REPLACED)
    card = _made(recognition)
    record("recognition.card_issued", by=by, under=mandate, on=card, after={"recognition": recognition.pk})
    return card


def _may_have_it(by: User | None, recognition: Recognition) -> Mandate | None:
    if by is None or by.pk == recognition.owner_id:
        return None
    return over_it_or_above(by, recognition)


def _made(recognition: Recognition) -> Card:
    key = private_key(settings.CARD_KEYS[0])
    credential = Credential(
        issuer=Place.objects.get(depth=1).key,
        serial=secrets.token_urlsafe(SERIAL_BYTES),
        category=recognition.category,
        since=_begin_of(recognition.valid_from),
        until=_begin_of(recognition.valid_until + timedelta(1)) if recognition.valid_until else None,
        key=key.thumbprint(),
    )
    card: Card = Card.objects.create(
        recognition=recognition, serial=credential.serial, token=signed(credential, key), key=credential.key
    )
    return card


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@act
def revoke_card(*, by: User | None, card: Card, why: str) -> Card:
    """Ends a card before its time; from now on it stands in the list of revoked ones.

    Args:
        by: as of `issue_card`.
        why: of CardEnd.

    Raises:
        Refused: `by` may not.
        ValidationError: it has ended already.
    """
    rows: Any = Card.objects.select_for_update(of=("self",)).select_related(
        "recognition__talent", "recognition__decision__body"
    )
    card = rows.get(pk=card.pk)
    mandate = _may_have_it(by, card.recognition)
    if card.revoked_at:
        raise ValidationError(_("This card has ended already."), code="ended")
    card.revoked_at, card.revoked_reason = timezone.now(), CardEnd(why)
    card.save(update_fields=["revoked_at", "revoked_reason"])
    record("recognition.card_revoked", by=by, under=mandate, on=card, after={"why": CardEnd(why)})
    return card
