"""The draw: which cases are checked, and by whom."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.models import User
from rencai.office.asker import today
from rencai.office.audit.acts import act, record
from rencai.office.inbox.deadlines import working_days
from rencai.office.oversight import inbox, watching
from rencai.office.oversight.actions.planning import held, moved
from rencai.office.oversight.campaigns import Campaign, Check, Checker
from rencai.office.oversight.planning import frame_table
from rencai.office.oversight.supervising import JOINED, Recusal, possible_checkers, preparers_of
from rencai.office.oversight.terms import CheckRole, Stage
from rencai.office.oversight.wording import told
from rencai.office.recognition.models import Decision
from rencai.office.registry.entries import Document
from rencai.supervision import Draw, SupervisionError, assign_checkers, second_level
from rencai.supervision import draw as drawn_cases

PER_CASE = 3
"""Two check each case; the third stands by for what they differ on, and for the second level."""


@act
def draw(*, by: User, campaign: Campaign, checkers: Collection[User] | None = None) -> Campaign:
    """Draws the cases with the committed seed, and for each two checkers who have nothing to do with it. The seed is
    public from then on: anyone can draw again.

    Args:
        checkers: who may be drawn; None: whoever holds the permission within the supervising body's place.

    Raises:
        Refused: no mandate.
        ValidationError: the frame is not closed, it is not the one that was closed, or too few checkers are free.
    """
    campaign, mandate = held(campaign, by, Stage.CLOSED)
    pool = list(checkers) if checkers is not None else possible_checkers(campaign.body)
    try:
        found = _drawn(campaign)
        assigned, decisions = _assigned(campaign, found, pool)
        again = set(second_level(found, campaign.seed))
    except SupervisionError as error:
        raise ValidationError(told(error), code="draw") from None
    campaign.draw, campaign.drawn_at = found.data(), timezone.now()
    moved(campaign, Stage.DRAWN)
    _kept(campaign, pool, assigned, again)
    _look_at_documents(decisions)
    after = {"cases": len(found), "checkers": [one.pk for one in pool], "seed": campaign.seed}
    record("oversight.drawn", by=by, under=mandate, on=campaign, after=after)
    return campaign


def _drawn(campaign: Campaign) -> Draw:
    rows = list(campaign.frame.values_list("decision", "body", "category", "verdict"))
    found = drawn_cases(
        campaign.sampling_plan,
        frame_table(rows),
        seed=campaign.seed,
        commitment=campaign.commitment,
        committed_at=campaign.committed_at,
        frame_closed_at=campaign.frame_closed_at,
    )
    if found.frame_hash != campaign.frame_hash:
        raise ValidationError(_("The frame is no longer the one that was closed: its hash differs."), code="frame")
    return found


def _assigned(campaign: Campaign, found: Draw, pool: list[User]) -> tuple[dict[str, tuple[str, ...]], list[Decision]]:
    """Checkers of each case by number, and the drawn decisions."""
    numbers = [int(name) for name in found.ids]
    decisions = list(Decision.objects.filter(pk__in=numbers).select_related(*JOINED).defer("record"))
    recusal, prepared = Recusal(pool), preparers_of(numbers)
    conflicts = {str(one.pk): {str(pk) for pk in recusal.barred(one, prepared.get(one.pk, ()))} for one in decisions}
    names = [str(one.pk) for one in pool]
    assignment = assign_checkers(found, names, conflicts, campaign.seed, per_case=PER_CASE)
    return dict(assignment.checkers), decisions


def _kept(campaign: Campaign, pool: list[User], assigned: dict[str, tuple[str, ...]], again: set[str]) -> None:
    checks = []
    for name, (first, second, third) in assigned.items():
        roles = [(first, CheckRole.CHECK), (second, CheckRole.CHECK)]
        roles += [(third, CheckRole.REVIEW)] if name in again else []
        checks += [
            Check(campaign=campaign, decision_id=int(name), checker_id=int(who), role=role) for who, role in roles
        ]
    Check.objects.bulk_create(checks, batch_size=1000)
    Checker.objects.bulk_create(Checker(campaign=campaign, user=one) for one in pool)
    until = working_days(today(), inbox.DAYS_FOR_CHECKS)
    counts: dict[int, int] = {}
    for check in checks:
        counts[check.checker_id] = counts.get(check.checker_id, 0) + 1
    for checker in campaign.checkers.select_related("user"):
        inbox.checks_wait(checker, counts.get(checker.user_id, 0), until)


def _look_at_documents(decisions: list[Decision]) -> None:
    """Alerts to each drawn decision whose documents are no longer those it rests on. One query for all."""
    wanted = {one["document"] for decision in decisions for one in decision.evidence}
    now: dict[Any, str] = dict(Document.objects.filter(pk__in=wanted).values_list("pk", "sha256"))
    for decision in decisions:
        other = sum(now.get(one["document"]) != one["sha256"] for one in decision.evidence)
        watching.alert_to_altered(decision, other)
