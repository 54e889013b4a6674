"""What followed some of the demo city's decisions: objections, appeals, revocations; and what waits of open cases."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from rencai.office.demo.bodies import Named
from rencai.office.demo.writing import moment, write
from rencai.office.inbox.deadlines import working_days
from rencai.office.recognition import actions, inbox, moving
from rencai.office.recognition.actions.answering import DAYS_FOR_APPEAL, DAYS_TO_APPEAL
from rencai.office.recognition.models import Appeal, Case, Decision, Objection, Recognition
from rencai.office.recognition.terms import Answer, State, Step, Verdict

_OBJECTED, _APPEALED, _REVOKED = 41, 7, 53
"""Every so many cases, refusals and grants."""
_OPEN_APPEALS: Final = 2
_REST: Final = timedelta(days=90)
_TEXTS: Final = {
    "objection": "申报经历与本人所知不符（虚构）",
    "dismissed": "经核查，反映情况不属实（虚构）",
    "appeal": "请求复核工作经历的认定（虚构）",
    "appeal_dismissed": "经复核，原认定依据充分（虚构）",
    "cause": "复核发现申报材料不实（虚构）",
}


def leave_traces(bodies: list[Named], *, on: date) -> None:
    """Called within an act."""
    top = bodies[0]
    _objections()
    _appeals(top, on)
    _revocations(top, on)
    for case in Case.objects.under_way().select_related(*moving.JOINED):
        if case.state == State.OPEN:
            inbox.case_waits(case)
        else:
            inbox.applicant_owes(case, case.pauses.get(ended_on=None).reason)
    _object_now(bodies)


def _at(day: date, hour: int) -> str:
    return moment(datetime.combine(day, time(hour), ZoneInfo(settings.TIME_ZONE)))


def _objections() -> None:
    """Some against notices that are over: answered, and found to be nothing."""
    cases = list(Case.objects.filter(state=State.GRANTED).order_by("pk")[::_OBJECTED])
    notices = {case.pk: case.stages.get(step=Step.NOTICE) for case in cases}
    write(
        (
            Objection,
            {
                "case": [case.pk for case in cases],
                "text": [_TEXTS["objection"]] * len(cases),
                "from_whom": ["群众（虚构）"] * len(cases),
                "contact": ["rencai.example"] * len(cases),
                "at": [_at(notices[case.pk].began_on, 10) for case in cases],
                "answer": [Answer.DISMISSED.value] * len(cases),
                "reason": [_TEXTS["dismissed"]] * len(cases),
                "answered_by": [notices[case.pk].done_by_id for case in cases],
                "answered_at": [_at(notices[case.pk].ended_on, 9) for case in cases],
            },
        )
    )


def _object_now(bodies: list[Named]) -> None:
    """One to a case that is publicised now."""
    case = Case.objects.filter(state=State.OPEN, step=Step.NOTICE, body__in=[one.body.pk for one in bodies])
    chosen = case.filter(place__key="ganjingzi").order_by("pk").first() or case.order_by("pk").first()
    if chosen is not None:
        actions.object_to(case=chosen, text=_TEXTS["objection"], from_whom="周先生（虚构）", contact="rencai.example")


def _appeals(top: Named, on: date) -> None:
    refused = Decision.objects.filter(verdict=Verdict.REFUSE).exclude(body=top.body).select_related("case")
    recent = refused.filter(on__gt=on - timedelta(days=DAYS_TO_APPEAL)).order_by("-on", "-pk")[:_OPEN_APPEALS]
    over = refused.filter(on__lt=on - _REST).order_by("pk")[::_APPEALED]
    for decision in recent:
        _open_appeal(decision, top, on)
    for decision in over:
        received = decision.on + timedelta(days=9)
        _kept_appeal(
            decision,
            top,
            received,
            answer=Answer.DISMISSED,
            reason=_TEXTS["appeal_dismissed"],
            answered_by=top.officers.approvers[1],
            answered_at=datetime.combine(working_days(received, 8), time(15), ZoneInfo(settings.TIME_ZONE)),
        )


def _open_appeal(decision: Decision, top: Named, on: date) -> None:
    inbox.appeal_waits(_kept_appeal(decision, top, max(decision.on, on - timedelta(days=3))))


def _kept_appeal(decision: Decision, top: Named, received: date, **answer: Any) -> Appeal:
    appeal = Appeal.objects.create(
        decision=decision,
        text=_TEXTS["appeal"],
        by=decision.case.opened_by,
        body=top.body,
        due_on=working_days(received, DAYS_FOR_APPEAL),
        **answer,
    )
    appeal.at = datetime.combine(received, time(11), ZoneInfo(settings.TIME_ZONE))
    appeal.save(update_fields=["at"])
    return appeal


def _revocations(top: Named, on: date) -> None:
    """Of talents in short supply: the record of a high-level talent keeps its class."""
    granted = Recognition.objects.filter(manner="", valid_from__lt=on - _REST).order_by("pk")
    for recognition in granted[::_REVOKED]:
        recognition.revoked_on = recognition.valid_from + timedelta(days=70)
        recognition.revoked_by, recognition.revoked_cause = top.officers.approvers[0], _TEXTS["cause"]
        recognition.save(update_fields=["revoked_on", "revoked_by", "revoked_cause"])
