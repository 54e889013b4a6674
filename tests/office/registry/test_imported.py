"""What an import brings waits to be attested: together, where it lies, and until nothing of it is left."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from office import people
from office.imports.tables import imported
from office.registry.browsing import browser, page
from rencai.office.inbox import actions as inbox
from rencai.office.inbox.models import Item
from rencai.office.pack import bodies
from rencai.office.registry import actions
from rencai.office.registry.imported import IMPORTED, SHOWN
from rencai.office.registry.models import Education, Employment, Talent

pytestmark = pytest.mark.django_db


def row(number: int, place: str = "中山区", **values: Any) -> dict[str, Any]:
    given = {"姓名": f"王虚构{number}", "身份证号": people.identity_number(number), "所在区县": place, "学历": "硕士"}
    return given | {"毕业院校": f"第{number}虚构大学"} | values


def open_items() -> list[Item]:
    return list(Item.objects.open().filter(kind=IMPORTED).order_by("place__path"))


def attested(entry: Any) -> None:
    actions.attest_entry(by=people.city_officer(), entry=entry, body=bodies()[0][0])


def test_an_import_leaves_one_item_in_each_district_that_it_brought_entries_to() -> None:
    imported(people.city_officer(), [row(1), row(2), row(3, "西岗区")])
    assert [str(item.place) for item in open_items()] == ["Zhongshan", "Xigang"]
    assert not Item.objects.filter(kind="attest").exists()
    (seen,) = Item.objects.visible_to(people.officer("xigang"))
    assert seen.kind == IMPORTED
    assert "What was imported since" in seen.words
    assert seen.page == reverse("to_attest", args=[seen.pk])


def test_its_page_lists_the_entries_of_the_district_that_nobody_has_attested() -> None:
    works = people.organisation(name="大连虚构船厂")
    imported(
        people.city_officer(),
        [row(1, 入职日期="2020-01-05", 统一社会信用代码=works.credit_code), row(2), row(3, "西岗区")],
    )
    (item, _other) = open_items()
    attested(Education.objects.get(school="第2虚构大学"))
    text = page(people.officer(), "to_attest", item.pk)
    assert "第1虚构大学" in text
    assert "大连虚构船厂" in text
    assert "第2虚构大学" not in text
    assert "第3虚构大学" not in text
    work = Employment.objects.get()
    assert reverse("attest_entry", args=[work.talent_id, "employment", work.pk]) in text


def test_what_was_entered_before_the_import_is_not_in_its_list() -> None:
    earlier = people.talent(name="早先（虚构）")
    actions.add_entry(by=people.officer(), talent=earlier, kind="education", values={"degree": "doctor"})
    imported(people.officer(), [row(1)])
    (item,) = open_items()
    text = page(people.officer(), "to_attest", item.pk)
    assert "王虚构1" in text
    assert "早先" not in text


def test_a_later_import_joins_the_item_that_is_open() -> None:
    officer = people.officer()
    imported(officer, [row(1)])
    imported(officer, [row(2)])
    (item,) = open_items()
    text = page(officer, "to_attest", item.pk)
    assert "第1虚构大学" in text
    assert "第2虚构大学" in text


def test_once_the_last_one_is_attested_or_removed_nothing_waits() -> None:
    imported(people.officer(), [row(1), row(2)])
    first, second = Education.objects.order_by("pk")
    attested(first)
    assert len(open_items()) == 1
    actions.remove_entry(by=people.officer(), entry=second, reason="a mistake")
    assert open_items() == []


def test_an_import_that_brings_no_entry_leaves_nothing() -> None:
    imported(people.officer(), [row(1, 学历="", 毕业院校="")])
    assert Talent.objects.count() == 1
    assert open_items() == []


def test_the_rest_may_be_left_as_stated() -> None:
    imported(people.officer(), [row(1)])
    (item,) = open_items()
    inbox.decide(by=people.officer(), item=item, decision="leave-stated")
    assert open_items() == []
    assert Education.objects.get().attested_by == ""


def test_the_list_is_not_there_for_another_district_nor_for_the_employer() -> None:
    works = people.organisation()
    hr = people.hr(works)
    imported(hr, [row(1, place="")])
    (item,) = open_items()
    for stranger in (people.officer("xigang"), hr, people.auditor()):
        assert browser(stranger).get(reverse("to_attest", args=[item.pk])).status_code == 404


def test_a_long_list_shows_its_beginning_at_the_cost_of_a_short_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    imported(people.officer(), [row(number) for number in range(SHOWN + 2)])
    (item,) = open_items()
    client = browser(people.officer())
    with django_assert_num_queries(8):
        text = client.get(reverse("to_attest", args=[item.pk])).content.decode()
    assert text.count("虚构大学</td>") == SHOWN
    assert f"the first {SHOWN} are shown" in text
