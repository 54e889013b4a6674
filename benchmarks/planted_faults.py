"""The demo city's planted faults, drawn many times: does supervision find them, and does it spare everybody else?

Prints one line of JSON. How the bodies decide is drawn as for the demo city (`rencai.office.demo.rulings`), with as
many cases a body as its city of 20,000 talents has. Every seed closes a frame, draws the cases, lets checkers who err
look at them, estimates, and asks the declared table which measures the figures allow.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter

import numpy as np
import pyarrow as pa

from rencai.office.demo.dice import Array, Dice
from rencai.office.demo.rulings import Asked, Faults, Rulings, draw_rulings
from rencai.office.recognition.routes import BY_KIND
from rencai.office.recognition.terms import BodyKind, Step
from rencai.supervision import Period, Plan, commit_seed, draw, estimate, load_measures, p_chart, suspicious_pairs

CASES: tuple[int, ...] = (117, 83, 10, 133, 57, 12, 46, 28, 49, 47, 100, 105)
CASES += (16, 28, 49, 43, 43, 36, 37, 35, 35, 32, 30, 25, 29, 152, 64, 69)
"""Of 12 districts and pilot zones, 13 employers, 3 sector authorities: as the demo city has them."""
DISTRICTS = 12
COLLUDING, LENIENT, SLOW = 0, 1, 4
FAULTS = Faults(LENIENT, SLOW, COLLUDING, favoured=0)
FAVOURED_SHARE, EMPLOYERS = 0.3, 20
CHECKERS_ERR = 0.01
YEAR = 250
GRAVE = ("suspension", "withdrawal")
MEASURES = load_measures()


def asked(dice: Dice, body: Array) -> Asked:
    """Every employer of a body is a number of its own; 0 is the one that an approver favours."""
    own = body * 100 + dice.between(1, EMPLOYERS)
    favoured = (body == COLLUDING) & dice.chance(FAVOURED_SHARE)
    limits = np.where((body < DISTRICTS)[:, None], steps_of(BodyKind.DISTRICT), steps_of(BodyKind.EMPLOYER))
    none = np.full(dice.size, -1)
    return Asked(body, np.where(favoured, 0, own), limits, np.zeros(dice.size, int), none, none)


def steps_of(kind: BodyKind) -> list[int]:
    """Working days of each step on the route of such a body; 0 where it has no such step."""
    days = {limit.step: limit.days for limit in BY_KIND[kind].limits}
    return [days.get(step, 0) for step in Step]


def names(values: Array) -> list[str]:
    found: list[str] = values.astype(str).tolist()
    return found


def estimated(found: Rulings, body: Array, seed: int, plan: Plan) -> dict[str, set[str]]:
    """Which measures the figures allow, by body."""
    decision = np.where(found.granted, "granted", "refused")
    ids = np.char.add("RD-", np.char.zfill(np.arange(len(body)).astype(str), 5))
    frame = pa.table(
        {
            "id": ids.tolist(),
            "body": names(body),
            "category": ["shortage"] * len(body),
            "amount": pa.array([0] * len(body), pa.int64()),
            "decision": decision.tolist(),
        }
    )
    secret = f"seed {seed} of the benchmark, no secret"
    drawn = draw(plan, frame, seed=secret, commitment=commit_seed(secret))
    rows = np.array([int(name[3:]) for name in drawn.ids])
    right = found.carries[rows] ^ Dice([seed, 9], len(rows)).chance(CHECKERS_ERR)
    said = {"id": drawn.ids, "checker": ["one"] * len(rows), "decision": np.where(right, "granted", "refused").tolist()}
    figures = estimate(pa.table(said), drawn)
    return {group.body: {measure.key for measure in MEASURES.proposed(group)} for group in figures.bodies}


def late(found: Rulings, limits: Array, body: Array) -> set[int]:
    """Bodies whose share of late steps is above the limit of a chart of all bodies."""
    days = np.diff(np.hstack([found.submitted[:, None], found.ended]), axis=1)
    days[:, 1] -= found.paused
    steps, over = limits > 0, (days > limits) & (limits > 0)
    periods = [
        Period(str(one), int(steps[body == one].sum()), int(over[body == one].sum()))
        for one in np.unique(body).tolist()
    ]
    others = [period for period in periods if period.n]
    centre = float(np.median([period.wrong / period.n for period in others]))
    return {int(point.period) for point in p_chart(others, centre=max(centre, 0.005)) if point.signal == "high"}


def pairs(found: Rulings, wanted: Asked) -> list[tuple[str, str, str]]:
    named = {"body": wanted.body, "approver": found.approver, "applicant": wanted.employer}
    table = suspicious_pairs(pa.table({name: names(column) for name, column in named.items()}))
    return [(row["body"], row["approver"], row["applicant"]) for row in table.to_pylist() if row["signal"]]


def looked_at(seed: int, plan: Plan) -> Counter[str]:
    """What came out for one seed; each entry counts bodies, pairs, or is 1 or 0."""
    body = np.repeat(np.arange(len(CASES)), CASES)
    dice = Dice([seed, 0], len(body))
    wanted = asked(dice, body)
    found = draw_rulings(dice, wanted, FAULTS, np.zeros(dice.size, int), 2 * YEAR)
    allowed = estimated(found, body, seed, plan)
    grave = {int(name) for name, measures in allowed.items() if measures & set(GRAVE)}
    slow, together = late(found, wanted.limits, body), pairs(found, wanted)
    return Counter(
        suspended=LENIENT in grave,
        tightened="tightened_checking" in allowed[str(LENIENT)],
        clean_suspended=len(grave - {LENIENT, COLLUDING}),
        spared=not grave - {LENIENT, COLLUDING},
        colluding_suspended=COLLUDING in grave,
        slow=SLOW in slow,
        others_slow=len(slow - {SLOW}),
        pair=(str(COLLUDING), "0", "0") in together,
        other_pairs=len([one for one in together if one != (str(COLLUDING), "0", "0")]),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=int)
    options = parser.parse_args()
    start, plan = time.perf_counter(), Plan(strata=("body",))
    total: Counter[str] = Counter()
    for seed in range(options.seeds):
        total.update(looked_at(seed, plan))
    said = {"seeds": options.seeds, "bodies": len(CASES), "clean": len(CASES) - 2, "decisions": sum(CASES)}
    print(json.dumps({"seconds": time.perf_counter() - start, **said, **total}))


if __name__ == "__main__":
    main()
