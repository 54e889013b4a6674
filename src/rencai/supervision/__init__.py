"""Supervision of delegated decisions (抽查监督): sampling plans, provable draws, error rates. No web.

    from rencai.supervision import Plan, draw, estimate

    seed = new_seed()
    commitment = commit_seed(seed)                    # published before the frame is closed
    plan = Plan.load("plan.yaml")
    frame_hash = close_frame("decisions.parquet", plan)  # published when it is closed
    drawn = draw(plan, "decisions.parquet", seed=seed, commitment=commitment)
    drawn.verify("decisions.parquet", seed).holds     # by anyone, once the seed is published
    found = estimate("findings.csv", drawn)
    found.of("…").wrong.lower                         # per body; found.overall for all

Tables are Arrow, Polars or pandas, or the path of a Parquet or CSV file. What is wrong with them is a SupervisionError,
whose `text(lang)` names row, column and value.
"""

from rencai.supervision.draw import Draw, Verification
from rencai.supervision.drawing import draw
from rencai.supervision.estimating import estimate
from rencai.supervision.frame import Frame, close_frame, read_frame
from rencai.supervision.plan import Columns, Plan, Special
from rencai.supervision.problems import SupervisionError
from rencai.supervision.results import Estimate, Group, Money, Rate, Regressed
from rencai.supervision.rules import Attribute, Discovery, Fixed, Monetary, Share
from rencai.supervision.seed import commit_seed, new_seed
from rencai.supervision.strata import Stratum

__all__ = [
    "Attribute",
    "Columns",
    "Discovery",
    "Draw",
    "Estimate",
    "Fixed",
    "Frame",
    "Group",
    "Monetary",
    "Money",
    "Plan",
    "Rate",
    "Regressed",
    "Share",
    "Special",
    "Stratum",
    "SupervisionError",
    "Verification",
    "close_frame",
    "commit_seed",
    "draw",
    "estimate",
    "new_seed",
    "read_frame",
]
