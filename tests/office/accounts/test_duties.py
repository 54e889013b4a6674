"""Nobody decides a case of their own, of their kin or of their employer; and who prepares does not approve."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from office import people
from rencai.office.accounts.actions import declare_kin, withdraw_kin
from rencai.office.accounts.duties import Parties, kin_index, must_be_impartial, must_not_have_prepared
from rencai.office.accounts.models import Kin, User
from rencai.office.accounts.permissions import Role
from rencai.office.asker import Refused
from rencai.office.audit.models import Event

pytestmark = pytest.mark.django_db


def declared(by: User, identity: str, **values: Any) -> Kin:
    return declare_kin(by=by, identity=identity, **({"name": "李小明（虚构）", "relation": "儿子"} | values))


def impartial(user: User, under: Any = None, **parties: Any) -> None:
    must_be_impartial(user, Parties(**{name: frozenset(values) for name, values in parties.items()}), under)


def test_a_stranger_to_every_party_is_impartial() -> None:
    organisation = people.organisation()
    impartial(people.officer(), users=[0], identities=[people.identity_number()], organisations=[organisation.pk])


def test_a_party_does_not_decide_their_own_case() -> None:
    officer = people.officer()
    with pytest.raises(Refused, match="You are a party"):
        impartial(officer, users=[officer.pk])


@pytest.mark.parametrize("written", [str, str.lower, lambda number: f" {number[:6]} {number[6:14]}-{number[14:]}"])
def test_declared_kin_of_a_party_do_not_decide_however_the_number_is_written(written: Any) -> None:
    officer, number = people.officer(), people.identity_number()
    declared(officer, number)
    with pytest.raises(Refused, match="relative"):
        impartial(officer, identities=[people.identity_number(), written(number)])


def test_somebody_elses_kin_do_not_concern_them() -> None:
    number = people.identity_number()
    declared(people.officer(), number)
    impartial(people.officer(), identities=[number])


def test_a_party_without_a_number_is_nobodys_kin() -> None:
    officer = people.officer()
    declared(officer, people.identity_number())
    impartial(officer, identities=["", "  "])


def test_a_withdrawn_declaration_holds_no_more() -> None:
    officer, number = people.officer(), people.identity_number()
    withdraw_kin(by=officer, kin=declared(officer, number), reason="号码有误")
    impartial(officer, identities=[number])


def test_an_employee_does_not_decide_a_case_of_their_employer() -> None:
    employer = people.organisation()
    officer = people.officer()
    officer.employer = employer
    with pytest.raises(Refused, match="employer"):
        impartial(officer, organisations=[employer.pk])


def test_who_speaks_for_an_organisation_does_not_decide_its_case() -> None:
    employer = people.organisation()
    with pytest.raises(Refused, match="employer"):
        impartial(people.hr(employer), organisations=[employer.pk])


def test_who_spoke_for_an_organisation_once_may_decide_its_case() -> None:
    employer = people.organisation()
    person = people.holder(Role.EMPLOYER, employer, valid_until=people.former_officer().mandates.get().valid_until)
    impartial(person, organisations=[employer.pk])


def test_an_account_without_employer_is_employed_by_nobody() -> None:
    impartial(people.officer(), organisations=[])


def test_an_employer_to_whom_recognition_was_handed_decides_on_its_own_people_and_on_nobody_elses() -> None:
    hospital, other = people.organisation(kind="hospital"), people.organisation()
    officer = people.holder(Role.OFFICER, hospital)
    officer.employer = hospital
    mandate = officer.mandates.get()
    impartial(officer, under=mandate, organisations=[hospital.pk])
    with pytest.raises(Refused, match="employer"):
        impartial(officer, organisations=[hospital.pk])
    officer.employer = other
    with pytest.raises(Refused, match="employer"):
        impartial(officer, under=mandate, organisations=[hospital.pk, other.pk])


def test_also_under_the_employers_own_mandate_nobody_decides_for_their_kin() -> None:
    hospital, number = people.organisation(kind="hospital"), people.identity_number()
    officer = people.holder(Role.OFFICER, hospital)
    declared(officer, number)
    with pytest.raises(Refused, match="relative"):
        impartial(officer, under=officer.mandates.get(), identities=[number], organisations=[hospital.pk])


def test_who_prepared_does_not_approve() -> None:
    first, second = people.officer(), people.officer()
    must_not_have_prepared(second, [first.pk])
    with pytest.raises(Refused, match="You prepared this"):
        must_not_have_prepared(first, iter([second.pk, first.pk]))


def test_of_a_relative_only_a_fingerprint_is_kept() -> None:
    officer, number = people.officer(), people.identity_number()
    kin = declared(officer, number)
    assert kin.identity == kin_index(number)
    assert number not in str([*Kin.objects.values(), *Event.objects.on(kin).values()])


@pytest.mark.parametrize("number", ["", "   ", "1234", "210202198506150011"])
def test_a_number_that_is_none_is_refused_at_its_field(number: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        declared(people.officer(), number)
    assert "identity" in refusal.value.message_dict


def test_a_passport_can_be_declared_too() -> None:
    officer = people.officer()
    declared(officer, "E12345678")
    with pytest.raises(Refused):
        impartial(officer, identities=["e1234 5678"])


@pytest.mark.parametrize("field", ["name", "relation"])
def test_a_relative_has_a_name_and_a_relation(field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        declared(people.officer(), people.identity_number(), **{field: " "})
    assert field in refusal.value.message_dict


def test_a_relative_is_declared_once_and_again_after_a_withdrawal() -> None:
    officer, number = people.officer(), people.identity_number()
    first = declared(officer, number)
    with pytest.raises(ValidationError, match="before"):
        declared(officer, number)
    withdraw_kin(by=officer, kin=first, reason="离婚")
    assert declared(officer, number).pk != first.pk


def test_a_withdrawal_needs_a_reason_and_keeps_the_declaration_on_record() -> None:
    officer = people.officer()
    kin = declared(officer, people.identity_number())
    with pytest.raises(ValidationError, match="Say why"):
        withdraw_kin(by=officer, kin=kin, reason="")
    withdraw_kin(by=officer, kin=kin, reason="号码有误")
    assert Kin.objects.get(pk=kin.pk).withdrawn_reason == "号码有误"
    assert [event.act for event in Event.objects.on(kin)] == ["accounts.kin_withdrawn", "accounts.kin_declared"]
    with pytest.raises(ValidationError, match="withdrawn before"):
        withdraw_kin(by=officer, kin=kin, reason="again")


def test_nobody_withdraws_or_sees_somebody_elses_declaration() -> None:
    kin = declared(people.officer(), people.identity_number())
    other = people.officer()
    with pytest.raises(Refused):
        withdraw_kin(by=other, kin=kin, reason="x")
    assert not Kin.objects.visible_to(other).exists()
    assert not Kin.objects.visible_to(people.steward()).exists()
