"""What the commands that assign take and show: tables of a market, and a result on the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

import click

from rencai.command import InputError, argument, option
from rencai.matching.market import Market
from rencai.matching.result import Result
from rencai.messages import Message
from rencai.policy.commands.inputs import json_option, read_input
from rencai.policy.commands.screen import plain_table, print_table
from rencai.prose import Line
from rencai.supervision.tables import write_table
from rencai.terminal import console, language, print_json, print_lines, say

SHOWN = 20
LAST_CHOICE = 3


class Files(NamedTuple):
    """The tables of a market, as they are named on the command line."""

    pairs: str
    posts: str
    regions: str | None
    talents: str | None
    seed_file: str | None

    def market(self) -> Market:
        seed = read_input(self.seed_file).strip() if self.seed_file else None
        return Market.from_tables(self.pairs, self.posts, self.regions, talents=self.talents, seed=seed)


TAKES = (
    argument(
        "pairs", metavar="PAIRS", about=Message("a Parquet or CSV file: talent, post, talent_rank, post_rank, weight")
    ),
    argument(
        "posts", metavar="POSTS", about=Message("a Parquet or CSV file: post, capacity, floor, target, region, order")
    ),
    option("--regions", default=None, metavar="FILE", about=Message("regions: region, parent, cap, floor")),
    option("--talents", default=None, metavar="FILE", about=Message("all talents, those too who are in no pair")),
    option("--seed", "seed_file", default=None, metavar="FILE", about=Message("the file with the seed of the lottery")),
)
GIVES = (
    option("--out", default=None, metavar="FILE", about=Message("write the assignment into this CSV or Parquet file")),
    option("--result", "result_file", default=None, metavar="FILE", about=Message("write the whole result as JSON")),
    option("--report", "report_file", default=None, metavar="FILE", about=Message("write a page with pictures (HTML)")),
    json_option,
)


def takes_market(command: Callable[..., Any]) -> Callable[..., Any]:
    return reduce(lambda wrapped, add: add(wrapped), reversed(TAKES), command)


def gives_result(command: Callable[..., Any]) -> Callable[..., Any]:
    return reduce(lambda wrapped, add: add(wrapped), reversed(GIVES), command)


class Wanted(NamedTuple):
    """What is to be written of a result."""

    out: str | None
    result_file: str | None
    report_file: str | None
    as_json: bool

    def deliver(self, result: Result) -> None:
        if self.out:
            write_table(result.table(), _writable(self.out))
        if self.result_file:
            result.save(_writable(self.result_file))
        if self.report_file:
            result.report(_writable(self.report_file), language())
        if self.as_json:
            print_json(result.data())
        else:
            show(result)


def _writable(path: str) -> Path:
    folder = Path(path).parent
    if not folder.is_dir():
        raise InputError("there is no folder {folder!r} to write into", folder=str(folder))
    return Path(path)


def show(result: Result) -> None:
    """Counts, the certificate, and regions against floor and cap."""
    certificate = result.certificate
    placed, people = f"{certificate.placed:,}", f"{len(result.seats):,}"
    click.echo(
        say(Message("Placed: {n} of {all} talents ({mechanism})", n=placed, all=people, mechanism=result.mechanism))
    )
    print_choices(result)
    first, *rest = certificate.messages()
    state = "met" if certificate.holds else "error"
    print_lines([Line("text", say(first), state=state), *(Line("text", say(message)) for message in rest)])
    print_places(result)
    print_prices(result)


def print_choices(result: Result) -> None:
    counts = result.choices()
    shown = [f"{rank}: {counts.get(rank, 0):,}" for rank in range(1, LAST_CHOICE + 1)]
    late = sum(count for rank, count in counts.items() if rank > LAST_CHOICE)
    click.echo(say(Message("By choice: {choices}; later: {late}", choices=shown, late=f"{late:,}")))


def print_places(result: Result) -> None:
    rows = list(result.places())
    if not rows:
        return
    table = plain_table(say(Message("Place")))
    for head in (Message("Placed"), Message("Floor"), Message("Cap")):
        table.add_column(say(head), justify="right")
    for row in rows[:SHOWN]:
        table.add_row(row.place, f"{row.filled:,}", f"{row.floor:,}", "" if row.cap is None else f"{row.cap:,}")
    print_table(table, console())
    if len(rows) > SHOWN:
        click.echo(say(Message("… and {n} more", n=len(rows) - SHOWN)))


def print_prices(result: Result) -> None:
    from rencai.matching.report import price_rows

    rows = price_rows(result, language())
    if not rows:
        return
    table = plain_table(say(Message("Place")), say(Message("Quota")))
    table.add_column(say(Message("Cost of the last seat")), justify="right")
    for row in rows[:SHOWN]:
        table.add_row(*row)
    print_table(table, console())
