"""Matching of talents and posts (人岗匹配): assign with quotas for regions, and recommend. No web.

    from rencai.matching import Market

    market = Market.from_preferences(
        talents={"t1": ["p1", "p2"], "t2": ["p1"]},                # ranked; ties as nested lists
        posts={"p1": ["t2", "t1"], "p2": ["t1"]},
        capacity={"p1": 1, "p2": 1},
        region={"p2": "changhai"}, region_floor={"changhai": 1},
    )
    market.stable()                                                # deferred acceptance, within the caps of regions
    market.with_floors("RSDA-RQ")                                  # floors and caps of regions, complete lists
    market.best({("t1", "p1"): 3, …}, floors=…, caps=…)            # largest total weight
    market.offers()                                                # where floors cannot be guaranteed
    market.with_couples({("t1", "t2"): [("p1", "p2")]})            # small markets with pairs

    from rencai.matching import occupation, recommend

    lists = recommend("talents.csv", "posts.parquet", k=20)       # hard criteria, then a score of eight named parts
    lists.table("talents"), lists.table("posts"), lists.without   # both directions; who fits nowhere
    lists.explain("t1", "p1").text("zh")                          # 因为……；不利之处：……
    occupation("船舶焊工")                                          # its code, confidence and the runners-up

market      Market.from_preferences · from_arrays (CSR) · from_tables (Arrow, Parquet, CSV)
result      Result: assignment, unmatched, certificate, seats, ranks, table(), report(path), save(path);
            verify(load(path), market) assigns again and compares
certificate Certificate: holds, notion, envy, waste, short; Optimality: weight, bound, prices of the binding quotas
recommend   Recommendations: table(side), without, explain(talent, post); Encoder plugs another encoder in
occupation  Coded: code, name, confidence, runners_up; Coder for many titles, with a cache of vectors
errors      MatchingError; FloorsNotGuaranteed for incomplete lists; FloorsCannotBeMet with the smallest Reason

What is slow to import (numba, OR-tools) is imported when it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# Where each public name lives; read lazily, so that a command's help does not wait for numba.
NAMES = {
    "Market": "market",
    "Result": "result",
    "load": "result",
    "verify": "result",
    "Certificate": "certificate",
    "Optimality": "certificate",
    "recommend": "recommending",
    "Recommendations": "recommending",
    "Explanation": "recommending",
    "occupation": "coding",
    "Coder": "coding",
    "Coded": "coding",
    "Encoder": "vectors",
    "MatchingError": "problems",
    "FloorsNotGuaranteed": "problems",
    "FloorsCannotBeMet": "problems",
    "Reason": "problems",
}

__all__ = sorted(NAMES)


def __getattr__(name: str) -> Any:
    if name not in NAMES:
        raise AttributeError(f"module 'rencai.matching' has no attribute {name!r}")
    return getattr(import_module(f"rencai.matching.{NAMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
