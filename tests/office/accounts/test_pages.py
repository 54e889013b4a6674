"""The pages of mandates, accounts, relatives and tokens, as people use them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from office import people
from rencai.office import pack
from rencai.office.accounts.actions import declare_kin, delegate, grant, make_token
from rencai.office.accounts.models import Kin, Mandate, Token, User
from rencai.office.accounts.permissions import TABLE, Role
from rencai.office.accounts.tokens import user_of
from rencai.office.asker import today

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def text_of(client: Client, name: str, *args: Any, **query: Any) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def granting(**values: Any) -> dict[str, Any]:
    given = {"role": "officer", "valid_from": str(today()), "reason": "任命（虚构）", "place": people.place().pk}
    return given | values


def test_a_steward_grants_a_mandate_by_account_name() -> None:
    steward, holder = people.steward(), people.user()
    category = pack.choices("category")[1][0]
    form = granting(holder=holder.username, categories=[category], delegable="on", valid_until=str(today() + 90 * DAY))
    response = people.signed_in(steward).post(reverse("grant_mandate"), form)
    mandate = holder.mandates.get()
    assert response["Location"] == reverse("mandate", args=[mandate.pk])
    assert (mandate.role, mandate.categories, mandate.delegable, mandate.granted_by) == (
        Role.OFFICER,
        [category],
        True,
        steward,
    )


def test_a_steward_grants_an_employers_mandate_by_credit_code() -> None:
    holder, organisation = people.user(), people.organisation()
    form = granting(holder=holder.username, role="employer", place="", organisation=organisation.credit_code.lower())
    people.signed_in(people.steward()).post(reverse("grant_mandate"), form)
    assert holder.mandates.get().organisation == organisation


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"holder": "nobody"}, "No account is called nobody."),
        ({"organisation": "91210200MA0000000X", "place": ""}, "No organisation that you may see has the code"),
        ({"reason": ""}, "This field is required."),
        ({"place": ""}, "A mandate is for one place or for one organisation."),
        ({"role": "employer"}, "An employer&#x27;s mandate is for an organisation"),
        ({"valid_until": "2020-01-01"}, "A mandate ends on the day it begins, or later."),
        ({"valid_from": "2020-01-01"}, "A mandate begins today or later."),
    ],
)
def test_what_is_wrong_with_a_grant_is_told_and_what_was_typed_stays(values: dict[str, Any], sentence: str) -> None:
    holder = people.user()
    form = granting(holder=holder.username, reason="任命（虚构）") | values
    text = people.signed_in(people.steward()).post(reverse("grant_mandate"), form).content.decode()
    assert sentence in text
    assert f'value="{form["holder"]}"' in text
    assert not holder.mandates.exists()


def test_a_districts_steward_is_offered_only_places_of_the_district() -> None:
    steward = people.holder(Role.STEWARD, people.place("xigang"))
    text = text_of(people.signed_in(steward), "grant_mandate")
    assert "Xigang" in text
    assert "Zhongshan" not in text
    form = granting(holder=people.user().username, place=people.place("zhongshan").pk)
    people.signed_in(steward).post(reverse("grant_mandate"), form)
    assert not Mandate.objects.filter(place=people.place("zhongshan")).exists()


def test_the_list_of_mandates_is_filtered_by_role_place_holder_and_being_in_force() -> None:
    browser = people.signed_in(people.auditor())
    officer = people.officer("xigang")
    over = people.former_officer("xigang")

    def found(**query: Any) -> list[int]:
        page = browser.get(reverse("mandates"), query).context["page"]
        return [mandate.holder_id for mandate in page.rows]

    xigang = people.place("xigang").pk
    assert found(place=xigang) == [officer.pk]
    assert found(place=xigang, ended="on") == [over.pk, officer.pk]
    assert found(role="leader") == []
    assert found(holder=officer.username) == [officer.pk]
    assert officer.pk in found(place="no number")


def test_one_mandate_shows_how_it_was_handed_on_and_what_was_done_with_it() -> None:
    steward, first = people.steward(), people.user(name="首位（虚构）")
    mandate = grant(by=steward, holder=first, role="officer", place=people.city(), reason="任命", delegable=True)
    second = people.user(name="次位（虚构）")
    handed = delegate(by=first, mandate=mandate, holder=second, reason="下放", place=people.place("changhai"))
    text = text_of(people.signed_in(people.auditor()), "mandate", handed.pk)
    assert "首位（虚构）" in text
    assert "次位（虚构）" in text
    assert "Changhai" in text
    assert "delegated a mandate" in text


def test_a_holder_hands_on_their_own_mandate_by_the_page() -> None:
    officer, to = people.holder(Role.OFFICER, people.city(), delegable=True), people.user()
    mandate = officer.mandates.get()
    browser = people.signed_in(officer)
    assert reverse("hand_on_mandate", args=[mandate.pk]) in text_of(browser, "mandate", mandate.pk)
    form = {"holder": to.username, "place": people.place("zhuanghe").pk, "reason": "下放"}
    browser.post(reverse("hand_on_mandate", args=[mandate.pk]), form)
    assert to.mandates.get().place.key == "zhuanghe"


def test_an_employers_holder_hands_on_without_being_asked_for_a_place() -> None:
    person, to = people.holder(Role.EMPLOYER, people.organisation(), delegable=True), people.user()
    address = reverse("hand_on_mandate", args=[person.mandates.get().pk])
    browser = people.signed_in(person)
    assert 'name="place"' not in browser.get(address).content.decode()
    browser.post(address, {"holder": to.username, "reason": "休假"})
    assert to.mandates.get().organisation == person.mandates.get().organisation


def test_somebody_elses_mandate_cannot_be_handed_on_by_its_address() -> None:
    mandate = people.holder(Role.OFFICER, people.city(), delegable=True).mandates.get()
    assert people.signed_in(people.auditor()).get(reverse("hand_on_mandate", args=[mandate.pk])).status_code == 403


def test_revoking_shows_what_ends_with_it_and_asks_for_a_reason() -> None:
    officer, to = people.holder(Role.OFFICER, people.city(), delegable=True), people.user(name="随行（虚构）")
    mandate = officer.mandates.get()
    delegate(by=officer, mandate=mandate, holder=to, reason="下放")
    browser, address = people.signed_in(people.steward()), reverse("revoke_mandate", args=[mandate.pk])
    assert "随行（虚构）" in browser.get(address).content.decode()
    assert "This field is required." in browser.post(address, {"reason": ""}).content.decode()
    browser.post(address, {"reason": "机构改革"})
    assert not Mandate.objects.in_force().filter(holder__in=[officer, to]).exists()


def test_revoking_twice_is_told_in_words() -> None:
    mandate = people.officer().mandates.get()
    browser, address = people.signed_in(people.steward()), reverse("revoke_mandate", args=[mandate.pk])
    browser.post(address, {"reason": "x"})
    assert "This mandate was revoked before." in browser.post(address, {"reason": "x"}).content.decode()


def test_the_page_of_permissions_is_the_table() -> None:
    text = text_of(people.signed_in(people.user()), "permissions")
    for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", text, re.DOTALL):
        name = re.search(r"<code[^>]*>([^<]+)</code>", row).group(1)
        permission = next(one for one in TABLE if one.name == name)
        held = [cell == "yes" for cell in re.findall(r'class="visually-hidden">(yes|no)<', row)]
        assert held == [*(getattr(permission, role.value) for role in Role), permission.owner]
    assert text.count('<th scope="row">') == len(TABLE)


def adding(**values: Any) -> dict[str, Any]:
    return {"way": "password", "username": "zhao.liu", "name": "赵六（虚构）"} | values


def test_a_steward_adds_an_account_and_sees_its_first_password_once() -> None:
    browser = people.signed_in(people.steward())
    response = browser.post(reverse("add_account"), adding())
    password = re.search(r"<code>((?:[a-z2-9]{5}-){3}[a-z2-9]{5})</code>", response.content.decode()).group(1)
    account = User.objects.get(username="zhao.liu")
    assert account.check_password(password)
    assert account.initial_password
    assert "no-store" in response["Cache-Control"]
    assert password not in text_of(browser, "account_page", account.pk)


def test_a_steward_adds_an_account_for_the_unified_identity() -> None:
    people.signed_in(people.steward()).post(reverse("add_account"), adding(way="unified", username="42"))
    account = User.objects.get(username="id-42")
    assert not account.has_usable_password()
    assert not account.initial_password


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"username": "a b"}, "without spaces"),
        ({"username": ""}, "This field is required."),
        ({"employer": "123"}, "No organisation that you may see has the code 123."),
        ({"closes_on": "someday"}, "Enter a valid date."),
    ],
)
def test_what_is_wrong_with_an_account_is_told(values: dict[str, Any], sentence: str) -> None:
    text = people.signed_in(people.steward()).post(reverse("add_account"), adding(**values)).content.decode()
    assert sentence in text
    assert not User.objects.filter(name="赵六（虚构）").exists()


def test_a_name_that_is_taken_is_told_at_its_field() -> None:
    browser = people.signed_in(people.steward())
    browser.post(reverse("add_account"), adding())
    assert "already exists" in browser.post(reverse("add_account"), adding()).content.decode()


def test_accounts_are_found_by_the_beginning_of_the_name_and_by_account_name() -> None:
    browser = people.signed_in(people.steward())
    wanted, _other = people.user(name="欧阳（虚构）"), people.user(name="司马（虚构）")

    def found(**query: Any) -> list[int]:
        return [account.pk for account in browser.get(reverse("account_list"), query).context["page"].rows]

    assert found(name="欧") == [wanted.pk]
    assert found(username=wanted.username) == [wanted.pk]
    assert found(closed="on") == []


def test_closing_an_account_by_the_page() -> None:
    officer = people.officer()
    browser, address = people.signed_in(people.steward()), reverse("close_account", args=[officer.pk])
    browser.post(address, {"reason": "离职"})
    assert not User.objects.get(pk=officer.pk).is_active
    assert "closed" in text_of(browser, "account_page", officer.pk)
    assert "This account was closed before." in browser.post(address, {"reason": "离职"}).content.decode()


def test_opening_an_account_again_by_the_page() -> None:
    account = people.user(is_active=False)
    browser, address = people.signed_in(people.steward()), reverse("reopen_account", args=[account.pk])
    assert address in text_of(browser, "account_page", account.pk)
    assert "Enter a valid date." in browser.post(address, {"reason": "返聘", "closes_on": "x"}).content.decode()
    browser.post(address, {"reason": "返聘"})
    assert User.objects.get(pk=account.pk).is_active
    assert address not in text_of(browser, "account_page", account.pk)
    assert "This account is open." in browser.post(address, {"reason": "返聘"}).content.decode()


def test_nobody_finds_a_way_to_close_their_own_account() -> None:
    steward = people.steward()
    browser, address = people.signed_in(steward), reverse("close_account", args=[steward.pk])
    assert address not in text_of(browser, "account_page", steward.pk)
    assert "Nobody closes their own account." in browser.post(address, {"reason": "x"}).content.decode()


def test_my_account_shows_my_mandates_and_what_is_mine() -> None:
    officer = people.officer("xigang")
    text = text_of(people.signed_in(officer), "account")
    assert "Xigang" in text
    for name in ("relatives", "tokens", "audit_own_acts", "mfa_index", "account_change_password", "permissions"):
        assert reverse(name) in text


def test_somebody_without_a_mandate_is_told_so_and_offered_no_token() -> None:
    text = text_of(people.signed_in(people.user()), "account")
    assert "You hold no mandate." in text
    assert reverse("tokens") not in text


def test_a_relative_is_declared_and_withdrawn_by_the_pages() -> None:
    officer, number = people.officer(), people.identity_number()
    browser = people.signed_in(officer)
    browser.post(reverse("declare_relative"), {"name": "李父（虚构）", "relation": "父亲", "identity": number})
    kin = Kin.objects.get(user=officer)
    page = text_of(browser, "relatives")
    assert "李父（虚构）" in page
    assert number not in page
    browser.post(reverse("withdraw_relative", args=[kin.pk]), {"reason": "号码有误"})
    assert "李父（虚构）" not in text_of(browser, "relatives")


def test_a_wrong_number_of_a_relative_is_told_at_its_field_and_the_rest_stays() -> None:
    form = {"name": "李父（虚构）", "relation": "父亲", "identity": "210202195001011111"}
    text = people.signed_in(people.officer()).post(reverse("declare_relative"), form).content.decode()
    assert "This is no resident identity number" in text
    assert "李父（虚构）" in text


def test_somebody_elses_relative_is_not_there() -> None:
    kin = declare_kin(by=people.officer(), name="甲（虚构）", relation="兄", identity=people.identity_number())
    for account in (people.officer(), people.steward(), people.auditor()):
        browser, address = people.signed_in(account), reverse("withdraw_relative", args=[kin.pk])
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"reason": "x"}).status_code == 404


def test_a_token_is_made_shown_once_listed_and_revoked_by_the_pages() -> None:
    officer = people.officer()
    browser = people.signed_in(officer)
    form = {"name": "报表程序", "mandate": officer.mandates.get().pk, "expires_on": str(today() + 30 * DAY)}
    response = browser.post(reverse("make_token"), form)
    text = re.search(r"<code>(rencai_[\w-]{43})</code>", response.content.decode()).group(1)
    assert user_of(text) == officer
    assert "no-store" in response["Cache-Control"]
    page = text_of(browser, "tokens")
    assert "报表程序" in page
    assert text not in page
    browser.post(reverse("revoke_token", args=[Token.objects.get().pk]))
    assert user_of(text) is None


def test_a_mandate_that_is_not_ones_own_is_not_offered_for_a_token() -> None:
    officer, other = people.officer(), people.officer()
    form = {"name": "x", "mandate": other.mandates.get().pk, "expires_on": str(today() + DAY)}
    people.signed_in(officer).post(reverse("make_token"), form)
    assert not Token.objects.exists()


def test_revoking_a_token_twice_is_told_in_words() -> None:
    officer = people.officer()
    token, _ = make_token(by=officer, mandate=officer.mandates.get(), name="x", expires_on=today())
    browser, address = people.signed_in(officer), reverse("revoke_token", args=[token.pk])
    browser.post(address)
    assert "This token was revoked before." in browser.post(address, follow=True).content.decode()


def test_html_in_a_name_is_shown_as_text() -> None:
    officer = people.holder(Role.OFFICER, people.place(), name="<script>alert(1)</script>")
    for name, args in (("mandates", []), ("mandate", [officer.mandates.get().pk])):
        assert "<script>alert" not in text_of(people.signed_in(people.auditor()), name, *args)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def many() -> tuple[Mandate, User]:
    """More of everything: officers, what they handed on, relatives, tokens, events."""
    officer = people.holder(Role.OFFICER, people.city(), delegable=True)
    mandate = officer.mandates.get()
    for _ in range(3):
        delegate(by=officer, mandate=mandate, holder=people.user(), reason="下放", delegable=True)
        make_token(by=officer, mandate=mandate, name="x", expires_on=today())
        declare_kin(by=officer, name="甲", relation="兄", identity=people.identity_number())
    return mandate, officer


@pytest.mark.parametrize(
    "name", ["mandates", "account_list", "grant_mandate", "add_account", "mandate", "account_page", "revoke_mandate"]
)
def test_a_stewards_page_costs_the_same_with_more_on_it(name: str) -> None:
    mandate, officer = many()
    args = {"mandate": [mandate.pk], "revoke_mandate": [mandate.pk], "account_page": [officer.pk]}.get(name, [])
    browser, address = people.signed_in(people.steward()), reverse(name, args=args)
    before = queries_of(browser, address)
    many()
    handed = mandate.delegated.first()
    for _ in range(3):
        delegate(by=officer, mandate=mandate, holder=people.user(), reason="下放")
        delegate(by=handed.holder, mandate=handed, holder=people.user(), reason="再下放")
    assert queries_of(browser, address) == before <= 9


@pytest.mark.parametrize("name", ["account", "tokens", "relatives", "permissions", "make_token", "declare_relative"])
def test_a_page_of_ones_own_costs_the_same_with_more_on_it(name: str) -> None:
    mandate, officer = many()
    browser = people.signed_in(officer)
    before = queries_of(browser, reverse(name))
    for _ in range(3):
        make_token(by=officer, mandate=mandate, name="y", expires_on=today())
        declare_kin(by=officer, name="乙", relation="弟", identity=people.identity_number())
    assert queries_of(browser, reverse(name)) == before <= 7
