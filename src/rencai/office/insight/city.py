"""The city on one page: figures and tables out of the newest count, each with the way to the rows behind it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from rencai.office.asker import Asker
from rencai.office.insight.counting import months
from rencai.office.insight.models import Count, Subject, Tally
from rencai.office.pack import choices
from rencai.office.places.models import Belt, Place


class Cell(NamedTuple):
    """A number, and where its rows are; no link where there is nothing to see, or nothing to list."""

    number: int
    link: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a table. `share` is its first number in thousandths of the largest; a sum has the lines below it."""

    label: str
    cells: list[Cell]
    share: int = 0
    is_sum: bool = False


@dataclass(frozen=True)
class Table:
    """A table with the name under which its CSV is found."""

    name: str
    title: str
    headings: list[str]
    lines: list[Line]


class Figure(NamedTuple):
    """A number that stands for itself."""

    label: str
    cell: Cell


class City:
    """All figures of the page as far as `user` may see, and when they were counted (None: never). Three queries."""

    def __init__(self, user: Asker) -> None:
        self.count = Count.objects.first()
        tallies: Iterable[Tally] = Tally.objects.newest().visible_to(user)
        self.tallies = list(tallies)
        self.places = {place.pk: place for place in Place.objects.all()}

    def talents(self, **where: Any) -> Cell:
        """Talents by place or belt, and by recognised category ("any": of whichever)."""
        number = sum(tally.number for tally in self._of(Subject.TALENTS) if self._fits(tally, where))
        return _cell(number, "talents", where)

    def moved(self, subject: Subject, first: date, last: date) -> Cell:
        number = sum(tally.number for tally in self._of(subject) if tally.month and first <= tally.month <= last)
        kind = "arrival" if subject == Subject.ARRIVALS else "departure"
        return _cell(number, "movements", {"kind": kind, "since": first, "until": last})

    def _of(self, subject: Subject) -> list[Tally]:
        return self._by_subject.get(subject, [])

    @cached_property
    def _by_subject(self) -> dict[str, list[Tally]]:
        return {subject: [tally for tally in self.tallies if tally.subject == subject] for subject in Subject.values}

    def _fits(self, tally: Tally, where: dict[str, Any]) -> bool:
        category = where.get("category", tally.category)
        at = (tally.place_id, self.places[tally.place_id].belt)
        return where.get("place", tally.place_id) in at and (
            bool(tally.category) if category == "any" else tally.category == category
        )

    @property
    def figures(self) -> list[Figure]:
        first, last = months()[0], _end(months()[-1])
        return [
            Figure(_("talents in the base"), self.talents()),
            Figure(_("of them recognised"), self.talents(category="any")),
            Figure(_("arrivals in 12 months"), self.moved(Subject.ARRIVALS, first, last)),
            Figure(_("departures in 12 months"), self.moved(Subject.DEPARTURES, first, last)),
        ]

    @property
    def by_place(self) -> Table:
        lines = [line for belt in Belt for line in self._places_of(belt)]
        return _table("places", _("By place"), [_("Place"), _("Talents"), _("Recognised")], lines)

    def _places_of(self, belt: Belt) -> list[Line]:
        """The places of a belt in which anybody was counted, below their sum."""
        seen = {tally.place_id for tally in self._of(Subject.TALENTS)}
        places = [place for pk, place in self.places.items() if pk in seen and place.belt == belt]
        lines = [Line(place.name, self._stock(place=place.pk)) for place in places]
        return [Line(str(belt.label), self._stock(place=belt.value), is_sum=True), *lines] if lines else []

    def _stock(self, **where: Any) -> list[Cell]:
        return [self.talents(**where), self.talents(**where, category="any")]

    @property
    def by_category(self) -> Table:
        lines = [Line(words, [self.talents(category=value)]) for value, words in choices("category") if value != "none"]
        return _table("categories", _("By recognised category"), [_("Category"), _("Talents")], lines)

    @property
    def by_month(self) -> Table:
        lines = [self._month(month) for month in months()]
        headings = [_("Month"), _("Arrivals"), _("Departures"), _("Balance")]
        return _table("months", _("Arrivals and departures"), headings, lines)

    def _month(self, month: date) -> Line:
        arrived, left = (self.moved(subject, month, _end(month)) for subject in (Subject.ARRIVALS, Subject.DEPARTURES))
        return Line(f"{month:%Y-%m}", [arrived, left, self._balance(arrived, left, month)])

    def _balance(self, arrived: Cell, left: Cell, month: date) -> Cell:
        """Opens into the movements of both kinds, also where they are as many as each other."""
        both = _cell(arrived.number + left.number, "movements", {"since": month, "until": _end(month)})
        return Cell(arrived.number - left.number, both.link)

    @property
    def tables(self) -> dict[str, Table]:
        """By name: what the page shows, and what its CSV files hold."""
        return {table.name: table for table in (self.by_place, self.by_category, self.by_month)}


def _end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def _cell(number: int, address: str, where: dict[str, Any]) -> Cell:
    return Cell(number, f"{reverse(address)}?{urlencode(where)}" if where else reverse(address)) if number else Cell(0)


def _table(name: str, title: str, headings: list[str], lines: list[Line]) -> Table:
    largest = max((line.cells[0].number for line in lines if not line.is_sum), default=0) or 1
    shared = [replace(line, share=0 if line.is_sum else line.cells[0].number * 1000 // largest) for line in lines]
    return Table(name, title, headings, shared)
