"""Authority is handed down, never wider than it is above; narrowed or stopped, it loses no case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from office import people
from office.recognition import cases
from rencai.office.asker import Refused, today
from rencai.office.audit.models import Event
from rencai.office.recognition import actions
from rencai.office.recognition.authority import handed_over_if_stopped, tree
from rencai.office.recognition.models import Body, Case, Decision, Delegation, Notice
from rencai.office.recognition.terms import BodyKind, Standing, Verdict

pytestmark = pytest.mark.django_db


def below(held: Delegation, **scope: Any) -> Delegation:
    """An employer in the district of `held`, to which the district hands down what it has."""
    firm = people.organisation(place=held.body.place)
    body = actions.name_body(by=None, kind=BodyKind.EMPLOYER, place=firm.place, organisation=firm, parent=held.body)
    return actions.delegate(by=None, body=body, reason="授权（虚构）", own_staff=True, **scope)


WIDER: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"categories": ["junior"]}, {"categories": ["junior", "senior"]}, "classes"),
    ({"categories": ["junior"]}, {"categories": []}, "classes"),
    ({"sectors": ["dut"]}, {"sectors": ["other"]}, "kinds of employers"),
    ({"sectors": ["dut"]}, {}, "kinds of employers"),
    ({"quota": 3}, {"quota": 4}, "no more than 3"),
    ({"quota": 3}, {}, "no more than 3"),
    ({"valid_until": date(2030, 1, 1)}, {"valid_until": date(2030, 1, 2)}, "ends before"),
    ({"valid_until": date(2030, 1, 1)}, {}, "ends before"),
]


@pytest.mark.parametrize(("above", "scope", "why"), WIDER)
def test_nothing_is_handed_down_that_is_wider_than_above(above: Any, scope: Any, why: str) -> None:
    held = cases.district(**above)
    number = Delegation.objects.count()
    with pytest.raises(ValidationError, match=why):
        below(held, **scope)
    assert Delegation.objects.count() == number


@pytest.mark.parametrize(("above", "scope", "why"), WIDER)
def test_nothing_is_widened_beyond_that_above(above: Any, scope: Any, why: str) -> None:
    held = cases.district(**above)
    lower = below(held, **above)
    wider = {name: None if name in ("quota", "valid_until") else [] for name in above} | scope
    with pytest.raises(ValidationError, match=why):
        actions.change_delegation(
            by=people.leader(), delegation=lower, version=lower.version, reason="扩大（虚构）", **wider
        )
    lower.refresh_from_db()
    assert {name: getattr(lower, name) for name in above} == above


def test_no_place_is_reached_that_the_level_above_does_not_reach() -> None:
    held = cases.district()
    lower = below(held)
    with pytest.raises(ValidationError, match="places"):
        actions.change_delegation(
            by=people.leader(), delegation=lower, version=lower.version, reason="x", places=[people.place("xigang")]
        )
    assert not lower.places.exists()


def test_an_employer_that_recognises_its_own_people_hands_nothing_down() -> None:
    held = cases.employer(people.organisation())
    with pytest.raises(ValidationError, match="hands nothing down"):
        below(held)


def test_the_city_hands_down_for_its_whole_place() -> None:
    assert cases.district("changhai", places=[people.place("changhai"), people.place("wafangdian")]).places.count() == 2


def test_an_officer_cannot_hand_authority_on_to_themselves() -> None:
    held = cases.district()
    for user in (people.officer(), people.city_officer(), people.auditor(), people.steward()):
        with pytest.raises(Refused):
            actions.change_delegation(by=user, delegation=held, version=held.version, reason="x", quota=99)
    assert Event.objects.filter(act="recognition.refused_attempt").count() == 4


def test_a_leader_of_one_district_does_not_rule_another() -> None:
    held = cases.district()
    elsewhere = people.holder("leader", people.place("xigang"))
    with pytest.raises(Refused):
        actions.suspend_delegation(by=elsewhere, delegation=held, reason="x")


def test_a_city_begins_whole_or_not_at_all() -> None:
    people.city()
    twice = [people.place("zhongshan"), people.place("zhongshan")]
    with pytest.raises(ValidationError):
        actions.begin_authority(by=people.leader(), basis="办法（虚构）", valid_from=today(), places=twice)
    assert not Body.objects.exists()


def test_a_class_that_the_pack_does_not_know_is_refused() -> None:
    people.city()
    with pytest.raises(ValidationError, match="knows no such class"):
        actions.begin_authority(
            by=people.leader(), basis="x", valid_from=today(), places=[people.place()], categories=["genius"]
        )


def test_narrowed_the_cases_outside_go_to_the_level_above_and_the_others_stay() -> None:
    held = cases.district()
    account, talent = cases.applicant()
    case = cases.submitted(account, talent)
    actions.change_delegation(
        by=people.leader(), delegation=held, version=held.version, reason="收窄（虚构）", categories=["senior"]
    )
    case = Case.objects.get(pk=case.pk)
    assert case.body == cases.city_body()
    assert case.delegation == cases.city_delegation()
    assert case.stages.filter(ended_on__isnull=True).get().body == cases.city_body()
    assert Event.objects.filter(act="recognition.handed_over").count() == 1


def test_after_a_suspension_the_body_decides_nothing_and_the_city_goes_on() -> None:
    held = cases.district()
    clerk, head = people.officer(), people.officer()
    case = cases.prepared(cases.submitted(), clerk)
    actions.suspend_delegation(by=people.leader(), delegation=held, reason="复查（虚构）")
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(Refused):
        actions.decide(by=head, case=case, version=case.version, verdict=Verdict.GRANT)
    assert not Decision.objects.exists()
    assert Event.objects.filter(act="recognition.refused_attempt").exists()
    city = cases.prepared(case, people.city_officer())
    with time_machine.travel(city.due_on, tick=False):
        actions.decide(by=people.city_officer(), case=city, version=city.version, verdict=Verdict.GRANT)
    assert Decision.objects.get().body == cases.city_body()


def test_withdrawn_with_all_that_was_handed_down_from_it_the_suspended_too() -> None:
    held = cases.district()
    lower = below(held)
    leader = people.leader()
    actions.suspend_delegation(by=leader, delegation=lower, reason="x")
    actions.withdraw_delegation(by=leader, delegation=held, reason="y")
    lower.refresh_from_db()
    assert lower.standing == Standing.WITHDRAWN
    assert Notice.objects.filter(delegation=lower, act="withdrawn").count() == 1


def test_after_its_last_day_a_delegation_decides_nothing() -> None:
    held = cases.district(valid_until=today() + timedelta(days=5))
    assert held.in_force()
    with time_machine.travel(today() + timedelta(days=6), tick=False):
        assert not held.in_force()
        case = cases.submitted()
        assert case.body == cases.city_body()


def test_the_tree_counts_what_is_used_and_what_is_under_way() -> None:
    cases.district(quota=1)
    case = cases.submitted()
    branch = next(one for one in tree() if one.body.kind == BodyKind.DISTRICT)
    assert (branch.under_way, branch.used, branch.used_up, branch.depth) == (1, 0, False, 1)
    case = cases.prepared(case, people.officer())
    with time_machine.travel(case.due_on, tick=False):
        actions.decide(by=people.officer(), case=case, version=case.version, verdict=Verdict.GRANT)
        branch = next(one for one in tree() if one.body.kind == BodyKind.DISTRICT)
        assert (branch.under_way, branch.used, branch.used_up) == (0, 1, True)


def test_what_would_be_handed_over_is_foretold_down_to_the_last_case() -> None:
    held = cases.district()
    cases.submitted()
    cases.submitted()
    assert [(one.cases, one.body) for one in handed_over_if_stopped(held)] == [(2, cases.city_body())]


@pytest.mark.parametrize("more", [0, 3])
def test_the_page_of_a_delegation_costs_the_same_with_many_notices(more: int) -> None:
    held = cases.district()
    leader = people.leader()
    for number in range(1 + more):
        held = actions.change_delegation(by=leader, delegation=held, version=held.version, reason="x", quota=number)
    client = people.signed_in(people.auditor())
    client.get(reverse("delegation", args=[held.pk]))
    with CaptureQueriesContext(connection) as spent:
        client.get(reverse("delegation", args=[held.pk]))
    assert len(spent) == QUERIES


QUERIES = 10
