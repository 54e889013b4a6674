"""Objections during the notice, and appeals to the level above."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.models import User
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import act, record
from rencai.office.inbox import actions as waiting
from rencai.office.inbox.deadlines import working_days
from rencai.office.recognition import inbox, moving
from rencai.office.recognition.actions.applying import applied
from rencai.office.recognition.actions.deciding import preparers_of
from rencai.office.recognition.actions.handling import handled
from rencai.office.recognition.cases import Case, Objection
from rencai.office.recognition.decisions import Appeal, Decision
from rencai.office.recognition.deputising import mandate_over, must_be_free
from rencai.office.recognition.terms import Answer, State, Step, Verdict
from rencai.office.registry.models import Talent

ANSWERED = (Answer.UPHELD, Answer.DISMISSED)
DAYS_TO_APPEAL, DAYS_FOR_APPEAL = 60, 15
"""Calendar days in which an appeal is taken, and working days in which it is answered. Our own draft."""
MOST_TEXT = 4000


@act
def object_to(*, case: Case, text: str, from_whom: str, contact: str) -> Objection:
    """Takes an objection while a recognition is publicised. Whoever objects gives their name, and need not sign in.

    Raises:
        ValidationError: nothing is said, nobody says it, or the notice is over.
    """
    case = moving.locked(case)
    if case.state != State.OPEN or case.step != Step.NOTICE:
        raise ValidationError(_("This notice is over."), code="over")
    given = {"text": text.strip()[:MOST_TEXT], "from_whom": from_whom.strip()[:100], "contact": contact.strip()[:200]}
    if missing := [name for name, value in given.items() if not value]:
        raise ValidationError(dict.fromkeys(missing, _("This is needed.")))
    found = Objection.objects.create(case=case, **given)
    inbox.objection_waits(found, case)
    record("recognition.objected", by=None, on=case, for_whom=case.talent.name, after={"objection": found.pk})
    return found


@act
def answer_objection(*, by: User, objection: Objection, answer: str, reason: str) -> Objection:
    """Upholds or dismisses an objection. Dismissed, the notice counts as if it had not been made.

    Raises:
        Refused: no mandate for the body of the case.
        ValidationError: no reason, or it has been answered.
    """
    case, mandate = handled(objection.case, by)
    found: Objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    _must_be_an_answer(found.answer, answer, reason)
    found.answer, found.reason, found.answered_by, found.answered_at = answer, reason, by, timezone.now()
    found.save()
    waiting.done(inbox.OBJECTION, about=found, by=by, outcome=answer)
    moving.kept(case)
    after = {"objection": found.pk, "answer": answer}
    record(
        "recognition.objection_answered",
        by=by,
        under=mandate,
        on=case,
        for_whom=case.talent.name,
        after=after,
        reason=reason,
    )
    return found


def _must_be_an_answer(before: str, answer: str, reason: str) -> None:
    if before != Answer.OPEN:
        raise ValidationError(_("It has been answered already."), code="answered")
    if answer not in ANSWERED:
        raise ValidationError({"answer": _("Uphold or dismiss it.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})


@act
def appeal(*, by: User, decision: Decision, text: str) -> Appeal:
    """Brings a decision before the level above, once. The same appeal sent twice is one.

    Raises:
        Refused: the case is not `by`'s.
        ValidationError: nothing is said, it is too late, it is no refusal or grant, another application is under way,
            or there is no level above.
    """
    case, mandate = applied(decision.case, by)
    _must_be_open_to_appeal(decision, text)
    _must_be_the_only_one(case)
    above = moving.above(case, today())
    try:
        with transaction.atomic():
            found = Appeal.objects.create(
                decision=decision,
                text=text.strip()[:MOST_TEXT],
                by=by,
                body=above.body,
                due_on=working_days(today(), DAYS_FOR_APPEAL),
            )
    except IntegrityError:
        raise ValidationError(_("An appeal against this decision has arrived already."), code="twice") from None
    inbox.appeal_waits(found)
    record(
        "recognition.appealed",
        by=by,
        under=mandate,
        on=case,
        for_whom=case.talent.name,
        after={"decision": decision.pk, "body": above.body_id},
    )
    return found


def _must_be_the_only_one(case: Case) -> None:
    """Upheld, an appeal opens its case again, and there is one at a time. Whoever applies anew waits for the talent."""
    Talent.objects.select_for_update(of=("self",)).get(pk=case.talent_id)
    if Case.objects.pending().filter(talent=case.talent_id, measure=case.measure).exclude(pk=case.pk).exists():
        raise ValidationError(_("Another application of this talent is under way; one of both goes on."), code="open")


def last_day_of_appeal(decision: Decision) -> date:
    return date.fromordinal(decision.on.toordinal() + DAYS_TO_APPEAL)


def _must_be_open_to_appeal(decision: Decision, text: str) -> None:
    if decision.verdict not in (Verdict.REFUSE, Verdict.GRANT):
        raise ValidationError(_("Only a decision that ends a case can be appealed against."), code="not_final")
    if today() > last_day_of_appeal(decision):
        raise ValidationError(_("The time for an appeal is over."), code="late")
    if not text.strip():
        raise ValidationError({"text": _("Say why the decision is wrong.")})


@act
def answer_appeal(*, by: User, appeal: Appeal, answer: str, reason: str) -> Appeal:
    """The level above upholds or dismisses. Upheld, it takes the case and decides it anew itself.

    Raises:
        Refused: no mandate for the level above; `by` is a party, or took part in the decision.
        ValidationError: no reason, it has been answered, or the talent has applied anew meanwhile.
    """
    case = moving.locked(appeal.decision.case)
    found: Any = Appeal.objects.select_for_update(of=("self",)).select_related("decision", "body").get(pk=appeal.pk)
    mandate = mandate_over(by, found.body, "recognition.decide", case.category)
    must_be_free(by, case, mandate)
    if by.pk in {found.decision.by_id, found.decision.prepared_by_id, *preparers_of(case)}:
        raise Refused(_("You took part in this decision; somebody else answers the appeal."))
    _must_be_an_answer(found.answer, answer, reason)
    found.answer, found.reason, found.answered_by, found.answered_at = answer, reason, by, timezone.now()
    found.save()
    waiting.done(inbox.APPEAL, about=found, by=by, outcome=answer)
    if answer == Answer.UPHELD:
        _must_be_the_only_one(case)
        _taken_up(case)
    record(
        "recognition.appeal_answered",
        by=by,
        under=mandate,
        on=case,
        for_whom=case.talent.name,
        after={"decision": found.decision_id, "answer": answer},
        reason=reason,
    )
    return found  # type: ignore[no-any-return]


def _taken_up(case: Case) -> None:
    """A grant stays in force until it is decided anew: nobody loses by appealing."""
    moving.go(case, State.OPEN)
    case.decided_on = None
    moving.assign(case, moving.above(case, today()))
    case.ends_by = working_days(today(), case.way.days)
    moving.begin(case, Step.INTAKE, today())
    moving.kept(case)
