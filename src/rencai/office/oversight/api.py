"""For programs: what decisions raised, to read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from rencai.office import asker
from rencai.office.answers import Listed, Number, Paging, listed
from rencai.office.oversight.alerts import Alert
from rencai.office.oversight.terms import AlertKind

router = Router(tags=["supervision"])


class AlertTold(Schema):
    """A question about a decision. `facts` is what its sentence is made of; `outcome` is empty while it is open."""

    id: int
    kind: AlertKind
    decision: int = Field(validation_alias="decision_id")
    body: int = Field(validation_alias="body_id")
    facts: dict[str, Any]
    weight: int
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    finding: str


class AlertFilter(Paging):
    """`open`: only those that are open, or only those that are closed."""

    body: Number | None = None
    kind: AlertKind | None = None
    open: bool | None = None


@router.get("alerts", response=Listed[AlertTold])
def list_alerts(request: HttpRequest, asked: Query[AlertFilter]) -> Any:
    """Alerts about the decisions that this mandate supervises, the latest first."""
    user = asker.of(request)
    user.must("supervision.view")
    given = {name: getattr(asked, name) for name in ("body", "kind") if getattr(asked, name) is not None}
    found = Alert.objects.visible_to(user).filter(**given)
    return listed(found if asked.open is None else found.filter(closed_at__isnull=asked.open), asked)
