"""`rencai supervision draw`: the cases to be checked, drawn with a committed seed."""

from __future__ import annotations

from datetime import datetime

import click

from rencai.command import command, option
from rencai.messages import Message
from rencai.policy.commands.inputs import json_option
from rencai.policy.commands.screen import plain_table, print_table
from rencai.supervision.commands.inputs import Moment, frame_argument, plan_argument, seed_of, seed_option, writable
from rencai.supervision.drawing import draw as drawn
from rencai.supervision.drawn import Draw
from rencai.supervision.plan import Plan
from rencai.supervision.tables import write_table
from rencai.terminal import console, print_json, say


@command(
    "draw",
    about=Message("Draws the cases to be checked. The same plan, frame and seed give the same cases, always."),
    examples=(
        "rencai supervision draw plan.yaml decisions.parquet --seed seed.txt --commitment 5f0c… --out draw.json",
    ),
)
@plan_argument
@frame_argument
@seed_option
@option("--commitment", required=True, metavar="HASH", about=Message("the published commitment to the seed"))
@option("--committed-at", type=Moment(), default=None, metavar="MOMENT", about=Message("when it was published"))
@option("--closed-at", type=Moment(), default=None, metavar="MOMENT", about=Message("when the frame was closed"))
@option("--out", default=None, metavar="FILE", about=Message("write the draw into this JSON file"))
@option("--cases", default=None, metavar="FILE", about=Message("write the drawn cases into this CSV or Parquet file"))
@json_option
def draw(
    plan_file: str,
    frame: str,
    seed_file: str,
    commitment: str,
    committed_at: datetime | None,
    closed_at: datetime | None,
    out: str | None,
    cases: str | None,
    as_json: bool,
) -> None:
    found = drawn(
        Plan.load(plan_file),
        frame,
        seed=seed_of(seed_file),
        commitment=commitment,
        committed_at=committed_at,
        frame_closed_at=closed_at,
    )
    if out:
        found.save(writable(out))
    if cases:
        write_table(found.cases, writable(cases))
    if as_json:
        print_json(found.data())
        return
    _print(found)


def _print(found: Draw) -> None:
    decisions = sum(stratum.cases for stratum in found.strata)
    click.echo(say(Message("Drawn: {n} of {all} decisions", n=f"{len(found):,}", all=f"{decisions:,}")))
    click.echo(say(Message("Frame: {hash}", hash=found.frame_hash)))
    table = plain_table(say(Message("Body")))
    for head in (Message("Decisions"), Message("Checks")):
        table.add_column(say(head), justify="right")
    for body in found.bodies:
        strata = [stratum for stratum in found.strata if stratum.body == body]
        counts = (sum(stratum.cases for stratum in strata), sum(stratum.drawn for stratum in strata))
        table.add_row(body, *(f"{count:,}" for count in counts))
    print_table(table, console())
