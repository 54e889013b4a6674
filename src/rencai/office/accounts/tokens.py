"""By what token a program comes, and for whom it then acts."""

from __future__ import annotations

import hashlib

from django.db.models import Q

from rencai.office.accounts.models import Token, User
from rencai.office.accounts.rights import Standing, reaches
from rencai.office.asker import today


def user_of(token_text: str) -> User | None:
    """For whom a program with this token acts, with that one mandate's rights and none as owner.

    None where the token is unknown, ran out or was revoked, its mandate is not in force, or the account is closed.
    """
    found = Token.objects.usable().select_related("mandate__holder", "mandate__place")
    token = found.filter(digest=token_digest(token_text)).first()
    if token is None or not token.mandate.in_force():
        return None
    user: User = token.mandate.holder
    if not user.is_active or user.expired:
        return None
    user.standing = Standing(user, reaches([token.mandate]), owns=False)
    _note_use(token)
    return user


def _note_use(token: Token) -> None:
    """The day of the last use: one write a day, not one a request."""
    if token.used_on != today():
        Token.objects.filter(Q(used_on__isnull=True) | Q(used_on__lt=today()), pk=token.pk).update(used_on=today())


def token_digest(text: str) -> str:
    """The token is random and long, so that a plain hash of it is safe to keep."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
