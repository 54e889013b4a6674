"""Acts of supervision. Each locks what it changes and asks for the mandate of the level above the body."""

from rencai.office.oversight.actions.alerting import close_alert, take_alert
from rencai.office.oversight.actions.checking import answer_check, redraw_check, see_evidence
from rencai.office.oversight.actions.drawing import draw
from rencai.office.oversight.actions.measuring import (
    answer_measure,
    confirm_measure,
    issue_measure,
    lift_measure,
    propose_measure,
)
from rencai.office.oversight.actions.opening import open_results
from rencai.office.oversight.actions.planning import close_frame, commit_seed, write_plan

__all__ = [
    "answer_check",
    "answer_measure",
    "close_alert",
    "close_frame",
    "commit_seed",
    "confirm_measure",
    "draw",
    "issue_measure",
    "lift_measure",
    "open_results",
    "propose_measure",
    "redraw_check",
    "see_evidence",
    "take_alert",
    "write_plan",
]
