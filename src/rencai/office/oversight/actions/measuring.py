"""Measures: proposed by the figures or by an officer, issued, answered by the body, then confirmed or lifted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.duties import must_not_have_prepared
from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import act, record
from rencai.office.inbox.deadlines import working_days
from rencai.office.oversight import inbox
from rencai.office.oversight.campaigns import Strictness
from rencai.office.oversight.measures import Measure
from rencai.office.oversight.supervising import level_above, must_supervise
from rencai.office.oversight.terms import MeasureKind, MeasureState, Severity
from rencai.office.recognition.actions import resume_delegation, suspend_delegation, withdraw_delegation
from rencai.office.recognition.deputising import mandate_over
from rencai.office.recognition.models import Body, Delegation
from rencai.office.recognition.terms import Standing
from rencai.supervision import load_measures

DELEGATE = "recognition.delegate"
JOINED = ("body__place", "body__organisation", "body__parent__place", "body__parent__organisation", "campaign")
MOST_TEXT = 4000


def _held(measure: Measure) -> Measure:
    rows: Any = Measure.objects.select_for_update(of=("self",)).select_related(*JOINED)
    return rows.get(pk=measure.pk)  # type: ignore[no-any-return]


def _must_be(measure: Measure, *states: MeasureState) -> None:
    if measure.state not in states:
        raise ValidationError(
            _("This measure is %(state)s; that cannot be done now."),
            params={"state": measure.get_state_display()},
            code="state",
        )


def _reasoned(text: str, field: str = "reason") -> str:
    if not text.strip():
        raise ValidationError({field: _("Give the reason.")})
    return text.strip()[:MOST_TEXT]


@act
def propose_measure(*, by: User, body: Body, kind: str, reason: str) -> Measure:
    """Proposes a measure from what was seen otherwise, such as an alert.

    Raises:
        Refused: no mandate for the level above `body`.
        ValidationError: no such measure, no reason, or nobody is above `body`.
    """
    body = Body.objects.select_related("place", "organisation", "parent__place", "parent__organisation").get(pk=body.pk)
    mandate = must_supervise(by, level_above(body))
    if body.parent_id is None:
        raise ValidationError(_("Above this body is nobody who could take a measure."), code="top")
    if kind not in MeasureKind.values:
        raise ValidationError({"kind": _("Choose a measure.")})
    days = {one.key: one.answer_days for one in load_measures().measures}
    measure = Measure.objects.create(
        kind=kind, body=body, reason=_reasoned(reason), answer_days=days[kind], proposed_at=timezone.now()
    )
    inbox.measure_proposed(measure)
    _told("proposed", by, mandate, measure, reason)
    return measure


@act
def issue_measure(*, by: User, measure: Measure, reason: str) -> Measure:
    """Issues a proposed measure to its body, which may answer within the working days of the table.

    Raises:
        Refused: no mandate for the level above.
        ValidationError: no reason, or it is issued already.
    """
    measure = _held(measure)
    mandate = must_supervise(by, level_above(measure.body))
    _must_be(measure, MeasureState.PROPOSED)
    measure.reason = _reasoned(reason)
    measure.state, measure.issued_at, measure.issued_by = MeasureState.ISSUED, timezone.now(), by
    measure.answer_until = working_days(today(), measure.answer_days)
    measure.save()
    inbox.measure_issued(measure, measure.answer_until)
    _told("issued", by, mandate, measure, reason)
    return measure


@act
def answer_measure(*, by: User, measure: Measure, answer: str) -> Measure:
    """The body answers, once and in time.

    Raises:
        Refused: `by` does not act for the body.
        ValidationError: nothing is said, it is too late, or it has been answered.
    """
    measure = _held(measure)
    mandate = mandate_over(by, measure.body, "recognition.handle")
    _must_be(measure, MeasureState.ISSUED)
    if measure.answered_at or not measure.answer_until or measure.answer_until < today():
        raise ValidationError(_("It has been answered already, or the time for it is over."), code="answered")
    measure.answer = _reasoned(answer, "answer")
    measure.answered_at, measure.answered_by = timezone.now(), by
    measure.save()
    inbox.measure_answered(measure)
    _told("answered", by, mandate, measure, answer)
    return measure


@act
def confirm_measure(*, by: User, measure: Measure, reason: str) -> Measure:
    """Confirms a measure once the body has answered, or its time for it is over. Whoever handed authority down
    confirms what takes it away.

    Raises:
        Refused: no mandate for the level above, or `by` has issued what takes authority away.
        ValidationError: no reason, or the body may still answer.
    """
    measure = _held(measure)
    mandate = _may_end(by, measure)
    _must_be(measure, MeasureState.ISSUED)
    if not measure.answered_at and measure.answer_until and measure.answer_until >= today():
        raise ValidationError(
            _("The body may answer until %(day)s; confirm it after that, or after the answer."),
            params={"day": measure.answer_until},
            code="answer",
        )
    _closed(measure, MeasureState.CONFIRMED, by, reason)
    if measure.kind in EFFECTS:
        EFFECTS[MeasureKind(measure.kind)](measure, by)
    _told("confirmed", by, mandate, measure, reason)
    return measure


@act
def lift_measure(*, by: User, measure: Measure, reason: str) -> Measure:
    """Drops a measure, or ends one that holds. A suspension that is lifted lets the delegation hold again.

    Raises:
        Refused: no mandate for the level above.
        ValidationError: no reason, it is lifted already, or authority was withdrawn by it.
    """
    measure = _held(measure)
    was = measure.state
    _must_be(measure, MeasureState.PROPOSED, MeasureState.ISSUED, MeasureState.CONFIRMED)
    proposed = was == MeasureState.PROPOSED
    mandate = must_supervise(by, level_above(measure.body)) if proposed else _may_end(by, measure)
    if was == MeasureState.CONFIRMED:
        _undone(measure, by, reason)
    _closed(measure, MeasureState.LIFTED, by, reason)
    _told("lifted", by, mandate, measure, reason)
    return measure


def _may_end(by: User, measure: Measure) -> Mandate | None:
    above = level_above(measure.body)
    if not measure.is_grave:
        return must_supervise(by, above)
    must_not_have_prepared(by, [measure.issued_by_id] if measure.issued_by_id else [])
    if above.organisation_id:
        raise Refused(_("Authority is handed down, and taken back, by a leader of the place alone."))
    return by.must(DELEGATE, above.place)


def _closed(measure: Measure, state: MeasureState, by: User, reason: str) -> None:
    measure.state, measure.closed_at, measure.closed_by = state, timezone.now(), by
    measure.closed_reason = _reasoned(reason)
    measure.save()
    inbox.measure_closed(measure, by, state)


def _delegation(measure: Measure) -> Delegation:
    found: Delegation | None = Delegation.objects.filter(body=measure.body).exclude(standing=Standing.WITHDRAWN).first()
    if found is None:
        raise ValidationError(_("This body holds no authority any more."), code="withdrawn")
    return found


def _suspend(measure: Measure, by: User) -> None:
    suspend_delegation(by=by, delegation=_delegation(measure), reason=measure.reason)


def _withdraw(measure: Measure, by: User) -> None:
    withdraw_delegation(by=by, delegation=_delegation(measure), reason=measure.reason)


def _tighten(measure: Measure, by: User) -> None:
    _switched(measure, by, Severity.TIGHTENED, measure.reason)


EFFECTS: dict[MeasureKind, Callable[[Measure, User], None]] = {
    MeasureKind.TIGHTENED: _tighten,
    MeasureKind.SUSPENSION: _suspend,
    MeasureKind.WITHDRAWAL: _withdraw,
}
"""What a confirmed measure does by itself; the others are for the body to do."""


def _undone(measure: Measure, by: User, reason: str) -> None:
    if measure.kind == MeasureKind.WITHDRAWAL:
        raise ValidationError(_("Authority that was withdrawn is handed down anew, not given back."), code="withdrawn")
    if measure.kind == MeasureKind.SUSPENSION:
        resume_delegation(by=by, delegation=_delegation(measure), reason=reason)
    if measure.kind == MeasureKind.TIGHTENED:
        _switched(measure, by, Severity.NORMAL, reason)


def _switched(measure: Measure, by: User, severity: Severity, reason: str) -> None:
    """The next plan checks the body accordingly; its score begins anew."""
    anew = {"severity": severity, "score": 0, "recent": [], "failed": 0, "since": today(), "reason": reason}
    Strictness.objects.update_or_create(body=measure.body, defaults=anew)
    after = {"body": measure.body_id, "severity": severity}
    record("oversight.strictness_changed", by=by, on=measure, after=after, reason=reason)


def _told(what: str, by: User, mandate: Any, measure: Measure, reason: str) -> None:
    after = {"body": measure.body_id, "kind": measure.kind, "state": measure.state}
    record(f"oversight.measure_{what}", by=by, under=mandate, on=measure, after=after, reason=reason)
