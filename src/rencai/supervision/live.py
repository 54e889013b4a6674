"""Checks on a decision as it is made (事中预警): each a row of one table, each alert with its reason.

A check looks at what the context has of what it needs and says nothing where something is missing. Nothing is blocked:
an alert is a question that somebody answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rencai.messages import Message
from rencai.supervision.distributions import binomial_cdf
from rencai.supervision.pairs import pair_tail
from rencai.supervision.plan import GRANTED, REFUSED
from rencai.supervision.problems import supervision_error

Context = Mapping[str, Any]
Parameters = Mapping[str, float]
Facts = dict[str, object]
DECISIONS: Mapping[str, object] = {GRANTED: Message("a grant"), REFUSED: Message("a refusal")}


@dataclass(frozen=True)
class Alert:
    """What a check asks about a decision: `facts` fill its sentence; `weight` from 1 (look) to 3 (look first)."""

    key: str
    sentence: Message
    facts: Facts
    weight: int


@dataclass(frozen=True)
class Check:
    """A row of the table: what is asked, which entries of the context it needs, its numbers, its sentence."""

    key: str
    question: Message
    needs: tuple[str, ...]
    function: Callable[[Context, Parameters], Facts | None]
    parameters: Parameters
    sentence: Message
    weight: int


def _against_finding(context: Context, parameters: Parameters) -> Facts | None:
    if context["decision"] == context["finding"]:
        return None
    return {"decision": context["decision"], "finding": context["finding"]}


def _unattested(context: Context, parameters: Parameters) -> Facts | None:
    answers = context["unattested"]
    return {"answers": answers} if context["decision"] == GRANTED and answers > parameters["most"] else None


def _too_fast(context: Context, parameters: Parameters) -> Facts | None:
    seconds, least = context["seconds"], parameters["least_seconds"]
    return {"seconds": round(seconds), "least": round(least)} if seconds < least else None


def _last_day(context: Context, parameters: Parameters) -> Facts | None:
    left = (_day(context["deadline"]) - _day(context["decided_on"])).days
    is_late = context["decision"] == GRANTED and 0 <= left <= parameters["days"]
    return {"deadline": context["deadline"]} if is_late else None


def _day(value: date) -> date:
    return date(value.year, value.month, value.day)


def _same_pair(context: Context, parameters: Parameters) -> Facts | None:
    """Expected and seen under random assignment within the body."""
    seen, cases = context["pair_cases"], context["body_cases"]
    approver, applicant = context["approver_cases"], context["applicant_cases"]
    expected = approver * applicant / cases if cases else 0.0
    if seen < parameters["least"] or approver == cases or seen <= expected:
        return None
    tail = pair_tail(seen, approver, applicant, cases)
    return {"seen": seen, "expected": f"{expected:.1f}"} if tail < parameters["risk"] else None


def _quota_burst(context: Context, parameters: Parameters) -> Facts | None:
    """Given all grants, those of the last days are binomial with the share of days, if the pace is even."""
    recent, before = context["grants_recent"], context["grants_before"]
    days, earlier = context["days_recent"], context["days_before"]
    if recent < parameters["least"] or earlier <= 0:
        return None
    share = days / (days + earlier)
    expected = (recent + before) * share
    tail = 1 - binomial_cdf(recent - 1, recent + before, share)
    is_burst = recent > expected and tail < parameters["risk"]
    return {"recent": recent, "days": days, "expected": f"{expected:.1f}"} if is_burst else None


def _shared_document(context: Context, parameters: Parameters) -> Facts | None:
    others = context["document_others"]
    return {"others": others} if others >= parameters["least"] else None


def _salary(context: Context, parameters: Parameters) -> Facts | None:
    salary, median, factor = float(context["salary"]), float(context["sector_median"]), parameters["factor"]
    if median <= 0 or median / factor <= salary <= median * factor:
        return None
    return {"salary": f"{salary:,.0f}", "median": f"{median:,.0f}"}


def _uninsured(context: Context, parameters: Parameters) -> Facts | None:
    months = context["employer_insured_months"]
    return (
        {"months": months, "least": round(parameters["least_months"])} if months < parameters["least_months"] else None
    )


CHECKS = (
    Check(
        "against_finding",
        Message("Does the decision follow the finding of the rules?"),
        ("decision", "finding"),
        _against_finding,
        {},
        Message("the decision is {decision}, but the rules find {finding}"),
        3,
    ),
    Check(
        "unattested",
        Message("Has somebody attested what the grant rests on?"),
        ("decision", "unattested"),
        _unattested,
        {"most": 0},
        Message("granted on {answers} answers that nobody has attested"),
        2,
    ),
    Check(
        "too_fast",
        Message("Was there time to read the file?"),
        ("seconds",),
        _too_fast,
        {"least_seconds": 60},
        Message("decided {seconds} seconds after the file was opened; {least} at least are usual"),
        2,
    ),
    Check(
        "last_day",
        Message("Was it granted only as time ran out?"),
        ("decision", "decided_on", "deadline"),
        _last_day,
        {"days": 0},
        Message("granted on the last day ({deadline})"),
        1,
    ),
    Check(
        "same_pair",
        Message("Do this approver and this applicant meet more often than chance?"),
        ("pair_cases", "approver_cases", "applicant_cases", "body_cases"),
        _same_pair,
        {"least": 5, "risk": 0.001},
        Message("this approver and this applicant share {seen} cases; {expected} would be expected"),
        3,
    ),
    Check(
        "quota_burst",
        Message("Do grants pile up?"),
        ("grants_recent", "grants_before", "days_recent", "days_before"),
        _quota_burst,
        {"least": 5, "risk": 0.001},
        Message("{recent} grants in {days} days; {expected} would be expected"),
        2,
    ),
    Check(
        "shared_document",
        Message("Does the same document stand for somebody else?"),
        ("document_others",),
        _shared_document,
        {"least": 1},
        Message("a document of this application was also handed in for {others} other people"),
        3,
    ),
    Check(
        "salary",
        Message("Is the salary in line with the sector?"),
        ("salary", "sector_median"),
        _salary,
        {"factor": 3},
        Message("a salary of {salary}, where the sector's median is {median}"),
        2,
    ),
    Check(
        "uninsured_employer",
        Message("Does the employer pay social insurance?"),
        ("employer_insured_months",),
        _uninsured,
        {"least_months": 1},
        Message("the employer has paid social insurance for {months} months; {least} at least are expected"),
        2,
    ),
)


def check_decision(
    context: Context,
    *,
    parameters: Mapping[str, Parameters] | None = None,
    checks: Iterable[Check] = CHECKS,
) -> list[Alert]:
    """The alerts of one decision, in the order of the table.

    `context` has what is known of it by the names in `needs`; what is missing or None is not checked. `parameters`
    replaces numbers by check and name; an unknown one is refused.
    """
    chosen = {check.key: check for check in checks}
    changed = _known(parameters or {}, chosen)
    return [alert for check in chosen.values() if (alert := _alert(check, context, changed.get(check.key, {})))]


def _known(parameters: Mapping[str, Parameters], checks: Mapping[str, Check]) -> Mapping[str, Parameters]:
    for key, values in parameters.items():
        unknown = [key] if key not in checks else [name for name in values if name not in checks[key].parameters]
        if unknown:
            allowed = list(checks) if key not in checks else list(checks[key].parameters)
            raise supervision_error(
                "{name!r} is no check or number of a check; there are: {allowed}", name=unknown[0], allowed=allowed
            )
    return parameters


def _alert(check: Check, context: Context, changed: Parameters) -> Alert | None:
    if any(context.get(name) is None for name in check.needs):
        return None
    facts = check.function(context, {**check.parameters, **changed})
    if facts is None:
        return None
    told = {name: DECISIONS.get(value, value) if isinstance(value, str) else value for name, value in facts.items()}
    return Alert(check.key, Message(check.sentence.template, **told), facts, check.weight)
