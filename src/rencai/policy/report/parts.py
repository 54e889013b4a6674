"""What a page is made of. No part knows a language or a simulation; the template lays them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

LONG = 12


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    `value` is the exact number behind the text; `note` a smaller line under it. `share` (0 to 1) draws a bar
    under the text or, with `heat`, a shade. `tone` is "", "late" (amber) or "lost" (red).
    """

    text: str
    value: str | None = None
    note: str = ""
    share: float | None = None
    heat: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Column:
    title: str
    numeric: bool = True
    unit: str = ""


@dataclass(frozen=True)
class Body:
    """Rows that belong together, with an optional heading; `total` rows stand out."""

    rows: Sequence[Sequence[Cell]]
    title: str = ""
    total: bool = False


@dataclass(frozen=True)
class Table:
    caption: str
    columns: Sequence[Column]
    bodies: Sequence[Body]

    @property
    def length(self) -> int:
        return sum(len(body.rows) for body in self.bodies)

    @property
    def unit(self) -> str:
        """The unit that all columns of numbers share, or nothing."""
        units = {column.unit for column in self.columns if column.numeric}
        return units.pop() if len(units) == 1 else ""


@dataclass(frozen=True)
class Series:
    """One colour of a chart. `texts` are what a reader sees; `values` only place the marks."""

    name: str
    color: str
    values: Sequence[float]
    texts: Sequence[str]
    stack: str = ""
    line: bool = False


@dataclass(frozen=True)
class Chart:
    """A bar chart: upright over years and margins, lying for names.

    `alt` tells it in words; `ends` stand at the ends of the bars.
    """

    name: str
    alt: str
    categories: Sequence[str]
    series: Sequence[Series]
    lying: bool = False
    axis: str = ""
    prefix: str = ""
    suffix: str = ""
    ends: Sequence[str] = ()

    def spec(self, lang: str) -> Mapping[str, Any]:
        """The chart as JSON for the page's script."""
        return {
            "lang": lang,
            "alt": self.alt,
            "categories": list(self.categories),
            "lying": self.lying,
            "axis": self.axis,
            "prefix": self.prefix,
            "suffix": self.suffix,
            "ends": list(self.ends),
            "series": [vars(series) | {"values": list(series.values)} for series in self.series],
        }


@dataclass(frozen=True)
class Block:
    """A chart, the table under it, and the file that holds every row."""

    table: Table | None = None
    chart: Chart | None = None
    title: str = ""
    note: str = ""
    file: str = ""
    told: bool = False

    @property
    def folded(self) -> bool:
        """Whether the table is long and the page has told the gist of it before."""
        return bool((self.chart or self.told) and self.table and self.table.length > LONG)


@dataclass(frozen=True)
class Section:
    """A part of the page with one question as its title and the answer as its lead."""

    name: str
    title: str
    lead: str = ""
    blocks: Sequence[Block] = ()
    small: Sequence[Block] = ()
    points: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    note: str = ""


@dataclass(frozen=True)
class Card:
    """A headline figure."""

    title: str
    figure: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Page:
    """Everything in one language."""

    lang: str
    title: str
    kicker: str
    lead: str
    notice: str
    cards: Sequence[Card]
    sections: Sequence[Section] = field(default_factory=tuple)

    def charts(self) -> dict[str, Mapping[str, Any]]:
        """Every chart of the page, by the id of its place."""
        blocks = [block for section in self.sections for block in (*section.blocks, *section.small)]
        return {f"{self.lang}-{b.chart.name}": b.chart.spec(self.lang) for b in blocks if b.chart}


def number(text: str, value: int | Decimal, **look: Any) -> Cell:
    """A cell that carries its exact number."""
    return Cell(text, value=format(value, "f") if isinstance(value, Decimal) else str(value), **look)
