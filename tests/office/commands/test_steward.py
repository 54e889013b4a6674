"""`rencai steward`: the first account, made once, with a password that holds."""

from __future__ import annotations

import pytest
from policy.command_line import Ran, run

from office import people
from rencai.office.accounts.models import Mandate, User
from rencai.office.audit.models import Event

pytestmark = pytest.mark.django_db
PASSWORD = "harbour-blue-2026"


def make(*more: str, given: str = f"{PASSWORD}\n") -> Ran:
    return run("steward", "wang.min", *more, given=given)


def test_the_first_steward_may_let_in_others() -> None:
    assert make("--called", "王敏").code == 0
    user = User.objects.get(username="wang.min")
    assert (user.name, user.check_password(PASSWORD), user.is_demo) == ("王敏", True, False)
    assert user.may("accounts.grant_mandates", people.place())
    assert set(Event.objects.values_list("act", flat=True)) >= {"accounts.user_added", "accounts.mandate_granted"}


def test_an_office_that_has_a_steward_refuses_another() -> None:
    make()
    ran = run("steward", "li.si", given=f"{PASSWORD}\n")
    assert (ran.code, "wang.min" in ran.complaint) == (2, True)
    assert User.objects.count() == 1


def test_another_is_made_when_the_steward_can_no_longer_sign_in() -> None:
    make()
    assert run("steward", "li.si", "--another", given=f"{PASSWORD}\n").code == 0
    assert Mandate.objects.filter(role="steward").count() == 2


def test_after_the_steward_was_closed_a_new_one_is_the_first() -> None:
    make()
    User.objects.update(is_active=False)
    assert run("steward", "li.si", given=f"{PASSWORD}\n").code == 0


@pytest.mark.parametrize("password", ["", "short", "password123", "12345678901"])
def test_a_weak_password_makes_nothing(password: str) -> None:
    ran = make(given=f"{password}\n")
    assert ran.code == 2
    assert ran.complaint.strip()
    assert not User.objects.exists()
    assert not Mandate.objects.exists()


def test_a_name_that_is_taken_makes_nothing() -> None:
    people.user(username="wang.min")
    ran = make()
    assert ran.code == 2
    assert User.objects.count() == 1
    assert not Mandate.objects.exists()
