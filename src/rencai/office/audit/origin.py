"""From where a request comes, for every event that it leads to."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class Origin(NamedTuple):
    address: str = ""
    request_id: str = ""


current: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 - it is frozen


class OriginMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = current.set(Origin(address(request), str(uuid.uuid4())))
        try:
            return self.get_response(request)
        finally:
            current.reset(token)


def address(request: HttpRequest) -> str:
    """The caller's address; behind the office's own proxy, the last one that the proxy names."""
    if settings.BEHIND_TLS and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR", "")):
        return str(forwarded).rsplit(",", 1)[-1].strip()[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]
