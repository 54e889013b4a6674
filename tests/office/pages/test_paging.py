"""Lists by the page, tried on talents (ordered by pinyin, then number) and on other orders."""

from __future__ import annotations

import base64
import json

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.test import RequestFactory
from django.utils import translation

from office import people
from rencai.office.accounts.models import Mandate
from rencai.office.pages import paging
from rencai.office.pages.paging import page_at, page_of, rows_after
from rencai.office.registry.models import Education, Talent

pytestmark = pytest.mark.django_db


def named(*names: str) -> None:
    for name in names:
        people.talent(name=name)


def names(page: paging.Page[Talent]) -> list[str]:
    return [talent.name for talent in page.rows]


def walked(found: models.QuerySet[Talent], size: int) -> list[list[str]]:
    pages, after = [], ""
    while True:
        page = page_at(found, after=after, size=size)
        pages.append(names(page))
        if page.next is None:
            return pages
        after = page.next


def cursor(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def test_a_list_that_fits_has_no_other_pages() -> None:
    named("安", "白")
    page = page_at(Talent.objects.all(), size=2)
    assert names(page) == ["安", "白"]
    assert (page.next, page.previous, page.count, page.count_is_capped) == (None, None, 2, False)


def test_an_empty_list_has_one_empty_page() -> None:
    page = page_at(Talent.objects.all())
    assert (page.rows, page.next, page.previous, page.count) == ([], None, None, 0)


def test_walking_forward_shows_every_row_once() -> None:
    named("安", "白", "陈", "丁", "方")
    assert walked(Talent.objects.all(), 2) == [["安", "白"], ["陈", "丁"], ["方"]]


def test_the_last_page_may_be_full() -> None:
    named("安", "白", "陈", "丁")
    assert walked(Talent.objects.all(), 2) == [["安", "白"], ["陈", "丁"]]


def test_people_of_one_name_are_neither_lost_nor_doubled() -> None:
    first = [people.talent(name="李").pk for _ in range(5)]
    people.talent(name="安")
    page = page_at(Talent.objects.all(), size=2)
    seen = [talent.pk for talent in page.rows]
    while page.next:
        page = page_at(Talent.objects.all(), after=page.next, size=2)
        seen += [talent.pk for talent in page.rows]
    assert seen[1:] == first


def test_the_way_back_leads_over_the_same_pages() -> None:
    named("安", "白", "陈", "丁", "方")
    found = Talent.objects.all()
    second = page_at(found, after=page_at(found, size=2).next or "", size=2)
    third = page_at(found, after=second.next or "", size=2)
    back = page_at(found, before=third.previous or "", size=2)
    assert names(back) == names(second) == ["陈", "丁"]
    assert back.next
    start = page_at(found, before=back.previous or "", size=2)
    assert names(start) == ["安", "白"]
    assert start.previous is None
    assert start.next


@pytest.mark.parametrize("order", [("-pinyin", "-id"), ("-pinyin", "id"), ("pinyin", "-id"), ("id",), ("-pk",)])
def test_any_mix_of_directions_is_walked_in_its_order(order: tuple[str, ...]) -> None:
    named("安", "李", "李", "李", "方", "方", "白")
    found = Talent.objects.order_by(*order)
    page = page_at(found, size=2)
    seen = list(page.rows)
    while page.next:
        page = page_at(found, after=page.next, size=2)
        seen += page.rows
    assert seen == list(found)
    while page.previous:
        page = page_at(found, before=page.previous, size=2)
    assert page.rows == list(found)[: len(page.rows)]


def test_a_list_may_be_ordered_by_a_time() -> None:
    place = people.place()
    holders = [people.holder("officer", place) for _ in range(3)]
    found = Mandate.objects.all()
    page = page_at(found, size=2)
    rest = page_at(found, after=page.next or "", size=2)
    assert {mandate.holder for mandate in [*page.rows, *rest.rows]} == set(holders)
    assert len(rest.rows) == 1


def test_a_list_may_be_ordered_across_a_relation() -> None:
    for name in ("安", "白", "陈"):
        Education.objects.create(talent=people.talent(name=name), school="虚构大学", degree="master")
    found = Education.objects.order_by("talent__pinyin", "id").select_related("talent")
    page = page_at(found, size=2)
    rest = page_at(found, after=page.next or "", size=2)
    assert [education.talent.name for education in rest.rows] == ["陈"]


@pytest.mark.parametrize(
    "tampered",
    [
        "x",
        "!!!",
        "5byg",
        cursor(),
        cursor("an"),
        cursor("an", 1, 2),
        cursor("an", "one"),
        cursor("an", 10**30),
        cursor("an", 1e999),
        cursor("an", None),
        cursor(["an"], {"a": 1}),
        cursor("a\x00n", 1),
        cursor("\ud800", 1),
        cursor("a" * 500, 1),
        cursor("an", "9" * 1900),
        "W1" * 5000,
        base64.urlsafe_b64encode(b"[" * 1400).decode(),
        base64.urlsafe_b64encode(b'{"a": 1, "b": 2}').decode(),
    ],
)
def test_a_cursor_that_nobody_gave_out_leads_to_the_first_page(tampered: str) -> None:
    named("安", "白", "陈")
    for page in (page_at(Talent.objects.all(), after=tampered, size=2), page_at(Talent.objects.all(), before=tampered)):
        assert names(page)[:2] == ["安", "白"]
        assert page.previous is None


def test_a_cursor_whose_row_is_gone_still_marks_its_place() -> None:
    named("安", "白", "陈", "丁")
    page = page_at(Talent.objects.all(), size=2)
    page.rows[-1].delete()
    assert names(page_at(Talent.objects.all(), after=page.next or "", size=2)) == ["陈", "丁"]


def test_behind_the_end_stands_the_first_page() -> None:
    named("安", "白", "陈")
    page = page_at(Talent.objects.all(), size=2)
    Talent.objects.filter(name="陈").delete()
    assert names(page_at(Talent.objects.all(), after=page.next or "", size=2)) == ["安", "白"]


def test_rows_are_counted_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED", 3)
    named("安", "白", "陈")
    assert not page_at(Talent.objects.all(), size=2).count_is_capped
    named("丁")
    page = page_at(Talent.objects.all(), size=2)
    assert (page.count, page.count_is_capped) == (3, True)


def test_the_count_is_said_in_words() -> None:
    with translation.override("en"):
        assert paging.Page([], None, None, 1000, True).count_in_words == "More than 1,000 in all"
        assert paging.Page([], None, None, 7, False).count_in_words == "7 in all"


def test_a_page_takes_two_queries_wherever_it_is(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    named("安", "白", "陈", "丁", "方")
    first = page_at(Talent.objects.all(), size=2)
    with django_assert_num_queries(2):
        page_at(Talent.objects.all(), size=2)
    with django_assert_num_queries(2):
        page_at(Talent.objects.all(), after=first.next or "", size=2)


def test_the_address_says_which_page() -> None:
    named("安", "白", "陈")
    first = page_of(Talent.objects.all(), RequestFactory().get("/"), 2)
    assert names(page_of(Talent.objects.all(), RequestFactory().get("/", {"after": first.next}), 2)) == ["陈"]


@pytest.mark.parametrize("order", [("pinyin",), ("birth_date", "id"), ("?",), ("talent__id",)])
def test_a_list_without_a_total_order_is_a_fault_of_the_program(order: tuple[str, ...]) -> None:
    model = Education if "talent__id" in order else Talent
    with pytest.raises((ValueError, FieldDoesNotExist)):
        page_at(model.objects.order_by(*order))


def test_a_program_gets_rows_and_the_next_cursor_in_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    named("安", "白", "陈")
    with django_assert_num_queries(1):
        rows, after = rows_after(Talent.objects.all(), "", 2)
    assert [talent.name for talent in rows] == ["安", "白"]
    rest, end = rows_after(Talent.objects.all(), after or "", 2)
    assert [talent.name for talent in rest] == ["陈"]
    assert end is None


def test_a_program_is_told_that_a_cursor_is_wrong() -> None:
    with pytest.raises(ValueError, match="x"):
        rows_after(Talent.objects.all(), "x", 2)
