"""Signing in through the city's unified identity, from the first redirect to the first page, and all that goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from office import people
from office.accounts import identity_provider
from office.accounts.identity_provider import Provider
from rencai.office.accounts.actions import add_user
from rencai.office.accounts.adapters import account_name
from rencai.office.accounts.models import User
from rencai.office.asker import today
from rencai.office.audit.models import Event

pytestmark = pytest.mark.django_db
LOGIN = "/account/oidc/unified-identity/login/"
CALLBACK = "/account/oidc/unified-identity/login/callback/"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with identity_provider.running() as found:
        app = {
            "provider_id": "unified-identity",
            "name": "统一身份认证",
            "client_id": identity_provider.CLIENT,
            "secret": identity_provider.SECRET,
            "settings": {"server_url": found.address},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield found


def sent_away(client: Client, provider: Provider) -> dict[str, str]:
    """The first half: the office sends the browser to the provider, which sends it back with this."""
    response = client.post(LOGIN)
    assert response.status_code == 302
    assert response["Location"].startswith(f"{provider.address}/authorize")
    return provider.authorised(response["Location"])


def signed_in(client: Client, provider: Provider, **spoilt: str) -> Any:
    return client.get(CALLBACK, sent_away(client, provider) | spoilt, follow=True)


def account_in(client: Client) -> User | None:
    number = client.session.get("_auth_user_id")
    return User.objects.get(pk=number) if number else None


def test_whom_the_city_vouches_for_gets_an_account_and_is_signed_in(client: Client, provider: Provider) -> None:
    response = signed_in(client, provider)
    account = account_in(client)
    assert response.status_code == 200
    assert account is not None
    assert (account.username, account.name, account.email) == (account_name("42"), "赵六（虚构）", "")
    assert not account.has_usable_password()
    assert not account.standing.reaches


def test_the_new_account_and_the_sign_in_are_in_the_log(client: Client, provider: Provider) -> None:
    signed_in(client, provider)
    events = Event.objects.on(account_in(client)).order_by("number")
    assert [(event.act, event.actor_id is None) for event in events] == [
        ("accounts.user_added", True),
        ("accounts.signed_in", False),
    ]
    assert events[1].after == {"methods": ["socialaccount"]}


def test_the_second_time_it_is_the_same_account(client: Client, provider: Provider) -> None:
    signed_in(client, provider)
    first = account_in(client)
    other = Client()
    signed_in(other, provider)
    assert account_in(other) == first
    assert User.objects.count() == 1


def test_the_office_asks_with_a_state_and_a_challenge_that_only_it_can_meet(client: Client, provider: Provider) -> None:
    sent_away(client, provider)
    assert provider.asked["code_challenge_method"] == "S256"
    assert provider.asked["state"]
    assert "openid" in provider.asked["scope"]


def test_an_answer_with_another_state_signs_nobody_in(client: Client, provider: Provider) -> None:
    response = signed_in(client, provider, state="another")
    assert account_in(client) is None
    assert "did not vouch for you" in response.content.decode()


def test_an_answer_is_taken_once(client: Client, provider: Provider) -> None:
    answer = sent_away(client, provider)
    client.get(CALLBACK, answer)
    client.post(reverse("account_logout"))
    client.get(CALLBACK, answer)
    assert account_in(client) is None


def test_an_answer_that_another_browser_asked_for_signs_nobody_in(client: Client, provider: Provider) -> None:
    answer = sent_away(Client(), provider)
    client.get(CALLBACK, answer)
    assert account_in(client) is None


def test_a_code_for_another_challenge_signs_nobody_in(client: Client, provider: Provider) -> None:
    answer = sent_away(client, provider)
    provider.challenge = "another"
    response = client.get(CALLBACK, answer, follow=True)
    assert account_in(client) is None
    assert "did not vouch for you" in response.content.decode()


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"exp": 1},
        {"sub": "43"},
    ],
    ids=["issuer", "no issuer", "audience", "expired", "another person"],
)
def test_a_token_that_is_not_in_order_signs_nobody_in(
    client: Client, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    response = signed_in(client, provider)
    assert account_in(client) is None
    assert not User.objects.exists()
    assert "did not vouch for you" in response.content.decode()


def test_an_answer_without_a_token_about_the_person_signs_nobody_in(client: Client, provider: Provider) -> None:
    provider.claims = {"sub": None}
    signed_in(client, provider)
    assert account_in(client) is None


def test_user_info_about_somebody_else_signs_nobody_in(client: Client, provider: Provider) -> None:
    provider.userinfo = {"sub": "1"}
    signed_in(client, provider)
    assert account_in(client) is None


def test_who_breaks_off_is_told_so(client: Client, provider: Provider) -> None:
    state = sent_away(client, provider)["state"]
    response = client.get(CALLBACK, {"error": "access_denied", "state": state}, follow=True)
    assert "You did not sign in" in response.content.decode()


@pytest.mark.parametrize("change", [{"is_active": False}, {"closes_on": today() - timedelta(days=1)}])
def test_a_closed_or_expired_account_is_not_signed_in(
    client: Client, provider: Provider, change: dict[str, Any]
) -> None:
    signed_in(client, provider)
    User.objects.filter(username=account_name("42")).update(**change)
    other = Client()
    response = signed_in(other, provider)
    assert account_in(other) is None
    assert "This account is closed" in response.content.decode()


def test_an_account_that_a_steward_made_beforehand_awaits_the_person(client: Client, provider: Provider) -> None:
    awaiting = add_user(by=people.steward(), username=account_name("42"), name="赵六（虚构）")
    signed_in(client, provider)
    assert account_in(client) == awaiting


def test_an_account_with_a_password_is_not_taken_over_by_its_name(client: Client, provider: Provider) -> None:
    local = people.user(username=account_name("42"))
    signed_in(client, provider)
    assert account_in(client) != local


def test_a_mailbox_that_somebody_here_has_too_connects_nobody(client: Client, provider: Provider) -> None:
    other = people.user(email="zhao@example.com")
    signed_in(client, provider)
    assert account_in(client) not in (None, other)


def test_a_link_does_not_start_a_sign_in(client: Client, provider: Provider) -> None:
    response = client.get(LOGIN)
    assert response.status_code == 200
    assert account_in(client) is None


def test_the_sign_in_page_offers_the_unified_identity_by_name(client: Client, provider: Provider) -> None:
    text = client.get(reverse("account_login")).content.decode()
    assert "统一身份认证" in text
    assert LOGIN in text


def test_a_provider_that_is_down_is_a_sentence_and_no_traceback(client: Client, settings: Settings) -> None:
    with identity_provider.running() as gone:
        address = gone.address
    app = {
        "provider_id": "unified-identity",
        "name": "x",
        "client_id": "x",
        "secret": "x",
        "settings": {"server_url": address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    response = client.post(LOGIN, follow=True)
    assert response.status_code < 500
    assert "did not vouch for you" in response.content.decode()
