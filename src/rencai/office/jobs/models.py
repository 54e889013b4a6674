"""A job (后台任务): work that goes on while its owner does something else."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rencai.office.jobs.queries import JobQuerySet


class State(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    GIVEN_UP = "given_up", _("given up")


class Job(models.Model):
    """One piece of background work (后台任务), how far it is, and what came of it.

    `ticket` is the number of its place in the queue. It changes whenever the job is put back, and whoever holds an
    older one can no longer write here: so each attempt has one worker, and the work of a lost one does not count.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="jobs", verbose_name=_("owner")
    )
    title = models.CharField(_("what it does"), max_length=200)
    task = models.CharField(_("work"), max_length=200)
    arguments = models.JSONField(_("arguments"), default=dict)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveBigIntegerField(_("done so far"), default=0)
    total = models.PositiveBigIntegerField(_("of"), null=True)
    message = models.CharField(_("message"), max_length=1000, blank=True)
    point = models.JSONField(_("point reached"), null=True)
    result = models.JSONField(_("result"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("attempts at the most"))
    ticket = models.UUIDField(null=True, editable=False)
    back_to = models.CharField(_("page to come back to"), max_length=300, blank=True)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    alive_until = models.DateTimeField(_("taken for lost after"), null=True)
    made_at = models.DateTimeField(_("started by its owner at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, db_index=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = (
            models.Index(fields=["owner", "-id"], name="job_by_owner"),
            models.Index(fields=["state", "alive_until"], name="job_by_state"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "running")) ^ models.Q(ended_at__isnull=False),
                name="job_ends_when_it_is_over",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("job", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None where nobody knows."""
        if self.state == State.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def waits_long(self) -> bool:
        """Longer than a worker that runs would let it wait, unless there is much to do."""
        return self.state == State.WAITING and timezone.now() - self.due_at > timedelta(minutes=1)


class Timer(models.Model):
    """When a work of the schedule is due next. Whoever moves the time on starts the job: nobody else can."""

    task = models.CharField(max_length=200, primary_key=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.task} {self.due_at}"
