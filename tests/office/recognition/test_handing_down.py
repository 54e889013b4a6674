"""Handing authority down: by the level above alone, never more than that holds, and nothing waits in a circle."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office import people
from office.recognition import cases
from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import Refused
from rencai.office.recognition import actions
from rencai.office.recognition.expiring import hand_over_what_ran_out
from rencai.office.recognition.models import Body, Case, Delegation
from rencai.office.recognition.terms import BodyKind, Standing, State

pytestmark = pytest.mark.django_db


class Unwatched:
    def __call__(self, done: int, total: int) -> None: ...


def ran_out() -> int:
    return int(hand_over_what_ran_out.function(Unwatched()))


def district_leader() -> User:
    return people.holder("leader", people.place())


def firm_below(parent: Body) -> Body:
    firm = people.organisation()
    return actions.name_body(by=None, kind=BodyKind.EMPLOYER, place=firm.place, organisation=firm, parent=parent)


def test_a_district_s_leader_does_not_resume_what_the_city_suspended() -> None:
    held = cases.district()
    actions.suspend_delegation(by=people.leader(), delegation=held, reason="抽查不合格（虚构）")
    with pytest.raises(Refused):
        actions.resume_delegation(by=district_leader(), delegation=held, reason="已整改（虚构）")
    assert Delegation.objects.get(pk=held.pk).standing == Standing.SUSPENDED


def test_a_district_s_leader_does_not_widen_what_the_city_handed_to_it() -> None:
    held = cases.district(quota=3)
    with pytest.raises(Refused):
        actions.change_delegation(by=district_leader(), delegation=held, version=1, reason="x", quota=None)


def test_a_district_s_leader_hands_down_what_the_district_holds_and_nothing_of_the_city_s() -> None:
    held = cases.district()
    own, city_s = firm_below(held.body), firm_below(cases.city_body())
    assert actions.delegate(by=district_leader(), body=own, reason="x", own_staff=True).parent == held
    with pytest.raises(Refused):
        actions.delegate(by=district_leader(), body=city_s, reason="x", own_staff=True)
    firm = people.organisation()
    with pytest.raises(Refused):
        actions.name_body(
            by=district_leader(), kind=BodyKind.EMPLOYER, place=firm.place, organisation=firm, parent=cases.city_body()
        )


def test_no_place_but_the_city_gets_the_body_of_the_city() -> None:
    people.city()
    with pytest.raises(ValidationError, match="whole city"):
        actions.name_body(by=None, kind=BodyKind.CITY, place=people.place())


def test_an_employer_recognises_its_own_people_and_nobody_else() -> None:
    held = cases.district()
    with pytest.raises(ValidationError, match="own people"):
        actions.delegate(by=None, body=firm_below(held.body), reason="x")


def test_authority_is_handed_down_from_the_level_above_and_from_no_other() -> None:
    held, other = cases.district(), cases.district("xigang")
    with pytest.raises(ValidationError, match="level above"):
        actions.delegate(by=None, body=firm_below(held.body), parent=other, reason="x", own_staff=True)


def test_what_is_suspended_is_not_handed_down() -> None:
    held = cases.district()
    body = firm_below(held.body)
    actions.suspend_delegation(by=people.leader(), delegation=held, reason="x")
    with pytest.raises(ValidationError, match="level above"):
        actions.delegate(by=None, body=body, parent=held, reason="x", own_staff=True)


def test_nothing_is_handed_down_before_the_level_above_holds_it() -> None:
    held = cases.district(valid_from=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="begins"):
        actions.delegate(by=None, body=firm_below(held.body), reason="x", own_staff=True, valid_from=date(2025, 1, 1))


def test_all_cases_below_are_locked_before_any_delegation() -> None:
    """Whoever refers a case up locks it, then its delegation, then the one above."""
    held = cases.district()
    firm = people.organisation()
    body = actions.name_body(by=None, kind=BodyKind.EMPLOYER, place=firm.place, organisation=firm, parent=held.body)
    lower = actions.delegate(by=None, body=body, reason="x", own_staff=True)
    account, talent = cases.applicant(organisation=firm)
    case = cases.submitted(account, talent)
    assert case.delegation == lower
    with CaptureQueriesContext(connection) as queries:
        actions.suspend_delegation(by=people.leader(), delegation=held, reason="x")
    reads = [one["sql"] for one in queries if one["sql"].startswith("SELECT")]
    locking = [sql for sql in reads if sql.endswith("FOR UPDATE") or " FOR UPDATE OF " in sql]
    if connection.features.has_select_for_update:
        first = next(place for place, sql in enumerate(locking) if sql.startswith('SELECT "recognition_delegation"'))
        before = [sql for sql in locking[:first] if '"recognition_case"."answers"' in sql]
        assert any(str(lower.pk) in sql.partition("WHERE")[2] for sql in before)
    assert Case.objects.get(pk=case.pk).body == cases.city_body()
    assert Delegation.objects.get(pk=lower.pk).standing == Standing.SUSPENDED


def test_when_authority_runs_out_its_cases_go_to_the_level_above() -> None:
    held = cases.district(valid_until=date(2027, 6, 30))
    with time_machine.travel("2027-06-25", tick=False):
        case = cases.submitted()
    with time_machine.travel("2027-06-30", tick=False):
        assert ran_out() == 0
    with time_machine.travel("2027-07-01", tick=False):
        assert ran_out() == 1
        assert ran_out() == 0
    case = Case.objects.get(pk=case.pk)
    assert (case.body, case.state) == (cases.city_body(), State.OPEN)
    assert case.body != held.body


def test_no_one_is_taken_by_a_body_that_they_speak_for() -> None:
    cases.city_delegation()
    account, talent = cases.applicant()
    Mandate.objects.create(
        holder=account, role="leader", place=people.city(), valid_from=date(2020, 1, 1), reason="for a test"
    )
    case = actions.open_case(by=account, talent=talent, measure="high-level-recognition", category="senior")
    with pytest.raises(Refused, match="Nobody holds"):
        actions.submit(by=account, case=case)
