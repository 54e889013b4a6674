"""Days on which a rule is in force and a number that it needs is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rencai.messages import Message
from rencai.policy.expressions import parameters_in
from rencai.policy.lint.finding import ERROR, WARNING, Finding
from rencai.policy.lint.uses import groups, overlap, uses
from rencai.policy.model import Parameter, Period
from rencai.policy.types import FIRST_DAY, LAST_DAY
from rencai.policy.wording import day_words

if TYPE_CHECKING:
    from rencai.policy.pack import Pack

DAY = timedelta(days=1)


def values_missing(pack: Pack) -> Iterator[Finding]:
    """A parameter without a value on days when something in force uses it."""
    told: set[tuple[str, str, Period]] = set()
    for use in uses(pack.rules):
        for name in parameters_in(use.expr):
            parameter = pack.rules.parameters[name]
            for gap in gaps(parameter, use.period):
                key = (name, str(use.owner), gap)
                if key not in told:
                    told.add(key)
                    yield Finding(ERROR, "value-missing", parameter.place, _gap_words(parameter, gap, use.owner))


def gaps(parameter: Parameter, period: Period) -> Iterator[Period]:
    """The days of `period` on which the parameter has no value."""
    day, end = period.first or FIRST_DAY, period.last or LAST_DAY
    for value in sorted(parameter.values, key=lambda item: item.period.first or FIRST_DAY):
        first, last = value.period.first or FIRST_DAY, value.period.last or LAST_DAY
        if last < day:
            continue
        if first > end:
            break
        if first > day:
            yield Period(None if day == FIRST_DAY else day, first - DAY)
        if last >= end:
            return
        day = last + DAY
    yield Period(None if day == FIRST_DAY else day, None if end == LAST_DAY else end)


def _gap_words(parameter: Parameter, gap: Period, owner: Message) -> Message:
    values = {"name": parameter.name, "owner": owner, "first": _Day(gap.first), "last": _Day(gap.last)}
    if gap.last is None and gap.first is None:
        return Message("{name} has no value on any day on which {owner} uses it", **values)
    if gap.last is None:
        return Message("{name} has expired: no value from {first} on, but {owner} uses it then", **values)
    if gap.first is None:
        return Message("{name} has no value until {last}, but {owner} uses it then", **values)
    return Message("{name} has no value from {first} to {last}, but {owner} uses it then", **values)


class _Day(dict[str, str]):
    """A day in each language, for a message."""

    def __init__(self, day: date | None) -> None:
        super().__init__({lang: day_words(day, lang) if day else "" for lang in ("en", "zh")})


def never_in_force(pack: Pack) -> Iterable[Finding]:
    """A condition dated outside the days of what it belongs to."""
    for group in groups(pack.rules):
        for condition in group.conditions:
            if overlap(group.period, condition.period) is None:
                message = Message(
                    "the condition {name} of {owner} is never in force: its days lie outside those of {owner}",
                    name=condition.name,
                    owner=group.owner,
                )
                yield Finding(WARNING, "never-in-force", condition.place, message)
