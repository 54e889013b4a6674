"""The median wage of each industry, counted once a day: a live check reads one row of it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from rencai.office.jobs.progress import Progress
from rencai.office.jobs.work import work
from rencai.office.oversight.alerts import SectorWage
from rencai.office.places.models import Industry
from rencai.office.registry.entries import Employment

LEAST = 20
"""Of fewer people no median is told: it would be somebody's wage."""


@work()
def count_wages(progress: Progress) -> dict[str, int]:
    """The schedule's counting."""
    return {"industries": count_now()}


def count_now() -> int:
    """Counts anew and returns how many industries have a median; those with too few people have no row."""
    for industry in Industry.values:
        _count(industry)
    return SectorWage.objects.count()


def _count(industry: str) -> None:
    wages: Any = Employment.objects.filter(
        organisation__industry=industry, ended_on__isnull=True, monthly_wage__isnull=False
    ).order_by("monthly_wage")
    people = wages.count()
    if people < LEAST:
        SectorWage.objects.filter(industry=industry).delete()
        return
    median = wages.values_list("monthly_wage", flat=True)[people // 2]
    SectorWage.objects.update_or_create(
        industry=industry, defaults={"median": median, "people": people, "counted_at": timezone.now()}
    )
