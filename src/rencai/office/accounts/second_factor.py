"""Whoever holds a mandate shows a second factor, where the office asks for one."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

FREE = ("/account/", "/static/", "/language/")


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and _owes_one(request):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)


def _owes_one(request: HttpRequest) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    user = request.user
    if not user.is_authenticated or request.path.startswith(FREE):
        return False
    return bool(user.standing.reaches) and not is_mfa_enabled(user)
