"""What the passing of days changes: work that ended or began, a recognition that ran out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from rencai.office.asker import today
from rencai.office.audit.acts import act, record
from rencai.office.audit.differences import differences, snapshot
from rencai.office.jobs.progress import Progress
from rencai.office.jobs.work import work
from rencai.office.registry.entries import Employment, Statement
from rencai.office.registry.in_step import FOLLOWING, RECOGNISED, bring_in_step
from rencai.office.registry.models import Talent


@work()
def follow_the_calendar(progress: Progress) -> int:
    """Brings every talent in step whose entries say something else today than when they were entered. How many."""
    numbers, changed = sorted(_perhaps_out_of_step()), 0
    for done, number in enumerate(numbers, 1):
        changed += _bring_in_step(number)
        progress(done, len(numbers))
    return changed


def _perhaps_out_of_step() -> set[int]:
    day = today()
    over, current = Q(ended_on__lte=day), Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    works: QuerySet[Any] = Employment.objects.filter(talent__merged_into__isnull=True, started_on__lte=day)
    left = works.filter(over, talent__organisation=F("organisation"))
    begun = works.filter(current, organisation__isnull=False).exclude(talent__organisation=F("organisation"))
    expired = Statement.objects.filter(fact=RECOGNISED, valid_until__lt=day).exclude(talent__recognised_category="")
    return {number for found in (left, begun, expired) for number in found.values_list("talent", flat=True)}


def _bring_in_step(number: int) -> bool:
    with transaction.atomic():
        talent = Talent.objects.select_for_update(of=("self",)).get(pk=number)
        old = snapshot(talent, FOLLOWING)
        over = talent.employments.filter(ended_on__lte=today()).values_list("organisation", flat=True)
        bring_in_step(talent, {Employment, Statement}, set(over))
        before, after = differences(old, snapshot(talent, FOLLOWING))
        if after:
            _moved_on(talent, before, after)
    return bool(after)


@act
def _moved_on(talent: Talent, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """The office itself acts: nobody asked for it today."""
    talent.version += 1
    talent.save()
    record("registry.talent_corrected", by=None, on=talent, for_whom=talent.name, before=before, after=after)
