"""How sign-in libraries ask this office: nobody signs up by themselves unless the city's unified identity vouches."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rencai.office.accounts.models import User
from rencai.office.audit import origin
from rencai.office.secrecy import keys

SECRET = "mfa.authenticator"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """An account that ran out signs in no more than a closed one, by whatever way."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return self.respond_user_inactive(request, user) if refused is None and user.expired else refused

    def get_client_ip(self, request: HttpRequest) -> str:
        return origin.address(request)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of authenticator apps and recovery codes encrypted, as all secrets of the office."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(keys.encrypt(text, SECRET)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys.decrypt(base64.b64decode(encrypted_text), SECRET)


class UnifiedIdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Takes only an answer whose two halves speak of one person, and links an account that awaits this person.

        OpenID Connect Core 1.0, 5.3.2: the `sub` of the user info is that of the ID token.
        """
        told = sociallogin.account.extra_data
        token, info = told.get("id_token"), told.get("userinfo")
        if not token or (info and info.get("sub") != token.get("sub")):
            raise ImmediateHttpResponse(redirect("socialaccount_login_error"))
        sociallogin.email_addresses = []
        awaiting = User.objects.filter(username=account_name(sociallogin.account.uid)).first()
        if not sociallogin.is_existing and awaiting and not awaiting.has_usable_password():
            sociallogin.connect(request, awaiting)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """The city's identity service gives the name and a subject, which is the account's name here."""
        user = super().populate_user(request, sociallogin, data)
        user.username, user.email = account_name(sociallogin.account.uid), ""
        user.name = (data.get("name") or user.username)[:100]
        return user


def account_name(subject: str) -> str:
    """The name of the account of whoever the city's unified identity knows as `subject`."""
    return f"id-{subject}"[:150]
