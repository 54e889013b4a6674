"""What follows for a body (监管措施), and its right to answer."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rencai.office.oversight.campaigns import Campaign
from rencai.office.oversight.queries import MeasureQuerySet
from rencai.office.oversight.terms import GRAVE, MeasureKind, MeasureState
from rencai.office.recognition.models import Body


class Measure(models.Model):
    """A measure of supervision towards a body. `grounds`: the figures that allow it; `answer_days` working days."""

    kind = models.CharField(_("measure"), max_length=20, choices=MeasureKind)
    body = models.ForeignKey(Body, models.PROTECT, related_name="measures", verbose_name=_("recognising body"))
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="measures")
    grounds: Any = models.JSONField(_("grounds"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=MeasureState, default=MeasureState.PROPOSED)
    answer_days = models.PositiveSmallIntegerField(_("working days to answer"))
    proposed_at = models.DateTimeField(_("proposed at"))
    reason = models.TextField(_("reason"), blank=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    answer_until = models.DateField(_("may be answered until"), null=True, blank=True)
    answer = models.TextField(_("answer of the body"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_reason = models.TextField(_("reason"), blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "-id")
        verbose_name = _("measure of supervision")
        verbose_name_plural = _("measures of supervision")
        indexes = (models.Index(fields=["body", "state", "id"], name="measure_by_body"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state=MeasureState.PROPOSED) | ~Q(reason="") | ~Q(closed_reason=""),
                name="measure_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closed_reason=""), name="measure_decided_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def place_id(self) -> int:
        return self.body.place_id

    @property
    def is_grave(self) -> bool:
        """Whether it takes authority away."""
        return self.kind in GRAVE
