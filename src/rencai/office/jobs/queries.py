"""Questions about jobs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from rencai.office.asker import Asker

if TYPE_CHECKING:
    from typing import Self

STRANDED_AFTER = timedelta(minutes=2)
"""A due job whose ticket nobody holds for so long has been dropped between the queue and the job's own row."""


class JobQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Asker) -> Self:
        """Everybody sees their own; what the office does by its schedule is nobody's."""
        return self.filter(owner=user.pk, owner__isnull=False)

    def open(self) -> Self:
        """Neither done nor failed."""
        return self.filter(state__in=("waiting", "running"))

    def held(self, job: Any) -> Self:
        """`job` as long as nobody else has taken it over since it was read."""
        return self.filter(pk=job.pk, ticket=job.ticket, state=job.state)

    def lost(self, now: datetime) -> Self:
        """Whose worker has been silent for too long."""
        return self.filter(state="running", alive_until__lt=now)

    def stranded(self, now: datetime) -> Self:
        """Waiting and due, but in nobody's hands: their worker died between taking the ticket and beginning."""
        since = now - STRANDED_AFTER
        ready = Q(status=TaskResultStatus.READY)
        just_taken = Q(status=TaskResultStatus.RUNNING, started_at__gte=since)
        held = DBTaskResult.objects.filter(ready | just_taken, pk=OuterRef("ticket"))
        return self.filter(~Exists(held), state="waiting", due_at__lt=since)
