"""The stable assignment of a market by `algmatch` or `matching`, from lists in a JSON file. Prints one line of JSON."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path


def algmatch(told: dict[str, list]) -> int:
    from algmatch import HospitalResidentsProblem

    residents = {number + 1: [post + 1 for post in ranked] for number, ranked in enumerate(told["talents"])}
    hospitals = {
        number + 1: {"capacity": told["capacity"][number], "preferences": [talent + 1 for talent in ranked]}
        for number, ranked in enumerate(told["posts"])
    }
    solver = HospitalResidentsProblem(
        dictionary={"residents": residents, "hospitals": hospitals}, optimised_side="residents"
    )
    return sum(bool(post) for post in solver.get_stable_matching()["resident_sided"].values())


def matching(told: dict[str, list]) -> int:
    from matching.games import HospitalResident

    game = HospitalResident.create_from_dictionaries(
        {f"t{number}": [f"p{post}" for post in ranked] for number, ranked in enumerate(told["talents"])},
        {f"p{number}": [f"t{talent}" for talent in ranked] for number, ranked in enumerate(told["posts"])},
        {f"p{number}": capacity for number, capacity in enumerate(told["capacity"])},
    )
    return sum(len(held) for held in game.solve(optimal="resident").values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=["algmatch", "matching"])
    parser.add_argument("lists", type=Path)
    options = parser.parse_args()
    told = json.loads(options.lists.read_text(encoding="utf-8"))
    solve = {"algmatch": algmatch, "matching": matching}[options.peer]
    start = time.perf_counter()
    placed = solve(told)
    print(json.dumps({"seconds": time.perf_counter() - start, "placed": placed}))


if __name__ == "__main__":
    main()
