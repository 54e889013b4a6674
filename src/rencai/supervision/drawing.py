"""The draw (抽签): which cases are checked. Provable: anyone with frame, plan and seed draws the same cases again.

In each stratum the cases with the lowest ranks (see `seed`) are taken; of equal ranks the lower id. A monetary rule
lines the cases up by rank, lays their amounts end to end and takes the case at each point: at the same place in every
stretch of J cents (interval), or at a place of its own in each (cell). The order of the frame's rows plays no part.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rencai.supervision.drawn import MONETARY, RANDOM, THRESHOLD, Draw
from rencai.supervision.frame import Cents, Frame, read_frame
from rencai.supervision.monetary import MonetaryDraw, monetary_draw
from rencai.supervision.plan import Plan
from rencai.supervision.problems import supervision_error
from rencai.supervision.rules import Monetary
from rencai.supervision.seed import Ranks, commit_seed, fits, ranks
from rencai.supervision.strata import Stratum, by_code, stratified

Rows = npt.NDArray[np.int64]
Chosen = tuple[Stratum, Rows, npt.NDArray[np.float64], Rows, list[str]]


def draw(
    plan: Plan,
    frame: Any,
    *,
    seed: str,
    commitment: str,
    committed_at: datetime | None = None,
    frame_closed_at: datetime | None = None,
) -> Draw:
    """The cases to be checked.

    `frame` is a table, a path or what `read_frame` gave. Raises SupervisionError for a seed that does not fit its
    commitment, for a commitment later than the closing of the frame, and for a frame that the plan cannot read.
    """
    _committed(seed, commitment, committed_at, frame_closed_at)
    read = read_frame(frame, plan)
    strata, cases = chosen(plan, read, seed)
    return Draw(plan, read.hash, commitment.strip().lower(), committed_at, frame_closed_at, strata, cases)


def _committed(seed: str, commitment: str, committed: datetime | None, closed: datetime | None) -> None:
    if not fits(seed, commitment):
        raise supervision_error(
            "the seed does not fit its commitment: its hash is {found}, committed was {commitment}",
            found=commit_seed(seed),
            commitment=commitment,
        )
    if committed is None or closed is None:
        return
    if (committed.tzinfo is None) != (closed.tzinfo is None):
        raise supervision_error("of two moments one has a time zone and one has none; give both or neither")
    if committed > closed:
        raise supervision_error(
            "the seed was committed at {committed}, after the frame was closed at {closed}: it could have been chosen "
            "to fit; close the frame anew",
            committed=committed.isoformat(sep=" "),
            closed=closed.isoformat(sep=" "),
        )


def chosen(plan: Plan, frame: Frame, seed: str) -> tuple[tuple[Stratum, ...], pa.Table]:
    """The strata with how many are drawn, and the cases in order of stratum and rank."""
    groups = stratified(frame, plan)
    order = _by_stratum_and_rank(frame, groups.codes, ranks(seed, "draw", frame.table["id"]))
    ends = np.cumsum([stratum.cases for stratum in groups.strata])
    cents = frame.cents
    found = [
        _of_stratum(stratum, rule, order[end - stratum.cases : end], cents, seed)
        for stratum, rule, end in zip(groups.strata, groups.rules, ends.tolist(), strict=True)
    ]
    return tuple(stratum for stratum, *_ in found), _cases(frame, found)


def _by_stratum_and_rank(frame: Frame, codes: Rows, rank: Ranks) -> Rows:
    order = np.argsort(rank)
    if (rank[order][1:] == rank[order][:-1]).any():
        ids = frame.table["id"].to_pylist()
        order = np.array(sorted(range(len(ids)), key=lambda row: (int(rank[row]), ids[row].encode())))
    return np.asarray(order[by_code(codes[order])], dtype=np.int64)


def _of_stratum(stratum: Stratum, rule: object, line: Rows, cents: Cents, seed: str) -> Chosen:
    """`line` are the rows of the stratum in order of rank."""
    if isinstance(rule, Monetary):
        return _of_money(stratum, line, monetary_draw(cents[line], rule, seed, stratum.key), cents)
    rows = line[: stratum.drawn]
    why = [THRESHOLD if rule is None else RANDOM] * len(rows)
    return stratum, rows, np.full(len(rows), len(rows) / stratum.cases), np.ones(len(rows), dtype=np.int64), why


def _of_money(stratum: Stratum, line: Rows, found: MonetaryDraw, cents: Cents) -> Chosen:
    rows = np.concatenate((line[found.whole], line[found.hit]))
    remaining = stratum.cents - int(cents[line[found.whole]].sum())
    expected = cents[line[found.hit]] * (found.units / remaining) if len(found.hit) else np.empty(0)
    probability = np.concatenate((np.ones(len(found.whole)), expected))
    hits = np.concatenate((np.zeros(len(found.whole), dtype=np.int64), found.hits))
    why = [THRESHOLD] * len(found.whole) + [MONETARY] * len(found.hit)
    counted = replace(stratum, drawn=len(rows), units=int(found.hits.sum()), interval=found.interval)
    return counted, rows, probability, hits, why


def _cases(frame: Frame, found: list[Chosen]) -> pa.Table:
    rows = np.concatenate([rows for _, rows, *_ in found])
    taken = frame.table.select(["id", "body", "category", "decision", "amount"]).take(rows)
    places = np.repeat(np.arange(len(found)), [len(rows) for _, rows, *_ in found])
    keys = pa.array([stratum.key for stratum, *_ in found]).take(pa.array(places))
    return pa.table(
        {
            **{name: taken[name] for name in ("id", "body", "category", "decision")},
            "cents": taken["amount"],
            "stratum": keys,
            "probability": np.concatenate([probability for _, _, probability, *_ in found]),
            "hits": np.concatenate([hits for _, _, _, hits, _ in found]),
            "why": pa.array([word for *_, why in found for word in why], type=pa.string()),
        }
    )
