"""Signing in through the city's unified identity, and to the demo city with one click."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from requests import RequestException

from rencai.office.accounts.demo import account_of

logger = logging.getLogger(__name__)
BACKEND = "rencai.office.accounts.backends.OpenAccounts"


@login_not_required
def to_unified_identity(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _unless_it_is_down(openid_connect.login, request, provider_id)


@login_not_required
def from_unified_identity(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _unless_it_is_down(openid_connect.callback, request, provider_id)


def _unless_it_is_down(view: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except (RequestException, KeyError):
        logger.exception("the unified identity does not answer, or not as OpenID Connect does")
        return redirect("socialaccount_login_error")


@login_not_required
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """As the part `role` of the demonstration; in an office that is none, there is no such page."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    account = account_of(request.POST.get("role", ""))
    if account is None:
        messages.warning(request, _("This office has no demo city yet: “rencai demo” makes one."))
    else:
        login(request, account, backend=BACKEND)
    return redirect("home")
