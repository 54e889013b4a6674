"""For programs: cases, decisions and recognitions, as far as a mandate reaches."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from office import people
from office.api.programs import Program
from office.recognition import cases
from rencai.office.recognition import actions
from rencai.office.recognition.models import Case, Decision

pytestmark = pytest.mark.django_db


def decided() -> Case:
    cases.district()
    case = cases.prepared(cases.submitted(), people.officer())
    with time_machine.travel(case.due_on, tick=False):
        actions.decide(by=people.officer(), case=case, version=case.version, verdict="grant")
    return case


def items(program: Program, path: str) -> list[dict[str, Any]]:
    response = program.get(path)
    assert response.status_code == 200, response.content
    return response.json()["items"]  # type: ignore[no-any-return]


def test_a_program_reads_what_became_of_a_case_and_from_which_facts() -> None:
    case = decided()
    program = Program(people.officer())
    assert [one["number"] for one in items(program, "recognition-cases?state=granted")] == [case.number]
    told = program.get(f"recognition-cases/{case.pk}").json()
    assert [stage["step"] for stage in told["stages"]] == ["intake", "originals", "notice", "opinion"]
    (decision,) = items(program, f"decisions?case={case.pk}&against_finding=false")
    full = program.get(f"decisions/{decision['id']}").json()
    assert full["record"]["facts"]["contract_months"] == 48
    assert full["digest"] == Decision.objects.get().digest
    (recognition,) = items(program, "recognitions?category=junior")
    assert recognition["decision"] == decision["id"]


def test_what_does_not_fit_a_filter_is_not_listed() -> None:
    case = decided()
    program = Program(people.officer())
    for path in (
        "recognition-cases?state=open",
        "recognition-cases?late=true",
        "recognitions?standing=revoked",
        "recognitions?standing=expiring",
        "decisions?verdict=refuse",
        f"decisions?until={case.opened_on.replace(year=2020)}",
    ):
        assert items(program, path) == []


def test_lists_go_on_by_their_cursor() -> None:
    cases.district()
    numbers = {cases.submitted().number for _ in range(3)}
    program = Program(people.officer())
    first = program.get("recognition-cases?size=2").json()
    rest = program.get(f"recognition-cases?size=2&after={first['next']}").json()
    assert {one["number"] for one in first["items"] + rest["items"]} == numbers
    assert rest["next"] is None


def test_a_program_of_another_district_is_told_nothing() -> None:
    case = decided()
    program = Program(people.officer("xigang"))
    for path in ("recognition-cases", "recognitions", "decisions"):
        assert items(program, path) == []
    assert program.get(f"recognition-cases/{case.pk}").status_code == 404
