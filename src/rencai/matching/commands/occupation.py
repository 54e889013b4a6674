"""`rencai match occupation`: titles coded to the occupations of the country."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click
import pyarrow as pa

from rencai.command import InputError, argument, command, option
from rencai.matching.coding import Coded, Coder
from rencai.matching.commands.writing import deliver
from rencai.matching.reading import needs, read_table
from rencai.messages import Message
from rencai.policy.commands.inputs import json_option
from rencai.policy.commands.screen import plain_table, print_table
from rencai.terminal import console, print_json, say

SHOWN = 20
cache_option = option(
    "--cache",
    default=None,
    metavar="FILE",
    about=Message("keep the vectors of texts in this file, so that the next run is faster; it holds no texts"),
)


@command(
    "occupation",
    about=Message(
        "Codes free titles, Chinese or English, to the occupations of the 2022 catalogue, with confidence and the "
        "runners-up. Whoever uses the code looks at what has little confidence."
    ),
    examples=(
        "rencai match occupation 船舶焊工 'Senior Java developer'",
        "rencai match occupation --file posts.csv --out coded.csv",
    ),
)
@argument("titles", metavar="TITLE…", nargs=-1, about=Message("titles"))
@option("--file", default=None, metavar="FILE", about=Message("a Parquet or CSV file with a column of titles"))
@option("--column", default="title", metavar="NAME", about=Message("the column of titles (default: title)"))
@option("--out", default=None, metavar="FILE", about=Message("write what was coded into this CSV or Parquet file"))
@cache_option
@json_option
def occupation(
    titles: tuple[str, ...], file: str | None, column: str, out: str | None, cache: str | None, as_json: bool
) -> None:
    if bool(titles) == bool(file):
        raise InputError("give titles or --file, one of the two")
    found = Coder(cache=cache).code(_of_file(file, column) if file else titles)
    if out:
        deliver(_table(found), out)
    if as_json:
        print_json([asdict(coded) for coded in found])
    elif not out:
        _print(found)


def _of_file(file: str, column: str) -> list[str]:
    what = Message("{file}", file=file)
    table = read_table(file, what)
    needs(table, [column], what)
    return [str(value) if value is not None else "" for value in table.column(column).to_pylist()]


def _table(found: list[Coded]) -> pa.Table:
    rows: list[dict[str, Any]] = [
        {
            "title": coded.title,
            "code": coded.code,
            "name": coded.name,
            "confidence": coded.confidence,
            "runners_up": ";".join(f"{choice.code} {choice.confidence}" for choice in coded.runners_up),
        }
        for coded in found
    ]
    return pa.Table.from_pylist(rows)


def _print(found: list[Coded]) -> None:
    table = plain_table(say(Message("Title")))
    for head in (Message("Code"), Message("Occupation"), Message("Confidence"), Message("Next")):
        table.add_column(say(head))
    for coded in found[:SHOWN]:
        second = coded.runners_up[0]
        table.add_row(
            coded.title, coded.code, coded.name, f"{coded.confidence:.0%}", f"{second.name} {second.confidence:.0%}"
        )
    print_table(table, console())
    if len(found) > SHOWN:
        click.echo(say(Message("{n} more; --out writes all", n=f"{len(found) - SHOWN:,}")))
