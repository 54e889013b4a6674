"""What a person reads when something cannot be shown. Parts of pages get a short notice, whole pages a page."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rencai.office.asker import Refused


class Trouble(NamedTuple):
    """A status, what it means in words, and what to do now."""

    status: int
    title: str | Promise
    words: str | Promise


BAD = Trouble(
    400,
    _("This request could not be understood"),
    _("The address or the form was not complete. Go back, check what you entered, and send it again."),
)
FORBIDDEN = Trouble(
    403,
    _("This is not for you"),
    _("You hold no mandate for this."),
)
MISSING = Trouble(
    404,
    _("There is no such page, or it is not for you"),
    _("Check the address. If somebody gave it to you, their mandate may reach further than yours."),
)
STALE = Trouble(
    403,
    _("This page had grown too old to be sent"),
    _(
        "For your safety a form is accepted only from a page that was opened a short while ago. Go back, reload the"
        " page, and send it again."
    ),
)
BROKEN = Trouble(
    500,
    _("Something in the office is broken"),
    _("It is not your fault, and it has been noted. Nothing that was saved is lost. Try again in a few minutes."),
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, BAD)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says why, where the refusal says it."""
    return _page(request, FORBIDDEN._replace(words=str(exception)) if isinstance(exception, Refused) else FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, MISSING)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, STALE)


def broken(request: HttpRequest) -> HttpResponse:
    """Needs neither the database nor the session nor the list of static files: any of them may be what is broken."""
    part = "pages/notice.html" if _is_part(request) else "pages/broken.html"
    return HttpResponse(render_to_string(part, {"trouble": BROKEN, "stylesheets": _stylesheets()}), status=500)


def _page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    part = "pages/notice.html" if _is_part(request) else "pages/trouble.html"
    return render(request, part, {"trouble": trouble}, status=trouble.status)


def _is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def _stylesheets() -> list[str]:
    try:
        return [staticfiles_storage.url(f"office/{name}") for name in ("vendor/bootstrap.min.css", "office.css")]
    except (OSError, ValueError):
        return []
