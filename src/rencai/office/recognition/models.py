"""What recognition keeps; each part stands in a file of its own."""

from rencai.office.recognition.bodies import Body, Delegation, Notice
from rencai.office.recognition.cases import Case, Evidence, Objection, Pause, Stage
from rencai.office.recognition.decisions import Appeal, Card, Decision, Recognition

__all__ = [
    "Appeal",
    "Body",
    "Card",
    "Case",
    "Decision",
    "Delegation",
    "Evidence",
    "Notice",
    "Objection",
    "Pause",
    "Recognition",
    "Stage",
]
