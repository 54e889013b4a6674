"""What the officers of a body do with a case before it is decided."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import today
from rencai.office.audit.acts import act, record
from rencai.office.pack import the_pack
from rencai.office.recognition import moving
from rencai.office.recognition.cases import Case, Evidence
from rencai.office.recognition.deputising import mandate_over, must_be_free
from rencai.office.recognition.finding import BY_DECISION, objections_of, publicised_days
from rencai.office.recognition.routes import NOTICE_DAYS
from rencai.office.recognition.terms import Answer, State, Step
from rencai.office.registry.actions import state_by_decision

SENSITIVE = "registry.view_sensitive"
RECOGNISING = "recognising-body"
"""The body of the policy pack as which a recognising body confirms facts."""


def handled(case: Case, by: User, version: int | None = None) -> tuple[Case, Mandate]:
    """The case, locked, with the mandate by which `by` deals with it for its body.

    Raises:
        Refused: there is none, or `by` is a party.
        EditedMeanwhile: it is no longer `version`.
        ValidationError: it is not under way.
    """
    case = moving.locked(case, version)
    moving.must_be(case, State.OPEN, State.OWED)
    if case.body is None:
        raise ValueError("a case under way has a body")
    mandate = mandate_over(by, case.body, "recognition.handle", case.category)
    must_be_free(by, case, mandate)
    return case, mandate


@act
def finish_step(*, by: User, case: Case, version: int, note: str = "") -> Case:
    """Ends the step that the case is in, and begins the next of its route.

    Raises:
        Refused: no mandate for its body.
        EditedMeanwhile: somebody else went on with it.
        ValidationError: the step is not done: an original was not seen, the notice still runs, an objection is open;
            or it is the last, which a decision ends.
    """
    case, mandate = handled(case, by, version)
    moving.must_be(case, State.OPEN)
    following = case.way.after(case.step)
    if following is None:
        raise ValidationError(_("The last step ends with the decision."), code="last")
    _must_be_done(case, note)
    done = Step(case.step)
    moving.end(case, today(), by, note)
    moving.begin(case, following, today())
    moving.kept(case)
    _told("step_done", by, mandate, case, after={"step": done, "next": following}, reason=note)
    return case


def _must_be_done(case: Case, note: str) -> None:
    if case.step == Step.ORIGINALS and case.evidence.filter(seen_on__isnull=True).exists():
        raise ValidationError(_("There are documents whose originals nobody has seen yet."), code="originals")
    if case.step == Step.COMMITMENT and not (case.delegation and case.delegation.commitment_signed_on):
        raise ValidationError(_("The body has not signed its letter of commitment yet."), code="commitment")
    if case.step == Step.COMMITTEE and not note.strip():
        raise ValidationError({"note": _("Note what the committee resolved, and on which day.")})
    if case.step == Step.NOTICE:
        _must_have_been_publicised(case)


def _must_have_been_publicised(case: Case) -> None:
    answers = {one.answer for one in objections_of(case)}
    if case.objections.filter(answer=Answer.OPEN).exists():
        raise ValidationError(_("An objection is not answered yet."), code="objection")
    if Answer.UPHELD not in answers and publicised_days(case, today()) < NOTICE_DAYS:
        raise ValidationError(
            _("The notice runs %(days)s working days without objection; they are not over."),
            params={"days": NOTICE_DAYS},
            code="notice",
        )


@act
def ask_applicant(*, by: User, case: Case, what: str, version: int | None = None) -> Case:
    """Asks for what is missing. Until it comes, no limit runs.

    Raises:
        Refused: no mandate for its body.
        EditedMeanwhile: it is no longer `version`.
        ValidationError: nothing is asked, or the case waits already.
    """
    case, mandate = handled(case, by, version)
    if not what.strip():
        raise ValidationError({"what": _("Say what is needed.")})
    moving.go(case, State.OWED)
    moving.pause(case, today(), by, what)
    moving.kept(case)
    _told("asked", by, mandate, case, reason=what)
    return case


@act
def resume(*, by: User, case: Case, reason: str, version: int | None = None) -> Case:
    """Goes on without an answer of the applicant; the limits run again.

    Raises:
        Refused: no mandate for its body.
        EditedMeanwhile: it is no longer `version`.
        ValidationError: it does not wait, or no reason is given.
    """
    case, mandate = handled(case, by, version)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    moving.must_be(case, State.OWED)
    moving.unpause(case, today())
    moving.go(case, State.OPEN)
    moving.kept(case)
    _told("resumed", by, mandate, case, reason=reason)
    return case


@act
def see_original(*, by: User, evidence: Evidence) -> Evidence:
    """Notes that `by` has seen the original of a document.

    Raises:
        Refused: no mandate for its body.
    """
    case, mandate = handled(evidence.case, by)
    found: Evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if found.seen_on is None:
        found.seen_by, found.seen_on = by, today()
        found.save(update_fields=["seen_by", "seen_on"])
    after = {"document": found.document_id, "sha256": found.sha256, "condition": found.condition}
    _told("original_seen", by, mandate, case, after=after)
    return found


@act
def open_evidence(*, by: User, evidence: Evidence) -> Evidence:
    """A document put forward, to be read by whoever deals with the case. The look itself is an event.

    Raises:
        Refused: it is open to the talent, the talent office, the body of the case, and whoever handed it in.
    """
    found: Any = Evidence.objects.select_related("document", *(f"case__{name}" for name in moving.JOINED))
    evidence = found.get(pk=evidence.pk)
    mandate = may_read(by, evidence.case)
    after = {"document": evidence.document_id, "condition": evidence.condition}
    _told("evidence_seen", by, mandate, evidence.case, after=after)
    return evidence


def may_read(by: User, case: Case) -> Mandate | None:
    """As a document of the record: the talent, the talent office, whoever handed it in; and the body of the case."""
    if by.pk in (case.owner_id, case.opened_by_id):
        return None
    if case.body is not None and not by.may(SENSITIVE, case):
        return mandate_over(by, case.body, "recognition.handle")
    return by.must(SENSITIVE, case)


@act
def confirm_facts(*, by: User, case: Case, facts: Collection[str], version: int | None = None) -> Case:
    """Confirms answers of the applicant: they become attested statements of the talent's record.

    Raises:
        Refused: no mandate for its body.
        EditedMeanwhile: it is no longer `version`.
        ValidationError: the applicant has not answered one of them, none is named, or only a decision says it.
    """
    case, mandate = handled(case, by, version)
    if not facts:
        raise ValidationError({"facts": _("Choose the facts that you confirm.")})
    if unknown := [name for name in facts if name not in case.answers]:
        raise ValidationError(
            _("The applicant says nothing about: %(facts)s."), params={"facts": ", ".join(unknown)}, code="unknown"
        )
    if not set(facts).isdisjoint(BY_DECISION):
        raise ValidationError(_("As what somebody is recognised, only a decision says."), code="decision")
    for name in facts:
        said = {name: case.answers[name]}
        state_by_decision(by=by, under=mandate, talent=case.talent, facts=said, body=_attesting(name))
    moving.kept(case)
    _told("fact_confirmed", by, mandate, case, after={"facts": sorted(facts)})
    return case


def _attesting(fact: str) -> str:
    """As which body of the policy pack a recognising body confirms `fact`: itself where the pack lets it."""
    allowed = the_pack().rules.facts[fact].attested_by
    return RECOGNISING if not allowed or RECOGNISING in allowed else allowed[0]


def _told(what: str, by: User, mandate: Mandate | None, case: Case, **more: Any) -> None:
    record(f"recognition.{what}", by=by, under=mandate, on=case, for_whom=case.talent.name, **more)
