"""Working days by the official calendar, with its holidays and make-up days."""

from __future__ import annotations

from datetime import date

import pytest

from rencai.office.inbox.deadlines import is_working_day, known_until, working_days


@pytest.mark.parametrize(
    ("after", "days", "due"),
    [
        (date(2026, 3, 2), 1, date(2026, 3, 3)),
        (date(2026, 3, 5), 2, date(2026, 3, 9)),  # over a weekend
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # counted from a Saturday
        (date(2025, 9, 30), 1, date(2025, 10, 9)),  # over the National Day holidays of 2025
        (date(2025, 9, 26), 2, date(2025, 9, 29)),  # Sunday 28 September 2025 was a make-up day
    ],
)
def test_a_deadline_counts_working_days_only(after: date, days: int, due: date) -> None:
    assert working_days(after, days) == due


def test_beyond_the_years_that_are_known_monday_to_friday_count() -> None:
    unknown = date(known_until().year + 1, 10, 1)
    week = [date.fromordinal(unknown.toordinal() + number) for number in range(7)]
    assert [is_working_day(day) for day in week] == [day.weekday() < 5 for day in week]


def test_the_known_years_end_on_the_last_day_of_one() -> None:
    assert (known_until().month, known_until().day) == (12, 31)
    assert known_until() >= date(2026, 12, 31)


@pytest.mark.parametrize("days", [0, -1])
def test_a_deadline_lies_ahead(days: int) -> None:
    with pytest.raises(ValueError, match="ahead"):
        working_days(date(2026, 3, 2), days)
