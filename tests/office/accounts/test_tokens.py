"""With a token a program has the rights of one mandate, and no others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from office import people
from rencai.office.accounts.actions import delegate, make_token, revoke, revoke_token
from rencai.office.accounts.models import Mandate, Token, User
from rencai.office.accounts.permissions import Role
from rencai.office.accounts.tokens import token_digest, user_of
from rencai.office.asker import Refused, today
from rencai.office.audit.models import Event
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def made(by: User, **values: Any) -> tuple[Token, str]:
    given = {
        "mandate": values.get("mandate") or by.mandates.first(),
        "name": "同步程序",
        "expires_on": today() + 30 * DAY,
    }
    return make_token(by=by, **(given | values))


def test_a_program_with_a_token_acts_as_its_maker() -> None:
    officer = people.officer()
    _, text = made(officer)
    assert user_of(text) == officer


def test_a_program_has_the_rights_of_one_mandate_and_none_of_the_others() -> None:
    officer = people.officer("zhongshan")
    second = Mandate.objects.create(
        holder=officer, role=Role.OFFICER, place=people.place("xigang"), valid_from=today(), reason="x"
    )
    program = user_of(made(officer, mandate=second)[1])
    assert program is not None
    assert program.may("registry.edit", people.talent(place=people.place("xigang")))
    assert not program.may("registry.edit", people.talent(place=people.place("zhongshan")))


def test_a_program_does_not_own_what_its_maker_owns() -> None:
    officer = people.officer("zhongshan")
    own = people.talent(account=officer, place=people.place("changhai"))
    program = user_of(made(officer)[1])
    assert program is not None
    assert officer.may("registry.edit", own)
    assert not program.may("registry.edit", own)
    assert own not in Talent.objects.visible_to(program)


def test_a_program_cannot_hand_on_or_make_tokens_of_another_mandate() -> None:
    officer = people.officer("zhongshan")
    other = Mandate.objects.create(
        holder=officer, role=Role.OFFICER, place=people.place("xigang"), valid_from=today(), reason="x", delegable=True
    )
    program = user_of(made(officer, mandate=officer.mandates.last())[1])
    assert program is not None
    with pytest.raises(Refused):
        delegate(by=program, mandate=other, holder=people.user(), reason="x")
    with pytest.raises(Refused):
        made(program, mandate=other)


def test_only_the_hash_of_a_token_is_kept_and_the_log_does_not_tell_it() -> None:
    token, text = made(people.officer())
    kept = str([*Token.objects.values(), *Event.objects.on(token).values()])
    assert text not in kept
    assert token.digest == token_digest(text)
    assert text.startswith(token.head)


@pytest.mark.parametrize("text", ["", "rencai_", "nothing", "rencai_" + "a" * 43, "\ud800", "名"])
def test_what_is_no_token_is_nobody(text: str) -> None:
    made(people.officer())
    assert user_of(text) is None


def test_a_token_ends_with_its_last_day() -> None:
    _, text = made(people.officer(), expires_on=today())
    assert user_of(text)
    with time_machine.travel(timezone.now() + DAY):
        assert user_of(text) is None


def test_a_revoked_token_is_nobody() -> None:
    officer = people.officer()
    token, text = made(officer)
    revoke_token(by=officer, token=token)
    assert user_of(text) is None
    assert Event.objects.on(token).first().act == "accounts.token_revoked"
    with pytest.raises(ValidationError, match="revoked before"):
        revoke_token(by=officer, token=token)


def test_the_auditor_of_the_place_sees_that_a_token_was_made_and_revoked() -> None:
    auditor = people.auditor(people.place("zhongshan"))
    for officer in (people.officer("zhongshan"), people.hr(people.organisation(place=people.place("zhongshan")))):
        token, _ = made(officer)
        revoke_token(by=officer, token=token)
        seen = Event.objects.within_mandate(auditor).filter(actor_id=officer.pk)
        assert {event.act for event in seen} == {"accounts.token_made", "accounts.token_revoked"}


def test_a_token_ends_with_its_mandate() -> None:
    officer = people.officer()
    _, text = made(officer)
    revoke(by=people.steward(), mandate=officer.mandates.get(), reason="x")
    assert user_of(text) is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"closes_on": today() - DAY}])
def test_a_token_ends_with_its_account(change: dict[str, Any]) -> None:
    officer = people.officer()
    _, text = made(officer)
    User.objects.filter(pk=officer.pk).update(**change)
    assert user_of(text) is None


@pytest.mark.parametrize("days", [-1, 367])
def test_a_token_runs_from_today_for_a_year_at_the_most(days: int) -> None:
    with pytest.raises(ValidationError) as refusal:
        made(people.officer(), expires_on=today() + days * DAY)
    assert "expires_on" in refusal.value.message_dict


def test_a_token_has_a_name() -> None:
    with pytest.raises(ValidationError) as refusal:
        made(people.officer(), name="")
    assert "name" in refusal.value.message_dict


@pytest.mark.parametrize("role", ["leader", "steward"])
def test_a_role_that_may_use_no_program_makes_no_token(role: str) -> None:
    with pytest.raises(Refused):
        made(getattr(people, role)())


def test_nobody_makes_or_revokes_a_token_of_somebody_elses_mandate() -> None:
    officer, other = people.officer(), people.officer()
    token, _ = made(officer)
    with pytest.raises(Refused):
        made(other, mandate=officer.mandates.get())
    with pytest.raises(Refused):
        revoke_token(by=other, token=token)
    assert not Token.objects.visible_to(other).exists()


def test_the_day_of_the_last_use_is_written_once_a_day(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    token, text = made(people.city_officer())
    with django_assert_num_queries(2):
        user_of(text)
    token.refresh_from_db()
    assert token.used_on == today()
    with django_assert_num_queries(1):
        user_of(text)
