"""What a request has to bring: a token, parameters that exist, a body that is JSON."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.operation import Operation
from ninja.security import HttpBearer

from rencai.office.accounts.models import Mandate
from rencai.office.accounts.tokens import user_of
from rencai.office.api.problems import problem

Run = Callable[..., HttpResponse]
JSON = "application/json"


class Token(HttpBearer):
    """A token of one mandate: `Authorization: Bearer rencai_…`. A browser's session counts for nothing here."""

    def authenticate(self, request: HttpRequest, token: str) -> Mandate | None:
        user = user_of(token)
        if user is None or not user.may("accounts.use_api"):
            return None
        request.user = user
        mandate: Mandate = user.standing.reaches[0].mandate
        return mandate


def strictly(run: Run) -> Run:
    """Refuses parameters that an operation does not have, and bodies that are not JSON."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    known = frozenset(name for model in operation.models if _of_query(model) for name in model.__ninja_flatten_map__)
    has_body = any(model.__ninja_param_source__ == "body" for model in operation.models)

    @functools.wraps(run)
    def running(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_body and request.content_type != JSON:
            return problem(request, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        unknown = set(request.GET) - known
        if unknown:
            words = _("There is no such field or parameter here.")
            return problem(
                request, HTTPStatus.UNPROCESSABLE_ENTITY, errors={name[:100]: [words] for name in sorted(unknown)}
            )
        return run(request, *args, **kwargs)

    return running


def _of_query(model: Any) -> bool:
    return bool(model.__ninja_param_source__ == "query")
