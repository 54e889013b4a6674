"""Signing in with a password: who is let in, what is written down, when it is locked, and in which language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from office import people
from rencai.office.accounts.actions import add_user
from rencai.office.accounts.models import User
from rencai.office.asker import today
from rencai.office.audit.models import Event

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "a long password", "another long one 7"
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def _no_attempts_from_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, account: User, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"login": account.username, "password": password}, **more)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_signs_in_and_leads_home(client: Client) -> None:
    assert sign_in(client, people.user())["Location"] == reverse("home")
    assert is_in(client)


def test_a_sign_in_is_in_the_log_with_where_from_and_how(client: Client) -> None:
    account = people.user()
    sign_in(client, account, REMOTE_ADDR="203.0.113.9")
    event = Event.objects.get(act="accounts.signed_in")
    assert (event.actor_id, event.address, event.after) == (account.pk, "203.0.113.9", {"methods": ["password"]})


def test_a_wrong_password_is_in_the_log_without_the_password(client: Client) -> None:
    account = people.user()
    sign_in(client, account, "wrong password 9")
    event = Event.objects.get(act="accounts.sign_in_failed")
    assert (event.actor_id, event.target_id) == (None, str(account.pk))
    assert "wrong password 9" not in str(list(Event.objects.values()))


def test_what_was_typed_for_an_account_that_nobody_has_is_not_kept(client: Client) -> None:
    client.post(LOGIN, {"login": "my secret by mistake", "password": "x"})
    assert Event.objects.get(act="accounts.sign_in_failed").target == ""
    assert "my secret by mistake" not in str(list(Event.objects.values()))


def test_a_wrong_name_and_a_wrong_password_are_told_apart_by_nobody(client: Client) -> None:
    account = people.user()
    wrong = sign_in(client, account, "x").content.decode()
    unknown = client.post(LOGIN, {"login": "nobody", "password": "x"}).content.decode()
    sentence = "The username and/or password you specified are not correct."
    assert sentence in wrong
    assert sentence in unknown


@pytest.mark.parametrize("change", [{"is_active": False}, {"closes_on": today() - timedelta(days=1)}])
def test_a_closed_or_expired_account_is_told_so_after_the_right_password_only(
    client: Client, change: dict[str, Any]
) -> None:
    account = people.user(**change)
    assert "This account is closed" in sign_in(client, account, follow=True).content.decode()
    assert "This account is closed" not in sign_in(client, account, "x", follow=True).content.decode()
    assert not is_in(client)


def test_an_account_that_runs_out_is_out_at_once(client: Client) -> None:
    account = people.officer()
    client.force_login(account)
    User.objects.filter(pk=account.pk).update(closes_on=today() - timedelta(days=1))
    assert client.get(reverse("account")).status_code == 302


def test_too_many_failures_lock_the_account_from_there_with_a_clear_sentence(
    client: Client, settings: Settings
) -> None:
    settings.AXES_ENABLED = True
    account = people.user()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, account, "x")
    assert answer.status_code == 429
    assert "Signing in is locked" in answer.content.decode()
    assert "5 times" in answer.content.decode()
    locked = sign_in(client, account)
    assert locked.status_code == 429
    assert not is_in(client)
    assert Event.objects.filter(act="accounts.locked_out", target_id=str(account.pk)).exists()


def test_a_lock_is_for_one_account_from_one_address(client: Client, settings: Settings) -> None:
    settings.AXES_ENABLED = True
    account, other = people.user(), people.user()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, account, "x")
    sign_in(Client(), account, REMOTE_ADDR="203.0.113.9")
    sign_in(client, other)
    assert is_in(client)


def test_a_forged_forwarding_header_does_not_get_around_the_lock(client: Client, settings: Settings) -> None:
    settings.AXES_ENABLED = True
    account = people.user()
    for number in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, account, "x", headers={"x-forwarded-for": f"203.0.113.{number}"})
    assert sign_in(client, account, headers={"x-forwarded-for": "203.0.113.99"}).status_code == 429


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    form = {"username": "intruder", "password1": NEW, "password2": NEW}
    for answer in (client.get("/account/signup/"), client.post("/account/signup/", form)):
        assert "Nobody signs up here" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "address", ["email/", "password/reset/", "password/set/", "confirm-email/x/", "login/code/", "phone/change/"]
)
def test_ways_in_that_the_office_does_not_use_do_not_exist(client: Client, address: str) -> None:
    client.force_login(people.user())
    assert client.get(f"/account/{address}").status_code == 404


def test_a_first_password_leads_to_the_page_of_passwords_until_it_is_changed(client: Client) -> None:
    account = add_user(by=people.steward(), username="new", name="新人（虚构）", password=PASSWORD)
    sign_in(client, account)
    assert client.get(reverse("account"))["Location"] == reverse("account_change_password")
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post(reverse("account_change_password"), form)
    assert client.get(reverse("account")).status_code == 200
    account.refresh_from_db()
    assert not account.initial_password
    assert Event.objects.on(account).filter(act="accounts.password_changed").exists()


def test_changing_the_password_ends_other_sessions(client: Client) -> None:
    account, other = people.user(), Client()
    sign_in(client, account)
    sign_in(other, account)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert client.get(reverse("account")).status_code == 200
    assert other.get(reverse("account")).status_code == 302


def test_an_account_without_a_password_has_no_page_of_passwords(client: Client) -> None:
    account = people.user()
    account.set_unusable_password()
    account.save()
    client.force_login(account)
    assert client.get(reverse("account_change_password"), follow=True).redirect_chain[-1][0] == reverse("account")


def test_sign_out_needs_a_click(client: Client) -> None:
    client.force_login(people.user())
    client.get(reverse("account_logout"))
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)


def test_a_sign_in_leads_to_the_page_that_was_asked_for_but_to_no_other_site(client: Client) -> None:
    account = people.user()
    form = {"login": account.username, "password": PASSWORD}
    assert client.post(LOGIN, form | {"next": "/places/"})["Location"] == "/places/"
    assert Client().post(LOGIN, form | {"next": "https://elsewhere.example/"})["Location"] == reverse("home")


def kept_account(**values: Any) -> User:
    """One that is nobody's for a click: an account of the demonstration is shared, and remembers no language."""
    account = people.user(**values)
    account.is_demo = False
    account.save()
    return account


def language_of(answer: Any) -> str:
    return re.search(r'<html lang="([^"]+)"', answer.content.decode()).group(1)


def test_the_language_is_the_browsers_at_first(client: Client) -> None:
    assert language_of(client.get(LOGIN, headers={"accept-language": "zh-CN,zh;q=0.9"})) == "zh-Hans"
    assert language_of(client.get(LOGIN, headers={"accept-language": "fr"})) == "en"


def test_a_chosen_language_is_remembered_with_the_account(client: Client) -> None:
    account = kept_account()
    client.force_login(account)
    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/account/"})
    account.refresh_from_db()
    assert account.language == "zh-hans"
    elsewhere = people.signed_in(account)
    assert language_of(elsewhere.get("/account/", headers={"accept-language": "en"})) == "zh-Hans"


def test_a_shared_account_of_the_demonstration_remembers_no_language(client: Client) -> None:
    account = people.user()
    client.force_login(account)
    client.post(reverse("set_language"), {"language": "zh-hans"})
    account.refresh_from_db()
    assert account.language == ""


def test_a_visitor_who_is_not_signed_in_chooses_a_language_too(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "zh-hans"})
    assert language_of(client.get(LOGIN)) == "zh-Hans"


def test_a_language_that_there_is_not_is_not_remembered(client: Client) -> None:
    account = kept_account()
    client.force_login(account)
    client.post(reverse("set_language"), {"language": "xx"})
    account.refresh_from_db()
    assert account.language == ""


def test_remembering_the_same_language_writes_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(kept_account(language="en"))
    with django_assert_num_queries(2):
        client.post(reverse("set_language"), {"language": "en"})


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_signing_in_is_in_the_offices_frame(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    for name in ("account_login", "account_signup", "account_inactive", "socialaccount_login_error"):
        text = client.get(reverse(name)).content.decode()
        assert 'class="skip-link"' in text
        assert "style=" not in text
        assert "<h1>" in text
