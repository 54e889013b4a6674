"""What went wrong, as a program reads it: problem details (RFC 9457), in the language that it accepts."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as Misfit

from rencai.office.api.misfits import told
from rencai.office.editing import EditedMeanwhile

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)


class Kind(NamedTuple):
    """A kind of problem: the end of its `type`, and its title."""

    slug: str
    title: str | Promise
    detail: str | Promise


KINDS = {
    400: Kind(
        "unreadable",
        gettext_lazy("The request cannot be read"),
        gettext_lazy("The body is not JSON, or the address or a header is malformed."),
    ),
    401: Kind(
        "no-token",
        gettext_lazy("A token is needed"),
        gettext_lazy("Send the header “Authorization: Bearer rencai_…” with a token in force, of a mandate in force."),
    ),
    403: Kind("not-allowed", gettext_lazy("The mandate does not allow this"), ""),
    404: Kind(
        "not-found",
        gettext_lazy("There is no such thing, or it is not for this mandate"),
        gettext_lazy("There is nothing at this address that this token may see."),
    ),
    405: Kind(
        "wrong-method",
        gettext_lazy("The address does not take this method"),
        gettext_lazy("The header Allow names the methods that it takes."),
    ),
    409: Kind("edited-meanwhile", gettext_lazy("Somebody else has changed it in the meantime"), ""),
    413: Kind("too-large", gettext_lazy("The request is too large"), gettext_lazy("A body holds 5 MB at the most.")),
    415: Kind(
        "not-json", gettext_lazy("The body has to be JSON"), gettext_lazy("Send “Content-Type: application/json”.")
    ),
    422: Kind("invalid", gettext_lazy("Something given is wrong"), gettext_lazy("See errors, by field.")),
    429: Kind(
        "too-many",
        gettext_lazy("Too many requests"),
        gettext_lazy("The header Retry-After says after how many seconds to try again."),
    ),
    500: Kind(
        "fault",
        gettext_lazy("The office has made a mistake"),
        gettext_lazy("It has been noted. Try again later; if it stays, tell those who run this office."),
    ),
}
"""Every problem that the API answers with, by status."""


class Problem(Schema):
    """Problem details by RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: dict[str, list[str]] | None = None
    version: int | None = None


def problem(
    request: HttpRequest, status: int, detail: str = "", *, headers: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """The answer for a problem of this status. `more`: `errors` by field, `version` as it is now."""
    kind = KINDS[status]
    body = {
        "type": f"/api/v1/#{kind.slug}",
        "title": str(kind.title),
        "status": status,
        "detail": detail or str(kind.detail),
        "instance": request.path,
        **more,
    }
    return JsonResponse(
        body, status=status, content_type=MEDIA_TYPE, headers=headers, json_dumps_params={"ensure_ascii": False}
    )


def answer_with_problems(api: NinjaAPI) -> None:
    """Lets `api` tell every exception as a problem."""
    for exception, handler in HANDLERS.items():
        api.add_exception_handler(exception, handler)


def _no_token(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": "Bearer"})


def _refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, HTTPStatus.FORBIDDEN, str(exception) or _("You hold no mandate for this."))


def _not_there(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, HTTPStatus.NOT_FOUND)


def _edited_meanwhile(request: HttpRequest, exception: EditedMeanwhile) -> HttpResponse:
    current: Any = exception.current
    return problem(request, HTTPStatus.CONFLICT, " ".join(exception.messages), version=current.version)


def _wrong(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    errors = exception.message_dict if hasattr(exception, "error_dict") else {"": exception.messages}
    return _invalid(request, ((name.replace("__all__", ""), message) for name in errors for message in errors[name]))


def _misfit(request: HttpRequest, exception: Misfit) -> HttpResponse:
    return _invalid(request, (told(error) for error in exception.errors))


def _invalid(request: HttpRequest, found: Iterable[tuple[str, str]]) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for name, message in found:
        errors.setdefault(name, []).append(message)
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)


def _too_large(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _too_many(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(request, HTTPStatus.TOO_MANY_REQUESTS)


def _unreadable(request: HttpRequest, exception: HttpError) -> HttpResponse:
    return problem(request, exception.status_code)


def fault(request: HttpRequest, exception: Exception) -> HttpResponse:
    logger.exception("the API failed at %s", request.path, exc_info=exception)
    return problem(request, HTTPStatus.INTERNAL_SERVER_ERROR)


HANDLERS: dict[type[Exception], Any] = {
    AuthenticationError: _no_token,
    PermissionDenied: _refused,
    Http404: _not_there,
    EditedMeanwhile: _edited_meanwhile,
    ValidationError: _wrong,
    Misfit: _misfit,
    RequestDataTooBig: _too_large,
    Throttled: _too_many,
    HttpError: _unreadable,
    Exception: fault,
}
