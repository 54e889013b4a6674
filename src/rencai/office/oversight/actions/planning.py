"""Before the draw: the plan is written, the seed committed, the frame closed, in this order and no other."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import today
from rencai.office.audit.acts import act, record
from rencai.office.editing import EditedMeanwhile
from rencai.office.oversight.campaigns import Campaign, FrameRow
from rencai.office.oversight.planning import frame_table, rows_of
from rencai.office.oversight.supervising import must_supervise
from rencai.office.oversight.terms import Stage
from rencai.office.oversight.wording import told
from rencai.office.recognition.models import Body
from rencai.supervision import Plan, SupervisionError, new_seed
from rencai.supervision import close_frame as frame_hash
from rencai.supervision import commit_seed as commitment_of

AT_ONCE = 2000


def held(campaign: Campaign, by: User, stage: Stage, unplanned: str = "") -> tuple[Campaign, Mandate]:
    """The campaign, locked, at `stage`, with the mandate for its supervising body.

    Args:
        unplanned: what is said where the plan is not even fixed.

    Raises:
        Refused: no mandate.
        ValidationError: it is at another stage.
    """
    rows: Any = Campaign.objects.select_for_update(of=("self",)).select_related("body__place", "body__organisation")
    found: Campaign = rows.get(pk=campaign.pk)
    mandate = must_supervise(by, found.body)
    if unplanned and found.stage == Stage.PLANNED:
        raise ValidationError(unplanned, code="seed")
    if found.stage != stage:
        raise ValidationError(
            _("This spot check is %(stage)s; that cannot be done now."),
            params={"stage": found.get_stage_display()},
            code="stage",
        )
    return found, mandate


def moved(campaign: Campaign, stage: Stage) -> None:
    campaign.stage = stage
    campaign.version += 1
    campaign.save()


@act
def write_plan(
    *,
    by: User,
    body: Body,
    title: str,
    since: date,
    until: date,
    plan: Plan,
    campaign: Campaign | None = None,
    version: int | None = None,
) -> Campaign:
    """Writes the plan of a new campaign of `body`, or writes that of `campaign` anew while it is not fixed.

    Raises:
        Refused: no mandate for `body`.
        EditedMeanwhile: it is no longer `version`.
        ValidationError: no title, the period has not ended, or the plan is fixed.
    """
    if campaign is None:
        found, mandate = Campaign(body=body), must_supervise(by, body)
    else:
        found, mandate = held(campaign, by, Stage.PLANNED)
        if version is not None and found.version != version:
            raise EditedMeanwhile(found)
        found.version += 1
    if until > today():
        raise ValidationError({"until": _("The period ends today, or earlier: what is still to come cannot be drawn.")})
    found.title, found.since, found.until, found.plan = title.strip(), since, until, plan.data()
    found.written_by, found.written_at = by, timezone.now()
    found.full_clean(exclude=["body", "seed"])
    found.save()
    after = {"title": found.title, "since": since, "until": until, "plan": plan.hash}
    record("oversight.plan_written", by=by, under=mandate, on=found, after=after)
    return found


@act
def commit_seed(*, by: User, campaign: Campaign) -> Campaign:
    """Fixes the plan, draws a seed that nobody sees, and publishes its hash.

    Raises:
        Refused: no mandate.
        ValidationError: the plan is fixed already.
    """
    campaign, mandate = held(campaign, by, Stage.PLANNED)
    campaign.seed = new_seed()
    campaign.commitment, campaign.committed_at = commitment_of(campaign.seed), timezone.now()
    campaign.plan_hash = campaign.sampling_plan.hash
    moved(campaign, Stage.COMMITTED)
    after = {"commitment": campaign.commitment, "plan": campaign.plan_hash}
    record("oversight.seed_committed", by=by, under=mandate, on=campaign, after=after)
    return campaign


@act
def close_frame(*, by: User, campaign: Campaign) -> Campaign:
    """Freezes every decision of the period and publishes the hash of them all.

    Raises:
        Refused: no mandate.
        ValidationError: no seed is committed yet, the frame is closed already, or nobody decided anything.
    """
    first = _("Commit the seed first: a seed chosen after the frame proves nothing.")
    campaign, mandate = held(campaign, by, Stage.COMMITTED, first)
    rows = rows_of(campaign.body, campaign.since, campaign.until)
    try:
        campaign.frame_hash = frame_hash(frame_table(rows), campaign.sampling_plan)
    except SupervisionError as error:
        raise ValidationError(told(error), code="frame") from None
    frozen = (
        FrameRow(campaign=campaign, decision_id=pk, body_id=of, category=category, verdict=verdict)
        for pk, of, category, verdict in rows
    )
    FrameRow.objects.bulk_create(frozen, batch_size=AT_ONCE)
    campaign.frame_closed_at = timezone.now()
    moved(campaign, Stage.CLOSED)
    after = {"frame": campaign.frame_hash, "decisions": len(rows)}
    record("oversight.frame_closed", by=by, under=mandate, on=campaign, after=after)
    return campaign
