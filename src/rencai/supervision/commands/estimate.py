"""`rencai supervision estimate`: error rates of the bodies from what the checkers found."""

from __future__ import annotations

import click
from rich.table import Table

from rencai.command import OneOf, argument, command, option
from rencai.messages import Message
from rencai.policy.commands.inputs import json_option
from rencai.policy.commands.screen import plain_table, print_table
from rencai.supervision.commands.inputs import Number, draw_argument, interval, percent
from rencai.supervision.comparing import comparison
from rencai.supervision.drawn import Draw
from rencai.supervision.estimating import REFUSE, WORST
from rencai.supervision.estimating import estimate as estimated
from rencai.supervision.results import Estimate, Group
from rencai.terminal import console, print_json, say


@command(
    "estimate",
    about=Message(
        "Error rates of each body and of all, with their intervals, from the findings on a draw. Bodies whose "
        "intervals overlap are not ranked."
    ),
    examples=("rencai supervision estimate draw.json findings.csv",),
)
@draw_argument
@argument("findings", metavar="FINDINGS", about=Message("a Parquet or CSV file: id, checker, decision, amount, role"))
@option(
    "--confidence", type=Number(0, 1), default=None, about=Message("confidence of the intervals (default: the plan's)")
)
@option(
    "--unanswered",
    type=OneOf(REFUSE, WORST),
    default=REFUSE,
    about=Message("refuse a draw with unanswered cases, or count them at their worst (default: refuse)"),
)
@json_option
def estimate(draw_file: str, findings: str, confidence: float | None, unanswered: str, as_json: bool) -> None:
    found = estimated(findings, Draw.load(draw_file), confidence=confidence, unanswered=unanswered)
    compared = comparison(found)
    if as_json:
        print_json({**found.data(), "tiers": compared.tiers})
        return
    print_table(_table(found), console())
    tiers = [" = ".join(tier) for tier in compared.tiers]
    click.echo()
    if len(tiers) > 1:
        click.echo(say(Message("From low to high, equal where it cannot be told: {tiers}", tiers=" < ".join(tiers))))
    else:
        click.echo(say(Message("No two bodies can be told apart.")))


def _table(found: Estimate) -> Table:
    table = plain_table(say(Message("Body")))
    for head in (
        Message("Decisions"),
        Message("Checks"),
        Message("Wrongly granted"),
        Message("Wrongly refused"),
        Message("Wrong"),
        Message("Interval"),
        Message("Overpaid"),
    ):
        table.add_column(say(head), justify="right")
    for group in (*found.bodies, found.overall):
        table.add_row(*_row(group))
    return table


def _row(group: Group) -> tuple[str, ...]:
    return (
        group.body or say(Message("All bodies")),
        f"{group.decisions:,}",
        f"{group.checked:,}",
        percent(group.wrongly_granted.estimate),
        percent(group.wrongly_refused.estimate),
        percent(group.wrong.estimate),
        interval(group.wrong.interval),
        f"{group.overpaid.estimate:,.0f}",
    )
