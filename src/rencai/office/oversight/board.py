"""The supervisor's board: of each body how much, how fast, how right; what is open; what holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from rencai.office.asker import Asker, today
from rencai.office.oversight.alerts import Alert
from rencai.office.oversight.campaigns import Campaign, Strictness
from rencai.office.oversight.measures import Measure
from rencai.office.oversight.queries import supervised
from rencai.office.oversight.terms import MeasureState, Severity
from rencai.office.recognition.models import Body, Decision, Delegation
from rencai.office.recognition.routes import BY_KIND
from rencai.office.recognition.terms import BodyKind, Standing

IN_EFFECT = (MeasureState.ISSUED, MeasureState.CONFIRMED)


class Span(NamedTuple):
    """An error rate in per cent with its interval, and as lengths of a bar of 1000 (`scale` per cent is its whole)."""

    found: int
    estimate: float
    lower: float
    upper: float
    left: int
    width: int
    at: int


class Apart(NamedTuple):
    """A body whose interval lies wholly above those of so many others."""

    name: str
    others: int


@dataclass(frozen=True)
class Line:
    """One body. `median` and `limit` are working days; rates are None until a spot check of it was opened."""

    body: Body
    decisions: int
    late: int
    median: float | None
    limit: int
    alerts: int
    standing: str
    severity: str
    measures: int
    campaign: int | None = None
    checked: int = 0
    granted: Span | None = None
    refused: Span | None = None
    wrong: Span | None = None
    tier: int = 0
    of_tiers: int = 0

    @property
    def late_share(self) -> float:
        return 100 * self.late / self.decisions if self.decisions else 0.0

    @property
    def is_switched(self) -> bool:
        return self.severity != Severity.NORMAL

    @property
    def severity_word(self) -> str:
        return str(Severity(self.severity).label)

    @property
    def standing_word(self) -> str:
        return str(Standing(self.standing).label) if self.standing else _("no authority")


class Board:
    """All lines that `user` may see, over the last twelve months. Seven queries."""

    def __init__(self, user: Asker, only: Body | None = None) -> None:
        self.user, self.until = user, today()
        self.since = self.until - timedelta(days=364)
        self.bodies = [only] if only else list(supervised(user))
        self.numbers = [body.pk for body in self.bodies]

    @cached_property
    def lines(self) -> list[Line]:
        """The tiers with the highest error rates first; within a tier, by the number of decisions."""
        found = [self._line(body) for body in self.bodies]
        return sorted(found, key=lambda line: (-line.tier, -line.decisions, line.body.pk))

    @property
    def decisions(self) -> int:
        return sum(line.decisions for line in self.lines)

    @property
    def late(self) -> int:
        return sum(line.late for line in self.lines)

    @property
    def alerts(self) -> int:
        return sum(line.alerts for line in self.lines)

    @property
    def measures(self) -> int:
        return sum(line.measures for line in self.lines)

    @property
    def has_rates(self) -> bool:
        return any(line.wrong for line in self.lines)

    @property
    def is_ranked(self) -> bool:
        """Whether any two bodies can be told apart at all."""
        return any(line.of_tiers > 1 for line in self.lines)

    @property
    def apart(self) -> list[Apart]:
        """Where no order of all bodies can be told: those that are surely worse than some."""
        found = {campaign.pk: campaign for campaign, _ in self._rates.values()}
        rated_by = {pk: campaign.pk for pk, (campaign, _) in self._rates.items()}
        pairs = [
            pair
            for campaign in found.values()
            for pair in campaign.estimate["above"]
            if all(rated_by.get(int(pk)) == campaign.pk for pk in pair)
        ]
        return apart(pairs, {body.pk: str(body) for body in self.bodies})

    def _line(self, body: Body) -> Line:
        days = self._days.get(body.pk, {})
        limit = BY_KIND[BodyKind(body.kind)].days
        rates = self._rates.get(body.pk)
        return Line(
            body=body,
            decisions=sum(days.values()),
            late=sum(count for taken, count in days.items() if taken > limit),
            median=median(days),
            limit=limit,
            alerts=self._alerts.get(body.pk, 0),
            standing=self._standing.get(body.pk, ""),
            severity=self._severity.get(body.pk, Severity.NORMAL),
            measures=self._measures.get(body.pk, 0),
            **(self._told(rates, body) if rates else {}),
        )

    def _told(self, rates: tuple[Campaign, dict[str, Any]], body: Body) -> dict[str, Any]:
        campaign, group = rates
        tiers = campaign.estimate["tiers"]
        place = next((number for number, tier in enumerate(tiers, 1) if str(body.pk) in tier), 0)
        spans = {
            name: span(group[key], self._scale)
            for name, key in (("granted", "wrongly_granted"), ("refused", "wrongly_refused"), ("wrong", "wrong"))
        }
        return spans | {
            "campaign": campaign.pk,
            "checked": group["checked"],
            "tier": place,
            "of_tiers": len(tiers),
        }

    @cached_property
    def _days(self) -> Mapping[int, Mapping[int, int]]:
        """How many decisions took how many working days, by body."""
        counted = (
            Decision.objects.final()
            .filter(body__in=self.numbers, on__range=(self.since, self.until))
            .order_by()
            .values_list("body", "days")
            .annotate(count=Count("pk"))
        )
        found: dict[int, dict[int, int]] = {}
        for body, days, count in counted:
            found.setdefault(body, {})[days] = count
        return found

    @cached_property
    def _alerts(self) -> Mapping[int, int]:
        seen = Alert.objects.visible_to(self.user).open().filter(body__in=self.numbers)
        return dict(seen.order_by().values_list("body").annotate(Count("pk")))

    @cached_property
    def _measures(self) -> Mapping[int, int]:
        seen = Measure.objects.visible_to(self.user).filter(body__in=self.numbers, state__in=IN_EFFECT)
        return dict(seen.order_by().values_list("body").annotate(Count("pk")))

    @cached_property
    def _standing(self) -> Mapping[int, str]:
        held = Delegation.objects.filter(body__in=self.numbers).exclude(standing=Standing.WITHDRAWN)
        return dict(held.values_list("body", "standing"))

    @cached_property
    def _severity(self) -> Mapping[int, str]:
        return dict(Strictness.objects.filter(body__in=self.numbers).values_list("body", "severity"))

    @cached_property
    def _rates(self) -> Mapping[int, tuple[Campaign, dict[str, Any]]]:
        """By body, the newest open campaign that drew from it, and the figures there."""
        above = {body.parent_id or body.pk for body in self.bodies} | set(self.numbers)
        found: dict[int, tuple[Campaign, dict[str, Any]]] = {}
        newest = Campaign.objects.opened().filter(body__in=above).order_by("opened_at", "pk").defer("draw", "seed")
        for campaign in newest:
            for group in campaign.estimate["bodies"]:
                found[int(group["body"])] = (campaign, group)
        return {pk: told for pk, told in found.items() if pk in self.numbers}

    @cached_property
    def _scale(self) -> float:
        """The largest upper bound of all: the whole of every bar."""
        keys = ("wrong", "wrongly_granted", "wrongly_refused")
        return max((float(group[key]["upper"]) for _, group in self._rates.values() for key in keys), default=1.0)


def span(rate: Mapping[str, Any], scale: float) -> Span:
    estimate, lower, upper = rate["estimate"], rate["lower"], rate["upper"]
    whole = scale or 1.0
    left, right = round(1000 * lower / whole), round(1000 * upper / whole)
    at = min(994, max(6, round(1000 * estimate / whole)))
    return Span(rate["found"], 100 * estimate, 100 * lower, 100 * upper, left, max(right - left, 4), at)


def apart(pairs: Iterable[Sequence[str]], names: Mapping[int, str]) -> list[Apart]:
    """Of (worse, better) pairs whose intervals do not overlap: each worse one, that above the most others first."""
    counted = Counter(int(worse) for worse, _ in pairs)
    return [Apart(names[pk], others) for pk, others in counted.most_common()]


def median(days: Mapping[int, int]) -> float | None:
    """Of values with their counts."""
    total = sum(days.values())
    if not total:
        return None
    middle = (_at(days, (total - 1) // 2), _at(days, total // 2))
    return sum(middle) / 2


def _at(days: Mapping[int, int], place: int) -> int:
    passed = 0
    for value in sorted(days):
        passed += days[value]
        if passed > place:
            return value
    raise ValueError(place)


HEADINGS = (
    "body",
    "decisions",
    "median_working_days",
    "limit_working_days",
    "late",
    "checked",
    "wrongly_granted_estimate",
    "wrongly_granted_lower",
    "wrongly_granted_upper",
    "wrongly_refused_estimate",
    "wrongly_refused_lower",
    "wrongly_refused_upper",
    "alerts_open",
    "standing",
    "checking",
)


def cells(lines: Iterable[Line]) -> list[list[Any]]:
    """The board as rows of a file, in the order of HEADINGS; rates in per cent."""
    return [
        [
            str(line.body),
            line.decisions,
            line.median,
            line.limit,
            line.late,
            line.checked,
            *_rates(line.granted),
            *_rates(line.refused),
            line.alerts,
            line.standing,
            line.severity,
        ]
        for line in lines
    ]


def _rates(found: Span | None) -> list[float | None]:
    return [round(value, 3) for value in (found.estimate, found.lower, found.upper)] if found else [None] * 3


def day_of(text: str) -> date | None:
    """A day of an address; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
