"""The chart of arrivals and departures: bars above and below a line, month by month, as shapes of an SVG."""

from __future__ import annotations

from typing import NamedTuple

from rencai.office.insight.city import Table

WIDTH, HEIGHT, LEFT, MARGIN = 480, 220, 44, 18
ROUND = (1, 2, 3, 4, 5, 6, 8)


class Bar(NamedTuple):
    """A rectangle with what it says."""

    kind: str
    x: int
    y: int
    width: int
    height: int
    says: str


class Mark(NamedTuple):
    """A word or number at a place, with a line across the chart where `across`."""

    x: int
    y: int
    words: str
    across: bool = False


class Chart(NamedTuple):
    """All that the template draws, in the units of its viewBox."""

    width: int
    height: int
    left: int
    zero: int
    bars: list[Bar]
    marks: list[Mark]


def chart(table: Table) -> Chart:
    """Of a table with a month, arrivals and departures in each line."""
    most = max((cell.number for line in table.lines for cell in line.cells[:2]), default=0)
    top = nice(most)
    half = (HEIGHT - 2 * MARGIN) // 2
    zero, step = MARGIN + half, (WIDTH - LEFT) // max(len(table.lines), 1)
    bars, marks = [], [Mark(LEFT, zero - half, f"{top:,}", True), Mark(LEFT, zero + half, f"{top:,}", True)]
    for place, line in enumerate(table.lines):
        x = LEFT + place * step + step // 6
        arrived, left = (cell.number for cell in line.cells[:2])
        up, down = half * arrived // top, half * left // top
        bars.append(Bar("arrivals", x, zero - up, step * 2 // 3, up, f"{line.label}: {table.headings[1]} {arrived:,}"))
        bars.append(Bar("departures", x, zero, step * 2 // 3, down, f"{line.label}: {table.headings[2]} {left:,}"))
        if place % 3 == 0:
            marks.append(Mark(x, HEIGHT - 2, line.label))
    return Chart(WIDTH, HEIGHT, LEFT, zero, bars, marks)


def nice(number: int) -> int:
    """The next round number at or above: 1, 2, 3, 4, 5, 6, 8, 10, 20 …"""
    scale = 1
    while True:
        for factor in ROUND:
            if factor * scale >= number:
                return factor * scale
        scale *= 10
