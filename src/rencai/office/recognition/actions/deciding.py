"""Deciding: grant, refuse, return, refer up; and revoking what was granted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rencai.office.accounts.duties import must_not_have_prepared
from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import act, record
from rencai.office.recognition import inbox, moving, signals
from rencai.office.recognition.bodies import Delegation
from rencai.office.recognition.cases import Case
from rencai.office.recognition.classes import HIGH_LEVEL, NONE, class_word, classes_of, rank
from rencai.office.recognition.decisions import Decision, Recognition
from rencai.office.recognition.deputising import (
    mandate_over,
    must_be_free,
    must_be_in_force,
    must_be_within_quota,
    must_reach,
)
from rencai.office.recognition.finding import Finding, finding_of, working_days_between
from rencai.office.recognition.terms import State, Step, Verdict
from rencai.office.registry.actions import state_by_decision

RECOGNISING, CLASS = "recognising-body", "recognised_category"
CHANGED = "changed"
ENDING = (Verdict.GRANT, Verdict.REFUSE)


@act
def decide(
    *,
    by: User,
    case: Case,
    version: int,
    verdict: str,
    category: str = "",
    manner: str = "",
    reason: str = "",
    valid_until: date | None = None,
) -> Decision:
    """Decides a case for its body. What the decision rests on is frozen with it.

    Args:
        category: of a grant, the class; that which is applied for where none is given.
        manner: of a grant of high-level talents, introduced or local; by the pack where none is given.
        reason: needed for all but a grant by the finding.
        valid_until: of a grant, its last day; the rules know none, so that mostly there is none.

    Raises:
        Refused: no mandate; outside the delegation's scope, past its quota, or while it is not in force; `by` is a
            party, or has prepared the case.
        EditedMeanwhile: somebody else went on with it.
        ValidationError: the steps before are not done, a reason is missing, or a document has changed since.
    """
    case = moving.locked(case, version)
    moving.must_be(case, State.OPEN)
    mandate, category = _mandate(by, case, verdict, category)
    finding = finding_of(case, today())
    _must_fit(case, finding, verdict, category, reason)
    _must_not_lower(case, verdict, category)
    _must_lie_ahead(valid_until)
    prepared = _prepared(case, by, verdict)
    _must_be_authorised(case, verdict, category)
    grants = verdict == Verdict.GRANT
    decision = _frozen(
        case=case,
        verdict=verdict,
        category=category if grants else "",
        manner=(manner or finding.manner) if grants and case.measure == HIGH_LEVEL else "",
        reason=reason,
        valid_until=valid_until if grants else None,
        by=by,
        prepared_by_id=prepared,
        finding=finding,
    )
    CONSEQUENCES[Verdict(verdict)](case, decision, by, mandate)
    moving.kept(case)
    signals.decided.send(Decision, decision=decision)
    _tell(decision, by, mandate)
    return decision


def _mandate(by: User, case: Case, verdict: str, category: str) -> tuple[Mandate, str]:
    """The mandate by which `by` decides, and the class; the delegation's row is locked from here on."""
    if case.body is None or case.delegation is None:
        raise ValueError("a case under way has a body")
    mandate = mandate_over(by, case.body, "recognition.decide", case.category)
    category = (verdict == Verdict.GRANT and category) or case.category
    mandate_over(by, case.body, "recognition.decide", category)
    delegation: Delegation = Delegation.objects.select_for_update(of=("self",)).get(pk=case.delegation_id)
    case.delegation = delegation
    must_be_free(by, case, mandate)
    return mandate, category


def _must_be_authorised(case: Case, verdict: str, category: str) -> None:
    delegation: Any = case.delegation
    if verdict in ENDING:
        must_be_in_force(delegation)
    if verdict == Verdict.GRANT:
        must_reach(delegation, case, category)
        must_be_within_quota(delegation, today())


def _tell(decision: Decision, by: User, mandate: Mandate) -> None:
    record(
        "recognition.decided",
        by=by,
        under=mandate,
        on=decision.case,
        for_whom=decision.case.talent.name,
        after=_told(decision),
        reason=decision.reason,
    )


def _must_fit(case: Case, finding: Finding, verdict: str, category: str, reason: str) -> None:
    if verdict not in Verdict.values:
        raise ValidationError({"verdict": _("Choose a decision.")})
    if verdict == Verdict.GRANT and case.step != Step.OPINION:
        raise ValidationError(_("The steps before the opinion are not done."), code="step")
    if verdict == Verdict.GRANT and category not in dict(classes_of(case.measure)):
        raise ValidationError({"category": _("Choose a class.")})
    against = finding.against(verdict, category)
    if (verdict != Verdict.GRANT or against) and not reason.strip():
        raise ValidationError({"reason": _reason_needed(against)})
    if verdict == Verdict.GRANT and rank(category) > rank(case.category):
        raise ValidationError({"category": _("Nothing higher is granted than what was applied for and publicised.")})
    if verdict == Verdict.GRANT and _changed(case):
        raise ValidationError(_("A document has changed since it was put forward."), code=CHANGED)


def _must_not_lower(case: Case, verdict: str, category: str) -> None:
    """A class is lost by a revocation with its cause, not by a grant; what this case granted before is open again."""
    held = Recognition.objects.in_force().filter(talent=case.talent, decision__case__measure=case.measure)
    classes = held.exclude(decision__case=case).values_list("category", flat=True)
    if verdict == Verdict.GRANT and any(rank(one) > rank(category) for one in classes):
        raise ValidationError({"category": _("The talent is recognised in a higher class already.")})


def _must_lie_ahead(last: date | None) -> None:
    if last is not None and last < today():
        raise ValidationError({"valid_until": _("This day has passed.")})


def _reason_needed(against: bool) -> str:
    if against:
        return _("This goes against what the rules find: give the reason. It will be looked at in supervision.")
    return _("Give the reason.")


def _changed(case: Case) -> bool:
    return any(one.sha256 != one.document.sha256 for one in case.evidence.select_related("document"))


def _prepared(case: Case, by: User, verdict: str) -> int | None:
    """Who prepared the case here last. Whoever prepared any of it, here or elsewhere, grants and refuses nothing."""
    if verdict in ENDING:
        must_not_have_prepared(by, preparers_of(case))
    here = case.stages.filter(body=case.body, done_by__isnull=False).order_by("-id")
    last: int | None = here.values_list("done_by", flat=True).first()
    return last


def preparers_of(case: Case) -> set[int]:
    """Who ended a step of the case or saw an original, at any body."""
    done = case.stages.filter(done_by__isnull=False).values_list("done_by", flat=True)
    seen = case.evidence.filter(seen_by__isnull=False).values_list("seen_by", flat=True)
    return {*done, *seen}


def _frozen(*, case: Case, finding: Finding, verdict: str, category: str, **values: Any) -> Decision:
    evidence = list(case.evidence.values("condition", "document", "sha256", "seen_on", "seen_by"))
    decision = Decision(
        case=case,
        verdict=verdict,
        category=category,
        body=case.body,
        delegation=case.delegation,
        on=today(),
        days=_days(case, today()),
        finding=finding.status,
        supported=finding.supported,
        against_finding=finding.against(verdict, category),
        unattested=sorted(finding.unattested),
        record=finding.decision.as_json(),
        evidence=json.loads(json.dumps(evidence, default=str)),
        **values,
    )
    decision.digest = digest_of(decision)
    decision.save()
    return decision


def _days(case: Case, on: date) -> int:
    """Working days since the body took the case in, without those for which it waited for the applicant."""
    intake = case.stages.filter(step=Step.INTAKE).order_by("-id").first()
    if intake is None:
        return 0
    pauses = case.pauses.filter(began_on__gte=intake.began_on)
    waited = sum(working_days_between(one.began_on, one.ended_on or on) for one in pauses)
    return max(working_days_between(intake.began_on, on) - waited, 0)


def digest_of(decision: Decision) -> str:
    """SHA-256 over all that a decision froze, as canonical JSON."""
    content: Mapping[str, Any] = {
        "case": decision.case_id,
        "verdict": decision.verdict,
        "category": decision.category,
        "manner": decision.manner,
        "reason": decision.reason,
        "body": decision.body_id,
        "delegation": decision.delegation_id,
        "by": decision.by_id,
        "prepared_by": decision.prepared_by_id,
        "days": decision.days,
        "finding": decision.finding,
        "supported": decision.supported,
        "against_finding": decision.against_finding,
        "unattested": decision.unattested,
        "on": decision.on.isoformat(),
        "valid_until": decision.valid_until and decision.valid_until.isoformat(),
        "record": decision.record,
        "evidence": decision.evidence,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision.pk,
        "verdict": decision.verdict,
        "category": decision.category,
        "finding": decision.finding,
        "against_finding": decision.against_finding,
        "unattested": decision.unattested,
        "edition": decision.record["edition"],
        "digest": decision.digest,
    }


def _grant(case: Case, decision: Decision, by: User, mandate: Mandate) -> None:
    _ended(case, State.GRANTED, by, decision)
    earlier = Recognition.objects.in_force().filter(talent=case.talent, decision__case__measure=case.measure)
    recognition = Recognition.objects.create(
        talent=case.talent,
        decision=decision,
        category=decision.category,
        manner=decision.manner,
        valid_from=today(),
        valid_until=decision.valid_until,
    )
    for one in earlier.exclude(pk=recognition.pk):
        one.superseded_by = recognition
        one.save(update_fields=["superseded_by"])
        inbox.recognition_has_ended(one)
    if case.measure == HIGH_LEVEL:
        facts = {CLASS: decision.category} | ({"recognised_as": decision.manner} if decision.manner else {})
        until = decision.valid_until
        state_by_decision(by=by, under=mandate, talent=case.talent, facts=facts, body=RECOGNISING, until=until)
    signals.recognised.send(Recognition, recognition=recognition)


def _refuse(case: Case, decision: Decision, by: User, mandate: Mandate) -> None:
    """Refused after an appeal, what was granted by this case before ends."""
    _ended(case, State.REFUSED, by, decision)
    for recognition in Recognition.objects.in_force().filter(decision__case=case):
        revoke(by=by, recognition=recognition, cause=decision.reason)


def _ended(case: Case, state: State, by: User, decision: Decision) -> None:
    moving.go(case, state)
    moving.end(case, today(), by, decision.reason)
    case.step, case.due_on, case.decided_on = "", None, today()
    inbox.case_waits_no_more(case)
    inbox.objections_wait_no_more(case)


def _return(case: Case, decision: Decision, by: User, mandate: Mandate) -> None:
    moving.go(case, State.OWED)
    moving.pause(case, today(), by, decision.reason)


def _refer(case: Case, decision: Decision, by: User, mandate: Mandate) -> None:
    moving.hand_over(case, moving.above(case, today()), today())


CONSEQUENCES: dict[Verdict, Callable[[Case, Decision, User, Mandate], None]] = {
    Verdict.GRANT: _grant,
    Verdict.REFUSE: _refuse,
    Verdict.RETURN: _return,
    Verdict.REFER: _refer,
}


@act
def revoke(*, by: User, recognition: Recognition, cause: str) -> Recognition:
    """Ends a recognition before its time; the record says so, and what was built on it hears of it.

    Raises:
        Refused: `by` acts neither for the body that granted it nor for a level above it, or is a party.
        ValidationError: no cause is given, or it has ended already.
    """
    rows: Any = Recognition.objects.select_for_update(of=("self",)).select_related(
        "talent", "decision__body", "decision__case__talent"
    )
    recognition = rows.get(pk=recognition.pk)
    mandate = over_it_or_above(by, recognition)
    must_be_free(by, recognition.decision.case, mandate)
    if not cause.strip():
        raise ValidationError({"cause": _("Give the cause.")})
    if recognition.revoked_on or recognition.superseded_by_id:
        raise ValidationError(_("This recognition has ended already."), code="ended")
    recognition.revoked_on, recognition.revoked_by, recognition.revoked_cause = today(), by, cause
    recognition.save(update_fields=["revoked_on", "revoked_by", "revoked_cause"])
    if recognition.decision.case.measure == HIGH_LEVEL:
        state_by_decision(by=by, under=mandate, talent=recognition.talent, facts={CLASS: NONE}, body=RECOGNISING)
    inbox.recognition_has_ended(recognition)
    signals.revoked.send(Recognition, recognition=recognition)
    after = {"category": recognition.category, "class": class_word(recognition.category)}
    record(
        "recognition.revoked",
        by=by,
        under=mandate,
        on=recognition,
        for_whom=recognition.talent.name,
        before=after,
        reason=cause,
    )
    return recognition


def over_it_or_above(by: User, recognition: Recognition) -> Mandate:
    body = recognition.decision.body
    while True:
        try:
            return mandate_over(by, body, "recognition.decide", recognition.category)
        except Refused:
            if body.parent is None:
                raise
            body = body.parent
