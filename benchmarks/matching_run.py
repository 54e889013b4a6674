"""Assignments of one large random market, each in a process of its own. Prints one line of JSON with `seconds`.

The clock covers the assignment and its certificate; a first small market has compiled the kernels or loaded them.
`build` is how long the market takes to be checked and paired from arrays.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import itertools

from matching import large

from rencai.matching import Market, Result

Assign = Callable[[Market], Result]


def best(market: Market) -> Result:
    """A weight to the cent for each pair; floors of the regions just below their caps."""
    weights = np.round(np.random.default_rng(1).random(len(market.lists.posts)) * 100, 2)
    regions = len(market.quotas.regions)
    floors = {("region", number): int(len(market.talents) * 0.8 / regions) for number in range(regions)}
    return _named(market).best(weights, floors=floors)


def _named(market: Market) -> Market:
    from dataclasses import replace

    regions = tuple(("region", number) for number in market.quotas.regions)
    return market.with_quotas(replace(market.quotas, regions=regions))


WAYS: dict[str, Assign] = {
    "stable": Market.stable,
    "RSDA-RQ": lambda market: market.with_floors("RSDA-RQ"),
    "PLDA-RQ": lambda market: market.with_floors("PLDA-RQ"),
    "best": best,
}


def market(options: argparse.Namespace, talents: int, posts: int, regions: int) -> Market:
    if options.way in ("RSDA-RQ", "PLDA-RQ"):
        return large.complete(talents, posts, regions)
    return large.market(talents, posts, caps=regions)


def write_lists(made: Market, path: Path) -> None:
    """The market as names, for peers: both sides' lists and capacities."""
    starts, wanted = made.lists.starts, made.lists.posts
    ranked: dict[int, list[tuple[int, int]]] = {}
    for talent, post, level in zip(
        made.lists.owners().tolist(), wanted.tolist(), made.lists.levels.tolist(), strict=True
    ):
        ranked.setdefault(post, []).append((level, talent))
    told = {
        "talents": [wanted[a:b].tolist() for a, b in itertools.pairwise(starts)],
        "posts": [[talent for _, talent in sorted(ranked.get(post, []))] for post in range(len(made.posts))],
        "capacity": made.quotas.capacity.tolist(),
    }
    path.write_text(json.dumps(told), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=list(WAYS))
    parser.add_argument("talents", type=int)
    parser.add_argument("posts", type=int)
    parser.add_argument("--regions", type=int, default=0)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--lists", type=Path, help="write the market for a peer")
    options = parser.parse_args()
    assign = WAYS[options.way]
    assign(market(options, 400, 40, min(options.regions, 4)))
    made = market(options, options.talents, options.posts, options.regions)
    if options.lists:
        write_lists(made, options.lists)
    taken, result = [], None
    for _ in range(options.times):
        start = time.perf_counter()
        result = assign(made)
        taken.append(time.perf_counter() - start)
    assert result
    said = {"holds": result.certificate.holds, "placed": result.certificate.placed, "pairs": len(made.lists.posts)}
    print(json.dumps({"seconds": sorted(taken)[len(taken) // 2], **said}))


if __name__ == "__main__":
    main()
