"""An alert is taken by somebody of the level above, and closed with a finding."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from rencai.office.accounts.models import Mandate, User
from rencai.office.asker import Refused
from rencai.office.audit.acts import act, record
from rencai.office.inbox import actions as waiting
from rencai.office.oversight import inbox
from rencai.office.oversight.alerts import Alert
from rencai.office.oversight.supervising import level_above, must_supervise
from rencai.office.oversight.terms import AlertOutcome

MOST_TEXT = 4000


def _held(alert: Alert, by: User) -> tuple[Alert, Mandate]:
    """The alert, locked, with the mandate for the level above its body. Nobody judges what they decided."""
    rows: Any = Alert.objects.select_for_update(of=("self",)).select_related(
        "decision__case", "body__place", "body__organisation", "body__parent__place", "body__parent__organisation"
    )
    found: Alert = rows.get(pk=alert.pk)
    mandate = must_supervise(by, level_above(found.body))
    if by.pk in (found.decision.by_id, found.decision.prepared_by_id):
        raise Refused(_("You took part in this decision; somebody else looks into it."))
    if found.closed_at is not None:
        raise ValidationError(_("This alert is closed already."), code="closed")
    return found, mandate


@act
def take_alert(*, by: User, alert: Alert) -> Alert:
    """Notes that `by` looks into an alert; whoever had it before no longer does.

    Raises:
        Refused: no mandate for the level above, or `by` took part in the decision.
        ValidationError: it is closed.
    """
    alert, mandate = _held(alert, by)
    before, alert.owner = alert.owner_id, by
    alert.save(update_fields=["owner"])
    record("oversight.alert_taken", by=by, under=mandate, on=alert, before={"owner": before}, after={"owner": by.pk})
    return alert


@act
def close_alert(*, by: User, alert: Alert, outcome: str, finding: str) -> Alert:
    """Closes an alert with what was found.

    Raises:
        Refused: no mandate for the level above, or `by` took part in the decision.
        ValidationError: nothing was found, or it is closed.
    """
    alert, mandate = _held(alert, by)
    if outcome not in AlertOutcome.values:
        raise ValidationError({"outcome": _("Say whether the decision is in order.")})
    if not finding.strip():
        raise ValidationError({"finding": _("Say what was found.")})
    alert.owner = alert.owner or by
    alert.outcome, alert.finding = outcome, finding.strip()[:MOST_TEXT]
    alert.closed_at, alert.closed_by = timezone.now(), by
    alert.save()
    waiting.done(inbox.ALERT, about=alert, by=by, outcome=outcome)
    after = {"decision": alert.decision_id, "outcome": outcome}
    record("oversight.alert_closed", by=by, under=mandate, on=alert, after=after, reason=alert.finding)
    return alert
