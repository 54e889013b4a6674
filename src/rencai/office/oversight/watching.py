"""During (事中): each decision is looked at as it is made, in the act's own transaction. Nothing is blocked by it.

Five queries tell what the library's checks need, whatever the size of the office; each alert adds its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from rencai.office.audit.acts import record
from rencai.office.audit.models import Event
from rencai.office.oversight import inbox
from rencai.office.oversight.alerts import Alert, SectorWage
from rencai.office.oversight.terms import AlertKind
from rencai.office.recognition.models import Decision, Evidence
from rencai.office.recognition.terms import Verdict
from rencai.office.registry.entries import Document, Insurance
from rencai.supervision import check_decision

DAYS_RECENT = 7
DAYS_OF_PAIRS = 365
WORDS = {Verdict.GRANT: "granted", Verdict.REFUSE: "refused"}
OPPOSITE = {"granted": "refused", "refused": "granted"}
STEP = "recognition.step_done"


def look(sender: Any, decision: Decision, **more: Any) -> None:
    """Hears of a decision and raises what the checks ask about it."""
    if decision.verdict in WORDS:
        raise_alerts(decision, found_at(decision))


def found_at(decision: Decision) -> list[Alert]:
    """The alerts that a decision raises, not yet kept. Five queries."""
    now = timezone.now()
    return [
        Alert(
            kind=found.key,
            decision=decision,
            body=decision.body,
            facts=_plain(found.facts),
            weight=found.weight,
            opened_at=now,
        )
        for found in check_decision(context_of(decision))
    ]


def raise_alerts(decision: Decision, alerts: list[Alert]) -> None:
    """Keeps alerts and lets them wait for the level above; called within an act."""
    if not alerts:
        return
    Alert.objects.bulk_create(alerts)
    inbox.alerts_wait(decision, alerts)
    kinds = [alert.kind for alert in alerts]
    record("oversight.alerted", by=None, on=alerts[0], after={"decision": decision.pk, "kinds": kinds}, named=False)


def context_of(decision: Decision) -> dict[str, Any]:
    """What is known of a decision, by the names that the library's checks need; None is not checked."""
    case = decision.case
    said = WORDS[Verdict(decision.verdict)]
    return {
        "decision": said,
        "finding": OPPOSITE[said] if decision.against_finding else said,
        "unattested": len(decision.unattested),
        "seconds": _seconds_at_hand(decision),
        "decided_on": decision.on,
        "deadline": case.ends_by,
        **_pace_and_pairs(decision),
        "document_others": _others_with_its_documents(decision),
        **_wages(decision),
        "employer_insured_months": _months_insured(case.organisation_id, decision.on),
    }


def _seconds_at_hand(decision: Decision) -> float | None:
    """Since the step before was done: so long the file lay with whoever decides. One query."""
    done = Event.objects.filter(target_kind="recognition.case", target_id=str(decision.case_id), act=STEP)
    at = done.order_by("-number").values_list("at", flat=True).first()
    return (decision.at - at).total_seconds() if at else None


def _pace_and_pairs(decision: Decision) -> dict[str, Any]:
    """How fast the body grants this year, and how often approver and employer met within a year. One query."""
    day, employer = decision.on, decision.case.organisation_id
    new_year = date(day.year, 1, 1)
    recent = day - timedelta(days=DAYS_RECENT - 1)
    seen = Q(on__gt=day - timedelta(days=DAYS_OF_PAIRS))
    granted, theirs, applicant = (
        Q(verdict=Verdict.GRANT),
        seen & Q(by=decision.by_id),
        seen & Q(case__organisation=employer),
    )
    begin = min(new_year, day - timedelta(days=DAYS_OF_PAIRS - 1))
    counted = (
        Decision.objects.final()
        .filter(body=decision.body_id, on__range=(begin, day))
        .aggregate(
            grants_recent=Count("pk", filter=granted & Q(on__gte=recent)),
            grants_before=Count("pk", filter=granted & Q(on__gte=new_year, on__lt=recent)),
            body_cases=Count("pk", filter=seen),
            approver_cases=Count("pk", filter=theirs),
            applicant_cases=Count("pk", filter=applicant),
            pair_cases=Count("pk", filter=theirs & applicant),
        )
    )
    if employer is None:
        counted["pair_cases"] = None
    before = (recent - new_year).days
    return counted | {"days_recent": DAYS_RECENT, "days_before": max(before, 0)}


def _others_with_its_documents(decision: Decision) -> int:
    """How many other people put a document of the same content forward. One query."""
    contents = {one["sha256"] for one in decision.evidence}
    others = Evidence.objects.filter(sha256__in=contents).exclude(case__talent=decision.case.talent_id)
    return others.aggregate(people=Count("case__talent", distinct=True))["people"] or 0


def _wages(decision: Decision) -> dict[str, Any]:
    """The wage that the decision rests on, beside the median of the employer's industry. One query."""
    employer = decision.case.organisation
    wage: Any = decision.record["facts"].get("monthly_wage")
    industry = employer.industry if employer else ""
    median = SectorWage.objects.filter(industry=industry).values_list("median", flat=True).first()
    return {"salary": Decimal(str(wage)) if wage else None, "sector_median": median}


def _months_insured(employer: int | None, on: date) -> int | None:
    """For how many months the employer has paid social insurance for anybody. One query."""
    paid = Insurance.objects.filter(organisation=employer, commercial=False, first_month__lte=on)
    found = paid.aggregate(first=Min("first_month"), last=Max(Coalesce("last_month", on)))
    if employer is None:
        return None
    first, last = found["first"], found["last"]
    return (last.year - first.year) * 12 + last.month - first.month + 1 if first else 0


def _plain(facts: Mapping[str, object]) -> dict[str, Any]:
    return {name: value if isinstance(value, int | str) else str(value) for name, value in facts.items()}


def altered(decision: Decision, document: Document) -> int:
    """1 where what stands in the file of `document` is not what the decision froze; reads the whole file."""
    frozen = {one["document"]: one["sha256"] for one in decision.evidence}
    with document.file.open("rb") as file:
        return int(hashlib.file_digest(file, "sha256").hexdigest() != frozen[document.pk])


def alert_to_altered(decision: Decision, documents: int) -> None:
    """Raises once that documents of a decision were changed after it; called within an act."""
    kind = AlertKind.CHANGED_DOCUMENT
    if documents and not Alert.objects.filter(decision=decision, kind=kind).exists():
        facts = {"documents": documents}
        alert = Alert(kind=kind, decision=decision, body=decision.body, facts=facts, weight=3, opened_at=timezone.now())
        raise_alerts(decision, [alert])
