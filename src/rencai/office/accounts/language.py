"""The language of the pages: the browser's at first, then the one that somebody chose, remembered with the account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from rencai.office.accounts.actions import remember_language


class LanguageMiddleware:
    """Comes after LocaleMiddleware, which knows the browser's language and the cookie of a choice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if user.is_authenticated and user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language() or user.language
        response = self.get_response(request)
        chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen and request.user.is_authenticated and not request.user.is_demo:  # many visitors share a demo account
            remember_language(request.user, chosen.value)
        return response
