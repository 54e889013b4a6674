"""A talent's record as it was on a day: only the entries that held then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.utils import timezone

from rencai.office.pack import the_pack
from rencai.office.prepared import Prepared
from rencai.office.registry.entries import Education, Employment, Entry, Honour, Insurance, Statement, Title
from rencai.office.registry.in_step import foremost
from rencai.office.registry.models import Talent

E = TypeVar("E", bound=Entry)
EDUCATIONS = Prepared(lambda talent: Education.objects.filter(talent=talent))
TITLES = Prepared(lambda talent: Title.objects.filter(talent=talent))
HONOURS = Prepared(lambda talent: Honour.objects.filter(talent=talent))
EMPLOYMENTS = Prepared(lambda talent: Employment.objects.filter(talent=talent).select_related("organisation__place"))
INSURANCES = Prepared(lambda talent: Insurance.objects.filter(talent=talent))
STATEMENTS = Prepared(lambda talent: Statement.objects.filter(talent=talent))


class Held(NamedTuple):
    """A value with what says so."""

    value: Any
    source: Any  # an Entry, or the Talent itself

    @property
    def entered_on(self) -> date:
        return day_of_entry(self.source)

    def attested(self, on: date) -> bool:
        """Whether somebody had confirmed it by that day."""
        return bool(self.source.attested_by) and (self.source.attested_on is None or self.source.attested_on <= on)


def day_of_entry(source: Any) -> date:
    return timezone.localdate(source.added_at if isinstance(source, Talent) else source.entered_at)


class Record:
    """What held on the day `on`. Each kind of entry is one query, when first asked for."""

    def __init__(self, talent: Talent, on: date) -> None:
        self.talent, self.on = talent, on

    def _since(self, own: date | None, entry: Entry) -> bool:
        return (own or day_of_entry(entry)) <= self.on

    def _until(self, last: date | None) -> bool:
        return last is None or last >= self.on

    @cached_property
    def study(self) -> Education | None:
        """The highest degree held; of several, an attested one, then the latest."""
        order = the_pack().rules.choices["degree"].values
        found = [one for one in EDUCATIONS(self.talent.pk) if self._since(one.graduated_on, one)]
        return max(
            (one for one in found if one.degree in order),
            key=lambda one: (
                order.index(one.degree),
                Held(None, one).attested(self.on),
                one.graduated_on or date.min,
                one.pk,
            ),
            default=None,
        )

    @cached_property
    def titles(self) -> list[Title]:
        return [one for one in TITLES(self.talent.pk) if self._since(one.awarded_on, one)]

    @cached_property
    def honours(self) -> list[Honour]:
        return [one for one in HONOURS(self.talent.pk) if self._since(one.awarded_on, one)]

    @cached_property
    def _works(self) -> list[Employment]:
        return [one for one in EMPLOYMENTS(self.talent.pk) if one.started_on <= self.on]

    @cached_property
    def work(self) -> Employment | None:
        """The foremost work of that day."""
        return foremost(one for one in self._works if self._until(one.ended_on))

    @cached_property
    def last_work(self) -> Employment | None:
        """That, or the work that ended last before."""
        return self.work or max(self._works, key=lambda one: (one.ended_on or date.max, one.pk), default=None)

    @cached_property
    def works_without_entry(self) -> bool:
        """Whether the head of the record names an employer of which no entry tells more."""
        return not self._works and self.talent.organisation is not None and day_of_entry(self.talent) <= self.on

    @cached_property
    def insurances(self) -> list[Insurance]:
        return [one for one in INSURANCES(self.talent.pk) if one.first_month <= self.on]

    @cached_property
    def social(self) -> list[Insurance]:
        """Social insurance in this city, from the earliest month on."""
        return sorted((one for one in self.insurances if one.in_city and not one.commercial), key=first_month)

    @cached_property
    def statements(self) -> Mapping[str, list[Statement]]:
        """By fact."""
        found = defaultdict(list)
        for one in STATEMENTS(self.talent.pk):
            if one.stated_on <= self.on and self._until(one.valid_until):
                found[one.fact].append(one)
        return found


def first_month(insurance: Insurance) -> date:
    return insurance.first_month


def earliest(entries: Iterable[E], on: date) -> E | None:
    """The one to name as the source where several say the same: an attested one, then the first entered."""
    return min(entries, key=lambda one: (not Held(None, one).attested(on), one.pk), default=None)
