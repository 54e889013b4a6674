"""What the public learns while a recognition is publicised (公示): who, where, as what, by whom, until when."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import models
from django.utils.translation import gettext as _

from rencai.office.asker import Refused
from rencai.office.audit import origin
from rencai.office.inbox.deadlines import is_working_day, working_days
from rencai.office.recognition.cases import Case, Stage
from rencai.office.recognition.routes import NOTICE_DAYS
from rencai.office.recognition.terms import State, Step

HOUR, MOST_OBJECTIONS = 3600, 5
"""Objections from one address within an hour; each worker process counts for itself."""


class Publicised(NamedTuple):
    """A case as the public sees it, and nothing else of it."""

    pk: int
    name: str
    employer: str
    category: str
    body: str
    since: date
    until: date


def in_notice() -> models.QuerySet[Any]:
    """The notices that run, the latest first."""
    found: models.QuerySet[Any] = Stage.objects.filter(
        step=Step.NOTICE, ended_on__isnull=True, case__state=State.OPEN
    ).order_by("-id")
    return found.select_related("case__talent", "case__organisation", "body__place", "body__organisation")


def publicised(stage: Stage) -> Publicised:
    case: Case = stage.case
    return Publicised(
        pk=case.pk,
        name=case.talent.name,
        employer=case.organisation.name if case.organisation else "",
        category=case.class_word,
        body=stage.body.name,
        since=stage.began_on,
        until=max(_last_before(stage.due_on), working_days(stage.began_on, NOTICE_DAYS)),
    )


def _last_before(day: date) -> date:
    """The last working day before `day`."""
    before = (day - timedelta(back) for back in count(1))
    return next(one for one in before if is_working_day(one))


def must_not_be_too_many() -> None:
    """Counts an objection from this address.

    Raises:
        Refused: there were too many within the hour.
    """
    key = f"objections-{origin.current.get().address}"
    cache.add(key, 0, HOUR)
    if cache.incr(key) > MOST_OBJECTIONS:
        raise Refused(_("Too many objections came from your address within the hour. Try again later."))
