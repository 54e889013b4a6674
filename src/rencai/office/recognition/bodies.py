"""Recognising bodies (认定机构) and the authority handed down to them (授权)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rencai.office.asker import today
from rencai.office.places.models import Organisation, Place
from rencai.office.recognition.queries import BodyQuerySet, DelegationQuerySet
from rencai.office.recognition.terms import BodyKind, Standing


class Body(models.Model):
    """Who may recognise talents, once authority was handed to it.

    `place` is the city of the city's own body and of a sector authority, the district of a district's, and where an
    employer lies. `organisation` is the employer or the authority's bureau; districts and the city have none.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=BodyKind)
    place = models.ForeignKey(Place, models.PROTECT, related_name="bodies", verbose_name=_("place"))
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, blank=True, related_name="body", verbose_name=_("organisation")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="below", verbose_name=_("level above")
    )

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("recognising body")
        verbose_name_plural = _("recognising bodies")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[BodyKind.CITY, BodyKind.DISTRICT], organisation__isnull=True)
                | Q(kind__in=[BodyKind.EMPLOYER, BodyKind.SECTOR], organisation__isnull=False),
                name="body_of_a_place_or_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["place"], condition=Q(organisation__isnull=True), name="one_body_for_a_place"
            ),
            models.CheckConstraint(
                condition=Q(kind=BodyKind.CITY) | Q(parent__isnull=False), name="body_has_a_level_above"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def above(self) -> Place:
        """The place of the level above, from where authority comes; the city's own body has none above it."""
        return self.parent.place if self.parent else self.place

    @property
    def name(self) -> str:
        """In the language of the page; needs `place` and `organisation`."""
        return str(self.organisation) if self.organisation else str(self.place)


class Delegation(models.Model):
    """Authority to recognise, handed to a body: for which classes, where, whom, how many, how long (授权).

    `categories`, `places` and `sectors` empty: all, the body's own place, and any kind of employer. `quota` is the
    number of grants a calendar year. `commitment_*`: the letter that the body signed (承诺书).
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="delegations", verbose_name=_("recognising body"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="delegated", verbose_name=_("handed down from")
    )
    categories = models.JSONField(_("classes"), default=list, blank=True)
    places = models.ManyToManyField(Place, blank=True, related_name="+", verbose_name=_("places"))
    sectors = models.JSONField(
        _("kinds of employers"),
        default=list,
        blank=True,
        help_text=_("Values of the pack's choice employer_kind."),
    )
    own_staff = models.BooleanField(_("own staff only"), default=False)
    quota = models.PositiveIntegerField(_("grants a year"), null=True, blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)
    commitment_signed_on = models.DateField(_("commitment signed on"), null=True, blank=True)
    commitment_signed_by = models.CharField(_("commitment signed by"), max_length=100, blank=True)
    commitment_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.IN_FORCE)
    standing_reason = models.TextField(_("reason"), blank=True)
    granted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )
    granted_at = models.DateTimeField(_("granted at"), auto_now_add=True)
    reason = models.TextField(_("reason"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="delegation_has_a_reason"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="delegation_ends_after_it_begins",
                violation_error_message=_("A delegation ends on the day it begins, or later."),
            ),
            models.CheckConstraint(
                condition=Q(standing=Standing.IN_FORCE) | ~Q(standing_reason=""),
                name="delegation_stopped_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["body"], condition=~Q(standing=Standing.WITHDRAWN), name="one_delegation_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return str(self.body)

    @property
    def place_id(self) -> int:
        """Whose auditors see what happens to it."""
        return self.body.place_id

    def in_force(self, on: date | None = None) -> bool:
        day = on or today()
        runs = self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
        return runs and self.standing == Standing.IN_FORCE

    def reaches_class(self, category: str) -> bool:
        return not self.categories or category in self.categories


class Notice(models.Model):
    """What a body was told about its delegation: narrowed, suspended, resumed, withdrawn; and what it answered."""

    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="notices")
    act = models.CharField(_("what was done"), max_length=20)
    reason = models.TextField(_("reason"))
    before: Any = models.JSONField(default=dict)
    after: Any = models.JSONField(default=dict)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    answer_until = models.DateField(_("may be answered until"), null=True, blank=True)
    answer = models.TextField(_("answer of the body"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        verbose_name = _("notice to a body")
