"""Supervision of delegated decisions (抽查监督): sampling plans, provable draws, error rates. No web.

    from rencai.supervision import Plan, draw, estimate

    seed = new_seed()
    commitment = commit_seed(seed)                       # published before the frame is closed
    plan = Plan.load("plan.yaml")
    what_if(plan, "decisions.parquet", factor=2)         # before the plan is fixed
    close_frame("decisions.parquet", plan)               # a hash, published when the frame is closed
    drawn = draw(plan, "decisions.parquet", seed=seed, commitment=commitment)
    assign_checkers(drawn, checkers, conflicts, seed)    # two for each case, blind, with recusal
    drawn.verify("decisions.parquet", seed).holds        # by anyone, once the seed is published
    found = estimate("findings.csv", drawn)
    found.of("…").wrong.lower                            # per body; found.overall for all

plan        Plan · Columns · Special; rules Discovery · Attribute · Monetary · Share · Fixed;
            what_if → [Outlook] · unused_rules
seed        new_seed() · commit_seed(seed)
frame       read_frame(table, plan) → Frame · close_frame(table, plan) → hash
draw        draw(plan, frame, *, seed, commitment, committed_at, frame_closed_at) → Draw: cases, strata, ids, hashes;
            Draw.verify(frame, seed) → Verification · save · load · data · of
checkers    assign_checkers(draw, checkers, conflicts, seed) → Assignment · second_level(draw, seed) → [id]
estimate    estimate(findings, draw, *, confidence, unanswered) → Estimate: bodies, overall, of(body) → Group of
            Rate (wrongly_granted, wrongly_refused, wrong), Money (overpaid), Regressed; comparison(estimate) → tiers
severity    switched(lots, scheme) → [Step] · step · resumed, from Lot, Scheme, Standing (ISO 2859-1)
charts      p_chart · u_chart · g_chart · cusum (Period → Point)
live        check_decision(context) → [Alert], by the table CHECKS; suspicious_pairs(table) · pair_tail
acts        load_measures().proposed(group) → [Measure]

Tables are Arrow, Polars or pandas, or the path of a Parquet or CSV file. What is wrong with them is a SupervisionError,
whose `text(lang)` names row, column and value.
"""

from rencai.supervision.checkers import Assignment, assign_checkers, second_level
from rencai.supervision.comparing import Comparison, comparison
from rencai.supervision.control import Period, Point, cusum, g_chart, p_chart, u_chart
from rencai.supervision.drawing import draw
from rencai.supervision.drawn import Draw, Verification
from rencai.supervision.estimating import estimate
from rencai.supervision.frame import Frame, close_frame, read_frame
from rencai.supervision.live import CHECKS, Alert, Check, check_decision
from rencai.supervision.measures import Measure, Measures, load_measures
from rencai.supervision.outlook import Outlook, unused_rules, what_if
from rencai.supervision.pairs import pair_tail, suspicious_pairs
from rencai.supervision.plan import Columns, Plan, Special
from rencai.supervision.problems import SupervisionError
from rencai.supervision.results import Estimate, Group, Money, Rate, Regressed
from rencai.supervision.rules import Attribute, Discovery, Fixed, Monetary, Share
from rencai.supervision.seed import commit_seed, new_seed
from rencai.supervision.strata import Stratum
from rencai.supervision.switching import Lot, Scheme, Standing, Step, resumed, step, switched

__all__ = [
    "CHECKS",
    "Alert",
    "Assignment",
    "Attribute",
    "Check",
    "Columns",
    "Comparison",
    "Discovery",
    "Draw",
    "Estimate",
    "Fixed",
    "Frame",
    "Group",
    "Lot",
    "Measure",
    "Measures",
    "Monetary",
    "Money",
    "Outlook",
    "Period",
    "Plan",
    "Point",
    "Rate",
    "Regressed",
    "Scheme",
    "Share",
    "Special",
    "Standing",
    "Step",
    "Stratum",
    "SupervisionError",
    "Verification",
    "assign_checkers",
    "check_decision",
    "close_frame",
    "commit_seed",
    "comparison",
    "cusum",
    "draw",
    "estimate",
    "g_chart",
    "load_measures",
    "new_seed",
    "p_chart",
    "pair_tail",
    "read_frame",
    "resumed",
    "second_level",
    "step",
    "suspicious_pairs",
    "switched",
    "u_chart",
    "unused_rules",
    "what_if",
]
