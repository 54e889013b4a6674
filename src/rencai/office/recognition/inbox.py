"""What waits for the officers of a body, for an applicant, and for the level above."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rencai.office.asker import today
from rencai.office.inbox import actions as inbox
from rencai.office.inbox import kinds
from rencai.office.inbox.deadlines import working_days
from rencai.office.inbox.models import Item
from rencai.office.recognition.classes import class_word
from rencai.office.recognition.models import Appeal, Body, Case, Delegation, Notice, Objection, Recognition
from rencai.office.recognition.terms import Answer, Step

CASE, OWED, CONSENT, OBJECTION, APPEAL, NOTICE, EXPIRES, ENDS, STAFF_ENDS = (
    "recognition-case",
    "recognition-owed",
    "recognition-consent",
    "recognition-objection",
    "recognition-appeal",
    "delegation-notice",
    "recognition-expires",
    "recognition-ends",
    "recognition-of-staff-ends",
)
ENDING = (EXPIRES, ENDS, STAFF_ENDS)
"""That a recognition ends soon: for the body that granted it, the talent, and the employer of one without account."""
DAYS_FOR_OBJECTION = 3
"""Working days in which an objection is answered. Our own draft."""
DAYS_FOR_APPLICANT = 10
"""Working days in which an applicant is reminded of what they owe; nothing is lost afterwards. Our own draft."""


def register() -> None:
    """Called once, when the program starts."""
    kinds.declare(*DECLARED)


def case_waits(case: Case) -> None:
    """The step that a case is in waits for its body; called within an act."""
    if case.due_on is None or case.body is None:
        raise ValueError("a case that waits has a body and a day")
    inbox.done(CASE, about=case)
    _put(CASE, case, case.body, case, deadline=case.due_on, step=case.step)


def case_waits_no_more(case: Case) -> None:
    for kind in (CASE, OWED, CONSENT):
        inbox.done(kind, about=case)


def applicant_owes(case: Case, what: str) -> None:
    """Their account gets it, or that of whoever applied for them."""
    inbox.done(CASE, about=case)
    inbox.put(
        OWED,
        about=case,
        subject=case,
        user=case.opened_by_id if case.by_employer else case.talent.account_id or case.opened_by_id,
        deadline=working_days(today(), DAYS_FOR_APPLICANT),
        details=_details(case) | {"what": what[:200]},
    )


def consent_is_asked(case: Case) -> None:
    """Without an account there is nobody to ask here: the paper that they signed is put forward instead."""
    if case.talent.account_id:
        inbox.put(
            CONSENT,
            about=case,
            subject=case,
            user=case.talent.account_id,
            deadline=working_days(today(), DAYS_FOR_APPLICANT),
            details=_details(case),
        )


def objection_waits(objection: Objection, case: Case) -> None:
    _put(OBJECTION, objection, case.body, case, deadline=working_days(today(), DAYS_FOR_OBJECTION))


def objections_go_along(case: Case) -> None:
    """What nobody has answered yet waits where the case lies now."""
    for objection in case.objections.filter(answer=Answer.OPEN):
        objection_waits(objection, case)


def objections_wait_no_more(case: Case) -> None:
    """The case is over; what was objected stays with it."""
    for objection in case.objections.filter(answer=Answer.OPEN):
        inbox.done(OBJECTION, about=objection)


def appeal_waits(appeal: Appeal) -> None:
    _put(APPEAL, appeal, appeal.body, appeal.decision.case, deadline=appeal.due_on)


def notice_waits(notice: Notice, delegation: Delegation) -> None:
    body = delegation.body
    inbox.put(
        NOTICE,
        about=notice,
        subject=delegation,
        place=None if body.organisation_id else body.place_id,
        organisation=body.organisation_id,
        deadline=notice.answer_until or working_days(today(), DAYS_FOR_APPLICANT),
        details={"delegation": delegation.pk, "act": notice.act, "name": body.name},
    )


def recognition_ends(recognition: Recognition) -> None:
    """For its body; and for the talent, or without an account for their employer."""
    talent, body = recognition.talent, recognition.decision.body
    details = {"recognition": recognition.pk, "name": talent.name, "category": recognition.category}
    given = {"about": recognition, "deadline": recognition.valid_until, "details": details}
    at_body = {"organisation": body.organisation_id} if body.organisation_id else {"place": body.place_id}
    inbox.put(EXPIRES, **given, **at_body)  # type: ignore[arg-type]
    if talent.account_id:
        inbox.put(ENDS, **given, user=talent.account_id)  # type: ignore[arg-type]
    elif talent.organisation_id:
        inbox.put(STAFF_ENDS, **given, organisation=talent.organisation_id)  # type: ignore[arg-type]


def recognition_has_ended(recognition: Recognition) -> None:
    for kind in ENDING:
        inbox.done(kind, about=recognition)


def _put(kind: str, about: object, body: Body | None, case: Case, *, deadline: object, **more: str) -> None:
    """Where the body is: its own place, or its own organisation."""
    if body is None:
        raise ValueError("what waits lies with a body")
    inbox.put(
        kind,
        about=about,  # type: ignore[arg-type]
        subject=case,
        place=None if body.organisation_id else body.place_id,
        organisation=body.organisation_id,
        deadline=deadline,  # type: ignore[arg-type]
        details=_details(case) | more,
    )


def _details(case: Case) -> dict[str, str | int]:
    return {"case": case.pk, "number": case.number, "name": case.talent.name}


def _words(item: Item) -> str:
    return str(_("%(name)s: %(number)s") % item.details)


def _step_words(item: Item) -> str:
    step = Step(item.details["step"]).label if item.details.get("step") else ""
    return str(_("%(name)s: %(step)s (%(number)s)") % {**item.details, "step": step})


def _owed_words(item: Item) -> str:
    return str(_("%(name)s: %(what)s (%(number)s)") % item.details)


def _consent_words(item: Item) -> str:
    asked = _("%(name)s: agree to the application that the employer has written, or not (%(number)s)")
    return str(asked % item.details)


def _ending_words(item: Item) -> str:
    return str(_("%(name)s: %(category)s") % {**item.details, "category": class_word(item.details["category"])})


def _recognition_page(item: Item) -> str:
    return reverse("recognition", args=[item.details["recognition"]])


def _case_page(item: Item) -> str:
    return reverse("recognition_case", args=[item.details["case"]])


def _delegation_page(item: Item) -> str:
    return reverse("delegation", args=[item.details["delegation"]])


def _notice_words(item: Item) -> str:
    return str(item.details["name"])


HANDLE, APPLY = "recognition.handle", "recognition.apply"
DECLARED = (
    kinds.Kind(CASE, gettext_lazy("Applications for recognition"), _step_words, _case_page, HANDLE, exact=True),
    kinds.Kind(OBJECTION, gettext_lazy("Objections"), _words, _case_page, HANDLE, exact=True),
    kinds.Kind(APPEAL, gettext_lazy("Appeals"), _words, _case_page, "recognition.decide", exact=True),
    kinds.Kind(NOTICE, gettext_lazy("Notices about authority"), _notice_words, _delegation_page, HANDLE, exact=True),
    kinds.Kind(OWED, gettext_lazy("What a case still needs"), _owed_words, _case_page, APPLY, personal=True),
    kinds.Kind(
        EXPIRES, gettext_lazy("Recognitions that end soon"), _ending_words, _recognition_page, HANDLE, exact=True
    ),
    kinds.Kind(
        ENDS, gettext_lazy("Your recognition ends soon"), _ending_words, _recognition_page, APPLY, personal=True
    ),
    kinds.Kind(STAFF_ENDS, gettext_lazy("Recognitions of your people"), _ending_words, _recognition_page, APPLY),
    kinds.Kind(CONSENT, gettext_lazy("Applications on your behalf"), _consent_words, _case_page, APPLY, personal=True),
)
