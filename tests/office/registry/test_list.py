"""The list of talents: whom it holds for whom, how it is narrowed, and what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from office import people
from office.registry.browsing import browser, page
from rencai.office.registry.models import Occupation, Talent

pytestmark = pytest.mark.django_db


def test_the_list_holds_the_talents_of_the_mandate_by_pinyin() -> None:
    for name in ("张虚构", "阿虚构", "李虚构"):
        people.talent(name=name)
    people.talent(name="王别处", place=people.place("xigang"))
    shown = page(people.officer(), "talents")
    assert [shown.index(name) for name in ("阿虚构", "李虚构", "张虚构")] == sorted(
        shown.index(name) for name in ("阿虚构", "李虚构", "张虚构")
    )
    assert "王别处" not in shown


def test_the_list_is_for_those_who_may_see_talents() -> None:
    people.talent(name="王虚构")
    employer = people.organisation()
    people.talent(name="李员工", organisation=employer)
    assert "李员工" in page(people.hr(employer), "talents")
    assert "王虚构" not in page(people.hr(employer), "talents")
    assert "王虚构" not in page(people.former_officer(), "talents")
    owner, own = people.somebody_with_a_record()
    assert own.name in page(owner, "talents")
    assert Client().get(reverse("talents")).status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"甲", "乙", "丙"}),
        ({"name": "甲"}, {"甲"}),
        ({"name": "jia"}, {"甲"}),
        ({"category": "top"}, {"乙"}),
        ({"degree": "doctor"}, {"丙"}),
        ({"employer": "大连虚构船厂"}, {"甲"}),
        ({"employer": "大连虚构"}, {"甲", "乙"}),
        ({"occupation": "2-02-10-03"}, {"丙"}),
        ({"employer": "大连虚构", "category": "top"}, {"乙"}),
        ({"name": "甲", "degree": "doctor"}, set()),
    ],
)
def test_the_form_narrows_the_list(query: dict[str, str], found: set[str]) -> None:
    people.talent(name="甲", organisation=people.organisation(name="大连虚构船厂"))
    people.talent(name="乙", organisation=people.organisation(name="大连虚构软件园"), recognised_category="top")
    people.talent(name="丙", degree="doctor", occupation=Occupation.objects.get(code="2-02-10-03"))
    shown = page(people.officer(), "talents", **query)
    assert {name for name in ("甲", "乙", "丙") if f">{name}</a>" in shown} == found


def test_the_place_narrows_the_list_of_the_city() -> None:
    people.talent(name="甲")
    people.talent(name="乙", place=people.place("xigang"))
    shown = page(people.city_officer(), "talents", place=people.place("xigang").pk)
    assert ">乙</a>" in shown
    assert ">甲</a>" not in shown


def test_a_belt_narrows_the_list_to_all_its_places_within_the_mandate() -> None:
    people.talent(name="甲")
    people.talent(name="乙", place=people.place("xigang"))
    people.talent(name="丙", place=people.place("zhuanghe"))
    shown = page(people.city_officer(), "talents", place="core")
    assert ("all places: core" in shown, ">甲</a>" in shown, ">乙</a>" in shown) == (True, True, True)
    assert ">丙</a>" not in shown
    assert ">乙</a>" not in page(people.officer(), "talents", place="core")


def test_an_employer_that_nobody_knows_is_told_beside_the_field() -> None:
    assert "There is none of this name or code." in page(people.officer(), "talents", employer="没有")


@pytest.mark.parametrize("query", [{}, {"name": "王"}, {"place": "1"}, {"category": "top", "degree": "doctor"}])
def test_the_list_costs_the_same_however_many_there_are(query: dict[str, str], django_assert_num_queries: Any) -> None:
    officer = browser(people.officer())
    where = people.place()
    Talent.objects.bulk_create(
        Talent(
            name=f"王{number}",
            pinyin=f"wang{number}",
            initials="w",
            place=where,
            recognised_category="top",
            degree="doctor",
        )
        for number in range(60)
    )
    officer.get(reverse("talents"))
    with django_assert_num_queries(8):
        officer.get(reverse("talents"), query | ({"place": where.pk} if "place" in query else {}))
