"""The city on one page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from office import people
from office.people import signed_in
from rencai.office.asker import today
from rencai.office.insight.chart import chart, nice
from rencai.office.insight.city import Cell, City, Line, Table
from rencai.office.insight.counting import count_now
from rencai.office.registry.models import Movement

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def city() -> None:
    """Three talents in the core, one of them recognised, and one in the outlying belt; one came and one left."""
    for category in ("", "", "junior"):
        people.talent(recognised_category=category)
    outside = people.talent(place=people.place("zhuanghe"), recognised_category="top")
    Movement.objects.create(talent=outside, kind="arrival", on=today(), elsewhere="沈阳")
    Movement.objects.create(talent=people.talent(name="钱离"), kind="departure", on=today())
    count_now()


def lines(table: Table) -> dict[str, list[int]]:
    return {line.label: [cell.number for cell in line.cells] for line in table.lines}


def test_the_figures_are_those_of_the_whole_city_for_its_leader(city: None) -> None:
    assert [figure.cell.number for figure in City(people.leader()).figures] == [5, 2, 1, 1]


def test_a_districts_officer_sees_the_numbers_of_the_district_alone(city: None) -> None:
    found = City(people.officer("zhuanghe"))
    assert [figure.cell.number for figure in found.figures] == [1, 1, 1, 0]
    assert list(lines(found.by_place).values()) == [[1, 1], [1, 1]]


def test_who_has_no_mandate_any_more_sees_no_number(city: None) -> None:
    found = City(people.former_officer())
    assert found.tallies == []
    assert [figure.cell for figure in found.figures] == [Cell(0)] * 4


def test_the_tables_tell_place_belt_category_and_month(city: None) -> None:
    found = City(people.leader())
    assert list(lines(found.by_place).values()) == [[4, 1], [4, 1], [1, 1], [1, 1]]
    assert [line.label for line in found.by_place.lines if line.is_sum] == ["core", "outlying"]
    assert sorted(lines(found.by_category).values())[-2:] == [[1], [1]]
    assert list(lines(found.by_month).values())[-1] == [1, 1, 0]
    assert len(found.by_month.lines) == 12


def test_the_longest_bar_fills_the_column(city: None) -> None:
    assert [line.share for line in City(people.leader()).by_place.lines] == [0, 1000, 0, 250]


def test_each_number_opens_into_as_many_rows(city: None) -> None:
    leader = signed_in(people.leader())
    page = text(leader.get("/city/"))
    links = re.findall(r'<a href="(/(?:talents|city/movements)/[^"]*)">([\d,]+)</a>', page)
    links = [(link, number) for link, number in links if "?since" not in link]
    assert sum("place=core" in link for link, _ in links) == 2
    assert len(links) >= 10
    for link, number in links:
        assert f">{number} in all<" in text(leader.get(link.replace("&amp;", "&"))), link


def test_a_balance_opens_into_the_arrivals_and_departures_of_its_month(city: None) -> None:
    months = City(people.leader()).by_month.lines
    balance = months[-1].cells[2]
    assert (balance.number, months[0].cells[2]) == (0, Cell(0))
    assert ">2 in all<" in text(signed_in(people.leader()).get(balance.link))


def test_a_number_of_nobody_opens_nothing(city: None) -> None:
    assert City(people.leader()).by_category.lines[1].cells == [Cell(0)]


def test_the_page_tells_when_it_was_counted(city: None) -> None:
    assert "Counted at" in text(signed_in(people.leader()).get("/city/"))


def test_before_the_first_count_the_page_says_what_will_be_here() -> None:
    assert "Nothing has been counted yet" in text(signed_in(people.leader()).get("/city/"))


def test_the_page_is_the_leaders_home(city: None) -> None:
    assert "The city on one page</h1>" in text(signed_in(people.leader()).get("/"))


def test_the_page_takes_as_many_queries_for_many_places_as_for_few(city: None, django_assert_num_queries: Any) -> None:
    leader = signed_in(people.leader())
    leader.get("/city/")
    with django_assert_num_queries(7):
        leader.get("/city/")
    for key in ("xigang", "shahekou", "pulandian"):
        people.talent(place=people.place(key))
    count_now()
    with django_assert_num_queries(7):
        leader.get("/city/")


@pytest.mark.parametrize("address", ["/city/", "/city/movements/", "/city/places.csv"])
def test_only_a_mandate_opens_the_figures(city: None, address: str) -> None:
    assert Client().get(address)["Location"].startswith("/account/login/")
    for account in (people.user(), people.former_officer(), people.hr(), people.steward()):
        assert signed_in(account).get(address).status_code == 403
    for account in (people.leader(), people.officer(), people.auditor()):
        assert signed_in(account).get(address).status_code == 200


def test_every_table_comes_as_a_file(city: None) -> None:
    leader = signed_in(people.leader())
    for name in ("places", "categories", "months"):
        response = leader.get(f"/city/{name}.csv")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    assert leader.get("/city/places.csv").content.decode("utf-8-sig").splitlines() == [
        "Place,Talents,Recognised",
        "Zhongshan,4,1",
        "Zhuanghe,1,1",
    ]
    assert leader.get("/city/secrets.csv").status_code == 404


def test_the_page_speaks_chinese(city: None) -> None:
    page = text(signed_in(people.leader()).get("/city/", headers={"accept-language": "zh-CN"}))
    assert "庄河" in page
    assert "The city" not in page


def test_movements_are_listed_the_latest_first_and_narrowed(city: None) -> None:
    leader = signed_in(people.leader())
    everything = text(leader.get("/city/movements/"))
    assert "钱离" in everything
    assert "沈阳" in everything
    assert "钱离" not in text(leader.get("/city/movements/?kind=arrival"))
    assert "Nobody came or left" in text(leader.get("/city/movements/?until=2000-01-01"))
    zhuanghe = people.place("zhuanghe").pk
    assert "钱离" not in text(leader.get(f"/city/movements/?place={zhuanghe}"))


def test_movements_of_other_districts_are_not_listed(city: None) -> None:
    assert "钱离" not in text(signed_in(people.officer("zhuanghe")).get("/city/movements/"))


def test_a_wrong_filter_says_what_is_wrong(city: None) -> None:
    page = text(signed_in(people.leader()).get("/city/movements/?since=yesterday&kind=flight"))
    assert "Enter a valid date." in page
    assert "Select a valid choice" in page


def test_the_list_of_movements_takes_a_fixed_number_of_queries(city: None, django_assert_num_queries: Any) -> None:
    leader = signed_in(people.leader())
    with django_assert_num_queries(7):
        leader.get("/city/movements/")
    for _ in range(4):
        Movement.objects.create(talent=people.talent(), kind="arrival", on=today())
    with django_assert_num_queries(7):
        leader.get("/city/movements/")


@pytest.mark.parametrize(
    ("number", "top"), [(0, 1), (1, 1), (3, 3), (7, 8), (9, 10), (11, 20), (999, 1000), (1001, 2000)]
)
def test_the_scale_of_a_chart_ends_at_a_round_number(number: int, top: int) -> None:
    assert nice(number) == top


def test_bars_stand_on_the_line_and_hang_from_it() -> None:
    table = Table("months", "", ["", "A", "D"], [Line("2026-01", [Cell(10), Cell(5), Cell(5)])])
    up, down = chart(table).bars
    assert up.y + up.height == down.y == chart(table).zero
    assert up.height == 2 * down.height
    assert up.says == "2026-01: A 10"


def test_a_chart_of_nothing_draws_nothing() -> None:
    assert chart(Table("months", "", ["", "A", "D"], [])).bars == []
