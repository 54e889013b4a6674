"""Several who decide at the same moment: a quota holds, and what is being stopped decides nothing more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from office import people
from office.recognition import cases
from rencai.office.audit import chain
from rencai.office.audit.models import Event
from rencai.office.recognition import actions
from rencai.office.recognition.models import Case, Decision, Delegation, Recognition
from rencai.office.recognition.terms import State

pytestmark = pytest.mark.django_db(transaction=True)
NOON = timezone(timedelta(hours=8))


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """What each of `acts`, begun at the same moment, was refused."""
    start, refused = threading.Barrier(len(acts)), list[BaseException]()

    def acting(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except BaseException as fault:
            refused.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=acting, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def granting(case: Case, by: Any) -> Callable[[], object]:
    return lambda: actions.decide(by=by, case=case, version=case.version, verdict="grant")


def ready(count: int, **scope: Any) -> tuple[Delegation, list[Case]]:
    """Cases of one district whose notice is over."""
    delegation, clerk = cases.district(**scope), people.officer()
    return delegation, [cases.prepared(cases.submitted(), clerk) for _ in range(count)]


def on_the_last_day(case: Case) -> Any:
    assert case.due_on is not None
    return time_machine.travel(datetime.combine(case.due_on, datetime.min.time(), NOON) + timedelta(hours=12))


def test_two_grants_at_the_same_moment_on_the_last_of_a_quota_are_one() -> None:
    _delegation, found = ready(2, quota=1)
    with on_the_last_day(found[0]):
        refused = at_once(*(granting(case, people.officer()) for case in found))
    assert [type(fault).__mro__[1] for fault in refused] == [PermissionDenied]
    assert "used up" in str(refused[0])
    assert Recognition.objects.count() == 1
    assert Event.objects.filter(act="recognition.refused_attempt").count() == 1
    assert chain.verify().faults == ()


def test_two_officers_who_decide_one_case_at_the_same_moment_decide_it_once() -> None:
    _delegation, (case,) = ready(1)
    with on_the_last_day(case):
        refused = at_once(granting(case, people.officer()), granting(case, people.officer()))
    assert len(refused) == 1
    assert isinstance(refused[0], ValidationError)
    assert Decision.objects.count() == 1


def test_a_decision_while_the_authority_is_suspended_is_made_before_or_not_at_all_and_no_case_is_lost() -> None:
    delegation, found = ready(3)
    leader = people.leader()

    def suspending() -> None:
        actions.suspend_delegation(by=leader, delegation=delegation, reason="抽查不合格（虚构）")

    with on_the_last_day(found[0]):
        refused = at_once(*(granting(case, people.officer()) for case in found), suspending)
    granted = Case.objects.filter(state=State.GRANTED)
    handed_on = Case.objects.filter(state=State.OPEN, body=cases.city_body())
    assert granted.count() + handed_on.count() == 3
    assert granted.count() == 3 - len(refused) == Recognition.objects.count()
    assert all(isinstance(fault, PermissionDenied | ValidationError) for fault in refused)
    assert chain.verify().faults == ()
