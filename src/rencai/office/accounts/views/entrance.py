"""Signing in to the demo city with one click."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from rencai.office.accounts.demo import account_of

BACKEND = "rencai.office.accounts.backends.OpenAccounts"


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
