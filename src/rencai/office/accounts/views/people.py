"""The accounts of an office: who has one, add one, close one, open it again."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rencai.office.accounts import actions, forms
from rencai.office.accounts.adapters import account_name
from rencai.office.accounts.models import Mandate, User
from rencai.office.audit.denial import visible_or_404
from rencai.office.pages.forms import refusals_into
from rencai.office.pages.paging import page_of

require_form = require_http_methods(["GET", "HEAD", "POST"])
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 5


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    user.must("accounts.grant_mandates")
    form = forms.AccountFilter(request.GET)
    found = form.applied(User.objects.visible_to(user).select_related("employer"))
    return render(request, "accounts/accounts.html", {"form": form, "page": page_of(found, request)})


@require_safe
def account_page(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(User.objects.select_related("employer"), user, pk=pk)
    held = Mandate.objects.visible_to(user).filter(holder=found).select_related("place", "organisation", "holder")
    may_close = found.is_active and found.pk != user.pk and user.may("accounts.grant_mandates")
    shut = not found.is_active or found.expired
    may_reopen = shut and user.scope("accounts.grant_mandates").everything
    context = {"account": found, "mandates": held, "may_close": may_close, "may_reopen": may_reopen}
    return render(request, "accounts/account_page.html", context)


@never_cache
@require_form
def add_account(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    user.must("accounts.grant_mandates")
    form = forms.AccountForm(request.POST or None, user=user)
    if form.is_valid():
        with refusals_into(form):
            return _added(request, dict(form.cleaned_data))
    return render(request, "accounts/add_account.html", {"form": form})


def _added(request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    """The first password stands on this answer and nowhere else."""
    user: Any = request.user
    password = _first_password() if values.pop("way") == forms.AccountForm.PASSWORD else None
    if password is None:
        values["username"] = account_name(values["username"])
    added = actions.add_user(by=user, password=password, **values)
    return render(request, "accounts/account_added.html", {"account": added, "password": password})


def _first_password() -> str:
    """100 bits of letters and digits that are not mistaken for one another."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(GROUP)) for _ in range(GROUPS))


@require_form
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(User.objects.all(), user, pk=pk)
    user.must("accounts.grant_mandates")
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            ended = actions.close_user(by=user, user=found, reason=form.cleaned_data["reason"])
            words = {"name": found.name, "count": len(ended)}
            messages.success(request, _("The account of %(name)s is closed; mandates ended: %(count)d.") % words)
            return redirect("account_page", pk)
    return render(request, "accounts/close_account.html", {"form": form, "account": found})


@require_form
def reopen_account(request: HttpRequest, pk: int) -> HttpResponse:
    user: Any = request.user
    found = visible_or_404(User.objects.all(), user, pk=pk)
    user.must("accounts.grant_mandates")
    form = forms.ReopenForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            actions.reopen_user(by=user, user=found, **form.cleaned_data)
            messages.success(request, _("The account of %(name)s is open again.") % {"name": found.name})
            return redirect("account_page", pk)
    return render(request, "accounts/reopen_account.html", {"form": form, "account": found})
