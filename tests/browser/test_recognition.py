"""Recognition as its people have it: whoever applies, whoever decides, and whoever only reads the public notice."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from browser.visitor import Visitor


def waits_for(officer: Visitor, step: str) -> Visitor:
    """Opens, from the inbox, the most urgent case at this step."""
    officer.go("/inbox/?kind=recognition-case")
    officer.page.get_by_role("link", name=re.compile(f": {step}")).first.click()
    expect(officer.page.get_by_role("heading", name="What the rules find")).to_be_visible()
    return officer


def test_an_application_is_saved_as_it_is_typed_and_says_at_once_what_the_rules_find(
    visitor: Callable[..., Visitor],
) -> None:
    talent = visitor("talent", width=390)
    page = talent.page
    talent.go("/recognition/")
    page.get_by_role("link", name="Talent in short supply").click()
    finding, months = page.locator("#finding"), page.locator("[name=experience_months]")
    expect(finding).to_contain_text("The facts support no class yet")
    licence = page.get_by_role("group", name="Does the post belong to the industry").get_by_label("yes")
    licence.check()
    expect(page.locator("#said-post_matches_licence")).to_contain_text("Saved")
    months.fill("a long time")
    expect(page.locator("#said-experience_months")).to_contain_text("a number is expected")
    months.fill("52")
    expect(page.locator("#said-experience_months")).to_contain_text("Saved")
    page.locator("[name=extra_study_months]").fill("0")
    expect(finding).to_contain_text("The facts support: talent in short supply")
    expect(page.locator("#finding-short")).to_contain_text("The facts support: talent in short supply")
    assert talent.faults() == ""
    assert talent.too_wide() == []
    months.evaluate("field => field.closest('section').scrollIntoView()")
    talent.picture("an-application-on-a-phone")
    address = page.url
    talent.go("/")
    talent.go(address)
    expect(months).to_have_value("52")
    expect(licence).to_be_checked()
    expect(finding).to_contain_text("The facts support: talent in short supply")


def test_an_officer_has_the_finding_the_evidence_and_the_decision_on_one_page(visitor: Callable[..., Visitor]) -> None:
    officer = waits_for(visitor("district"), "check of originals")
    for heading in ("What the rules find", "What the applicant says", "Evidence", "Decision"):
        expect(officer.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    assert officer.faults() == ""
    officer.picture("a-case")
    officer.page.set_viewport_size({"width": 390, "height": 844})
    assert officer.too_wide() == []


def test_another_language_in_the_middle_of_a_case_takes_nothing_that_was_typed(
    visitor: Callable[..., Visitor],
) -> None:
    officer = waits_for(visitor("district"), "check of originals")
    reason = officer.page.locator(".case-decide [name=reason]")
    reason.fill("the original has another date")
    with officer.page.expect_navigation():
        officer.page.get_by_role("button", name="中文", exact=True).click()
    expect(officer.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(officer.page.locator(".case-decide [name=reason]")).to_have_value("the original has another date")
    assert officer.untranslated() == []


def test_anybody_finds_the_public_notice_and_objects_without_signing_in(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor()
    page = somebody.page
    somebody.go()
    page.get_by_role("link", name="Public notice").click()
    row = page.get_by_role("row", name="Ganjingzi").first
    name = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.get_by_label("Your name").fill("章路人")
    page.get_by_role("button", name="Object").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("章路人")
    assert somebody.faults() == ""
    page.get_by_label("How we can reach you").fill("13900000000")
    page.get_by_label("What you object to").fill("The certificate is of somebody else.")
    page.get_by_role("button", name="Object").click()
    expect(page.get_by_role("status")).to_contain_text("Your objection has arrived")
    officer = visitor("district")
    officer.go("/inbox/?kind=recognition-objection")
    expect(officer.page.get_by_role("link", name=re.compile(name)).first).to_be_visible()


def test_the_tree_of_authority_and_the_board_of_supervision_show_every_body(visitor: Callable[..., Visitor]) -> None:
    leader = visitor("leader")
    for path, picture in (("/recognition/authority/", "authority"), ("/supervision/", "supervision")):
        leader.go(path)
        for body in ("Dalian", "Ganjingzi", "Xigang"):
            expect(leader.page.get_by_role("main")).to_contain_text(body)
        leader.picture(picture)
