"""`rencai policy simulate`: a pack on a table of people."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from rencai.command import InputError, OneOf, argument, command, option
from rencai.messages import Message
from rencai.policy.commands.figures import print_simulation, simulation_json
from rencai.policy.commands.folders import finished_folder
from rencai.policy.commands.inputs import drafts_option, json_option, on_option, pack_argument, reform_option
from rencai.policy.pack import load_pack
from rencai.terminal import language, print_json, progress, say


@command(
    "simulate",
    about=Message(
        "Decides for every row of a table of people (Parquet, CSV or JSON; a column for each fact) "
        "and adds up; with a reform, beside what the reform would give."
    ),
    examples=(
        "rencai policy simulate dalian people.parquet --on 2024-12-31 --by work_place --out report",
        "rencai policy simulate dalian people.csv --reform shorter-contracts --ignore name",
    ),
)
@pack_argument
@argument("people", about=Message("a Parquet, CSV or JSON file, one row for each person"))
@on_option
@reform_option
@option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    about=Message("break the figures down by this column; may be given many times"),
)
@option(
    "--ignore",
    multiple=True,
    metavar="COLUMN",
    about=Message("a column that is no fact; may be given many times"),
)
@option(
    "--id",
    "identity",
    default=None,
    metavar="COLUMN",
    about=Message("the column that tells people apart (default: id)"),
)
@option("--strict", is_flag=True, about=Message("stop at a bad row, instead of leaving it out"))
@drafts_option
@option(
    "--engine",
    type=OneOf("duckdb", "postgres", "spark"),
    default="duckdb",
    about=Message("what computes (default: duckdb, in this process)"),
)
@option(
    "--url",
    default=None,
    metavar="URL",
    envvar="RENCAI_URL",
    about=Message("where the engine is (also: RENCAI_URL)"),
)
@option("--out", default=None, metavar="FOLDER", about=Message("write the report and its tables into this folder"))
@json_option
def simulate(
    pack_name: str,
    people: str,
    on: date | None,
    reform: str | None,
    by: tuple[str, ...],
    ignore: tuple[str, ...],
    identity: str | None,
    strict: bool,
    drafts: bool,
    engine: str,
    url: str | None,
    out: str | None,
    as_json: bool,
) -> None:
    pack = load_pack(pack_name)
    if not Path(people).is_file():
        raise InputError("there is no file {file!r}", file=people)
    with progress(say(Message("Deciding"))) as advance:
        found = pack.simulate(
            people,
            on=on or date.today(),
            reform=reform,
            by=by,
            ignore=ignore,
            id=identity,
            strict=strict,
            drafts=drafts,
            engine=engine,
            url=url,
            progress=advance,
        )
        with found:
            found.rows  # noqa: B018 - computed here, while the bar is shown
            if out:
                from rencai.policy.report import write_report

                with finished_folder(out) as folder:
                    write_report(found, folder, lang=language())
    if as_json:
        print_json(simulation_json(found))
        return
    print_simulation(found)
    if out:
        click.echo(f"\n{say('Report: {path}', path=Path(out) / 'report.html')}")
