"""Adding and closing accounts, and who sees whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from office import people
from rencai.office.accounts.actions import add_user, close_user, grant, remember_language, reopen_user
from rencai.office.accounts.models import User
from rencai.office.accounts.permissions import Role
from rencai.office.asker import Refused, today
from rencai.office.audit.models import Event

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def added(**values: Any) -> User:
    given = {"by": values.get("by") or people.steward(), "username": "wang.wu", "name": "王五（虚构）"}
    return add_user(**(given | values))


def test_a_steward_adds_an_account_whose_first_password_has_to_be_changed() -> None:
    account = added(password=PASSWORD)
    assert account.check_password(PASSWORD)
    assert account.initial_password
    assert Event.objects.on(account).get().act == "accounts.user_added"


def test_the_log_of_an_added_account_tells_no_password() -> None:
    account = added(password=PASSWORD)
    event = Event.objects.on(account).get()
    assert PASSWORD not in str(event.after)
    assert account.password not in str(event.after)


def test_who_sets_up_an_office_chooses_their_own_password() -> None:
    assert not add_user(by=None, username="first", name="首任", password=PASSWORD).initial_password


def test_an_account_without_a_password_cannot_sign_in_with_one() -> None:
    assert not added().has_usable_password()


@pytest.mark.parametrize("password", ["short", "password123", "wang.wu1"])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        added(password=password)


def test_two_accounts_cannot_have_one_name() -> None:
    steward = people.steward()
    added(by=steward)
    with pytest.raises(ValidationError) as refusal:
        added(by=steward)
    assert "username" in refusal.value.message_dict


@pytest.mark.parametrize("role", ["officer", "auditor", "leader", "hr"])
def test_only_a_steward_adds_and_closes_accounts(role: str) -> None:
    account, other = getattr(people, role)(), people.user()
    with pytest.raises(Refused):
        added(by=account)
    with pytest.raises(Refused):
        close_user(by=account, user=other, reason="x")


def test_a_closed_account_can_do_nothing_any_more() -> None:
    officer = people.officer()
    browser = people.signed_in(officer)
    assert browser.get(reverse("account")).status_code == 200
    close_user(by=people.steward(), user=officer, reason="离职（虚构）")
    assert browser.get(reverse("account")).status_code == 302
    assert not User.objects.get(pk=officer.pk).standing.reaches


def test_nobody_closes_their_own_account() -> None:
    steward = people.steward()
    with pytest.raises(Refused, match="own account"):
        close_user(by=steward, user=steward, reason="x")


def test_a_districts_steward_does_not_close_the_account_of_one_who_holds_more() -> None:
    steward = people.holder(Role.STEWARD, people.place("xigang"))
    for account in (people.auditor(), people.officer("zhongshan"), people.user()):
        with pytest.raises(Refused):
            close_user(by=steward, user=account, reason="x")
        assert User.objects.get(pk=account.pk).is_active
    close_user(by=steward, user=people.officer("xigang"), reason="x")


def test_a_mandate_to_come_protects_an_account_as_one_in_force() -> None:
    account = people.holder(Role.OFFICER, people.place("zhongshan"), valid_from=today() + timedelta(days=3))
    with pytest.raises(Refused):
        close_user(by=people.holder(Role.STEWARD, people.place("xigang")), user=account, reason="x")


def test_an_account_is_closed_once_and_with_a_reason() -> None:
    steward, account = people.steward(), people.user()
    with pytest.raises(ValidationError, match="Say why"):
        close_user(by=steward, user=account, reason="")
    close_user(by=steward, user=account, reason="x")
    with pytest.raises(ValidationError, match="closed before"):
        close_user(by=steward, user=account, reason="x")


def test_a_closed_account_is_opened_again_without_its_mandates() -> None:
    steward, officer = people.steward(), people.officer()
    close_user(by=steward, user=officer, reason="离职（虚构）")
    reopen_user(by=steward, user=officer, reason="返聘（虚构）", closes_on=today())
    opened = User.objects.get(pk=officer.pk)
    assert (opened.is_active, opened.closes_on, opened.standing.reaches) == (True, today(), ())
    event = Event.objects.get(act="accounts.user_reopened")
    assert (event.reason, event.before["is_active"], event.after["is_active"]) == ("返聘（虚构）", False, True)


def test_an_account_that_ran_out_is_opened_again() -> None:
    account = people.user(closes_on=today() - timedelta(days=1))
    reopen_user(by=people.steward(), user=account, reason="x")
    assert not User.objects.get(pk=account.pk).expired


def test_an_account_is_not_opened_without_need_reason_or_a_day_to_come() -> None:
    steward, account = people.steward(), people.user()
    with pytest.raises(ValidationError, match="is open"):
        reopen_user(by=steward, user=account, reason="x")
    close_user(by=steward, user=account, reason="x")
    with pytest.raises(ValidationError, match="Say why"):
        reopen_user(by=steward, user=account, reason="")
    with pytest.raises(ValidationError, match="has passed"):
        reopen_user(by=steward, user=account, reason="x", closes_on=today() - timedelta(days=1))
    assert not User.objects.get(pk=account.pk).is_active


@pytest.mark.parametrize("role", ["officer", "auditor", "leader", "hr"])
def test_only_a_steward_of_the_whole_city_opens_accounts_again(role: str) -> None:
    account = people.user(is_active=False)
    for other in (getattr(people, role)(), people.holder(Role.STEWARD, people.place("xigang"))):
        with pytest.raises(Refused):
            reopen_user(by=other, user=account, reason="x")
    assert not User.objects.get(pk=account.pk).is_active


def test_a_steward_of_the_city_sees_every_account_and_one_of_a_district_those_within_reach() -> None:
    ours, theirs, nobody = people.officer("xigang"), people.officer("zhongshan"), people.user()
    hr = people.hr(people.organisation(place=people.place("xigang")))
    district = people.holder(Role.STEWARD, people.place("xigang"))
    assert {ours, theirs, nobody} <= set(User.objects.visible_to(people.steward()))
    assert set(User.objects.visible_to(district)) == {ours, hr, district}


def test_everybody_else_sees_their_own_account_only() -> None:
    officer = people.officer()
    people.officer()
    assert list(User.objects.visible_to(officer)) == [officer]


def test_whom_a_steward_has_granted_a_mandate_they_see() -> None:
    steward, account = people.holder(Role.STEWARD, people.place("xigang")), people.user()
    grant(by=steward, holder=account, role=Role.OFFICER, place=people.place("xigang"), reason="任命")
    assert account in User.objects.visible_to(steward)


def test_a_language_is_remembered_without_an_event() -> None:
    account, before = people.user(), Event.objects.count()
    remember_language(account, "zh-hans")
    assert User.objects.get(pk=account.pk).language == "zh-hans"
    assert Event.objects.count() == before
