"""The sampling plan that a campaign begins with, and what more checks would tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from rencai.office.asker import today
from rencai.office.oversight.campaigns import Strictness
from rencai.office.oversight.terms import Severity
from rencai.office.recognition.models import Body, Decision
from rencai.office.recognition.terms import Verdict
from rencai.supervision import Attribute, Discovery, Outlook, Plan, Share, Special, what_if

WORDS = {Verdict.GRANT: "granted", Verdict.REFUSE: "refused"}
UNNAMED = "none"
"""Stands for the class of a case that names none: a frame leaves nothing empty."""
DISCOVERY, ISO = "discovery", "attribute"
TOLERABLE = {Severity.NORMAL: 0.05, Severity.TIGHTENED: 0.025, Severity.REDUCED: 0.1, Severity.DISCONTINUED: 0.025}
"""The rate that a clean sample rules out, by how strictly a body is checked. Our own draft."""
SWITCHED = {Severity.TIGHTENED: "tightened", Severity.REDUCED: "reduced", Severity.DISCONTINUED: "tightened"}


def bodies_below(body: Body) -> list[Body]:
    """Whose decisions a campaign of `body` can draw: those right below; of the top also its own."""
    found = Body.objects.filter(parent=body).select_related("place", "organisation")
    return [*found, body] if body.parent_id is None else list(found)


def plan_for(
    bodies: Iterable[Body],
    *,
    name: str,
    rule: str = DISCOVERY,
    tolerable: float = TOLERABLE[Severity.NORMAL],
    aql: float = 1.0,
    strata: Iterable[str] = (),
    second_level: float = 0.2,
    confidence: float = 0.95,
) -> Plan:
    """A plan by one rule for all bodies; those that were switched are checked more, or less.

    Raises:
        SupervisionError: a number is outside what the rule allows.
    """
    severities = dict(Strictness.objects.filter(body__in=[one.pk for one in bodies]).values_list("body", "severity"))
    specials = []
    for severity in (Severity.TIGHTENED, Severity.REDUCED):
        like = {Severity.TIGHTENED, Severity.DISCONTINUED} if severity == Severity.TIGHTENED else {severity}
        if names := tuple(sorted(str(pk) for pk, held in severities.items() if held in like)):
            specials.append(Special({"body": names}, _rule(rule, severity, tolerable, aql, confidence)))
    return Plan(
        name=name,
        strata=("body", *strata),
        rule=_rule(rule, Severity.NORMAL, tolerable, aql, confidence),
        rules=tuple(specials),
        second_level=Share(second_level, 1),
        confidence=confidence,
    )


def _rule(rule: str, severity: Severity, tolerable: float, aql: float, confidence: float) -> Discovery | Attribute:
    if rule == ISO:
        return Attribute(aql=aql, severity=SWITCHED.get(severity, "normal"))
    times = TOLERABLE[severity] / TOLERABLE[Severity.NORMAL]
    return Discovery(confidence, min(tolerable * times, 0.99))


def last_year() -> tuple[date, date]:
    """The twelve months that ended with the last one."""
    until = today().replace(day=1) - timedelta(days=1)
    return (until + timedelta(days=1)).replace(year=until.year - 1 if until.month < 12 else until.year), until


def decisions_of(body: Body, since: date, until: date) -> Any:
    """The final decisions of a period that a campaign of `body` draws from."""
    bodies = [one.pk for one in bodies_below(body)]
    return Decision.objects.final().filter(body__in=bodies, on__range=(since, until)).order_by("pk")


def rows_of(body: Body, since: date, until: date) -> list[tuple[int, int, str, str]]:
    """(decision, body, class, granted or refused) of each; the class applied for where none was granted."""
    found = decisions_of(body, since, until).values_list("pk", "body", "category", "case__category", "verdict")
    return [
        (pk, of, category or applied or UNNAMED, WORDS[Verdict(verdict)])
        for pk, of, category, applied, verdict in found.iterator(chunk_size=10_000)
    ]


def frame_table(rows: Iterable[tuple[int, int, str, str]]) -> pa.Table:
    """The frame as the library reads it: id, body, category, amount, decision."""
    listed = list(rows)
    return pa.table(
        {
            "id": pa.array([str(row[0]) for row in listed], pa.string()),
            "body": pa.array([str(row[1]) for row in listed], pa.string()),
            "category": pa.array([row[2] for row in listed], pa.string()),
            "amount": pa.array([0] * len(listed), pa.int64()),
            "decision": pa.array([row[3] for row in listed], pa.string()),
        }
    )


def outlooks(plan: Plan, body: Body, since: date, until: date) -> list[tuple[Outlook, Outlook]]:
    """What the plan would tell of each body, and what twice the checks would; nothing where nobody decided.

    Raises:
        SupervisionError: the plan cannot read the frame.
    """
    rows = rows_of(body, since, until)
    if not rows:
        return []
    found = what_if(plan, frame_table(rows), factor=2)
    return list(zip(found[::2], found[1::2], strict=True))
