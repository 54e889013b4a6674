"""The control chart (控制图) of error rates by month of the decision, as shapes of an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from rencai.office.asker import Asker
from rencai.office.oversight.campaigns import Finding
from rencai.office.oversight.terms import WRONG
from rencai.office.recognition.models import Body
from rencai.supervision import Period, Point, p_chart

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 240, 60, 14, 30
STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0)


class Dot(NamedTuple):
    """A month on the chart; `signal` is high, low or empty."""

    x: int
    y: int
    signal: str
    month: str
    n: int
    rate: float


class Mark(NamedTuple):
    """A word at a place, with a line across where `across`."""

    x: int
    y: int
    words: str
    across: bool = False


class Chart(NamedTuple):
    """All that the template draws, in the units of its viewBox; points as `x,y x,y`."""

    width: int
    height: int
    left: int
    dots: list[Dot]
    marks: list[Mark]
    line: str
    upper: str
    lower: str
    centre: int
    mean: float


class Month(NamedTuple):
    """A line of the table below the chart; shares in per cent."""

    month: str
    n: int
    wrong: int
    rate: float
    lower: float
    upper: float
    signal: str


def periods(user: Asker, body: Body | None = None) -> list[Period]:
    """How many decisions of each month were checked, and how many of them were wrong. One query."""
    found = Finding.objects.visible_to(user)
    found = found.filter(body=body) if body else found
    counted = (
        found.annotate(month=TruncMonth("decision__on"))
        .order_by("month")
        .values_list("month")
        .annotate(n=Count("pk"), wrong=Count("pk", filter=Q(outcome__in=WRONG)))
    )
    return [Period(f"{month:%Y-%m}", n, wrong) for month, n, wrong in counted]


def months(found: Sequence[Period]) -> list[Month]:
    """With limits of three standard deviations around the mean of all."""
    points = p_chart(found) if found else []
    return [
        Month(point.period, point.n, period.wrong, *_percent(point), point.signal)
        for point, period in zip(points, found, strict=True)
    ]


def _percent(point: Point) -> tuple[float, float, float]:
    return 100 * point.value, 100 * point.lower, 100 * point.upper


def chart(found: Sequence[Period]) -> Chart | None:
    """None where nothing was checked."""
    points: Any = p_chart(found) if found else []
    if not points:
        return None
    most = max(max(point.value, point.upper) for point in points)
    top = next((step for step in STEPS if step >= most), 1.0)
    xs = [LEFT + 16 + (WIDTH - LEFT - 56) * place // max(len(points) - 1, 1) for place in range(len(points))]

    def y(share: float) -> int:
        return TOP + round((HEIGHT - TOP - BOTTOM) * (1 - min(share, top) / top))

    dots = [
        Dot(x, y(point.value), point.signal, point.period, point.n, 100 * point.value)
        for x, point in zip(xs, points, strict=True)
    ]
    every = max(1, len(points) // 6)
    words = [
        Mark(x, HEIGHT - 8, point.period)
        for place, (x, point) in enumerate(zip(xs, points, strict=True))
        if place % every == 0
    ]
    levels = [Mark(LEFT, y(share), f"{100 * share:g} %", True) for share in (0.0, top / 2, top)]
    return Chart(
        WIDTH,
        HEIGHT,
        LEFT,
        dots,
        levels + words,
        " ".join(f"{dot.x},{dot.y}" for dot in dots),
        " ".join(f"{x},{y(point.upper)}" for x, point in zip(xs, points, strict=True)),
        " ".join(f"{x},{y(point.lower)}" for x, point in zip(xs, points, strict=True)),
        y(points[0].centre),
        100 * points[0].centre,
    )
