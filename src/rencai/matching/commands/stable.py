"""`rencai match stable`: deferred acceptance within the caps of regions."""

from __future__ import annotations

from rencai.command import command
from rencai.matching.commands.assigning import Files, Wanted, gives_result, takes_market
from rencai.matching.problems import needing_the_extra
from rencai.messages import Message


@command(
    "stable",
    about=Message(
        "Assigns stably: nobody and no post would both rather have each other. Caps of regions are kept (flexible "
        "deferred acceptance of Kamada and Kojima); floors are not sought."
    ),
    examples=("rencai match stable pairs.csv posts.csv --regions regions.csv --out assigned.csv",),
)
@takes_market
@gives_result
def stable(
    pairs: str,
    posts: str,
    regions: str | None,
    talents: str | None,
    seed_file: str | None,
    out: str | None,
    result_file: str | None,
    report_file: str | None,
    as_json: bool,
) -> None:
    with needing_the_extra():
        market = Files(pairs, posts, regions, talents, seed_file).market()
        Wanted(out, result_file, report_file, as_json).deliver(market.stable())
