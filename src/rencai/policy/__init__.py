"""Rules as code: one policy text, decided for one person and for a million."""

from rencai.policy.decision import ConditionResult, Decision, Outcome, ScoreResult
from rencai.policy.pack import Pack, load_pack, load_reform, shipped_packs
from rencai.policy.problems import FactError, PackError, Place, PolicyError, Problem, TableError

__all__ = [
    "ConditionResult",
    "Decision",
    "FactError",
    "Outcome",
    "Pack",
    "PackError",
    "Place",
    "PolicyError",
    "Problem",
    "ScoreResult",
    "TableError",
    "load_pack",
    "load_reform",
    "shipped_packs",
]
