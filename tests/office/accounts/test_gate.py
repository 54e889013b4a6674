"""Whoever holds a mandate shows a second factor, in every session and on every page."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from office import people
from rencai.office.accounts.gate import SHOWN_BY
from rencai.office.accounts.models import User
from rencai.office.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    cache.clear()
    settings.SECOND_FACTOR_REQUIRED = True


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_totp(account: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    return secret


def with_password(account: User, client: Client) -> Any:
    return client.post(reverse("account_login"), {"login": account.username, "password": "a long password"})


def again_with_password(client: Client) -> None:
    """Before anything about one's own security is changed, the password is asked for once more."""
    client.post(reverse("account_reauthenticate"), {"password": "a long password"})


PAGES = ("account", "mandates", "tokens", "relatives", "places", "audit_own_acts", "permissions", "home")


@pytest.mark.parametrize("name", PAGES)
def test_without_a_second_factor_every_page_leads_to_setting_one_up(name: str) -> None:
    response = people.signed_in(people.steward()).get(reverse(name))
    assert response.status_code == 302
    assert response["Location"] == reverse("mfa_index")


def test_an_act_is_not_done_without_a_second_factor() -> None:
    steward = people.steward()
    before = User.objects.count()
    people.signed_in(steward).post(reverse("add_account"), {"way": "password", "username": "x", "name": "x"})
    assert User.objects.count() == before


@pytest.mark.parametrize("name", ["mfa_index", "account_logout"])
def test_the_pages_that_are_needed_for_it_stay_open(name: str) -> None:
    assert people.signed_in(people.steward()).get(reverse(name)).status_code == 200


def test_who_holds_no_mandate_is_not_asked() -> None:
    assert people.signed_in(people.user()).get(reverse("account")).status_code == 200


def test_a_mandate_that_ran_out_asks_for_nothing() -> None:
    assert people.signed_in(people.former_officer()).get(reverse("account")).status_code == 200


def test_where_the_office_does_not_ask_nobody_is_asked(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    assert people.signed_in(people.steward()).get(reverse("account")).status_code == 200


def test_signing_in_with_password_and_code_opens_the_office(client: Client) -> None:
    account = people.steward()
    secret = with_totp(account)
    assert with_password(account, client)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("account")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert client.get(reverse("account")).status_code == 200
    assert Event.objects.get(act="accounts.signed_in").after == {"methods": ["password", "totp"]}


def test_a_wrong_code_does_not_and_is_in_the_log(client: Client) -> None:
    account = people.steward()
    with_totp(account)
    with_password(account, client)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    assert Event.objects.filter(act="accounts.second_factor_failed", target_id=str(account.pk)).exists()


def test_codes_cannot_be_guessed_without_end(client: Client) -> None:
    account = people.steward()
    with_totp(account)
    with_password(account, client)
    for _ in range(12):
        answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Too many failed login attempts" in answer.content.decode()


def test_a_session_from_before_the_factor_was_set_up_shows_it_too() -> None:
    account = people.steward()
    old = people.signed_in(account)
    secret = with_totp(account)
    response = old.get(reverse("mandates"))
    assert response["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Faccount%2Fmandates%2F"
    answer = old.post(response["Location"], {"code": code(secret), "next": reverse("mandates")})
    assert answer["Location"] == reverse("mandates")
    assert old.get(reverse("mandates")).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_session_in_which_it_was_done(client: Client) -> None:
    account = people.steward()
    with_password(account, client)
    assert client.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    again_with_password(client)
    page = client.get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml' in page.content.decode()
    client.post(reverse("mfa_activate_totp"), {"code": code(page.context["form"].secret)})
    assert client.get(reverse("account")).status_code == 200
    assert Event.objects.on(account).filter(act="accounts.second_factor_added").exists()


def test_removing_the_last_factor_closes_the_session_again(client: Client) -> None:
    account = people.steward()
    secret = with_totp(account)
    with_password(account, client)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    again_with_password(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get(reverse("account"))["Location"] == reverse("mfa_index")
    assert Event.objects.filter(act="accounts.second_factor_removed", actor_id=account.pk).exists()


def test_a_recovery_code_stands_for_the_factor_once(client: Client) -> None:
    account = people.steward()
    with_totp(account)
    RecoveryCodes.activate(account)
    spare = Authenticator.objects.get(user=account, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
    with_password(account, client)
    client.post(reverse("mfa_authenticate"), {"code": spare})
    assert client.get(reverse("account")).status_code == 200
    other = Client()
    with_password(account, other)
    other.post(reverse("mfa_authenticate"), {"code": spare})
    assert "_auth_user_id" not in other.session


def test_one_persons_factor_does_not_open_the_session_for_the_next_person(client: Client) -> None:
    first, second = people.steward(), people.steward()
    session = client.session
    session[SHOWN_BY] = first.pk
    session.save()
    with_password(second, client)
    assert client.get(reverse("account"))["Location"] == reverse("mfa_index")


def test_the_secrets_of_apps_and_codes_are_encrypted_in_the_database() -> None:
    account = people.steward()
    secret = with_totp(account)
    RecoveryCodes.activate(account)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    for spare in Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes():
        assert spare not in kept


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("permissions"))
    return len(queries)


def test_once_shown_the_gate_costs_no_query(client: Client, settings: Settings) -> None:
    account = people.city_officer()
    secret = with_totp(account)
    with_password(account, client)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    client.get(reverse("permissions"))  # shows the greeting and writes the session for the last time
    gated = queries_of(client)
    settings.SECOND_FACTOR_REQUIRED = False
    assert gated == queries_of(client)


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "account_reauthenticate",
        "account_change_password",
        "socialaccount_connections",
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_ones_own_security_is_in_the_offices_frame(client: Client, name: str, language: str) -> None:
    account = people.user()
    with_password(account, client)
    again_with_password(client)
    if "recovery" in name:
        with_totp(account)
    client.cookies["django_language"] = language
    response = client.get(reverse(name))
    text = response.content.decode()
    assert response.status_code == 200
    assert 'class="skip-link"' in text
    assert "style=" not in text
    assert text.count("<h1>") == 1
