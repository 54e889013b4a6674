"""Spot-check campaigns (抽查): the plan, the frame, the draw, the blind checks, the findings."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from rencai.office.oversight.queries import CampaignQuerySet, CheckQuerySet, FindingQuerySet
from rencai.office.oversight.terms import WRONG, CheckRole, CheckVerdict, Outcome, Severity, Stage
from rencai.office.recognition.classes import class_word
from rencai.office.recognition.models import Body, Decision
from rencai.office.secrecy.fields import EncryptedTextField
from rencai.supervision import Draw, Plan


class Campaign(models.Model):
    """A spot check (抽查) by one level of the bodies right below it.

    `plan` is `rencai.supervision.Plan.data()`; `seed` stays secret until the draw, its hash `commitment` is published
    before the frame is closed; `draw` is `Draw.data()`; `estimate` holds the figures once the results are open.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="campaigns", verbose_name=_("supervising body"))
    title = models.CharField(_("title"), max_length=120)
    since = models.DateField(_("decisions from"))
    until = models.DateField(_("decisions until"))
    plan: Any = models.JSONField(_("sampling plan"))
    plan_hash = models.CharField(max_length=64, blank=True, editable=False)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.PLANNED)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    seed = EncryptedTextField(editable=False)
    commitment = models.CharField(_("commitment of the seed"), max_length=64, blank=True, editable=False)
    committed_at = models.DateTimeField(_("published at"), null=True, blank=True)
    frame_hash = models.CharField(_("hash of the frame"), max_length=64, blank=True, editable=False)
    frame_closed_at = models.DateTimeField(_("frame closed at"), null=True, blank=True)
    draw: Any = models.JSONField(null=True, blank=True, editable=False)
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("results opened at"), null=True, blank=True)
    estimate: Any = models.JSONField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ("-until", "-id")
        verbose_name = _("spot check")
        verbose_name_plural = _("spot checks")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")),
                name="campaign_ends_after_it_begins",
                violation_error_message=_("The period ends on the day it begins, or later."),
            ),
            models.CheckConstraint(
                condition=Q(frame_closed_at__isnull=True) | Q(committed_at__lte=models.F("frame_closed_at")),
                name="seed_committed_before_the_frame",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def place_id(self) -> int:
        return self.body.place_id

    @property
    def sampling_plan(self) -> Plan:
        return Plan.of(self.plan)

    @property
    def was_drawn(self) -> bool:
        return self.stage in (Stage.DRAWN, Stage.OPENED)

    @cached_property
    def drawn(self) -> Draw:
        """The draw; only once it was made."""
        return Draw.of(self.draw)


class FrameRow(models.Model):
    """A decision in a closed frame, frozen as it was drawn from: `granted` or `refused`, money in cents."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="frame")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    category = models.SlugField(max_length=40)
    verdict = models.CharField(max_length=8)
    cents = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        verbose_name = _("row of a frame")
        constraints = (models.UniqueConstraint(fields=["campaign", "decision"], name="decision_once_a_frame"),)


class Checker(models.Model):
    """Somebody who may be drawn as a checker in a campaign (抽查人员)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="checkers")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("checker"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("checker")
        constraints = (models.UniqueConstraint(fields=["campaign", "user"], name="checker_once_a_campaign"),)

    def __str__(self) -> str:
        return str(self.user)


class Check(models.Model):
    """One checker's blind look at one decision (盲审): what they would have decided, said once."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="checks")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="checks")
    checker = models.ForeignKey("accounts.User", models.PROTECT, related_name="checks", verbose_name=_("checker"))
    role = models.CharField(_("level"), max_length=8, choices=CheckRole, default=CheckRole.CHECK)
    verdict = models.CharField(_("your decision"), max_length=8, choices=CheckVerdict, blank=True)
    category = models.SlugField(_("class"), max_length=40, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    excused_at = models.DateTimeField(_("excused at"), null=True, blank=True)
    excused_why = models.TextField(_("why somebody else checks it"), blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ("campaign", "id")
        verbose_name = _("blind check")
        verbose_name_plural = _("blind checks")
        indexes = (models.Index(fields=["checker", "answered_at", "id"], name="check_by_checker"),)
        constraints = (
            models.UniqueConstraint(fields=["campaign", "decision", "checker", "role"], name="check_once_a_checker"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (~Q(verdict="") & ~Q(reason="")),
                name="check_answered_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(excused_at__isnull=True) | (~Q(excused_why="") & Q(answered_at__isnull=True)),
                name="check_excused_with_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id}-{self.pk}"

    @property
    def place_id(self) -> int:
        return self.campaign.body.place_id

    @property
    def is_second_level(self) -> bool:
        return self.role == CheckRole.REVIEW

    @property
    def class_word(self) -> str:
        return class_word(self.category) if self.category else ""


class Finding(models.Model):
    """What a checked decision was found to be (抽查结论). Money at stake is 0 until support is paid on it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="findings")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="findings")
    body = models.ForeignKey(Body, models.PROTECT, related_name="findings")
    outcome = models.CharField(_("found"), max_length=16, choices=Outcome)
    category = models.SlugField(_("class that was found right"), max_length=40, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    cents = models.BigIntegerField(_("money at stake in cents"), default=0)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("finding of a spot check")
        indexes = (models.Index(fields=["body", "outcome", "id"], name="finding_by_body"),)
        constraints = (models.UniqueConstraint(fields=["campaign", "decision"], name="finding_once_a_campaign"),)

    def __str__(self) -> str:
        return str(self.get_outcome_display())

    @property
    def is_wrong(self) -> bool:
        return self.outcome in WRONG


class Strictness(models.Model):
    """How much of a body's work the next campaign checks, by the switching rules of ISO 2859-1."""

    body = models.OneToOneField(Body, models.CASCADE, related_name="strictness")
    severity = models.CharField(_("checking"), max_length=12, choices=Severity, default=Severity.NORMAL)
    score = models.PositiveSmallIntegerField(default=0)
    recent: Any = models.JSONField(default=list)
    failed = models.PositiveSmallIntegerField(default=0)
    since = models.DateField(_("since"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("strictness of checking")

    def __str__(self) -> str:
        return str(self.get_severity_display())
