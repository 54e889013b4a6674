"""Whether a talent card holds just now: its signature, its days, and whether this office has ended it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from joserfc.jwk import OKPKey

from rencai.office.recognition.credential import CardRefused, Credential, Fault, key_set, private_key, read
from rencai.office.recognition.decisions import Card
from rencai.office.recognition.terms import CardEnd

WORDS: dict[Fault, str | Promise] = {
    Fault.TOO_LONG: _("This is far too long for a talent card."),
    Fault.GARBLED: _("This is no talent card, or only a part of one. Scan the code again."),
    Fault.ALGORITHM: _("This is not signed in the way in which talent cards are signed. It proves nothing."),
    Fault.OTHER_KEY: _("This is signed with a key that this office does not know. It was not issued here."),
    Fault.FORGED: _("The signature does not fit: somebody has changed this card. It proves nothing."),
    Fault.NO_CARD: _("This is signed by the office, but it is no talent card."),
    Fault.NOT_YET: _("This card does not hold yet."),
    Fault.EXPIRED: _("This card has expired."),
    Fault.NOT_ISSUED: _("This office has issued no such card."),
    Fault.REVOKED: _("This card was revoked. It proves nothing any more."),
    Fault.SUPERSEDED: _("This card was replaced by a newer one. Ask for that one."),
}
ENDS = {
    CardEnd.REVOKED: Fault.REVOKED,
    CardEnd.SUPERSEDED: Fault.SUPERSEDED,
    CardEnd.REPLACED: Fault.SUPERSEDED,
}


class Check(NamedTuple):
    """`credential` where the card holds; else the fault, and why in words."""

    credential: Credential | None = None
    fault: str = ""
    why: str | Promise = ""

    @property
    def last_day(self) -> date | None:
        """The last day on which the card holds, in the office's time zone."""
        until = self.credential.until if self.credential else None
        return timezone.localdate(until - timedelta(seconds=1)) if until else None


def keys() -> dict[str, OKPKey]:
    """The keys by which cards are read, by thumbprint; the first one signs.

    Raises:
        ImproperlyConfigured: the setting holds something else.
    """
    return _keys(tuple(settings.CARD_KEYS))


@lru_cache(maxsize=4)
def _keys(seeds: tuple[str, ...]) -> dict[str, OKPKey]:
    try:
        return {key.thumbprint(): key for key in map(private_key, seeds)}
    except ValueError:
        raise ImproperlyConfigured("RENCAI_CARD_KEYS: each key is 32 bytes in base64 (A-Z a-z 0-9 - _)") from None


def public_keys() -> dict[str, Any]:
    """As a JWK set."""
    return key_set(keys().values())


def checked(token: str) -> Check:
    """One query, and none for what was not signed here."""
    try:
        credential = read("".join(token.split()), keys(), timezone.now())
        _must_run(credential.serial)
    except CardRefused as refused:
        return Check(fault=refused.fault.value, why=WORDS[refused.fault])
    return Check(credential)


def _must_run(serial: str) -> None:
    card = Card.objects.filter(serial=serial).only("revoked_at", "revoked_reason").first()
    if card is None:
        raise CardRefused(Fault.NOT_ISSUED)
    if card.revoked_at:
        raise CardRefused(ENDS.get(CardEnd(card.revoked_reason), Fault.REVOKED))


def revoked_cards() -> dict[str, Any]:
    """The serials of all cards that ended before their time, for those who check without this office."""
    serials = Card.objects.filter(revoked_at__isnull=False).order_by("serial").values_list("serial", flat=True)
    return {"at": timezone.now().isoformat(timespec="seconds"), "serials": list(serials)}
