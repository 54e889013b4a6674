"""English and Simplified Chinese: by the browser's language at first, then as somebody chose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from browser.visitor import Visitor


def choose(visitor: Visitor, name: str) -> None:
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=name, exact=True).click()


def language_of(visitor: Visitor) -> str | None:
    return visitor.page.get_attribute("html", "lang")


@pytest.mark.parametrize(
    ("locale", "language"), [("en-GB", "en"), ("zh-CN", "zh-Hans"), ("zh", "zh-Hans"), ("fr-FR", "en")]
)
def test_the_first_page_is_in_the_language_of_the_browser(
    visitor: Callable[..., Visitor], locale: str, language: str
) -> None:
    somebody = visitor(locale=locale)
    somebody.go()
    assert language_of(somebody) == language


def test_one_click_changes_the_language_of_this_page_and_of_those_after_it(visitor: Callable[..., Visitor]) -> None:
    officer = visitor("district")
    officer.go("/account/")
    choose(officer, "中文")
    assert officer.page.url.endswith("/account/")
    assert language_of(officer) == "zh-Hans"
    officer.go("/inbox/")
    assert language_of(officer) == "zh-Hans"


def test_what_one_visitor_of_the_demo_city_chose_is_not_the_next_ones(visitor: Callable[..., Visitor]) -> None:
    choose(visitor("steward"), "中文")
    assert language_of(visitor("steward")) == "en"


def test_chosen_before_signing_in_it_stays_after(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor()
    somebody.go()
    choose(somebody, "中文")
    assert language_of(somebody.signed_in("auditor")) == "zh-Hans"
    choose(somebody, "English")
    assert language_of(somebody) == "en"
