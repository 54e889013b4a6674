"""What follows for a body: proposed, issued, answered, confirmed by whom it takes, lifted."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from office import people
from office.oversight import scene
from office.recognition import cases
from rencai.office.accounts.models import User
from rencai.office.asker import Refused
from rencai.office.audit import chain
from rencai.office.audit.models import Event
from rencai.office.inbox.models import Item
from rencai.office.oversight import actions
from rencai.office.oversight.campaigns import Strictness
from rencai.office.oversight.measures import Measure
from rencai.office.oversight.terms import MeasureKind, MeasureState, Severity
from rencai.office.recognition.models import Delegation
from rencai.office.recognition.terms import Standing

pytestmark = pytest.mark.django_db


def issued(kind: str, officer: User | None = None) -> tuple[Measure, Delegation, User]:
    """A measure towards Zhongshan, issued by an officer of the city."""
    delegation = cases.district("zhongshan")
    officer = officer or scene.city_officer()
    measure = actions.propose_measure(by=officer, body=delegation.body, kind=kind, reason="抽查结果（虚构）")
    return actions.issue_measure(by=officer, measure=measure, reason="抽查结果（虚构）"), delegation, officer


def answered(measure: Measure) -> Measure:
    return actions.answer_measure(by=people.officer("zhongshan"), measure=measure, answer="说明（虚构）")


def standing(delegation: Delegation) -> str:
    return Delegation.objects.get(pk=delegation.pk).standing


def test_a_suspension_waits_for_a_leader_and_then_stops_the_delegation() -> None:
    measure, delegation, officer = issued(MeasureKind.SUSPENSION)
    leader = people.leader()
    waiting = Item.objects.open().about(measure).get(kind="measure-authority")
    assert waiting.place_id == people.city().pk
    measure = answered(measure)
    with pytest.raises(Refused):
        actions.confirm_measure(by=officer, measure=measure, reason="x")
    assert standing(delegation) == Standing.IN_FORCE
    actions.confirm_measure(by=leader, measure=measure, reason="同意（虚构）")
    assert standing(delegation) == Standing.SUSPENDED
    assert not Item.objects.open().about(measure).exists()
    assert not chain.verify().faults


def test_a_suspension_that_is_lifted_lets_the_delegation_hold_again() -> None:
    measure, delegation, _officer = issued(MeasureKind.SUSPENSION)
    leader = people.leader()
    measure = actions.confirm_measure(by=leader, measure=answered(measure), reason="x")
    actions.lift_measure(by=leader, measure=measure, reason="整改完成（虚构）")
    assert standing(delegation) == Standing.IN_FORCE


def test_a_withdrawal_ends_the_delegation_and_is_not_given_back() -> None:
    measure, delegation, _officer = issued(MeasureKind.WITHDRAWAL)
    leader = people.leader()
    measure = actions.confirm_measure(by=leader, measure=answered(measure), reason="x")
    assert standing(delegation) == Standing.WITHDRAWN
    with pytest.raises(ValidationError, match="handed down anew"):
        actions.lift_measure(by=leader, measure=measure, reason="x")


def test_a_body_may_answer_before_anything_is_confirmed() -> None:
    measure, _delegation, officer = issued(MeasureKind.WARNING)
    with pytest.raises(ValidationError, match="may answer until"):
        actions.confirm_measure(by=officer, measure=measure, reason="x")
    assert measure.answer_until is not None
    with time_machine.travel(measure.answer_until + timedelta(days=1), tick=False):
        with pytest.raises(ValidationError, match="time for it is over"):
            answered(measure)
        confirmed = actions.confirm_measure(by=User.objects.get(pk=officer.pk), measure=measure, reason="x")
    assert confirmed.state == MeasureState.CONFIRMED


def test_a_body_answers_once_and_for_itself_alone() -> None:
    measure, _delegation, _officer = issued(MeasureKind.WARNING)
    with pytest.raises(Refused):
        actions.answer_measure(by=people.officer("xigang"), measure=measure, answer="x")
    answered(measure)
    with pytest.raises(ValidationError, match="answered already"):
        answered(measure)


def test_a_district_takes_no_measure_towards_itself_and_drops_none() -> None:
    measure, delegation, _officer = issued(MeasureKind.WARNING)
    own = people.officer("zhongshan")
    with pytest.raises(Refused):
        actions.propose_measure(by=own, body=delegation.body, kind=MeasureKind.WARNING, reason="x")
    for act in (actions.confirm_measure, actions.lift_measure):
        with pytest.raises(Refused):
            act(by=own, measure=measure, reason="x")


def test_a_leader_of_the_district_does_not_confirm_what_the_city_issued_to_it() -> None:
    measure, delegation, _officer = issued(MeasureKind.SUSPENSION)
    local = people.holder("leader", people.place("zhongshan"))
    with pytest.raises(Refused):
        actions.lift_measure(by=local, measure=answered(measure), reason="x")
    assert standing(delegation) == Standing.IN_FORCE


def test_tightened_checking_holds_for_the_next_plan_and_ends_when_it_is_lifted() -> None:
    measure, delegation, officer = issued(MeasureKind.TIGHTENED)
    measure = actions.confirm_measure(by=officer, measure=answered(measure), reason="x")
    assert Strictness.objects.get(body=delegation.body).severity == Severity.TIGHTENED
    tolerable = scene.planned(officer).sampling_plan.rule_for({"body": str(delegation.body_id)}).tolerable
    assert tolerable == 0.025
    actions.lift_measure(by=officer, measure=measure, reason="x")
    assert Strictness.objects.get(body=delegation.body).severity == Severity.NORMAL


def test_nobody_takes_a_measure_towards_the_top() -> None:
    officer = scene.city_officer()
    with pytest.raises(ValidationError, match="nobody who could"):
        actions.propose_measure(by=officer, body=cases.city_body(), kind=MeasureKind.WARNING, reason="x")


def test_a_measure_that_is_only_proposed_is_dropped_with_a_reason() -> None:
    delegation = cases.district("zhongshan")
    officer = scene.city_officer()
    measure = actions.propose_measure(by=officer, body=delegation.body, kind=MeasureKind.WARNING, reason="x")
    with pytest.raises(ValidationError, match="Give the reason"):
        actions.lift_measure(by=officer, measure=measure, reason=" ")
    actions.lift_measure(by=officer, measure=measure, reason="证据不足（虚构）")
    assert not Item.objects.open().about(measure).exists()
    with pytest.raises(ValidationError, match="cannot be done now"):
        actions.issue_measure(by=officer, measure=measure, reason="x")


def test_a_confirmation_that_fails_leaves_everything_as_it_was() -> None:
    measure, delegation, _officer = issued(MeasureKind.SUSPENSION)
    answered(measure)
    Delegation.objects.filter(pk=delegation.pk).update(standing=Standing.WITHDRAWN, standing_reason="x")
    with pytest.raises(ValidationError, match="holds no authority"):
        actions.confirm_measure(by=people.leader(), measure=measure, reason="x")
    measure.refresh_from_db()
    assert measure.state == MeasureState.ISSUED
    assert not Event.objects.filter(act="oversight.measure_confirmed").exists()
