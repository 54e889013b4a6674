"""The counting of the city."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from office import people
from rencai.office.asker import today
from rencai.office.insight.counting import MONTHS, count_now, count_the_city, months
from rencai.office.insight.models import Count, Subject, Tally
from rencai.office.jobs import schedule
from rencai.office.registry.models import Movement

pytestmark = pytest.mark.django_db


def counted(subject: Subject) -> dict[tuple[str, str], int]:
    """Number by place and category or month."""
    rows = Tally.objects.newest().filter(subject=subject).select_related("place")
    return {(tally.place.key, tally.category or str(tally.month or "")): tally.number for tally in rows}


def moved(talent: Any, kind: str = "arrival", **values: Any) -> Movement:
    movement: Movement = Movement.objects.create(talent=talent, kind=kind, **({"on": today()} | values))
    return movement


def test_talents_are_counted_by_place_and_recognised_category() -> None:
    for category in ("", "", "junior"):
        people.talent(recognised_category=category)
    people.talent(place=people.place("zhuanghe"), recognised_category="junior")
    count_now()
    assert counted(Subject.TALENTS) == {("zhongshan", ""): 2, ("zhongshan", "junior"): 1, ("zhuanghe", "junior"): 1}


def test_who_was_merged_away_is_not_counted() -> None:
    kept = people.talent()
    gone = people.talent(merged_into=kept)
    moved(gone)
    count_now()
    assert counted(Subject.TALENTS) == {("zhongshan", ""): 1}
    assert counted(Subject.ARRIVALS) == {}


def test_movements_are_counted_by_month_where_they_name_a_place_there() -> None:
    talent = people.talent()
    moved(talent, on=today().replace(day=1))
    moved(talent, on=today(), place=people.place("zhuanghe"))
    moved(talent, "departure")
    count_now()
    month = str(today().replace(day=1))
    assert counted(Subject.ARRIVALS) == {("zhongshan", month): 1, ("zhuanghe", month): 1}
    assert counted(Subject.DEPARTURES) == {("zhongshan", month): 1}


def test_what_lies_further_back_or_ahead_is_left_out() -> None:
    talent = people.talent()
    moved(talent, on=months()[0])
    moved(talent, on=months()[0] - timedelta(days=1))
    moved(talent, on=today() + timedelta(days=1))
    count_now()
    assert counted(Subject.ARRIVALS) == {("zhongshan", str(months()[0])): 1}


def test_the_months_are_the_last_twelve_across_the_turn_of_the_year() -> None:
    found = months(date(2026, 2, 28))
    assert len(found) == MONTHS
    assert (found[0], found[-2], found[-1]) == (date(2025, 3, 1), date(2026, 1, 1), date(2026, 2, 1))


def test_a_new_count_takes_the_place_of_the_old_one() -> None:
    people.talent()
    count_now()
    people.talent()
    count_now()
    assert counted(Subject.TALENTS) == {("zhongshan", ""): 2}
    assert Count.objects.count() == 1


def test_two_counts_at_once_are_not_added_up() -> None:
    people.talent()
    count_now()
    earlier = Tally.objects.get()
    count = Count.objects.create()
    Tally.objects.create(count=count, subject=Subject.TALENTS, place=earlier.place, number=5)
    assert counted(Subject.TALENTS) == {("zhongshan", ""): 5}


def test_an_empty_base_is_counted_too() -> None:
    assert count_now() == 0
    assert Count.objects.count() == 1


def test_counting_takes_the_same_queries_for_few_and_many(django_assert_num_queries: Any) -> None:
    people.talent()
    count_now()
    with django_assert_num_queries(9):
        count_now()
    for _ in range(5):
        moved(people.talent(place=people.place("zhuanghe")))
    with django_assert_num_queries(9):
        count_now()


def test_the_office_counts_by_itself() -> None:
    assert schedule.table()[count_the_city.path] == (timedelta(hours=1), count_the_city)
    people.talent()
    assert count_the_city.function(None) == {"tallies": 1}
