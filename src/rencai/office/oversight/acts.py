"""The words of this app's acts."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "oversight.alerted": _("raised an alert about a decision"),
    "oversight.alert_taken": _("took an alert to look into"),
    "oversight.alert_closed": _("closed an alert with a finding"),
    "oversight.plan_written": _("wrote a sampling plan"),
    "oversight.seed_committed": _("published the commitment of a seed"),
    "oversight.frame_closed": _("closed the frame of a spot check"),
    "oversight.drawn": _("drew the cases of a spot check"),
    "oversight.check_answered": _("answered a blind check"),
    "oversight.check_redrawn": _("gave a blind check to somebody else"),
    "oversight.evidence_seen": _("looked at a document for a blind check"),
    "oversight.opened": _("opened the results of a spot check"),
    "oversight.measure_proposed": _("proposed a measure of supervision"),
    "oversight.measure_issued": _("issued a measure of supervision"),
    "oversight.measure_answered": _("answered a measure of supervision"),
    "oversight.measure_confirmed": _("confirmed a measure of supervision"),
    "oversight.measure_lifted": _("lifted a measure of supervision"),
    "oversight.strictness_changed": _("switched how much of a body's work is checked"),
    "oversight.refused_attempt": _("was refused an act of supervision"),
}
