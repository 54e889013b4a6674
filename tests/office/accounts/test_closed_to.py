"""Every address of accounts, audit and places: what nobody, a stranger, an expired and a closed account get there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from office import people
from rencai.office.accounts import urls as accounts
from rencai.office.accounts.actions import declare_kin, make_token
from rencai.office.accounts.models import User
from rencai.office.accounts.permissions import Role
from rencai.office.asker import today
from rencai.office.audit import urls as audit
from rencai.office.audit.models import Event
from rencai.office.places import urls as places
from rencai.office.places.actions import add_organisation

pytestmark = pytest.mark.django_db
SECRET = "机密虚构"
"""Stands in everything that the addresses could show."""

SIGNING_IN = {
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reauthenticate",
    "account_change_password", "account_set_password", "socialaccount_login_error", "openid_connect_login",
    "openid_connect_callback", "demo_sign_in",
}  # fmt: skip
OPEN_TO_ALL_SIGNED_IN = {
    "account", "relatives", "declare_relative", "tokens", "permissions", "places", "place", "audit_own_acts",
    "audit_history",
}  # fmt: skip
"""They show one's own, or what is public; a stranger's page is empty of everybody else's."""
NAMES = sorted(
    pattern.name
    for module in (accounts, audit, places)
    for pattern in module.urlpatterns
    if isinstance(pattern, URLPattern) and pattern.name not in SIGNING_IN
)


def addresses() -> dict[str, str]:
    """An address for each name, of things that belong to an officer of Zhongshan."""
    officer = people.holder(Role.OFFICER, people.place("zhongshan"), name=f"{SECRET}官", delegable=True)
    mandate = officer.mandates.get()
    kin = declare_kin(by=officer, name=f"{SECRET}亲", relation="父", identity=people.identity_number())
    token, _ = make_token(by=officer, mandate=mandate, name=f"{SECRET}令牌", expires_on=today())
    organisation = add_organisation(
        by=officer, place=people.place("zhongshan"), credit_code=people.credit_code(), name=f"{SECRET}厂", industry="C"
    )
    arguments: dict[str, list[Any]] = {
        "account_page": [officer.pk],
        "audit_event": [Event.objects.on(organisation).get().number],
        "audit_history": ["places.organisation", organisation.pk],
        "change_organisation": [organisation.pk],
        "change_place": [people.place("zhongshan").pk],
        "close_account": [officer.pk],
        "hand_on_mandate": [mandate.pk],
        "mandate": [mandate.pk],
        "organisation": [organisation.pk],
        "place": [people.place("zhongshan").pk],
        "reopen_account": [officer.pk],
        "revoke_mandate": [mandate.pk],
        "revoke_token": [token.pk],
        "withdraw_relative": [kin.pk],
    }
    return {name: reverse(name, args=arguments.get(name, [])) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_nobody_who_is_not_signed_in_gets_anything(name: str) -> None:
    address = addresses()[name]
    for response in (Client().get(address), Client().post(address, {})):
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


WHO: dict[str, Callable[[], User]] = {
    "a stranger": people.user,
    "an officer of another district": lambda: people.officer("changhai"),
    "whose mandate ran out": lambda: people.former_officer("zhongshan"),
    "an employer's": people.hr,
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("name", NAMES)
def test_who_has_no_mandate_there_sees_nothing_of_it(name: str, who: str) -> None:
    address, account = addresses()[name], WHO[who]()
    browser = people.signed_in(account)
    response = browser.get(address)
    assert SECRET not in response.content.decode()
    assert response.status_code in (200, 403, 404)


@pytest.mark.parametrize("name", sorted(set(NAMES) - OPEN_TO_ALL_SIGNED_IN))
def test_a_stranger_opens_no_page_that_is_for_mandates(name: str) -> None:
    address = addresses()[name]
    browser = people.signed_in(people.user())
    assert browser.get(address).status_code in (403, 404)
    events = Event.objects.exclude(act="audit.denied").count()
    assert browser.post(address, {"reason": "x", "name": "x"}).status_code in (403, 404, 405)
    assert Event.objects.exclude(act="audit.denied").count() == events


@pytest.mark.parametrize("change", [{"is_active": False}, {"closes_on": today() - timedelta(days=1)}])
@pytest.mark.parametrize("name", NAMES)
def test_a_closed_or_expired_account_gets_nothing_though_its_session_is_open(name: str, change: dict[str, Any]) -> None:
    address, account = addresses()[name], people.steward()
    browser = people.signed_in(account)
    User.objects.filter(pk=account.pk).update(**change)
    response = browser.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["account_page", "mandate", "organisation", "audit_event", "withdraw_relative"])
def test_a_look_at_what_is_anothers_is_a_404_and_in_the_log(name: str) -> None:
    address, account = addresses()[name], people.officer("changhai")
    assert people.signed_in(account).get(address).status_code == 404
    event = Event.objects.filter(act="audit.denied").get()
    assert (event.actor_id, event.target) == (account.pk, "")


@pytest.mark.parametrize("name", ["account_page", "mandate", "organisation", "audit_event", "withdraw_relative"])
def test_a_number_that_nothing_has_is_a_404_and_no_event(name: str) -> None:
    account = people.auditor()
    browser, before = people.signed_in(account), Event.objects.count()
    assert browser.get(reverse(name, args=[999_999_999])).status_code == 404
    assert browser.get(reverse(name, args=[10**30])).status_code == 404
    assert Event.objects.count() == before
