"""How a case moves: from step to step, into a pause and out of it, and from body to body. Called within acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rencai.office.accounts.models import User
from rencai.office.editing import EditedMeanwhile
from rencai.office.inbox.deadlines import working_days
from rencai.office.recognition import inbox
from rencai.office.recognition.bodies import Delegation
from rencai.office.recognition.cases import Case, Stage
from rencai.office.recognition.finding import whole_days, working_days_between
from rencai.office.recognition.routes import BY_KIND, NOTICE_DAYS
from rencai.office.recognition.terms import MOVES, BodyKind, State, Step

JOINED = ("talent", "place", "organisation", "body__place", "body__organisation", "delegation__body")


def locked(case: Case, version: int | None = None) -> Case:
    """The case as it is now, its row locked.

    Raises:
        EditedMeanwhile: it is no longer `version`.
    """
    rows: Any = Case.objects.select_for_update(of=("self",)).select_related(*JOINED)
    found: Case = rows.get(pk=case.pk)
    if version is not None and found.version != version:
        raise EditedMeanwhile(found)
    return found


def kept(case: Case) -> None:
    case.version += 1
    case.save()


def go(case: Case, state: State) -> None:
    """Brings the case into `state`.

    Raises:
        ValidationError: from where it is, nobody gets there.
    """
    if state not in MOVES[State(case.state)]:
        raise ValidationError(
            _("This case is %(state)s; that cannot be done any more."),
            params={"state": case.get_state_display()},
            code="state",
        )
    case.state = state


def must_be(case: Case, *states: State) -> None:
    """Refuses an act that does not fit where the case is.

    Raises:
        ValidationError: with the state in words.
    """
    if case.state not in states:
        raise ValidationError(
            _("This case is %(state)s; that cannot be done now."),
            params={"state": case.get_state_display()},
            code="state",
        )


def assign(case: Case, delegation: Delegation) -> None:
    """Puts the case with the body of `delegation`, upon its route. Whoever stops a delegation meanwhile waits here.

    Raises:
        ValidationError: it was stopped just before.
    """
    rows: Any = Delegation.objects.select_for_update(of=("self",)).select_related("body__place", "body__organisation")
    held: Delegation = rows.get(pk=delegation.pk)
    if not held.in_force():
        raise ValidationError(_("The authority of %(body)s has just ended; try again.") % {"body": held.body})
    case.delegation, case.body, case.route = held, held.body, held.body.kind


def begin(case: Case, step: Step, on: date) -> Stage:
    """Begins a step on the day `on`: its limit runs from then."""
    limit = BY_KIND[BodyKind(case.route)].limit(step)
    if case.body is None:
        raise ValueError("a case under way has a body")
    case.step, case.due_on = step, working_days(on, limit.days)
    stage = Stage.objects.create(case=case, body=case.body, step=step, began_on=on, due_on=case.due_on)
    inbox.case_waits(case)
    return stage


def current(case: Case) -> Stage:
    """The step that the case is in."""
    stage: Stage = case.stages.select_for_update().get(ended_on__isnull=True)
    return stage


def end(case: Case, on: date, by: User | None, note: str) -> Stage:
    stage = current(case)
    stage.ended_on, stage.done_by, stage.note = on, by, note
    stage.save()
    return stage


def pause(case: Case, on: date, by: User | None, reason: str) -> None:
    case.pauses.create(reason=reason, began_on=on, by=by)
    inbox.applicant_owes(case, reason)


def unpause(case: Case, on: date) -> None:
    """The limits of the step and of the whole move on by the working days of the pause."""
    stopped = case.pauses.get(ended_on__isnull=True)
    stopped.ended_on = on
    stopped.save(update_fields=["ended_on"])
    days = working_days_between(stopped.began_on, on)
    stage = current(case)
    stage.due_on = max(_later(stage.due_on, days), _notice_over(case, on))
    stage.save(update_fields=["due_on"])
    case.due_on = stage.due_on
    case.ends_by = _later(case.ends_by, days) if case.ends_by else None
    inbox.case_waits_no_more(case)
    inbox.case_waits(case)


def _notice_over(case: Case, on: date) -> date:
    """The first day on which the notice can end; neither the day on which it was hidden nor `on` was a whole one."""
    left = NOTICE_DAYS - whole_days(case, on) if case.step == Step.NOTICE else 0
    return working_days(on, left + 1) if left > 0 else on


def _later(day: date, days: int) -> date:
    return working_days(day, days) if days else day


def hand_over(case: Case, delegation: Delegation, on: date) -> None:
    """Another body goes on with the case. It begins anew with intake there: what was done stays to be seen, and what
    was seen of originals and confirmed of facts stays confirmed.
    """
    if case.state == State.OWED:
        unpause(case, on)
        case.state = State.OPEN
    end(case, on, None, "")
    inbox.case_waits_no_more(case)
    assign(case, delegation)
    case.ends_by = working_days(on, case.way.days)
    begin(case, Step.INTAKE, on)
    inbox.objections_go_along(case)


def above(case: Case, on: date) -> Delegation:
    """The delegation of the nearest level above that is in force.

    Raises:
        ValidationError: there is no level above.
    """
    body = case.body.parent if case.body else None
    while body is not None:
        found: Delegation | None = (
            Delegation.objects.in_force(on)
            .filter(body=body)
            .select_related("body__place", "body__organisation")
            .first()
        )
        if found is not None:
            return found
        body = body.parent
    raise ValidationError(_("There is no level above that could take this case."), code="top")
