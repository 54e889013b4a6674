"""One click signs in as any role of the demo city, and only there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from office import people
from rencai.office.accounts.demo import ROLES

pytestmark = pytest.mark.django_db
ADDRESS = "/account/demo/"


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("role", [role.key for role in ROLES])
def test_one_click_signs_in_as_any_role(client: Client, role: str) -> None:
    account = people.user(username=f"demo-{role}")
    response = client.post(reverse("demo_sign_in"), {"role": role})
    assert response["Location"] == reverse("home")
    assert signed_in_as(client) == str(account.pk)


def test_the_welcome_page_offers_each_role(client: Client) -> None:
    text = client.get(reverse("home")).content.decode()
    for role in ROLES:
        assert f'value="{role.key}"' in text


def test_in_an_office_that_is_no_demonstration_there_is_no_such_page(client: Client, settings: Settings) -> None:
    settings.DEMO = False
    people.user(username="demo-city")
    for response in (client.post(ADDRESS, {"role": "city"}), client.get(ADDRESS)):
        assert response.status_code == 404
    assert signed_in_as(client) is None


def test_an_account_that_is_not_invented_is_not_entered_by_a_click(client: Client) -> None:
    account = people.user(username="demo-city")
    account.is_demo = False
    account.save()
    client.post(ADDRESS, {"role": "city"})
    assert signed_in_as(client) is None


@pytest.mark.parametrize("role", ["", "nobody", "city' OR 1=1", "city\x00"])
def test_a_role_that_there_is_not_says_so_and_signs_nobody_in(client: Client, role: str) -> None:
    people.user(username="demo-city")
    response = client.post(ADDRESS, {"role": role}, follow=True)
    assert "has no demo city yet" in response.content.decode()
    assert signed_in_as(client) is None


def test_a_closed_demo_account_is_not_entered(client: Client) -> None:
    people.user(username="demo-city", is_active=False)
    client.post(ADDRESS, {"role": "city"})
    assert signed_in_as(client) is None


def test_a_link_does_not_sign_anybody_in(client: Client) -> None:
    people.user(username="demo-city")
    assert client.get(ADDRESS, {"role": "city"}).status_code == 405


def test_another_site_cannot_sign_a_visitor_in() -> None:
    people.user(username="demo-city")
    assert Client(enforce_csrf_checks=True).post(ADDRESS, {"role": "city"}).status_code == 403
