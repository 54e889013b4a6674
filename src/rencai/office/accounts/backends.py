"""Whose password is taken, and whose session goes on."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class OpenAccounts(AuthenticationBackend):  # type: ignore[misc]
    """Only of accounts that are open and have not run out: a closed account is nobody from the next request on."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and not user.expired
