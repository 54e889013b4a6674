"""The words of supervision: what is asked, what was found, what follows."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AlertKind(TextChoices):
    """What a check on a decision asks (预警). All but the last are the keys of the library's table of checks."""

    AGAINST_FINDING = "against_finding", _("against the finding")
    UNATTESTED = "unattested", _("granted on answers that nobody attested")
    TOO_FAST = "too_fast", _("decided very fast")
    LAST_DAY = "last_day", _("granted on the last day")
    SAME_PAIR = "same_pair", _("approver and employer meet more often than chance")
    QUOTA_BURST = "quota_burst", _("grants pile up")
    SHARED_DOCUMENT = "shared_document", _("one document for several people")
    SALARY = "salary", _("salary out of line with the sector")
    UNINSURED_EMPLOYER = "uninsured_employer", _("employer pays no social insurance")
    CHANGED_DOCUMENT = "changed_document", _("a document is not the one that was decided on")


class AlertOutcome(TextChoices):
    """With what an alert is closed."""

    IN_ORDER = "in_order", _("in order")
    AT_FAULT = "at_fault", _("at fault")


class Stage(TextChoices):
    """Of a spot-check campaign, in this order."""

    PLANNED = "planned", pgettext_lazy("of a campaign", "being planned")
    COMMITTED = "committed", pgettext_lazy("of a campaign", "plan fixed, seed committed")
    CLOSED = "closed", pgettext_lazy("of a campaign", "frame closed")
    DRAWN = "drawn", pgettext_lazy("of a campaign", "drawn, being checked")
    OPENED = "opened", pgettext_lazy("of a campaign", "results open")


class CheckRole(TextChoices):
    """Why somebody checks a case; the values are those of the library's table of findings."""

    CHECK = "check", _("first level")
    SETTLE = "settle", _("settles a disagreement")
    REVIEW = "review", _("second level")


class CheckVerdict(TextChoices):
    """What a checker would have decided."""

    GRANT = "grant", _("grant")
    REFUSE = "refuse", _("refuse")


class Outcome(TextChoices):
    """What a checked decision was found to be."""

    RIGHT = "right", _("right")
    WRONGLY_GRANTED = "wrongly_granted", _("wrongly granted")
    WRONGLY_REFUSED = "wrongly_refused", _("wrongly refused")


WRONG = (Outcome.WRONGLY_GRANTED, Outcome.WRONGLY_REFUSED)


class MeasureKind(TextChoices):
    """What follows for a body (监管措施); the keys of the library's table of measures, the mildest first."""

    CORRECTION = "correction", _("correction of the wrong decisions")
    WARNING = "warning", _("warning")
    TIGHTENED = "tightened_checking", _("tightened checking")
    RECOVERY = "recovery", _("recovery of money")
    SUSPENSION = "suspension", _("suspension of the authority")
    WITHDRAWAL = "withdrawal", _("withdrawal of the authority")


GRAVE = (MeasureKind.SUSPENSION, MeasureKind.WITHDRAWAL)
"""These take authority away: whoever handed it down confirms them."""


class MeasureState(TextChoices):
    """A measure is proposed by the figures, issued to the body, which may answer, then confirmed or lifted."""

    PROPOSED = "proposed", pgettext_lazy("of a measure", "proposed")
    ISSUED = "issued", pgettext_lazy("of a measure", "issued, the body may answer")
    CONFIRMED = "confirmed", pgettext_lazy("of a measure", "confirmed")
    LIFTED = "lifted", pgettext_lazy("of a measure", "lifted")


class Severity(TextChoices):
    """How much of a body's work is checked (正常、加严、放宽检验)."""

    NORMAL = "normal", pgettext_lazy("of checking", "normal")
    TIGHTENED = "tightened", pgettext_lazy("of checking", "tightened")
    REDUCED = "reduced", pgettext_lazy("of checking", "reduced")
    DISCONTINUED = "discontinued", pgettext_lazy("of checking", "discontinued")
