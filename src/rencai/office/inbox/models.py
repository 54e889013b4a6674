"""What waits for somebody (待办)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rencai.office.asker import today
from rencai.office.inbox import kinds
from rencai.office.inbox.queries import ItemQuerySet
from rencai.office.places.models import Organisation, Place

OPEN = models.Q(done_at__isnull=True)


class Item(models.Model):
    """One thing that waits (待办事项) by a day, for whoever holds its kind's permission where it lies, or for one
    person. What it is about is named by value; `subject` is the record that it belongs to in the end.
    """

    kind = models.SlugField(_("what is to be done"), max_length=40)
    about_kind = models.CharField(_("kind of thing"), max_length=60)
    about_id = models.CharField(_("number of the thing"), max_length=40)
    subject = models.CharField(_("record"), max_length=100, blank=True)
    details: Any = models.JSONField(_("details"), default=dict)
    deadline = models.DateField(_("by"))
    place = models.ForeignKey(Place, models.CASCADE, null=True, db_index=False, verbose_name=_("place"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, db_index=False, verbose_name=_("organisation")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="inbox", verbose_name=_("for whom")
    )
    made_at = models.DateTimeField(_("since"), default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("done by")
    )
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("deadline", "id")
        verbose_name = _("item of the inbox")
        verbose_name_plural = _("items of the inbox")
        indexes = (
            models.Index(fields=["kind", "place", "deadline", "id"], condition=OPEN, name="inbox_by_place"),
            models.Index(fields=["kind", "organisation", "deadline", "id"], condition=OPEN, name="inbox_by_employer"),
            models.Index(fields=["kind", "deadline", "id"], condition=OPEN, name="inbox_by_kind"),
            models.Index(fields=["user", "deadline", "id"], condition=OPEN, name="inbox_by_user"),
            models.Index(fields=["subject"], condition=OPEN, name="inbox_by_subject"),
            models.Index(fields=["about_kind", "about_id"], name="inbox_by_thing"),
        )
        constraints = (
            models.UniqueConstraint(fields=["kind", "about_kind", "about_id"], condition=OPEN, name="inbox_open_once"),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False)
                ^ (models.Q(place__isnull=False) | models.Q(organisation__isnull=False)),
                name="inbox_for_one_person_or_one_reach",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.about_kind} {self.about_id}"

    @property
    def described(self) -> kinds.Kind:
        """Its kind, with words and decisions."""
        return kinds.named(self.kind)

    @property
    def words(self) -> str:
        return self.described.words(self)

    @property
    def page(self) -> str:
        return self.described.page(self)

    @property
    def days_left(self) -> int:
        """Days until the deadline; negative when it is late."""
        left: date = self.deadline
        return (left - today()).days

    @property
    def days_late(self) -> int:
        return -self.days_left
