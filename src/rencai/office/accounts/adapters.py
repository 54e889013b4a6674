"""How sign-in libraries ask this office: nobody signs up by themselves unless the city's unified identity vouches."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class UnifiedIdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """The city's identity service gives the name and a subject, which is the account's name here."""
        user = super().populate_user(request, sociallogin, data)
        user.username = f"id-{sociallogin.account.uid}"[:150]
        user.name = (data.get("name") or sociallogin.account.extra_data.get("name") or user.username)[:100]
        return user
