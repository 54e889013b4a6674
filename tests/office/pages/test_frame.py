"""The frame of every page: languages, menu, home screens, the demo's banner and its roles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import formats, translation

from office import people
from office.people import signed_in
from rencai.office import urls
from rencai.office.pages import home, menu

pytestmark = pytest.mark.django_db


def demo_sign_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class Addresses:
    """The office's addresses and the demo's sign-in, wherever that is built."""

    urlpatterns = (*urls.urlpatterns, path("sign-in-as/", demo_sign_in, name="demo_sign_in"))


@pytest.fixture
def registries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Empty registries, so that no app's entries are in the way."""
    monkeypatch.setattr(menu, "_items", {})
    monkeypatch.setattr(home, "_screens", [])
    monkeypatch.setattr(home, "_demo_roles", {})
    return


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize(
    ("asked", "tag"), [("en", "en"), ("zh-CN,zh;q=0.9", "zh-Hans"), ("zh-hans", "zh-Hans"), ("fr", "en")]
)
def test_the_browsers_language_is_spoken_at_first(client: Client, asked: str, tag: str) -> None:
    assert f'<html lang="{tag}">' in text(client.get("/", headers={"accept-language": asked}))


def test_only_the_other_language_is_offered_and_switching_stays_on_the_page(client: Client) -> None:
    page = text(client.get("/?a=1"))
    assert 'value="zh-hans" lang="zh-Hans">中文</button>' in page
    assert 'value="en"' not in page
    assert 'name="next" value="/?a=1"' in page
    assert client.post("/language/", {"language": "zh-hans", "next": "/?a=1"})["Location"] == "/?a=1"
    assert 'value="en" lang="en">English</button>' in text(client.get("/"))


def test_switching_the_language_leads_to_no_other_site(client: Client) -> None:
    assert client.post("/language/", {"language": "en", "next": "https://example.org/"})["Location"] == "/"


def test_every_page_says_in_the_demo_that_its_people_are_invented(client: Client, settings: Any) -> None:
    assert "all people here are invented" in text(client.get("/"))
    assert "所有人员均为虚构" in text(client.get("/", headers={"accept-language": "zh-CN"}))
    settings.DEMO = False
    assert "all people here are invented" not in text(client.get("/"))


def test_no_page_carries_scripts_or_styles_in_itself(client: Client) -> None:
    page = text(client.get("/"))
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page


def test_the_first_stop_of_the_keyboard_skips_to_the_content(client: Client) -> None:
    page = text(client.get("/"))
    assert page.index('href="#content"') < page.index("<header")
    assert '<main id="content"' in page


def test_a_visitor_finds_what_this_is_and_how_to_sign_in(client: Client, registries: None) -> None:
    page = text(client.get("/"))
    assert "The talent office of a city" in page
    assert 'href="/account/login/"' in page


def test_a_visitor_of_the_demo_picks_a_role(
    client: Client, registries: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ROOT_URLCONF = Addresses
    home.offer(home.DemoRole("county", "County officer", "decides"), home.DemoRole("city", "City officer", "sees all"))
    page = text(client.get("/"))
    assert page.index('value="county"') < page.index('value="city"')
    settings.DEMO = False
    assert 'value="county"' not in text(client.get("/"))


def test_a_role_offered_again_stands_there_once(registries: None) -> None:
    home.offer(home.DemoRole("a", "A", ""))
    home.offer(home.DemoRole("a", "B", ""))
    assert [role.label for role in home.demo_roles()] == ["B"]


def test_the_menu_shows_what_the_mandate_allows(registries: None) -> None:
    menu.register(menu.Item("The log", "account_logout", "audit.read"))
    menu.register(menu.Item("Talents", "home", "registry.view", order=1))
    assert [item.label for item in menu.lines_for(people.auditor(), "/")] == ["Talents", "The log"]
    assert [item.label for item in menu.lines_for(people.officer(), "/")] == ["Talents"]
    assert menu.lines_for(people.former_officer(), "/") == []


def test_a_menus_item_may_be_for_whomever_a_function_accepts(registries: None) -> None:
    menu.register(menu.Item("Mine", "home", lambda user: user.name.startswith("张")))
    assert menu.lines_for(people.user("张三"), "/")
    assert not menu.lines_for(people.user("李四"), "/")


def test_a_visitor_has_no_menu(client: Client, registries: None) -> None:
    menu.register(menu.Item("Talents", "home", lambda user: True))
    assert "<nav" not in text(client.get("/"))


def test_the_menu_marks_where_one_is(registries: None) -> None:
    menu.register(menu.Item("First", "home", lambda user: True))
    menu.register(menu.Item("Leave", "account_logout", lambda user: True))
    account = people.user()
    assert 'href="/" aria-current="page">First' in text(signed_in(account).get("/"))
    below = menu.lines_for(account, "/account/logout/now/")
    assert [line.label for line in below if line.is_current] == ["Leave"]


def test_a_line_of_the_menu_may_say_how_much_waits_there(registries: None) -> None:
    menu.register(menu.Item("Inbox", "home", lambda user: True, badge=lambda user: f"{len(user.name)}"))
    assert '<span class="menu-badge">2</span>' in text(signed_in(people.user("张三")).get("/"))


def test_each_person_comes_back_to_the_first_screen_that_fits(registries: None) -> None:
    home.register(20, lambda user: True, lambda request: HttpResponse("anybody's"))
    home.register(10, lambda user: user.may("audit.read"), lambda request: HttpResponse("the auditor's"))
    assert text(signed_in(people.auditor()).get("/")) == "the auditor's"
    assert text(signed_in(people.officer()).get("/")) == "anybody's"


def test_who_holds_nothing_is_told_how_to_start(registries: None) -> None:
    page = text(signed_in(people.user("赵六（虚构）")).get("/"))
    assert "Welcome, 赵六（虚构）" in page
    assert "You hold no mandate yet" in page


def test_a_persons_name_is_shown_as_text(registries: None) -> None:
    page = text(signed_in(people.user("<b>张三</b>")).get("/"))
    assert "<b>张三" not in page
    assert "&lt;b&gt;张三" in page


def test_the_frame_costs_the_session_the_account_and_its_mandates(
    registries: None, django_assert_num_queries: Any
) -> None:
    menu.register(menu.Item("Talents", "account_logout", "registry.view"))
    menu.register(menu.Item("Organisations", "home", "places.view_organisations"))
    client = signed_in(people.city_officer())
    with django_assert_num_queries(3):
        client.get("/")


@pytest.mark.parametrize(
    ("lang", "day", "moment", "number"),
    [
        ("en", "7 January 2021", "7 January 2021, 16:30", "1,234,567"),
        ("zh-hans", "2021年1月7日", "2021年1月7日 16:30", "1,234,567"),
    ],
)
def test_days_times_and_numbers_are_written_one_way_in_each_language(
    lang: str, day: str, moment: str, number: str
) -> None:
    with translation.override(lang):
        assert formats.date_format(date(2021, 1, 7)) == day
        assert formats.date_format(datetime(2021, 1, 7, 16, 30), "DATETIME_FORMAT") == moment
        assert formats.number_format(1234567, force_grouping=True) == number
