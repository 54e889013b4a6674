"""`rencai match floors`: floors and caps on a tree of regions; where they cannot be guaranteed, what can be done."""

from __future__ import annotations

from rencai.command import FINDINGS, FINE, InputError, OneOf, command, option
from rencai.matching.commands.assigning import Files, Wanted, gives_result, takes_market
from rencai.matching.market import Market
from rencai.matching.problems import FloorsNotGuaranteed, needing_the_extra
from rencai.matching.result import Result
from rencai.messages import Message
from rencai.policy.commands.screen import plain_table, print_table
from rencai.prose import Line
from rencai.terminal import console, language, print_json, print_lines, say


@command(
    "floors",
    about=Message(
        "Assigns fairly within floors and caps on a tree of regions (Goto and others 2016). This needs complete lists; "
        "where they are not, it says so and shows what tightened caps and the best by rank would give."
    ),
    examples=(
        "rencai match floors pairs.csv posts.csv --regions regions.csv",
        "rencai match floors pairs.csv posts.csv --regions regions.csv --take tightened --out assigned.csv",
    ),
)
@takes_market
@option(
    "--mechanism",
    type=OneOf("RSDA-RQ", "PLDA-RQ"),
    default="RSDA-RQ",
    about=Message("posts choose in turns, or by one list of priorities (default: RSDA-RQ)"),
)
@option(
    "--take",
    type=OneOf("tightened", "best"),
    default=None,
    about=Message("where floors cannot be guaranteed, take this offer"),
)
@gives_result
def floors(
    pairs: str,
    posts: str,
    regions: str | None,
    talents: str | None,
    seed_file: str | None,
    mechanism: str,
    take: str | None,
    out: str | None,
    result_file: str | None,
    report_file: str | None,
    as_json: bool,
) -> int:
    wanted = Wanted(out, result_file, report_file, as_json)
    with needing_the_extra():
        market = Files(pairs, posts, regions, talents, seed_file).market()
        try:
            wanted.deliver(market.with_floors(mechanism))
        except FloorsNotGuaranteed as why:
            if take is None:
                return _offered(market, why, as_json)
            wanted.deliver(_taken(market, take))
    return FINE


def _taken(market: Market, take: str) -> Result:
    offers = market.offers()
    if take not in offers:
        raise InputError("no assignment meets the floors; tightened caps come as near as they can: --take tightened")
    return offers[take]


def _offered(market: Market, why: FloorsNotGuaranteed, as_json: bool) -> int:
    offers = market.offers()
    if as_json:
        print_json({"offers": {name: result.data() for name, result in offers.items()}, "why": why.text(language())})
        return FINDINGS
    print_lines([Line("text", why.text(language()), state="warning")])
    table = plain_table(say(Message("Offer")))
    for head in HEADS:
        table.add_column(say(head), justify="right")
    for name, result in offers.items():
        table.add_row(name, *_counts(result))
    print_table(table, console())
    return FINDINGS


HEADS = (
    Message("Placed"),
    Message("First choice"),
    Message("Floors missed"),
    Message("Justified envy"),
    Message("Free seats claimed"),
)


def _counts(result: Result) -> tuple[str, ...]:
    certificate = result.certificate
    counts = (
        certificate.placed,
        result.choices().get(1, 0),
        len(certificate.short),
        certificate.envy,
        certificate.waste,
    )
    return tuple(f"{count:,}" for count in counts)
