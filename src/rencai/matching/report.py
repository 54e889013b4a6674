"""An assignment as a page: one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rencai.matching.certificate import Filled
from rencai.messages import Message

if TYPE_CHECKING:
    from rencai.matching.result import Result

MOST_ROWS = 400
LAST_CHOICE = 10


class Bar(NamedTuple):
    """A row of a picture: name, figure, and shares of the width (per cent) of the bar, the floor and the cap."""

    name: str
    figure: str
    width: float
    floor: float | None = None
    cap: float | None = None
    missed: bool = False


def write_report(result: Result, path: Path, lang: str) -> Path:
    from jinja2 import Environment

    template = files("rencai.matching").joinpath("assets", "assignment.html.j2").read_text(encoding="utf-8")
    page = Environment(autoescape=True).from_string(template).render(_content(result, lang))
    path.write_text(page, encoding="utf-8", newline="\n")
    return path


def _content(result: Result, lang: str) -> dict[str, Any]:
    certificate = result.certificate
    rows = sorted(result.places(), key=lambda row: -row.filled)
    words = {name: message.text(lang) for name, message in WORDS.items()}
    return {
        "lang": "zh-CN" if lang == "zh" else "en",
        "words": words,
        "mechanism": Message("Mechanism: {mechanism}", mechanism=result.mechanism).text(lang),
        "cards": [
            (words["placed"], f"{certificate.placed:,}"),
            (words["unmatched"], f"{certificate.unmatched:,}"),
            (words["envy"], f"{certificate.envy:,}"),
            (words["waste"], f"{certificate.waste:,}"),
        ],
        "certificate": [message.text(lang) for message in certificate.messages()],
        "holds": certificate.holds,
        "regions": list(region_bars(rows[:MOST_ROWS])),
        "choices": list(choice_bars(result, lang)),
        "prices": price_rows(result, lang),
        "input_hash": result.market.input_hash,
    }


def region_bars(rows: list[Filled]) -> Iterator[Bar]:
    """Each place against its floor and cap, all to one scale."""
    most = max([1, *(max(row.filled, row.floor, row.cap or 0) for row in rows)])
    for row in rows:
        missed = row.filled < row.floor or (row.cap is not None and row.filled > row.cap)
        floor = 100 * row.floor / most if row.floor else None
        cap = 100 * row.cap / most if row.cap is not None else None
        yield Bar(row.place, f"{row.filled:,}{_limits(row)}", 100 * row.filled / most, floor, cap, missed)


def _limits(row: Filled) -> str:
    if row.cap is None:
        return f" (≥ {row.floor:,})" if row.floor else ""
    return f" ({row.floor:,}–{row.cap:,})" if row.floor else f" (≤ {row.cap:,})"


def choice_bars(result: Result, lang: str) -> Iterator[Bar]:
    """How many got which choice; what lies beyond the tenth is one row, and so are the unmatched."""
    counts = result.choices()
    nobody, late = counts.pop(0, 0), sum(count for rank, count in counts.items() if rank > LAST_CHOICE)
    shown = [(Message("choice {n}", n=rank), counts[rank]) for rank in range(1, LAST_CHOICE + 1) if counts.get(rank)]
    shown += [(Message("later than choice {n}", n=LAST_CHOICE), late)] if late else []
    shown += [(Message("unmatched"), nobody)] if nobody else []
    people = max(len(result.seats), 1)
    for name, count in shown:
        yield Bar(name.text(lang), f"{count:,} ({count / people:.1%})", 100 * count / people)


def price_rows(result: Result, lang: str) -> list[tuple[str, str, str]]:
    """(place, quota, what its last seat costs), the dearest first."""
    if result.certificate.optimality is None:
        return []
    prices = sorted(result.certificate.optimality.prices, key=lambda price: (-price.cost, price.place))
    quotas = {"cap": Message("cap"), "floor": Message("floor")}
    return [
        (price.place, f"{quotas[price.quota].text(lang)} {price.number:,}", f"{price.cost:,.6g}")
        for price in prices[:MOST_ROWS]
    ]


WORDS = {
    "title": Message("Assignment of talents to posts"),
    "placed": Message("Placed"),
    "unmatched": Message("Unmatched"),
    "envy": Message("Justified envy"),
    "waste": Message("Free seats claimed"),
    "certificate": Message("What is certified"),
    "regions": Message("Regions against floor and cap"),
    "places": Message("The bar is how many are placed; the lines are the floor and the cap."),
    "choices": Message("Which choice people got"),
    "prices": Message("What the binding quotas cost"),
    "prices_note": Message("What the total weight could gain at most if the quota were one seat looser."),
    "place": Message("Place"),
    "quota": Message("Quota"),
    "cost": Message("Cost of the last seat"),
    "hash": Message("Hash of the inputs"),
}
