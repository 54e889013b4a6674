"""What was decided (认定意见), frozen with all it rests on; what follows from it; and the appeal against it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rencai.office.asker import today
from rencai.office.recognition.bodies import Body, Delegation
from rencai.office.recognition.cases import Case
from rencai.office.recognition.classes import class_word
from rencai.office.recognition.queries import CardQuerySet, DecisionQuerySet, RecognitionQuerySet
from rencai.office.recognition.terms import Answer, CardEnd, Manner, Verdict


class Decision(models.Model):
    """A decision, as it was made: the facts, the pack's edition and trace, the evidence by content.

    `finding` is the pack's status for the measure, `supported` the class that the facts support, `unattested` the facts
    behind both that nobody had attested. `record` is the whole decision of the pack (format rencai-decision/1),
    `digest` the SHA-256 of all that is frozen. Never changed.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    category = models.SlugField(_("class"), max_length=40, blank=True)
    manner = models.CharField(_("recognised as"), max_length=12, choices=Manner, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="decisions", verbose_name=_("recognising body"))
    delegation = models.ForeignKey(Delegation, models.PROTECT, null=True, related_name="decisions")
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    prepared_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("prepared by")
    )
    on = models.DateField(_("decided on"))
    valid_until = models.DateField(_("recognised until"), null=True, blank=True)
    at = models.DateTimeField(_("written at"), auto_now_add=True)
    days = models.PositiveSmallIntegerField(_("working days"), default=0)
    finding = models.CharField(_("finding of the policy pack"), max_length=20)
    supported = models.SlugField(_("class that the facts support"), max_length=40, blank=True)
    against_finding = models.BooleanField(_("against the finding"), default=False)
    unattested: Any = models.JSONField(default=list, editable=False)
    record: Any = models.JSONField(editable=False)
    evidence: Any = models.JSONField(default=list, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-id")
        verbose_name = _("decision on a recognition")
        verbose_name_plural = _("decisions on recognitions")
        indexes = (
            models.Index(fields=["body", "on", "id"], name="decision_by_body"),
            models.Index(fields=["delegation", "verdict", "on"], name="decision_by_delegation"),
            models.Index(fields=["on", "id"], name="decision_by_day"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(against_finding=False) | ~Q(reason=""), name="decision_against_the_finding_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.GRANT) ^ Q(category=""), name="decision_names_the_class_that_it_grants"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case.number} {self.get_verdict_display()}"

    @property
    def place_id(self) -> int:
        return self.case.place_id

    @property
    def class_word(self) -> str:
        return class_word(self.category) if self.category else ""


class Recognition(models.Model):
    """That somebody is recognised, from a day, perhaps to a day (认定结果)."""

    talent = models.ForeignKey("registry.Talent", models.PROTECT, related_name="recognitions")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="recognition")
    category = models.SlugField(_("class"), max_length=40)
    manner = models.CharField(_("recognised as"), max_length=12, choices=Manner, blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    revoked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    revoked_cause = models.TextField(_("cause of the revocation"), blank=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from", "-id")
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        indexes = (
            models.Index(fields=["talent", "revoked_on", "valid_until"], name="recognition_by_talent"),
            models.Index(fields=["valid_until", "id"], name="recognition_by_end"),
            models.Index(fields=["-valid_from", "-id"], name="recognition_by_day"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | ~Q(revoked_cause=""), name="recognition_revoked_with_a_cause"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="recognition_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return class_word(self.category)

    @property
    def owner_id(self) -> int | None:
        account: int | None = self.talent.account_id
        return account

    @property
    def place_id(self) -> int:
        place: int = self.talent.place_id
        return place

    def in_force(self, on: date | None = None) -> bool:
        day = on or today()
        ended = self.revoked_on is not None or self.superseded_by_id is not None
        return not ended and self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class Appeal(models.Model):
    """A decision brought before the level above (复核申请); once for each decision."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    text = models.TextField(_("why the decision is wrong"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, related_name="appeals", verbose_name=_("level above"))
    at = models.DateTimeField(_("received at"), auto_now_add=True)
    due_on = models.DateField(_("due on"))
    answer = models.CharField(_("outcome"), max_length=10, choices=Answer, default=Answer.OPEN)
    reason = models.TextField(_("reason"), blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = _("appeal")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer=Answer.OPEN) | ~Q(reason=""), name="appeal_answered_with_a_reason"
            ),
        )


class Card(models.Model):
    """The talent card (人才卡): a signed credential with class and validity, nothing else."""

    recognition = models.ForeignKey(Recognition, models.PROTECT, related_name="cards")
    serial = models.CharField(max_length=32, unique=True, editable=False)
    token = models.TextField(editable=False, help_text="the JWS in compact form")
    key = models.CharField(max_length=64, editable=False, help_text="thumbprint of the public key")
    issued_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=12, choices=CardEnd, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = _("talent card")
        constraints = (
            models.UniqueConstraint(
                fields=["recognition"], condition=Q(revoked_at__isnull=True), name="one_card_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""), name="card_revoked_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return self.serial[:8]

    @property
    def place_id(self) -> int:
        return self.recognition.place_id
