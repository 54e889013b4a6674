"""How often a program may ask."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

MINUTE = 60


class PerMandate(BaseThrottle):
    """So many requests a minute for one mandate. Each worker process counts for itself."""

    def allow_request(self, request: HttpRequest) -> bool:
        mandate = request.auth.pk  # type: ignore[attr-defined]
        key = f"api-{mandate}-{int(time.time() // MINUTE)}"
        cache.add(key, 0, 2 * MINUTE)
        return bool(cache.incr(key) <= settings.API_LIMIT)

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return MINUTE - time.time() % MINUTE
