"""Numbers that are counted now and then, so that a page need not count a million rows."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rencai.office.insight.queries import TallyQuerySet
from rencai.office.places.models import Place


class Count(models.Model):
    """One counting of the whole base. The newest is shown; older ones go with the next."""

    counted_at = models.DateTimeField(_("counted at"), default=timezone.now)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("count")

    def __str__(self) -> str:
        return str(self.counted_at)


class Subject(models.TextChoices):
    """What is counted."""

    TALENTS = "talents", _("talents")
    ARRIVALS = "arrivals", _("arrivals")
    DEPARTURES = "departures", _("departures")


class Tally(models.Model):
    """A number for a place (统计数): talents of one recognised category, or arrivals or departures of one month."""

    count = models.ForeignKey(Count, models.CASCADE, related_name="tallies")
    subject = models.CharField(_("what is counted"), max_length=12, choices=Subject)
    place = models.ForeignKey(Place, models.CASCADE, related_name="+", verbose_name=_("place"))
    category = models.SlugField(_("recognised category"), max_length=40, blank=True)
    month = models.DateField(_("month"), null=True, help_text=_("Its first day."))
    number = models.PositiveBigIntegerField(_("number"))

    objects = TallyQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = _("tally")

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.number}"
