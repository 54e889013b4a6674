"""The inbox page: sorted by deadline, decided in the list, with and without scripts, at a fixed cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from office import people
from office.inbox import things
from rencai.office.accounts.models import User
from rencai.office.audit.models import Event
from rencai.office.inbox import views
from rencai.office.inbox.deadlines import known_until
from rencai.office.inbox.models import Item

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WEDNESDAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _kinds_of_the_test() -> Iterator[None]:
    with things.only_these(), time_machine.travel(WEDNESDAY, tick=False):
        yield


def page(client: Client, user: User, query: str = "") -> str:
    client.force_login(user)
    return " ".join(client.get(f"/inbox/{query}").content.decode().split())


def address(item: Item, decision: str) -> str:
    return f"/inbox/{item.pk}/{decision}/"


def test_it_is_grouped_by_late_this_week_and_later_and_late_is_said_in_words(client: Client) -> None:
    for days in (-3, 0, 1, 4, 5, -1):
        things.waiting(days=days)
    text = page(client, people.officer())
    assert re.findall(r"<h2[^>]*>([^<]*)</h2>", text) == ["Late", "This week", "Later"]
    words = ["3 days late", "1 day late", "today", "tomorrow", "in 4 days", "in 5 days"]
    places = [text.index(word) for word in words]
    assert places == sorted(places)
    assert places[1] < text.index("This week") < places[2]
    assert places[4] < text.index(">Later<") < places[5]


def test_an_empty_inbox_says_what_goes_there(client: Client) -> None:
    assert "Nothing waits for you" in page(client, people.officer())
    assert "Nothing of this kind waits for you" in page(client, people.officer(), "?kind=call")


def test_only_one_kind_is_shown_if_so_asked_and_an_unknown_one_shows_all(client: Client) -> None:
    officer = people.officer()
    things.waiting(details={"name": "Company A"})
    things.waiting(kind="visit")
    assert "Company A" not in page(client, officer, "?kind=visit")
    assert "Company A" in page(client, officer, "?kind=nonsense")


def test_only_kinds_that_one_may_get_are_offered(client: Client) -> None:
    text = page(client, people.auditor())
    assert "Calls to make" not in text


def test_what_waits_for_another_district_is_not_shown_and_cannot_be_decided(client: Client) -> None:
    item = things.waiting("xigang", details={"name": "Company A"})
    assert "Company A" not in page(client, people.officer())
    assert client.post(address(item, "called")).status_code == 404
    assert (Event.objects.on(item).first().act, things.decided) == ("audit.denied", [])


def test_deciding_without_scripts_comes_back_to_the_list_and_says_what_was_done(client: Client) -> None:
    item = things.waiting(details={"name": "Company A"})
    client.force_login(people.officer())
    answer = client.post(address(item, "called"), follow=True)
    assert answer.redirect_chain == [("/inbox/", 302)]
    assert "Call Company A: called." in answer.content.decode()
    assert "Nothing waits for you" in answer.content.decode()


def test_what_was_done_is_told_in_the_signs_of_the_language(client: Client) -> None:
    item = things.waiting(details={"name": "某公司"})
    client.force_login(people.officer())
    headers = {"accept-language": "zh-CN"}
    answer = client.post(address(item, "called"), headers=headers, follow=True)
    assert "某公司：" in answer.content.decode()


def test_deciding_with_scripts_changes_the_row_alone(client: Client) -> None:
    item = things.waiting(details={"name": "Company A"})
    client.force_login(people.officer())
    text = client.post(address(item, "called"), headers=HTMX).content.decode()
    assert text.strip().startswith("<li")
    assert "Call Company A: called." in text
    assert "<form" not in text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_decision_that_fails_says_why_and_the_thing_still_waits(client: Client, headers: dict[str, str]) -> None:
    item = things.waiting()
    client.force_login(people.officer())
    text = client.post(address(item, "refused"), headers=headers, follow=True).content.decode()
    assert "The register does not answer." in text
    assert address(item, "called") in text


def test_a_choice_is_offered_and_taken(client: Client) -> None:
    item = things.waiting()
    assert '<option value="b">Bureau B</option>' in page(client, people.officer())
    client.post(address(item, "by-whom"), {"choice": "b"})
    item.refresh_from_db()
    assert item.outcome == "by-whom"


def test_what_no_kind_knows_is_no_page(client: Client) -> None:
    item = things.waiting()
    client.force_login(people.officer())
    assert client.post(address(item, "unknown")).status_code == 404
    assert client.get(address(item, "called")).status_code == 405


def test_markup_in_a_name_is_shown_as_text(client: Client) -> None:
    things.waiting(details={"name": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in page(client, people.officer())


def test_a_deadline_whose_holidays_nobody_knows_yet_says_so(client: Client) -> None:
    with time_machine.travel(known_until(), tick=False):
        things.waiting(days=10)
        text = page(client, people.officer())
    assert f"The public holidays of {known_until().year + 1} are not known" in text


def test_the_menu_says_how_much_waits(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = people.officer()
    assert "menu-badge" not in page(client, officer)
    for _ in range(3):
        things.waiting()
    assert '<span class="menu-badge">3</span>' in page(client, officer)
    monkeypatch.setattr(views, "COUNTED", 2)
    assert '<span class="menu-badge">2+</span>' in page(client, officer)


def test_whoever_may_get_nothing_has_no_inbox_in_the_menu(client: Client) -> None:
    client.force_login(people.leader())
    assert 'href="/inbox/"' not in client.get("/inbox/").content.decode()


def test_a_talent_finds_in_the_menu_what_waits_for_them_by_name(client: Client) -> None:
    account = people.user("林博远（虚构）")
    client.force_login(account)
    assert 'href="/inbox/"' in client.get("/inbox/").content.decode()


def test_an_officers_home_is_the_inbox(client: Client) -> None:
    item = things.waiting(details={"name": "Company A"})
    client.force_login(people.officer())
    text = client.get("/").content.decode()
    assert "<h1>Inbox</h1>" in text
    assert address(item, "called") in text


def test_more_than_is_listed_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SHOWN", 2)
    for days in range(3):
        things.waiting(days=days)
    text = page(client, people.officer())
    assert text.count('<li class="inbox-item') == 2
    assert "the 2 most urgent are shown" in text


def test_the_list_goes_on_page_by_page(client: Client) -> None:
    for days in range(30):
        things.waiting(days=days)
    text = page(client, people.officer())
    following = re.search(r'rel="next" href="([^"]*)"', text)
    assert following is not None
    assert page(client, people.officer(), following[1]).count('<li class="inbox-item') == 5


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.parametrize("whose", ["officer", "city_officer"])
def test_it_costs_the_same_for_one_item_and_for_many(
    client: Client, django_assert_num_queries: Any, count: int, whose: str
) -> None:
    user = getattr(people, whose)()
    for days in range(count):
        things.waiting(days=days)
    page(client, user)
    with django_assert_num_queries(7 if whose == "city_officer" else 8):
        client.get("/inbox/")


def test_nobody_sees_it_without_signing_in(client: Client) -> None:
    assert client.get("/inbox/").status_code == 302


def test_a_date_is_written_as_the_language_writes_it(client: Client) -> None:
    things.waiting(days=40)
    client.cookies.load({"django_language": "zh-hans"})
    assert (WEDNESDAY + timedelta(days=40)).strftime("2026年4月13日") in page(client, people.officer())
