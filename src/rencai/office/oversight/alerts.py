"""Questions that a decision raises (预警), and the wages against which one of them looks."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rencai.office.oversight.queries import AlertQuerySet
from rencai.office.oversight.terms import AlertKind, AlertOutcome
from rencai.office.oversight.wording import alert_words
from rencai.office.places.models import Industry
from rencai.office.recognition.models import Body, Decision


class Alert(models.Model):
    """A question about a decision, once of each kind; closed with a finding. `facts` fill its sentence."""

    kind = models.CharField(_("kind"), max_length=20, choices=AlertKind)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="alerts", verbose_name=_("decision"))
    body = models.ForeignKey(Body, models.PROTECT, related_name="alerts", verbose_name=_("recognising body"))
    facts: Any = models.JSONField(default=dict)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("looked into by")
    )
    opened_at = models.DateTimeField(_("raised at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=AlertOutcome, blank=True)
    finding = models.TextField(_("finding"), blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_at", "-id")
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        indexes = (
            models.Index(fields=["body", "closed_at", "-opened_at", "-id"], name="alert_by_body"),
            models.Index(fields=["-opened_at", "-id"], name="alert_by_day"),
        )
        constraints = (
            models.UniqueConstraint(fields=["decision", "kind"], name="alert_once_a_decision"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | (~Q(finding="") & ~Q(outcome="")),
                name="alert_closed_with_a_finding",
            ),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def place_id(self) -> int:
        """Whose auditors see what happens to it."""
        return self.body.place_id

    @property
    def sentence(self) -> str:
        """What it says, in the language of the page."""
        return alert_words(self.kind, self.facts)


class SectorWage(models.Model):
    """The median monthly wage of those who work in an industry, as the talent base knows it."""

    industry = models.CharField(_("industry"), max_length=1, choices=Industry, primary_key=True)
    median = models.DecimalField(_("median monthly wage"), max_digits=12, decimal_places=2)
    people = models.PositiveIntegerField(_("people"))
    counted_at = models.DateTimeField(_("counted at"))

    class Meta:
        verbose_name = _("wage of an industry")
