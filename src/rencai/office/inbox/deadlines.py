"""Deadlines in working days, by the State Council's yearly notice on holidays and make-up days (package
chinesecalendar). For years that the package does not know yet, Monday to Friday count as working days.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import count

import chinese_calendar
from chinese_calendar.constants import holidays


def working_days(after: date, days: int) -> date:
    """The day by which `days` working days (at least one) have passed after the day `after`.

    Raises:
        ValueError: `days` is less than one.
    """
    if days < 1:
        raise ValueError("a deadline lies at least one working day ahead")
    ahead = (after + timedelta(days=number) for number in count(1))
    found = (day for day in ahead if is_working_day(day))
    return next(day for number, day in enumerate(found, 1) if number == days)


def is_working_day(day: date) -> bool:
    """By the notice; Monday to Friday beyond the last year that is known, and before the first."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


@lru_cache(maxsize=1)
def known_until() -> date:
    """The last day for which the holidays are known."""
    return date(max(day.year for day in holidays), 12, 31)
