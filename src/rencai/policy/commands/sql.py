"""`rencai policy sql`: a pack as one query."""

from __future__ import annotations

from datetime import date

import click

from rencai.command import OneOf, command, option
from rencai.messages import Message
from rencai.policy.commands.inputs import drafts_option, known_measures, on_option, pack_argument
from rencai.policy.pack import load_pack


@command(
    "sql",
    about=Message(
        "Prints a pack as SQL: one SELECT over a table `people` with a column f_<fact> for each fact "
        "(numbers scaled to whole numbers), giving each measure's state, amount and deciding "
        "condition."
    ),
    examples=("rencai policy sql dalian --on 2024-03-01 --measure settling-in --dialect postgres",),
)
@pack_argument
@on_option
@option(
    "--dialect",
    type=OneOf("duckdb", "postgres", "spark"),
    default="duckdb",
    about=Message("the database that shall run it"),
)
@option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    about=Message("only this measure; may be given many times"),
)
@drafts_option
def sql(pack_name: str, on: date | None, dialect: str, measures: tuple[str, ...], drafts: bool) -> None:
    from rencai.policy.simulation import to_sql

    pack, day = load_pack(pack_name), on or date.today()
    chosen = known_measures(pack, measures, day, drafts=drafts)
    click.echo(to_sql(pack, on=day, dialect=dialect, measures=chosen or None, drafts=drafts))
