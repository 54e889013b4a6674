"""The words of this app's acts."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "recognition.body_named": _("named a recognising body"),
    "recognition.opened": _("began an application for recognition"),
    "recognition.saved": _("wrote on an application for recognition"),
    "recognition.evidence_added": _("put a document forward as evidence"),
    "recognition.evidence_removed": _("took a document out of the evidence"),
    "recognition.consented": _("agreed to an application on their behalf"),
    "recognition.submitted": _("submitted an application for recognition"),
    "recognition.withdrawn": _("withdrew an application for recognition"),
    "recognition.step_done": _("finished a step of a case"),
    "recognition.asked": _("asked the applicant for something"),
    "recognition.resumed": _("went on with a case"),
    "recognition.original_seen": _("saw the original of a document"),
    "recognition.fact_confirmed": _("confirmed facts of a case"),
    "recognition.objected": _("objected to a recognition"),
    "recognition.objection_answered": _("answered an objection"),
    "recognition.decided": _("decided on a recognition"),
    "recognition.handed_over": _("handed a case over to another body"),
    "recognition.appealed": _("appealed against a decision"),
    "recognition.appeal_answered": _("answered an appeal"),
    "recognition.revoked": _("revoked a recognition"),
    "recognition.card_issued": _("issued a talent card"),
    "recognition.card_revoked": _("revoked a talent card"),
    "recognition.letter_made": _("took the letter of a decision"),
    "recognition.delegated": _("handed authority to recognise down"),
    "recognition.delegation_changed": _("changed a delegation"),
    "recognition.committed": _("signed the letter of commitment of a delegation"),
    "recognition.notice_answered": _("answered a notice about a delegation"),
    "recognition.refused_attempt": _("was refused a decision outside the authority"),
}
