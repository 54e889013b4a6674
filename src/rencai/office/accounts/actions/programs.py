"""Acts on tokens for programs."""

from __future__ import annotations

import secrets
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.models import Mandate, Token, User
from rencai.office.accounts.permissions import roles_with
from rencai.office.accounts.tokens import token_digest
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import act, record

LONGEST = 366


@act
def make_token(*, by: User, mandate: Mandate, name: str, expires_on: date) -> tuple[Token, str]:
    """A token bound to one mandate of `by`, with its text, which is shown once and kept nowhere.

    Raises:
        Refused: the mandate is not by's, is not in force, or its role may not use programs.
        ValidationError: no name, or it would run for more than a year or not at all.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=mandate.pk)
    if not by.standing.holds(mandate) or not mandate.in_force() or mandate.role not in roles_with("accounts.use_api"):
        raise Refused()
    if not 0 <= (expires_on - today()).days <= LONGEST:
        raise ValidationError({"expires_on": _("A token runs from today for a year at the most.")})
    text = f"rencai_{secrets.token_urlsafe(32)}"
    token = Token(mandate=mandate, name=name, digest=token_digest(text), head=text[:12], expires_on=expires_on)
    token.full_clean()
    token.save()
    after = {"expires_on": expires_on}
    record("accounts.token_made", by=by, under=mandate, on=token, place=_place_of(mandate), after=after)
    return token, text


@act
def revoke_token(*, by: User, token: Token) -> Token:
    """Ends a token at once.

    Raises:
        Refused: it is somebody else's.
        ValidationError: it was revoked before.
    """
    found = Token.objects.select_for_update(of=("self",)).select_related("mandate__organisation")
    token = found.get(pk=token.pk)
    if token.mandate.holder_id != by.pk:
        raise Refused()
    if token.revoked_at:
        raise ValidationError(_("This token was revoked before."), code="revoked")
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record("accounts.token_revoked", by=by, on=token, place=_place_of(token.mandate))
    return token


def _place_of(mandate: Mandate) -> int | None:
    """Whose auditors see what becomes of its tokens."""
    return mandate.place_id or (mandate.organisation.place_id if mandate.organisation else None)
