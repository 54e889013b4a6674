"""A blind check is answered once, by its checker, who is still no party; else somebody else is drawn."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.models import User
from rencai.office.asker import Refused, today
from rencai.office.audit.acts import act, record
from rencai.office.inbox.deadlines import working_days
from rencai.office.oversight import inbox, watching
from rencai.office.oversight.campaigns import Campaign, Check, Checker
from rencai.office.oversight.supervising import CHECK, JOINED, Recusal, must_supervise, preparers_of
from rencai.office.oversight.terms import CheckRole, CheckVerdict, Stage
from rencai.office.recognition.classes import classes
from rencai.office.registry.entries import Document
from rencai.supervision.seed import number

MOST_TEXT = 4000
BECAME_A_PARTY = "is a party, or took part"


def answer_check(*, by: User, check: Check, verdict: str, category: str = "", reason: str) -> Check:
    """Says what `by` would have decided, once. Whoever has become a party meanwhile is refused; somebody else is drawn.

    Raises:
        Refused: it is somebody else's check, or `by` has become a party to the case.
        ValidationError: no decision, class or reason, answered already, or the results are open.
    """
    check = _of(by, check)
    if check.answered_at is None and is_barred(check):
        redraw_check(by=None, check=check, why=BECAME_A_PARTY)
        raise Refused(_("You have become a party to this case, or took part in it; somebody else checks it."))
    return _answered(by=by, check=check, verdict=verdict, category=category, reason=reason)


def _of(by: User, check: Check) -> Check:
    found: Any = Check.objects.visible_to(by).filter(pk=check.pk).select_related("campaign__body__place").first()
    if found is None:
        _refused(by=by, check=check)
        raise Refused(_("This check is somebody else's."))
    return found  # type: ignore[no-any-return]


@act
def _refused(*, by: User, check: Check) -> None:
    record("oversight.refused_attempt", by=by, on=check, named=False)


def is_barred(check: Check) -> bool:
    """Whether the checker may no longer look at the case: a party, kin, or somebody who took part in it."""
    decision = type(check).objects.select_related(*(f"decision__{path}" for path in JOINED)).get(pk=check.pk).decision
    return check.checker_id in Recusal([check.checker]).barred(
        decision, preparers_of([decision.pk]).get(decision.pk, ())
    )


@act
def _answered(*, by: User, check: Check, verdict: str, category: str, reason: str) -> Check:
    campaign = _locked(check.campaign)
    found: Check = Check.objects.select_for_update(of=("self",)).get(pk=check.pk)
    mandate = by.must(CHECK)
    if campaign.stage != Stage.DRAWN or found.answered_at is not None or found.excused_at is not None:
        raise ValidationError(_("This check has been answered already; one answer counts."), code="answered")
    _must_be_an_answer(verdict, category, reason)
    found.verdict, found.reason = verdict, reason.strip()[:MOST_TEXT]
    found.category = category if verdict == CheckVerdict.GRANT else ""
    found.answered_at = timezone.now()
    found.save()
    settle_if_needed(campaign, found.decision_id)
    told_to_wait(campaign, by.pk)
    record("oversight.check_answered", by=by, under=mandate, on=found, after={"verdict": verdict, "category": category})
    return found


def _locked(campaign: Campaign) -> Campaign:
    """Two answers on one case wait for each other here, so that a disagreement is seen by the second."""
    rows: Any = Campaign.objects.select_for_update(of=("self",)).select_related("body__place")
    return rows.get(pk=campaign.pk)  # type: ignore[no-any-return]


def _must_be_an_answer(verdict: str, category: str, reason: str) -> None:
    if verdict not in CheckVerdict.values:
        raise ValidationError({"verdict": _("Say what you would have decided.")})
    if verdict == CheckVerdict.GRANT and category not in dict(classes()):
        raise ValidationError({"category": _("Choose a class.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})


def settle_if_needed(campaign: Campaign, decision: int) -> None:
    """Where both checkers have answered and differ, a third is drawn who settles it."""
    checks = list(campaign.checks.valid().filter(decision=decision))
    first = [one for one in checks if one.role == CheckRole.CHECK]
    settled = any(one.role == CheckRole.SETTLE for one in checks)
    if settled or any(one.answered_at is None for one in first):
        return
    if len({(one.verdict, one.category) for one in first}) > 1:
        who = _free(campaign, first[0], {one.checker_id for one in first}, [one.checker_id for one in checks])
        Check.objects.create(campaign=campaign, decision_id=decision, checker_id=who, role=CheckRole.SETTLE)
        told_to_wait(campaign, who)


def _free(campaign: Campaign, check: Check, never: set[int], rather_not: list[int]) -> int:
    """Who of the campaign's checkers is free for the case of `check`: the fewest open checks, then by the seed.

    Raises:
        ValidationError: nobody is.
    """
    pool = [one.user for one in campaign.checkers.select_related("user")]
    decision = Check.objects.select_related(*(f"decision__{path}" for path in JOINED)).get(pk=check.pk).decision
    barred = Recusal(pool).barred(decision, preparers_of([decision.pk]).get(decision.pk, ()))
    free = [one.pk for one in pool if one.pk not in never | barred]
    if not free:
        raise ValidationError(_("No checker is left who has nothing to do with this case."), code="checkers")
    loads = dict.fromkeys(free, 0)
    for who in campaign.checks.due().filter(checker__in=free).values_list("checker", flat=True):
        loads[who] += 1
    return min(
        free, key=lambda pk: (pk in rather_not, loads[pk], number(campaign.seed, "checker", f"{decision.pk}\n{pk}"))
    )


@act
def redraw_check(*, by: User | None, check: Check, why: str) -> Check:
    """Gives a check that is not answered to somebody else, drawn anew.

    Args:
        by: None where the office itself does it, as the checker became a party.

    Raises:
        Refused: no mandate for the supervising body.
        ValidationError: no reason, it is answered, or nobody is free.
    """
    campaign = _locked(check.campaign)
    mandate = must_supervise(by, campaign.body) if by else None
    found: Check = Check.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if not why.strip():
        raise ValidationError({"why": _("Give the reason.")})
    if found.answered_at is not None or found.excused_at is not None or campaign.stage != Stage.DRAWN:
        raise ValidationError(_("This check has been answered already; one answer counts."), code="answered")
    taken = list(campaign.checks.filter(decision=found.decision_id).values_list("checker", flat=True))
    who = _free(campaign, found, set(taken), [])
    found.excused_at, found.excused_why = timezone.now(), why.strip()[:MOST_TEXT]
    found.save()
    fresh = Check.objects.create(campaign=campaign, decision_id=found.decision_id, checker_id=who, role=found.role)
    for one in (found.checker_id, who):
        told_to_wait(campaign, one)
    after = {"from": found.checker_id, "to": who}
    record("oversight.check_redrawn", by=by, under=mandate, on=found, after=after, reason=why)
    return fresh


def told_to_wait(campaign: Campaign, user: int) -> None:
    """The inbox of a checker holds how many checks are left."""
    checker = Checker.objects.select_related("campaign").get(campaign=campaign, user=user)
    left = campaign.checks.due().filter(checker=user).count()
    inbox.checks_wait(checker, left, working_days(today(), inbox.DAYS_FOR_CHECKS))


@act
def see_evidence(*, by: User, check: Check, document: Document) -> Document:
    """Notes that a checker looks at a document, and raises an alert where it is no longer the one decided on.

    Raises:
        Refused: it is somebody else's check.
    """
    found = _of(by, check)
    mandate = by.must(CHECK)
    record(
        "oversight.evidence_seen",
        by=by,
        under=mandate,
        on=found,
        after={"document": document.pk, "sha256": document.sha256},
    )
    watching.alert_to_altered(found.decision, watching.altered(found.decision, document))
    return document
