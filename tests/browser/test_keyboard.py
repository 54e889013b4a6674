"""Everything without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from browser.visitor import Visitor


def goes_in_order(somebody: Visitor) -> None:
    """From the top of the page to its end, in sight at every stop."""
    places: list[int] = []
    for _ in range(400):
        stop = somebody.press("Tab").focus()
        if stop["tag"] == "BODY" or stop["place"] in places:
            break
        assert stop["marked"], f"one does not see that the keyboard is at {stop}"
        assert stop["onScreen"], f"the keyboard is out of sight at {stop}"
        places.append(stop["place"])
    assert places == sorted(places), "the keyboard jumps"
    assert len(places) > 5


def test_the_first_stop_leads_past_the_menu(visitor: Callable[..., Visitor]) -> None:
    officer = visitor("district")
    officer.go("/inbox/")
    assert officer.press("Tab").focus()["words"] == "Skip to the content"
    assert officer.press("Enter").focus()["id"] == "content"


@pytest.mark.parametrize(
    ("role", "path"),
    [("district", "/"), ("hr", "/"), ("talent", "/"), ("leader", "/"), ("steward", "/account/mandates/grant/")],
)
def test_the_keyboard_goes_through_the_page_in_order_and_one_sees_where_it_is(
    visitor: Callable[..., Visitor], role: str, path: str
) -> None:
    somebody = visitor(role)
    somebody.go(path)
    goes_in_order(somebody)


def test_from_signing_in_to_a_granted_mandate_without_a_mouse(visitor: Callable[..., Visitor]) -> None:
    steward = visitor()
    steward.go()
    steward.tab_to("Steward").enter()
    steward.tab_to("Mandates").enter()
    steward.tab_to("Grant a mandate").enter()
    steward.tab_to("holder").page.keyboard.type("demo-county")
    steward.tab_to("role").page.keyboard.type("aud")
    steward.tab_to("place").page.keyboard.type("Zhu")
    steward.tab_to("reason").page.keyboard.type("stands in for somebody in spring")
    steward.tab_to("Grant").enter()
    assert "Auditor" in steward.page.inner_text("main")
    assert "stands in for somebody in spring" in steward.page.inner_text("main")
    expect(visitor("county").page.get_by_role("link", name="Audit log")).to_be_visible()


def test_from_the_inbox_to_a_decided_case_without_a_mouse(visitor: Callable[..., Visitor]) -> None:
    officer = visitor()
    officer.go()
    officer.tab_to("District officer").enter()
    officer.tab_to("Applications for recognition").enter()
    waiting = officer.page.get_by_role("link", name=re.compile(": opinion")).first.inner_text()
    officer.tab_to(waiting).enter()
    goes_in_order(officer)
    officer.page.reload()
    officer.tab_to("verdict").press("Space").tab_to("Decide").enter()
    expect(officer.page.get_by_role("main")).to_contain_text("granted")
    officer.go("/inbox/?kind=recognition-case")
    expect(officer.page.get_by_role("link", name=waiting)).to_have_count(0)
