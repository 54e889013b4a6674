"""One row an act, chained by hashes. Nobody changes a row: the database refuses it (migration 0002)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from rencai.office.audit import names, things
from rencai.office.audit.queries import EventQuerySet


class Event(models.Model):
    """An act: who, for whom, under which mandate, what, on what, before and after, when, from where.

    People and things are named by value, not by foreign key: the record outlives what it speaks of.
    """

    number = models.BigIntegerField(_("entry number"), primary_key=True)
    at = models.DateTimeField(_("when"), db_index=True)
    act = models.CharField(_("act"), max_length=60)
    actor_id = models.BigIntegerField(_("number of the actor"), null=True)
    actor = models.CharField(_("who"), max_length=150, blank=True)
    for_whom = models.CharField(_("for which person"), max_length=150, blank=True)
    mandate_id = models.BigIntegerField(_("mandate"), null=True)
    target_kind = models.CharField(_("kind of thing"), max_length=60, blank=True)
    target_id = models.CharField(_("number of the thing"), max_length=60, blank=True)
    target = models.CharField(_("on what"), max_length=200, blank=True)
    place_id = models.BigIntegerField(_("place"), null=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = models.TextField(_("reason"), blank=True)
    address = models.CharField(_("from where"), max_length=45, blank=True)
    request_id = models.CharField(_("request"), max_length=36, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = (
            models.Index(fields=["target_kind", "target_id", "-number"], name="audit_by_target"),
            models.Index(fields=["actor_id", "-number"], name="audit_by_actor"),
            models.Index(fields=["place_id", "-number"], name="audit_by_place"),
            models.Index(fields=["act", "-number"], name="audit_by_act"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.act}"

    @property
    def in_words(self) -> str:
        return names.words(self.act)

    @property
    def kind_in_words(self) -> str:
        return things.kind_in_words(self.target_kind)

    @property
    def address_of_target(self) -> str:
        return things.address_of(self.target_kind, self.target_id)

    @property
    def address_of_mandate(self) -> str:
        return things.address_of("accounts.mandate", str(self.mandate_id))

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("the audit log is written by audit.acts.record alone")


class ChainHead(models.Model):
    """The end of the chain: the one row that writers lock, one after another."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
