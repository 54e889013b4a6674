"""`rencai supervision plan`: a plan read, laid on a frame, and what more checks would tell."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from rencai.command import InputError, argument, command, option
from rencai.messages import Message
from rencai.policy.commands.inputs import json_option, save
from rencai.policy.commands.screen import plain_table, print_table
from rencai.supervision.commands.inputs import Number, percent, plan_argument
from rencai.supervision.frame import read_frame
from rencai.supervision.outlook import Outlook, unused_rules, what_if
from rencai.supervision.plan import Plan, Special
from rencai.supervision.seed import commit_seed, new_seed
from rencai.terminal import console, print_json, say


@command(
    "plan",
    about=Message(
        "Reads a sampling plan; with a frame, says how many cases of each body it checks and what more checks would "
        "tell. Draws nothing."
    ),
    examples=(
        "rencai supervision plan plan.yaml --new-seed seed.txt",
        "rencai supervision plan plan.yaml decisions.parquet --factor 2",
    ),
)
@plan_argument
@argument(
    "frame",
    metavar="FRAME",
    required=False,
    about=Message("a Parquet or CSV file, one row for each decision"),
)
@option("--factor", type=Number(0, 1_000), default=2, about=Message("how many times as many checks (default: 2)"))
@option("--tolerable", type=Number(0, 1), default=0.05, about=Message("the tolerable error rate (default: 0.05)"))
@option(
    "--new-seed",
    "seed_file",
    default=None,
    metavar="FILE",
    about=Message("write a new seed into this file and print the commitment, to be published now"),
)
@json_option
def plan(
    plan_file: str, frame: str | None, factor: float, tolerable: float, seed_file: str | None, as_json: bool
) -> None:
    read = Plan.load(plan_file)
    told: dict[str, Any] = {"plan": read.data(), "plan_hash": read.hash}
    if seed_file:
        told["commitment"] = _new_seed(seed_file)
    if frame:
        table = read_frame(frame, read)
        outlooks = what_if(read, table, factor=factor, tolerable=tolerable)
        told |= {"frame_hash": table.hash, "outlook": [asdict(row) for row in outlooks]}
    if as_json:
        print_json(told)
        return
    for name, words in WORDS.items():
        if name in told:
            click.echo(say(words.template, hash=told[name]))
    if frame:
        for special in unused_rules(read, table):
            click.echo(say(Message("A rule fits no stratum of this frame: {where}", where=_where(special))))
        print_table(outlook_table(outlooks), console())


def _where(special: Special) -> str:
    return "; ".join(f"{name} = {', '.join(values)}" for name, values in special.where.items())


WORDS = {
    "plan_hash": Message("Plan: {hash}"),
    "commitment": Message("Commitment to the seed: {hash}"),
    "frame_hash": Message("Frame: {hash}"),
}


def _new_seed(file: str) -> str:
    if Path(file).exists():
        raise InputError("{file} exists; a seed is never written over", file=file)
    seed = new_seed()
    save(f"{seed}\n", file)
    return commit_seed(seed)


def outlook_table(rows: list[Outlook]) -> Table:
    table = plain_table(say(Message("Body")))
    for head in (
        Message("Decisions"),
        Message("Checks"),
        Message("Interval"),
        Message("Detectable"),
        Message("10% wrong noticed"),
    ):
        table.add_column(say(head), justify="right", no_wrap=True)
    for row in rows:
        noticed = percent(row.power.get(0.10, 0.0))
        table.add_row(
            row.body,
            f"{row.decisions:,}",
            f"{row.checks:,}",
            f"±{percent(row.width / 2)}",
            percent(row.detectable),
            noticed,
        )
    return table
