"""Acts of recognition. Each locks the case first (and the delegation after it) and asks for the mandate there."""

from rencai.office.recognition.actions.answering import answer_appeal, answer_objection, appeal, object_to
from rencai.office.recognition.actions.applying import (
    add_evidence,
    consent,
    open_case,
    remove_evidence,
    save_answers,
    submit,
    withdraw,
)
from rencai.office.recognition.actions.deciding import decide, revoke
from rencai.office.recognition.actions.delegating import (
    answer_notice,
    change_delegation,
    delegate,
    name_body,
    resume_delegation,
    sign_commitment,
    suspend_delegation,
    withdraw_delegation,
)
from rencai.office.recognition.actions.handling import ask_applicant, confirm_facts, finish_step, resume, see_original

__all__ = [
    "add_evidence",
    "answer_appeal",
    "answer_notice",
    "answer_objection",
    "appeal",
    "ask_applicant",
    "change_delegation",
    "confirm_facts",
    "consent",
    "decide",
    "delegate",
    "finish_step",
    "name_body",
    "object_to",
    "open_case",
    "remove_evidence",
    "resume",
    "resume_delegation",
    "revoke",
    "save_answers",
    "see_original",
    "sign_commitment",
    "submit",
    "suspend_delegation",
    "withdraw",
    "withdraw_delegation",
]
