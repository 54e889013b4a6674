"""Acts on accounts and mandates."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts import rights
from rencai.office.accounts.duties import kin_index
from rencai.office.accounts.models import Kin, Mandate, Token, User
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import act, record
from rencai.office.audit.differences import snapshot
from rencai.office.places.models import Organisation, Place

MANDATE_FIELDS = ("holder", "role", "place", "organisation", "categories", "valid_from", "valid_until", "delegable")


@act
def add_user(
    *, by: User | None, username: str, name: str, password: str | None = None, employer: Organisation | None = None
) -> User:
    """A new account; without a password it signs in through the city's unified identity alone."""
    mandate = by.must("accounts.grant_mandates") if by else None
    user = User(username=username, name=name, employer=employer)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save()
    record("accounts.user_added", by=by, under=mandate, on=user, after=snapshot(user, ("username", "name")))
    return user


@act
def close_user(*, by: User, user: User, reason: str) -> None:
    """Closes an account at once. Its mandates stay on record and give nothing any more."""
    mandate = by.must("accounts.grant_mandates")
    _given(reason)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("accounts.user_closed", by=by, under=mandate, on=user, reason=reason)


@act
def grant(
    *,
    by: User | None,
    holder: User,
    role: str,
    reason: str,
    place: Place | None = None,
    organisation: Organisation | None = None,
    categories: Sequence[str] = (),
    valid_from: date | None = None,
    valid_until: date | None = None,
    delegable: bool = False,
) -> Mandate:
    """Grants a mandate. `by` is None only for the first steward of an office, made on the command line.

    Raises:
        Refused: `by` may not, or would grant to themselves.
        ValidationError: the mandate is not possible; says why by field.
    """
    warrant = by.must("accounts.grant_mandates", place or organisation) if by else None
    if by == holder:
        raise Refused(_("Nobody grants a mandate to themselves."))
    mandate = Mandate(
        holder=holder,
        role=role,
        place=place,
        organisation=organisation,
        categories=list(categories),
        valid_from=valid_from or today(),
        valid_until=valid_until,
        delegable=delegable,
        granted_by=by,
        reason=_given(reason),
    )
    _keep(mandate)
    record(
        "accounts.mandate_granted",
        by=by,
        under=warrant,
        on=mandate,
        for_whom=holder.name,
        place=_place_of(mandate),
        after=snapshot(mandate, MANDATE_FIELDS),
        reason=reason,
    )
    return mandate


@act
def delegate(
    *,
    by: User,
    mandate: Mandate,
    holder: User,
    reason: str,
    place: Place | None = None,
    categories: Sequence[str] = (),
    valid_until: date | None = None,
) -> Mandate:
    """Hands a mandate on, never wider than it is: same role, same or lower place, same or fewer categories, no longer.

    Raises:
        Refused: the mandate is not by's, is not in force, is not delegable, or would grow wider.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("place").get(pk=mandate.pk)
    if mandate.holder_id != by.pk or not mandate.in_force() or not mandate.delegable:
        raise Refused(_("This mandate is not yours to hand on."))
    if holder == by:
        raise Refused(_("Nobody grants a mandate to themselves."))
    _not_wider(mandate, place, categories, valid_until)
    handed = Mandate(
        holder=holder,
        role=mandate.role,
        place=place or mandate.place,
        organisation=mandate.organisation,
        categories=list(categories or mandate.categories),
        valid_from=max(today(), mandate.valid_from),
        valid_until=valid_until or mandate.valid_until,
        parent=mandate,
        granted_by=by,
        reason=_given(reason),
    )
    _keep(handed)
    record(
        "accounts.mandate_delegated",
        by=by,
        under=mandate,
        on=handed,
        for_whom=holder.name,
        place=_place_of(handed),
        after=snapshot(handed, MANDATE_FIELDS),
        reason=reason,
    )
    return handed


@act
def revoke(*, by: User, mandate: Mandate, reason: str) -> list[Mandate]:
    """Ends a mandate now, and all that was delegated from it. Returns all that ended.

    Raises:
        Refused: `by` neither grants mandates there nor handed this one on.
    """
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    handed_on = mandate.parent_id is not None and mandate.granted_by_id == by.pk
    warrant = None if handed_on else by.must("accounts.grant_mandates", mandate.place or mandate.organisation)
    ended = _ended(mandate, by, _given(reason))
    for one in ended:
        record(
            "accounts.mandate_revoked",
            by=by,
            under=warrant,
            on=one,
            for_whom=one.holder.name,
            place=_place_of(one),
            reason=reason,
        )
    if not ended:
        raise ValidationError(_("This mandate was revoked before."), code="revoked")
    return ended


def _ended(mandate: Mandate, by: User, reason: str) -> list[Mandate]:
    ended = [one for child in mandate.delegated.all() for one in _ended(child, by, reason)]
    if mandate.revoked_at is None:
        mandate.revoked_at, mandate.revoked_by, mandate.revoked_reason = timezone.now(), by, reason
        mandate.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
        ended.insert(0, mandate)
    return ended


def _not_wider(mandate: Mandate, place: Place | None, categories: Sequence[str], valid_until: date | None) -> None:
    if place and not (mandate.place and place.path.startswith(mandate.place.path)):
        raise Refused(_("A mandate can only be handed on for its own place or one within it."))
    if mandate.categories and not set(categories) <= set(mandate.categories):
        raise Refused(_("A mandate can only be handed on for its own categories."))
    if mandate.valid_until and valid_until and valid_until > mandate.valid_until:
        raise Refused(_("A mandate can be handed on for no longer than it runs itself."))


def _keep(mandate: Mandate) -> None:
    mandate.full_clean()
    mandate.save()


def _place_of(mandate: Mandate) -> int | None:
    return mandate.place_id or (mandate.organisation.place_id if mandate.organisation else None)


def _given(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    return reason.strip()


@act
def declare_kin(*, by: User, name: str, relation: str, identity: str) -> Kin:
    """Declares a relative by identity number, of which only a fingerprint is kept."""
    kin = Kin(user=by, name=name, relation=relation, identity=kin_index(identity))
    kin.full_clean()
    kin.save()
    record("accounts.kin_declared", by=by, on=kin, for_whom=name, after={"relation": relation})
    return kin


@act
def make_token(*, by: User, mandate: Mandate, name: str, expires_on: date) -> tuple[Token, str]:
    """A token bound to one mandate of `by`, with its text, which is shown once and kept nowhere.

    Raises:
        Refused: the mandate is not by's, is not in force, or its role may not use programs.
    """
    role = rights.Standing(by, rights.reaches([mandate]))
    if mandate.holder_id != by.pk or not mandate.in_force() or not role.allows("accounts.use_api"):
        raise Refused()
    if expires_on < today() or (expires_on - today()).days > 366:
        raise ValidationError({"expires_on": _("A token runs for a year at the most.")})
    text = f"rencai_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        mandate=mandate, name=name, digest=token_digest(text), head=text[:12], expires_on=expires_on
    )
    record("accounts.token_made", by=by, under=mandate, on=token, place=_place_of(mandate))
    return token, text


@act
def revoke_token(*, by: User, token: Token) -> None:
    if token.mandate.holder_id != by.pk:
        raise Refused()
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record("accounts.token_revoked", by=by, on=token)


def token_digest(text: str) -> str:
    """The token is random and long, so that a plain hash of it is safe to keep."""
    return hashlib.sha256(text.encode()).hexdigest()
