"""The page of results, and the suggestions under the box."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from office import people
from rencai.office.accounts.models import User
from rencai.office.audit.models import Event
from rencai.office.search import providers
from rencai.office.search.asked import Asked
from rencai.office.search.providers import Hit, Provider

pytestmark = pytest.mark.django_db
QUERIES = 16
"""Of which five are who is signed in, what they may, and what the menu says."""


def page(typed: str, user: User | None = None, name: str = "search", language: str = "en") -> str:
    client = Client(headers={"Accept-Language": language})
    client.force_login(user or people.city_officer())
    response = client.get(reverse(name), {"q": typed})
    assert response.status_code == 200
    return response.content.decode()


def links(html: str) -> list[str]:
    return re.findall(r'<li><a href="(/(?:talents/|places/organisations/)\d+/)"', html)


def test_the_page_shows_talents_and_organisations_apart() -> None:
    one = people.talent(name="星海一")
    organisation = people.organisation(name="星海公司")
    html = page("星海")
    assert links(html) == [reverse("talent", args=[one.pk]), reverse("organisation", args=[organisation.pk])]
    assert html.index("Talents") < html.index("Organisations")


def test_the_box_keeps_what_was_typed() -> None:
    assert 'value="wang &quot;x&quot;"' in page('wang "x"')


def test_nothing_found_says_so_and_what_can_be_found() -> None:
    html = page("不存在")
    assert "Nothing that you may see matches this." in html
    assert "by how the name begins" in html
    assert "identity number" in html


def test_who_may_not_search_by_numbers_is_not_told_to() -> None:
    assert "identity number" not in page("", people.auditor())


def test_an_empty_question_is_no_question() -> None:
    people.talent(name="王一")
    for typed in ("", "   ", "…", "\u200b"):
        assert links(page(typed)) == []


def test_what_is_typed_is_shown_as_text() -> None:
    html = page("<script>alert(1)</script>")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_more_than_fit_are_offered_as_a_list_where_there_is_one() -> None:
    for _ in range(25):
        people.talent(name="王一一")
    html = page("王一")
    assert len(links(html)) == 20
    assert f"{reverse('talents')}?name=%E7%8E%8B%E4%B8%80" in html
    assert "There are more" in page("wyy")


def test_suggestions_are_few_and_in_the_same_order() -> None:
    for name in ("王一一", "王一", *["王一二"] * 10):
        people.talent(name=name)
    found = re.findall(r">(王[^ <]+)", page("王一", name="search_suggestions"))
    assert found == ["王一", "王一一", "王一二", "王一二", "王一二"]


def test_suggestions_are_a_part_of_a_page_and_leave_no_event() -> None:
    people.talent(name="王一", phone="13800001234")
    officer = people.city_officer()
    html = page("13800001234", officer, name="search_suggestions")
    assert "<html" not in html
    assert links(html) == []
    assert not Event.objects.filter(actor_id=officer.pk, act="registry.searched_by_number").exists()


def test_the_page_is_in_chinese_for_who_reads_chinese() -> None:
    people.talent(name="王一")
    assert "“王一”的搜索结果" in page("王一", language="zh-CN")
    assert "没有匹配的结果" in page("不存在", language="zh-CN")


@pytest.mark.parametrize("typed", ["王", "wang", "zzz", "王x", "软件"])
def test_a_search_asks_the_database_as_often_however_much_there_is(
    typed: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(people.officer())
    for _ in range(3):
        for _ in range(10):
            people.talent(name="王小明")
            people.organisation(name="大连软件")
        client.get(reverse("search"), {"q": typed})
        with django_assert_max_num_queries(QUERIES):
            client.get(reverse("search"), {"q": typed})


def test_a_later_app_brings_what_it_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_providers", {})

    def cases(asked: Asked, user: Any, limit: int) -> list[Hit]:
        return [Hit(f"Case {asked.number}", "open", "/cases/1/")] if asked.number else []

    providers.register(Provider("cases", "Cases", cases, lambda user: ["A case by its number."]))
    assert "Case 20260001" in page("2026-0001")
    assert "A case by its number." in page("nothing")
