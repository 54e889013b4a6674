"""Acts of recognition. Each locks the case first (and the delegation after it) and asks for the mandate there."""

from rencai.office.recognition.actions import answering, beginning, cards, deciding, delegating
from rencai.office.recognition.actions.answering import answer_objection, appeal, object_to
from rencai.office.recognition.actions.applying import (
    add_evidence,
    consent,
    open_case,
    remove_evidence,
    save_answers,
    submit,
    withdraw,
)
from rencai.office.recognition.actions.attempts import refusals_are_noted
from rencai.office.recognition.actions.delegating import answer_notice
from rencai.office.recognition.actions.handling import (
    ask_applicant,
    confirm_facts,
    finish_step,
    open_evidence,
    resume,
    see_original,
)
from rencai.office.recognition.actions.letters import take_letter

# Acts of authority: whoever tries them without it leaves an event.
decide = refusals_are_noted(deciding.decide)
revoke = refusals_are_noted(deciding.revoke)
answer_appeal = refusals_are_noted(answering.answer_appeal)
begin_authority = refusals_are_noted(beginning.begin_authority)
issue_card = refusals_are_noted(cards.issue_card)
name_body = refusals_are_noted(delegating.name_body)
delegate = refusals_are_noted(delegating.delegate)
change_delegation = refusals_are_noted(delegating.change_delegation)
suspend_delegation = refusals_are_noted(delegating.suspend_delegation)
withdraw_delegation = refusals_are_noted(delegating.withdraw_delegation)
resume_delegation = refusals_are_noted(delegating.resume_delegation)
sign_commitment = refusals_are_noted(delegating.sign_commitment)

__all__ = [
    "add_evidence",
    "answer_appeal",
    "answer_notice",
    "answer_objection",
    "appeal",
    "ask_applicant",
    "begin_authority",
    "change_delegation",
    "confirm_facts",
    "consent",
    "decide",
    "delegate",
    "finish_step",
    "issue_card",
    "name_body",
    "object_to",
    "open_case",
    "open_evidence",
    "remove_evidence",
    "resume",
    "resume_delegation",
    "revoke",
    "save_answers",
    "see_original",
    "sign_commitment",
    "submit",
    "suspend_delegation",
    "take_letter",
    "withdraw",
    "withdraw_delegation",
]
