"""What sign-in libraries do is recorded here: they change accounts by themselves and only tell of it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, user_signed_up
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.signals import social_account_added, social_account_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from rencai.office.accounts.gate import FACTORS, SHOWN_BY
from rencai.office.accounts.models import User
from rencai.office.audit.acts import act, record


@act
def note(name: str, /, *, by: User | None, on: User | None = None, **after: Any) -> None:
    """Records what a library did with the account `on`."""
    record(name, by=by, on=on or by, after=after)


@receiver(user_logged_in)
def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    methods = [step.get("type") or step["method"] for step in get_authentication_records(request, user)]
    note("accounts.signed_in", by=user, methods=list(dict.fromkeys(methods)))


@receiver(user_login_failed)
def sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """A name that nobody has is not kept: it may be a password in the wrong field."""
    account = User.objects.filter(username=credentials.get("username") or "").first()
    note("accounts.sign_in_failed", by=None, on=account)


@receiver(user_locked_out)
def locked_out(sender: Any, username: str = "", **kwargs: Any) -> None:
    note("accounts.locked_out", by=None, on=User.objects.filter(username=username or "").first())


@receiver(authentication_failed)
def second_factor_failed(sender: Any, user: User, **kwargs: Any) -> None:
    note("accounts.second_factor_failed", by=None, on=user)


@receiver(authenticator_used)
def second_factor_shown(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session[SHOWN_BY] = user.pk


@receiver(authenticator_added)
def second_factor_added(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if authenticator.type in FACTORS:
        request.session[SHOWN_BY] = user.pk
    note("accounts.second_factor_added", by=user, kind=authenticator.type)


@receiver(authenticator_removed)
def second_factor_removed(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if not is_mfa_enabled(user, FACTORS):
        request.session.pop(SHOWN_BY, None)
    note("accounts.second_factor_removed", by=user, kind=authenticator.type)


@receiver(authenticator_reset)
def recovery_codes_made(sender: Any, user: User, **kwargs: Any) -> None:
    note("accounts.recovery_codes_made", by=user)


@receiver(password_changed)
def password_was_changed(sender: Any, user: User, **kwargs: Any) -> None:
    if user.initial_password:
        user.initial_password = False
        user.save(update_fields=["initial_password"])
    note("accounts.password_changed", by=user)


@receiver(user_signed_up)
def vouched_for(sender: Any, user: User, **kwargs: Any) -> None:
    """Nobody signs up but whom the city's unified identity vouches for."""
    note("accounts.user_added", by=None, on=user, username=user.username, name=user.name)


@receiver(social_account_added)
def identity_linked(sender: Any, sociallogin: Any, **kwargs: Any) -> None:
    note("accounts.identity_linked", by=sociallogin.user)


@receiver(social_account_removed)
def identity_unlinked(sender: Any, socialaccount: Any, **kwargs: Any) -> None:
    note("accounts.identity_unlinked", by=socialaccount.user)
