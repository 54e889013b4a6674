"""Acts on accounts."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rencai.office.accounts.actions.mandates import end, still_to_run
from rencai.office.accounts.actions.reasons import given
from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import act, record
from rencai.office.audit.differences import snapshot
from rencai.office.editing import keep
from rencai.office.places.models import Organisation

USER_FIELDS = ("username", "name", "employer", "closes_on")


@act
def add_user(
    *,
    by: User | None,
    username: str,
    name: str,
    password: str | None = None,
    employer: Organisation | None = None,
    closes_on: date | None = None,
    is_demo: bool = False,
) -> User:
    """A new account; without a password it signs in through the city's unified identity alone.

    A password that somebody else chose is good for the first sign-in only. `by` is None when an office is set up.

    Raises:
        Refused: no mandate over mandates.
        ValidationError: a field is wrong, the name is taken, or the password is weak.
    """
    mandate = by.must("accounts.grant_mandates") if by else None
    user = User(username=username, name=name, employer=employer, closes_on=closes_on, is_demo=is_demo)
    if password is not None:
        validate_password(password, user)
    user.set_password(password)
    user.initial_password = by is not None and password is not None
    keep(user, unchecked=["password"])
    record("accounts.user_added", by=by, under=mandate, on=user, after=snapshot(user, USER_FIELDS))
    return user


@act
def close_user(*, by: User, user: User, reason: str) -> list[Mandate]:
    """Closes an account at once, and ends its mandates with all that was delegated from them. Returns those.

    Raises:
        Refused: `by` does not reach every mandate of the account (one without any is a matter of the whole city's
            steward), or it is their own.
        ValidationError: no reason, or it was closed before.
    """
    if user.pk == by.pk:
        raise Refused(_("Nobody closes their own account."))
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not user.is_active:
        raise ValidationError(_("This account was closed before."), code="closed")
    running = list(still_to_run(user))
    warrants = [by.must("accounts.grant_mandates", mandate.place or mandate.organisation) for mandate in running]
    if not running and not by.scope("accounts.grant_mandates").everything:
        raise Refused()
    user.is_active = False
    user.save(update_fields=["is_active"])
    warrant = warrants[0] if warrants else by.must("accounts.grant_mandates")
    record("accounts.user_closed", by=by, under=warrant, on=user, reason=given(reason))
    return [ended for mandate in running for ended in end(mandate, by, warrant, given(reason))]


@act
def reopen_user(*, by: User, user: User, reason: str, closes_on: date | None = None) -> User:
    """Opens an account again that was closed or ran out, until `closes_on`. Mandates that ended stay so.

    Raises:
        Refused: `by` does not hold the mandates of the whole city.
        ValidationError: no reason, it is open, or the day has passed.
    """
    warrant = by.must("accounts.grant_mandates")
    if not by.scope("accounts.grant_mandates").everything:
        raise Refused()
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.is_active and not user.expired:
        raise ValidationError(_("This account is open."), code="open")
    if closes_on and closes_on < today():
        raise ValidationError({"closes_on": _("This day has passed.")})
    before = {"is_active": user.is_active, "closes_on": user.closes_on}
    user.is_active, user.closes_on = True, closes_on
    user.save(update_fields=["is_active", "closes_on"])
    after = {"is_active": True, "closes_on": closes_on}
    record("accounts.user_reopened", by=by, under=warrant, on=user, before=before, after=after, reason=given(reason))
    return user


def remember_language(user: User, language: str) -> None:
    """How the pages look for somebody is theirs alone: no act, and no event."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
