"""Counts the talent base and its movements, place by place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Coalesce, TruncMonth

from rencai.office.asker import today
from rencai.office.insight.models import Count, Subject, Tally
from rencai.office.jobs.progress import Progress
from rencai.office.jobs.work import work
from rencai.office.registry.models import Movement, Talent

MONTHS = 12
"""How many months the page looks back, this one included."""
SUBJECTS = {Movement.Kind.ARRIVAL: Subject.ARRIVALS, Movement.Kind.DEPARTURE: Subject.DEPARTURES}


@work()
def count_the_city(progress: Progress) -> dict[str, int]:
    """The schedule's counting."""
    return {"tallies": count_now()}


def count_now() -> int:
    """Counts all anew and returns how many numbers that gave. Two who count at once do not disturb each other."""
    tallies = [*_talents(), *_movements()]
    with transaction.atomic():
        count = Count.objects.create()
        for tally in tallies:
            tally.count = count
        Tally.objects.bulk_create(tallies)
        Count.objects.filter(pk__lt=count.pk).delete()
    return len(tallies)


def months(until: date | None = None) -> list[date]:
    """The first days of the months that the page shows, the earliest first."""
    day = until or today()
    last = day.year * 12 + day.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - MONTHS + 1, last + 1)]


def _talents() -> Iterator[Tally]:
    found = Talent.objects.filter(merged_into=None).order_by().values("place", "recognised_category")
    for row in found.annotate(number=models.Count("pk")):
        yield _tally(Subject.TALENTS, row, category=row["recognised_category"])


def _movements() -> Iterator[Tally]:
    """By the place that the movement names, else by where the talent works."""
    found = Movement.objects.filter(talent__merged_into=None, on__gte=months()[0], on__lte=today()).order_by()
    by = found.values("kind", month=TruncMonth("on"), at=Coalesce("place", "talent__place"))
    for row in by.annotate(number=models.Count("pk")):
        yield _tally(SUBJECTS[row["kind"]], row | {"place": row["at"]}, month=row["month"])


def _tally(subject: Subject, row: dict[str, Any], **values: Any) -> Tally:
    return Tally(subject=subject, place_id=row["place"], number=row["number"], **values)
