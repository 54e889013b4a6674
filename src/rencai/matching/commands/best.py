"""`rencai match best`: the largest total weight within floors and caps."""

from __future__ import annotations

from rencai.command import command
from rencai.matching.commands.assigning import Files, Wanted, gives_result, takes_market
from rencai.matching.problems import needing_the_extra
from rencai.messages import Message


@command(
    "best",
    about=Message(
        "Assigns for the largest total of the column weight within all floors and caps, and proves that it is the "
        "largest. Who prefers what counts only as far as the weights say so."
    ),
    examples=("rencai match best pairs.parquet posts.csv --regions regions.csv --report report.html",),
)
@takes_market
@gives_result
def best(
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
        Wanted(out, result_file, report_file, as_json).deliver(market.best())
