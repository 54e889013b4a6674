"""Each role has one screen to come back to, and finds there what it came for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from browser.visitor import Visitor

# role: heading of the first screen, what stands there, the picture for the documents
SCREENS = [
    ("talent", "My support", "You meet all conditions of", "my-support"),
    ("hr", "Our people", "Working here now", "our-people"),
    ("district", "Inbox", "Entries to attest", "inbox"),
    ("county", "Inbox", "Everything", ""),
    ("city", "Inbox", "Likely duplicates", ""),
    ("auditor", "Audit log", "Show", "audit-log"),
    ("leader", "The city on one page", "talents in the base", "city"),
    ("steward", "Mandates", "in force", "mandates"),
]


@pytest.mark.parametrize(("role", "heading", "words", "picture"), SCREENS, ids=[screen[0] for screen in SCREENS])
def test_a_role_comes_to_its_own_screen(
    visitor: Callable[..., Visitor], role: str, heading: str, words: str, picture: str
) -> None:
    somebody = visitor(role)
    expect(somebody.page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(somebody.page.get_by_role("main")).to_contain_text(words)
    if picture:
        somebody.picture(picture)


def test_whoever_is_not_signed_in_is_offered_every_role(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor()
    somebody.go()
    roles = somebody.page.locator("button[name=role]").evaluate_all("buttons => buttons.map(each => each.value)")
    assert roles == [role for role, *_ in SCREENS]
    somebody.picture("welcome")


def test_every_page_says_that_the_people_are_invented(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor("hr")
    expect(somebody.page.locator(".demo-banner")).to_have_text("A demonstration: all people here are invented.")


def test_a_decision_opens_into_its_conditions(visitor: Callable[..., Visitor]) -> None:
    talent = visitor("talent", width=390)
    talent.page.get_by_text("Settling-in allowance").first.click()
    expect(talent.page.get_by_role("main")).to_contain_text("Length of the contract")
    assert talent.faults() == ""
    talent.page.get_by_text("Settling-in allowance").first.evaluate("title => title.scrollIntoView()")
    talent.picture("a-decision-on-a-phone")


def test_a_figure_opens_into_its_people(visitor: Callable[..., Visitor]) -> None:
    leader = visitor("leader")
    row = leader.page.get_by_role("row", name="Zhuanghe")
    number = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()
    expect(leader.page.get_by_role("heading", level=1)).to_have_text("Talents")
    expect(leader.page.get_by_role("main")).to_contain_text(f"{number} in all")


def test_what_waits_is_decided_without_leaving_the_list(visitor: Callable[..., Visitor]) -> None:
    officer = visitor("district")
    line = officer.page.locator("li, tr", has_text="Entries to attest").filter(has=officer.page.locator("select")).first
    title = line.get_by_role("link").first.inner_text()
    line.locator("select").select_option(index=1)
    line.get_by_role("button", name="Attest").click()
    expect(officer.page.get_by_role("link", name=title, exact=True)).to_have_count(0)
    expect(officer.page.get_by_role("heading", level=1)).to_have_text("Inbox")
