"""An application for recognition (认定申请), its steps, its evidence, and what others object."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rencai.office.places.models import Organisation, Place
from rencai.office.recognition.bodies import Body, Delegation
from rencai.office.recognition.classes import class_word
from rencai.office.recognition.queries import CaseQuerySet
from rencai.office.recognition.routes import BY_KIND, Route
from rencai.office.recognition.terms import PENDING, Answer, BodyKind, State, Step


class Case(models.Model):
    """One application for recognition of one talent.

    `answers` is what the applicant says, fact by fact of the policy pack, saved as it is typed; what the registry
    holds attested comes before it. `category` is the class that is applied for. `place` and `organisation` are those
    of the talent when the case was opened. Until it is submitted, a case has no body.
    """

    measure = models.SlugField(_("recognition as"), max_length=60)
    category = models.SlugField(_("class"), max_length=40, blank=True)
    talent = models.ForeignKey(
        "registry.Talent", models.PROTECT, related_name="recognition_cases", verbose_name=_("talent")
    )
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("opened by"))
    by_employer = models.BooleanField(_("on behalf of the talent"), default=False)
    consented_at = models.DateTimeField(_("consent of the talent"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("employer")
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("place"))
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("recognising body")
    )
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("delegation")
    )
    route = models.CharField(_("route"), max_length=10, choices=BodyKind, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    step = models.CharField(_("step"), max_length=12, choices=Step, blank=True)
    answers: Any = models.JSONField(_("answers"), default=dict, blank=True)
    opened_on = models.DateField(_("opened on"))
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    due_on = models.DateField(_("step due on"), null=True, blank=True)
    ends_by = models.DateField(_("decision due on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("application for recognition")
        verbose_name_plural = _("applications for recognition")
        indexes = (
            models.Index(fields=["body", "state", "due_on", "id"], name="case_by_body"),
            models.Index(fields=["place", "state", "id"], name="case_by_place"),
            models.Index(fields=["organisation", "state", "id"], name="case_by_employer"),
            models.Index(fields=["state", "step", "id"], name="case_by_state"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["talent", "measure"], condition=Q(state__in=sorted(PENDING)), name="one_case_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.CONSENT, State.WITHDRAWN]) | Q(body__isnull=False),
                name="case_under_way_has_a_body",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """As letters and pages name it."""
        return f"RD{self.opened_on:%Y}-{self.pk:06d}"

    @property
    def owner_id(self) -> int | None:
        """The account of the talent whom it is about."""
        account: int | None = self.talent.account_id
        return account

    @property
    def way(self) -> Route:
        return BY_KIND[BodyKind(self.route)]

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING

    @property
    def class_word(self) -> str:
        return class_word(self.category) if self.category else ""


class Stage(models.Model):
    """One step that a case went through, or is in (办理环节); paused days do not count."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="stages")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    step = models.CharField(_("step"), max_length=12, choices=Step)
    began_on = models.DateField(_("began on"))
    due_on = models.DateField(_("due on"))
    ended_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("step")
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=Q(ended_on__isnull=True), name="one_step_at_a_time"),
        )

    def late_on(self, day: date) -> bool:
        return (self.ended_on or day) > self.due_on


class Pause(models.Model):
    """While the applicant owes something, no limit runs (中止计时)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    reason = models.TextField(_("what is owed"))
    began_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)
        verbose_name = _("pause")
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=Q(ended_on__isnull=True), name="one_pause_at_a_time"),
        )


class Evidence(models.Model):
    """A document of the talent's record, put forward for a condition of the measure (证明材料)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence")
    condition = models.CharField(_("condition"), max_length=80)
    document = models.ForeignKey("registry.Document", models.PROTECT, related_name="+", verbose_name=_("document"))
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    seen_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    seen_on = models.DateField(_("original seen on"), null=True, blank=True)

    class Meta:
        ordering = ("condition", "id")
        verbose_name = _("piece of evidence")
        constraints = (
            models.UniqueConstraint(fields=["case", "condition", "document"], name="evidence_once_a_condition"),
        )


class Objection(models.Model):
    """What somebody says against a recognition while it is publicised (公示异议)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="objections")
    text = models.TextField(_("objection"))
    from_whom = models.CharField(_("from whom"), max_length=100)
    contact = models.CharField(_("how to reach them"), max_length=200)
    at = models.DateTimeField(_("received at"), auto_now_add=True)
    answer = models.CharField(_("outcome"), max_length=10, choices=Answer, default=Answer.OPEN)
    reason = models.TextField(_("reason"), blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("objection")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer=Answer.OPEN) | ~Q(reason=""), name="objection_answered_with_a_reason"
            ),
        )
