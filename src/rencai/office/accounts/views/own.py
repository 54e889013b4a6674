"""What belongs to whoever is signed in: their account and mandates, their declared relatives, their tokens."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rencai.office.accounts import actions, forms
from rencai.office.accounts.gate import FACTORS
from rencai.office.accounts.models import Kin, Mandate, Token
from rencai.office.audit.denial import visible_or_404
from rencai.office.pages.forms import refusals_into

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    context = {
        "mandates": Mandate.objects.filter(holder=user).select_related("place", "organisation", "holder"),
        "has_second_factor": is_mfa_enabled(user, FACTORS),
        "may_use_api": user.may("accounts.use_api"),
        "unified_identity": bool(settings.OIDC_SERVER),
    }
    return render(request, "accounts/account.html", context)


@require_safe
def relatives(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    return render(request, "accounts/relatives.html", {"relatives": Kin.objects.visible_to(user).in_force()})


@require_form
def declare_relative(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = forms.KinForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            declared = actions.declare_kin(by=user, **form.cleaned_data)
            messages.success(request, _("%(name)s is declared.") % {"name": declared.name})
            return redirect("relatives")
    return render(request, "accounts/declare_relative.html", {"form": form})


@require_form
def withdraw_relative(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(Kin.objects.all(), user, pk=pk)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            actions.withdraw_kin(by=user, kin=found, reason=form.cleaned_data["reason"])
            messages.success(request, _("The declaration is withdrawn."))
            return redirect("relatives")
    return render(request, "accounts/withdraw_relative.html", {"form": form, "relative": found})


@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    found = Token.objects.visible_to(user).select_related("mandate__place", "mandate__organisation")
    context = {"tokens": found, "may_make": user.may("accounts.use_api")}
    return render(request, "accounts/tokens.html", context)


@never_cache
@require_form
def make_token(request: HttpRequest) -> HttpResponse:
    """The token's text stands on this answer and nowhere else."""
    user: Any = request.user
    user.must("accounts.use_api")
    form = forms.TokenForm(request.POST or None, user=user)
    if form.is_valid():
        with refusals_into(form):
            token, text = actions.make_token(by=user, **form.cleaned_data)
            return render(request, "accounts/token_made.html", {"token": token, "text": text})
    return render(request, "accounts/make_token.html", {"form": form})


@require_form
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(Token.objects.all(), user, pk=pk)
    if request.method == "POST":
        try:
            actions.revoke_token(by=user, token=found)
            messages.success(request, _("The token is revoked; programs that use it get nothing any more."))
        except ValidationError as refusal:
            messages.warning(request, refusal.messages[0])
        return redirect("tokens")
    return render(request, "accounts/revoke_token.html", {"token": found})
