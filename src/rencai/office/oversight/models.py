"""What supervision keeps; each part stands in a file of its own."""

from rencai.office.oversight.alerts import Alert, SectorWage
from rencai.office.oversight.campaigns import Campaign, Check, Checker, Finding, FrameRow, Strictness
from rencai.office.oversight.measures import Measure

__all__ = [
    "Alert",
    "Campaign",
    "Check",
    "Checker",
    "Finding",
    "FrameRow",
    "Measure",
    "SectorWage",
    "Strictness",
]
