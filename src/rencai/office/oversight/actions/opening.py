"""The results are opened together, once every case is answered and no disagreement is left."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import ngettext

from rencai.office.accounts.models import User
from rencai.office.audit.acts import act, record
from rencai.office.oversight import inbox, judging
from rencai.office.oversight.actions.planning import held, moved
from rencai.office.oversight.campaigns import Campaign, Finding
from rencai.office.oversight.measures import Measure
from rencai.office.oversight.terms import Stage
from rencai.office.oversight.wording import told
from rencai.office.recognition.models import Body
from rencai.supervision import Estimate, SupervisionError


@act
def open_results(*, by: User, campaign: Campaign) -> Campaign:
    """Opens what the checkers said, finds what was wrong, estimates rates, and proposes measures by the table.

    Raises:
        Refused: no mandate.
        ValidationError: somebody has not answered yet.
    """
    campaign, mandate = held(campaign, by, Stage.DRAWN)
    _must_all_be_answered(campaign)
    checks = judging.by_decision(campaign)
    rows = {row.decision_id: row for row in campaign.frame.filter(decision__in=checks)}
    try:
        found = judging.estimated(campaign, checks, rows)
    except SupervisionError as error:
        raise ValidationError(told(error), code="estimate") from None
    Finding.objects.bulk_create(judging.findings_of(campaign, checks, rows), batch_size=1000)
    campaign.estimate, campaign.opened_at = judging.figures(found), timezone.now()
    campaign.checks.update(opened_at=campaign.opened_at)
    moved(campaign, Stage.OPENED)
    _switch(by, campaign, found)
    proposed = _propose(campaign, found)
    wrong = {group.body: group.wrong.found for group in found.bodies if group.wrong.found}
    record("oversight.opened", by=by, under=mandate, on=campaign, after={"wrong": wrong, "measures": len(proposed)})
    return campaign


def _must_all_be_answered(campaign: Campaign) -> None:
    left = campaign.checks.due().count()
    if left:
        text = ngettext(
            "%(count)s check is not answered yet; results are opened together.",
            "%(count)s checks are not answered yet; results are opened together.",
            left,
        )
        raise ValidationError(text % {"count": left}, code="unanswered")


def _switch(by: User, campaign: Campaign, found: Estimate) -> None:
    for strictness in judging.switch(campaign, found):
        strictness.save()
        after = {"body": strictness.body_id, "severity": strictness.severity}
        record("oversight.strictness_changed", by=by, on=campaign, after=after, reason=strictness.reason)


def _propose(campaign: Campaign, found: Estimate) -> list[Measure]:
    listed = judging.proposals(found)
    joined = ("place", "organisation", "parent__place", "parent__organisation")
    bodies: Mapping[int, Body] = Body.objects.select_related(*joined).in_bulk([body for body, *_ in listed])
    now = timezone.now()
    proposed = [
        Measure(kind=kind, body=bodies[body], campaign=campaign, grounds=grounds, answer_days=days, proposed_at=now)
        for body, kind, grounds, days in listed
        if bodies[body].parent_id is not None
    ]
    for measure in Measure.objects.bulk_create(proposed):
        inbox.measure_proposed(measure)
    return proposed
