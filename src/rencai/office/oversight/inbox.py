"""What waits for those who supervise, for checkers, for a body that may answer, and for a leader."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rencai.office.asker import today
from rencai.office.inbox import actions as inbox
from rencai.office.inbox import kinds
from rencai.office.inbox.deadlines import working_days
from rencai.office.inbox.models import Item
from rencai.office.oversight.alerts import Alert
from rencai.office.oversight.campaigns import Checker
from rencai.office.oversight.measures import Measure
from rencai.office.oversight.supervising import CHECK, MANAGE, level_above
from rencai.office.oversight.terms import AlertKind, MeasureKind
from rencai.office.recognition.models import Body, Decision

ALERT, CHECKS = "supervision-alert", "blind-checks"
PROPOSED, ANSWER, CONFIRM, LEADER = "measure-proposed", "measure-answer", "measure-confirm", "measure-authority"
DAYS_FOR_ALERT, DAYS_FOR_CHECKS, DAYS_FOR_MEASURE = 5, 20, 5
"""Working days in which each is to be dealt with. Our own draft."""


def register() -> None:
    """Called once, when the program starts."""
    kinds.declare(*DECLARED)


def alerts_wait(decision: Decision, alerts: list[Alert]) -> None:
    """For the level above the body that decided."""
    above = level_above(decision.body)
    number = decision.case.number
    for alert in alerts:
        _put(ALERT, alert, above, working_days(today(), DAYS_FOR_ALERT), kind=alert.kind, number=number)


def checks_wait(checker: Checker, count: int, until: date) -> None:
    """Of one campaign, all that a checker still has to answer; nothing where nothing is left."""
    if not count:
        inbox.done(CHECKS, about=checker)
        return
    details = {"campaign": checker.campaign_id, "title": checker.campaign.title, "count": count}
    inbox.put(CHECKS, about=checker, user=checker.user_id, deadline=until, details=details)


def measure_proposed(measure: Measure) -> None:
    """For the level above the body."""
    _measure(PROPOSED, measure, level_above(measure.body), working_days(today(), DAYS_FOR_MEASURE))


def measure_issued(measure: Measure, until: date) -> None:
    """The body may answer; whoever confirms it waits for that."""
    inbox.done(PROPOSED, about=measure)
    _measure(ANSWER, measure, measure.body, until)
    _measure(LEADER if measure.is_grave else CONFIRM, measure, level_above(measure.body), until)


def measure_answered(measure: Measure) -> None:
    inbox.done(ANSWER, about=measure)


def measure_closed(measure: Measure, by: Any, outcome: str) -> None:
    for kind in (PROPOSED, ANSWER, CONFIRM, LEADER):
        inbox.done(kind, about=measure, by=by, outcome=outcome)


def _measure(kind: str, measure: Measure, at: Body, deadline: date) -> None:
    _put(kind, measure, at, deadline, kind=measure.kind, name=str(measure.body))


def _put(item: str, about: Any, at: Body, deadline: date, **details: str) -> None:
    """Where the body is: its own place, or its own organisation."""
    inbox.put(
        item,
        about=about,
        place=None if at.organisation_id else at.place_id,
        organisation=at.organisation_id,
        deadline=deadline,
        details={"pk": about.pk, **details},
    )


def _alert_words(item: Item) -> str:
    return str(_("%(kind)s: %(number)s") % {**item.details, "kind": AlertKind(item.details["kind"]).label})


def _check_words(item: Item) -> str:
    count = item.details["count"]
    return str(ngettext("%(title)s: %(count)s case", "%(title)s: %(count)s cases", count) % item.details)


def _measure_words(item: Item) -> str:
    return str(_("%(name)s: %(kind)s") % {**item.details, "kind": MeasureKind(item.details["kind"]).label})


def _alert_page(item: Item) -> str:
    return reverse("alert", args=[item.details["pk"]])


def _checks_page(item: Item) -> str:
    return f"{reverse('checks')}?campaign={item.details['campaign']}"


def _measure_page(item: Item) -> str:
    return reverse("measure", args=[item.details["pk"]])


DECLARED = (
    kinds.Kind(ALERT, gettext_lazy("Alerts about decisions"), _alert_words, _alert_page, MANAGE, exact=True),
    kinds.Kind(CHECKS, gettext_lazy("Blind checks"), _check_words, _checks_page, CHECK, personal=True),
    kinds.Kind(PROPOSED, gettext_lazy("Measures to be issued"), _measure_words, _measure_page, MANAGE, exact=True),
    kinds.Kind(
        ANSWER,
        gettext_lazy("Measures to be answered"),
        _measure_words,
        _measure_page,
        "recognition.handle",
        exact=True,
    ),
    kinds.Kind(CONFIRM, gettext_lazy("Measures to be confirmed"), _measure_words, _measure_page, MANAGE, exact=True),
    kinds.Kind(
        LEADER,
        gettext_lazy("Measures about authority"),
        _measure_words,
        _measure_page,
        "recognition.delegate",
        exact=True,
    ),
)
