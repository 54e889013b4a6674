"""What somebody who signed in owes before they go on: a password of their own, and a second factor.

Whoever holds a mandate shows a second factor in each session, where the office asks for one. That it was shown is
remembered in the session by `signals`, so that only those who still owe it cost a query.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

SHOWN_BY = "second_factor_shown_by"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
FREE = {"set_language", "demo_sign_in"}


class GateMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or _is_free(request, view):
            return None
        if request.user.initial_password:
            messages.info(request, _("Choose a password of your own first."))
            return redirect("account_change_password")
        return _ask_for_second_factor(request) if _owes_second_factor(request) else None


def _is_free(request: HttpRequest, view: Callable[..., HttpResponse]) -> bool:
    """The pages on which one signs in and out, and sets up what is owed, are allauth's."""
    name = request.resolver_match.url_name if request.resolver_match else None
    return view.__module__.startswith("allauth.") or name in FREE


def _owes_second_factor(request: HttpRequest) -> bool:
    user: Any = request.user
    if not settings.SECOND_FACTOR_REQUIRED or request.session.get(SHOWN_BY) == user.pk:
        return False
    return bool(user.standing.reaches)


def _ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    if is_mfa_enabled(request.user, FACTORS):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
    messages.info(request, _("You hold a mandate: set up a second factor first, an authenticator app or a passkey."))
    return redirect("mfa_index")
