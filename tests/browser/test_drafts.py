"""Nothing that somebody types is lost: a form is kept as they type, and comes back with them."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from browser.visitor import Visitor

FORM, NOTICE = "/talents/add/", "[data-draft-notice]"


def test_what_was_typed_is_there_again_after_leaving(visitor: Callable[..., Visitor]) -> None:
    officer = visitor("city")
    officer.go(FORM)
    expect(officer.page.locator(NOTICE)).to_be_hidden()
    officer.page.fill("[name=latin_name]", "Lin Xu")
    officer.go("/")
    officer.go(FORM)
    expect(officer.page.locator("[name=latin_name]")).to_have_value("Lin Xu")
    expect(officer.page.locator(NOTICE)).to_be_visible()
    officer.page.click(f"{NOTICE} button")
    expect(officer.page.locator("[name=latin_name]")).to_have_value("")
    officer.go(FORM)
    expect(officer.page.locator(NOTICE)).to_be_hidden()


def test_a_refused_form_keeps_what_was_typed_and_takes_the_eye_to_what_is_wrong(
    visitor: Callable[..., Visitor],
) -> None:
    officer = visitor("city")
    officer.go(FORM)
    officer.page.fill("[name=latin_name]", "Lin Xu")
    officer.page.locator("main form[method=post] button[type=submit]").last.click()
    officer.page.wait_for_load_state()
    expect(officer.page.locator(".error-summary")).to_be_focused()
    expect(officer.page.locator("[name=latin_name]")).to_have_value("Lin Xu")


def test_what_is_sensitive_is_not_kept_in_the_browser(visitor: Callable[..., Visitor]) -> None:
    officer = visitor("city")
    officer.go(FORM)
    officer.page.fill("[name=latin_name]", "Lin Xu")
    officer.page.fill("[name=phone]", "13900000000")
    assert "13900000000" not in officer.page.evaluate("JSON.stringify(localStorage)")


def test_another_person_at_the_same_browser_finds_nothing(visitor: Callable[..., Visitor]) -> None:
    officer = visitor("city")
    officer.go(FORM)
    officer.page.fill("[name=latin_name]", "Lin Xu")
    officer.page.locator(".account summary").click()
    officer.page.locator("[data-signs-out] button").click()
    officer.page.wait_for_load_state()
    assert officer.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('rencai-draft')).length") == 0
    officer.signed_in("district").go(FORM)
    expect(officer.page.locator("[name=latin_name]")).to_have_value("")
