"""What an applicant does: begin, write, put evidence forward, agree, submit, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import act, record
from rencai.office.inbox.deadlines import working_days
from rencai.office.pack import fact_value, the_pack
from rencai.office.recognition import inbox, moving
from rencai.office.recognition.cases import Case, Evidence
from rencai.office.recognition.classes import BY_MEASURE, classes_of
from rencai.office.recognition.decisions import Appeal
from rencai.office.recognition.deputising import body_for
from rencai.office.recognition.finding import BY_DECISION, BY_PROCEDURE
from rencai.office.recognition.terms import PENDING, Answer, State, Step
from rencai.office.registry.models import Document, Talent

CONSENT_PAPER = "consent"
"""The condition for which a paper is put forward that the talent has signed, where they have no account."""
WRITTEN = (State.DRAFT, State.CONSENT, State.OWED)


@act
def open_case(*, by: User, talent: Talent, measure: str, category: str = "") -> Case:
    """Begins an application: the talent's own, or that of the employer on their behalf.

    Raises:
        Refused: `by` is neither.
        ValidationError: there is one under way, an appeal is open, or the pack recognises nobody so.
    """
    talent = Talent.objects.select_for_update(of=("self",)).select_related("organisation", "place").get(pk=talent.pk)
    mandate = by.must("recognition.apply", talent)
    if measure not in BY_MEASURE or talent.merged_into_id:
        raise ValidationError(_("Choose as what the talent is to be recognised."), code="measure")
    if talent.recognition_cases.filter(measure=measure, state__in=PENDING).exists():
        raise ValidationError(_("An application of this talent is under way already."), code="open")
    if Appeal.objects.filter(decision__case__talent=talent, decision__case__measure=measure, answer=Answer.OPEN):
        raise ValidationError(_("An appeal of this talent is not answered yet; wait for it."), code="appeal")
    own = talent.account_id == by.pk
    case = Case.objects.create(
        measure=measure,
        category=_known_class(measure, category),
        talent=talent,
        opened_by=by,
        by_employer=not own,
        consented_at=timezone.now() if own else None,
        organisation=talent.organisation,
        place=talent.place,
        opened_on=today(),
    )
    _told("opened", by, mandate, case, after={"measure": measure, "category": category})
    return case


def _known_class(measure: str, category: str) -> str:
    if category and category not in dict(classes_of(measure)):
        raise ValidationError({"category": _("The policy pack knows no such class.")})
    return category


@act
def save_answers(*, by: User, case: Case, answers: Mapping[str, Any], category: str | None = None) -> Case:
    """Keeps what the applicant has typed so far. A fact without a value is taken out.

    Raises:
        Refused: it is not `by`'s to write.
        ValidationError: by fact, what is no value of it; the others are not kept either.
    """
    case, mandate = _written(case, by)
    before = dict(case.answers)
    case.answers = {**before, **_typed(answers)}
    case.answers = {name: value for name, value in case.answers.items() if value is not None}
    if category is not None and category != case.category:
        _must_not_be_under_way(case)
        case.category = _known_class(case.measure, category)
    _agreed_no_more(case, by)
    moving.kept(case)
    changed = {name for name in {*before, *case.answers} if before.get(name) != case.answers.get(name)}
    _told("saved", by, mandate, case, after={"facts": sorted(changed), "category": case.category})
    return case


def _must_not_be_under_way(case: Case) -> None:
    """By the class the body was found, and it is the class that is publicised."""
    if case.state == State.OWED:
        raise ValidationError(
            {"category": _("The class stays as it was handed in; withdraw this application and begin anew.")}
        )


def _agreed_no_more(case: Case, by: User) -> None:
    """Before it is handed in, what somebody else changes needs the talent's consent anew."""
    if case.state == State.DRAFT and case.by_employer and by.pk != case.owner_id:
        case.consented_at = None


def _typed(answers: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in answers.items():
        if name not in the_pack().rules.facts or name in (*BY_PROCEDURE, *BY_DECISION):
            errors[name] = _("The policy pack asks for no such fact.")
        elif value in (None, ""):
            found[name] = None
        else:
            try:
                typed = fact_value(name, value)
            except ValueError as problem:
                errors[name] = str(problem)
            else:
                found[name] = typed if isinstance(typed, bool | int | str) else str(typed)
    if errors:
        raise ValidationError(errors)
    return found


def _written(case: Case, by: User) -> tuple[Case, Mandate | None]:
    """The case, locked, where `by` may still write on it."""
    case, mandate = applied(case, by)
    moving.must_be(case, *WRITTEN)
    return case, mandate


def applied(case: Case, by: User) -> tuple[Case, Mandate | None]:
    """The case, locked, with that by which `by` stands on the applicant's side.

    Raises:
        Refused: it is not `by`'s; or it is the talent's own, which their employer sees and leaves alone.
    """
    case = moving.locked(case)
    mandate = by.must("recognition.apply", case)
    if not case.by_employer and by.pk != case.owner_id:
        raise Refused(_("This is the talent's own application; only they act on it."))
    return case, mandate


@act
def add_evidence(*, by: User, case: Case, condition: str, document: Document) -> Evidence:
    """Puts a document of the talent's record forward for a condition of the measure.

    Raises:
        Refused: it is not `by`'s to write.
        ValidationError: the document is of another record, or stands there already.
    """
    case, mandate = _written(case, by)
    if document.talent_id != case.talent_id:
        raise ValidationError(_("This document belongs to another record."), code="document")
    try:
        with transaction.atomic():
            found = Evidence.objects.create(
                case=case, condition=condition[:80], document=document, sha256=document.sha256, added_by=by
            )
    except IntegrityError:
        raise ValidationError(_("This document stands there already."), code="twice") from None
    _agreed_no_more(case, by)
    moving.kept(case)
    after = {"condition": condition, "document": document.pk, "sha256": document.sha256}
    _told("evidence_added", by, mandate, case, after=after)
    return found


@act
def remove_evidence(*, by: User, evidence: Evidence) -> Case:
    """Takes a document out of the evidence; the record keeps it.

    Raises:
        Refused: it is not `by`'s to write.
        ValidationError: an officer has seen its original.
    """
    case, mandate = _written(evidence.case, by)
    if Evidence.objects.get(pk=evidence.pk).seen_on:
        raise ValidationError(_("Its original has been seen; it stays with the case."), code="seen")
    before = {"condition": evidence.condition, "document": evidence.document_id}
    Evidence.objects.filter(pk=evidence.pk).delete()
    _agreed_no_more(case, by)
    moving.kept(case)
    _told("evidence_removed", by, mandate, case, before=before)
    return case


@act
def consent(*, by: User, case: Case) -> Case:
    """The talent agrees to what their employer applies for on their behalf; a case that waited goes on.

    Raises:
        Refused: `by` is not the talent.
        ValidationError: the case is over.
    """
    case = moving.locked(case)
    if case.owner_id is None or case.owner_id != by.pk:
        raise Refused(_("Only the talent can agree to this."))
    moving.must_be(case, State.DRAFT, State.CONSENT)
    case.consented_at = timezone.now()
    waited = case.state == State.CONSENT
    if waited:
        _set_out(case)
    moving.kept(case)
    _told("consented", by, None, case)
    if waited:
        _told("submitted", by, None, case, after=_where(case))
    return case


@act
def submit(*, by: User, case: Case) -> Case:
    """Hands the application in: it goes to the body that the table of routes names, or back to the body that waits.

    On behalf of a talent with an account it waits for their consent; of one without, a signed paper is needed.

    Raises:
        Refused: it is not `by`'s, or nobody may recognise it.
        ValidationError: the class is not chosen, the consent is missing, or it was submitted before.
    """
    case, mandate = applied(case, by)
    moving.must_be(case, State.DRAFT, State.OWED)
    if not case.category:
        raise ValidationError({"category": _("Choose the class that is applied for.")})
    if case.state == State.OWED:
        moving.unpause(case, today())
        moving.go(case, State.OPEN)
    elif case.by_employer and not _agreed(case):
        moving.go(case, State.CONSENT)
        inbox.consent_is_asked(case)
    else:
        _set_out(case)
    moving.kept(case)
    _told("submitted", by, mandate, case, after=_where(case))
    return case


def _agreed(case: Case) -> bool:
    if case.consented_at is not None:
        return True
    if case.owner_id is None and not case.evidence.filter(condition=CONSENT_PAPER).exists():
        raise ValidationError(
            _("The talent has no account: put forward the consent that they have signed."), code="consent"
        )
    return case.owner_id is None


def _set_out(case: Case) -> None:
    """Upon its way, from today."""
    moving.go(case, State.OPEN)
    inbox.case_waits_no_more(case)
    moving.assign(case, body_for(case))
    case.submitted_on = today()
    case.ends_by = working_days(today(), case.way.days)
    moving.begin(case, Step.INTAKE, today())


def _where(case: Case) -> dict[str, Any]:
    return {"state": case.state, "body": case.body_id, "category": case.category}


@act
def withdraw(*, by: User, case: Case, reason: str = "") -> Case:
    """The applicant wants it no more.

    Raises:
        Refused: it is not `by`'s.
        ValidationError: it is over.
    """
    case, mandate = applied(case, by)
    moving.go(case, State.WITHDRAWN)
    case.stages.filter(ended_on__isnull=True).update(ended_on=today())
    case.pauses.filter(ended_on__isnull=True).update(ended_on=today())
    case.step, case.due_on, case.decided_on = "", None, today()
    inbox.case_waits_no_more(case)
    inbox.objections_wait_no_more(case)
    moving.kept(case)
    _told("withdrawn", by, mandate, case, reason=reason)
    return case


def _told(what: str, by: User, mandate: Mandate | None, case: Case, **more: Any) -> None:
    record(
        f"recognition.{what}",
        by=by,
        under=mandate,
        on=case,
        for_whom=case.talent.name,
        **more,
    )
