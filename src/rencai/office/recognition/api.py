"""For programs: cases, decisions and recognitions, to read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from rencai.office import asker
from rencai.office.answers import Listed, NumberInPath, listed
from rencai.office.asker import Asker, Refused
from rencai.office.audit.denial import visible_or_404
from rencai.office.recognition import schemas
from rencai.office.recognition.expiring import expiring
from rencai.office.recognition.models import Case, Decision, Recognition
from rencai.office.recognition.queries import VIEW

router = Router(tags=["recognition"])
CASE_FILTERS = ("body", "talent", "organisation", "state", "step", "category", "measure")


@router.get("recognition-cases", response=Listed[schemas.CaseTold])
def list_recognition_cases(request: HttpRequest, asked: Query[schemas.CaseFilter]) -> Any:
    """Applications for recognition within this mandate, the latest first."""
    user = _reader(request)
    found = Case.objects.visible_to(user).filter(**_given(asked, CASE_FILTERS))
    return listed((found.late() if asked.late else found).defer("answers"), asked)


@router.get("recognition-cases/{number}", response=schemas.CaseInFull)
def show_recognition_case(request: HttpRequest, number: NumberInPath) -> Any:
    """One application with the steps that it went through."""
    found: Case = visible_or_404(Case.objects.prefetch_related("stages"), asker.of(request), pk=number)
    return found


@router.get("recognitions", response=Listed[schemas.RecognitionTold])
def list_recognitions(request: HttpRequest, asked: Query[schemas.RecognitionFilter]) -> Any:
    """Who is recognised within this mandate, the latest first."""
    user = _reader(request)
    found = Recognition.objects.visible_to(user).filter(**_given(asked, ("talent", "category")))
    if asked.standing == "revoked":
        found = found.filter(revoked_on__isnull=False)
    elif asked.standing:
        found = expiring(found) if asked.standing == "expiring" else found.in_force()
    return listed(found, asked)


@router.get("decisions", response=Listed[schemas.DecisionTold])
def list_decisions(request: HttpRequest, asked: Query[schemas.DecisionFilter]) -> Any:
    """Decisions on cases within this mandate, the latest first."""
    user = _reader(request)
    found = Decision.objects.visible_to(user).filter(**_given(asked, ("body", "case", "verdict")))
    if asked.against_finding is not None:
        found = found.filter(against_finding=asked.against_finding)
    days = {"on__gte": asked.since, "on__lte": asked.until}
    found = found.filter(**{name: day for name, day in days.items() if day})
    return listed(found.defer("record", "evidence"), asked)


@router.get("decisions/{number}", response=schemas.DecisionInFull)
def show_decision(request: HttpRequest, number: NumberInPath) -> Any:
    """One decision with all that it froze: enough to decide it again elsewhere."""
    return visible_or_404(Decision.objects.all(), asker.of(request), pk=number)


def _reader(request: HttpRequest) -> Asker:
    """
    Raises:
        Refused: this mandate sees no recognition.
    """
    user = asker.of(request)
    if not user.scope(VIEW):
        raise Refused()
    return user


def _given(asked: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in names if getattr(asked, name)}
