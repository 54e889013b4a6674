"""Somebody before the screen: signs in with one click, looks, types, takes pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from browser import city

PICTURES = Path(__file__).parents[2] / "docs" / "images"
AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# What a link that is followed would do besides showing a page.
NOT_PAGES = re.compile(
    r"^/(static|export|account/logout|language|demo)/|\.(csv|xlsx|parquet|json|pdf|txt)$|/(download|file)/|/(documents|evidence)/\d+/$"
)
LOOKS_LIKE_A_NUMBER = re.compile(r"(?<=/)(\d+|[0-9a-f-]{32,36})(?=/|$)")


class Visitor:
    """One browser window. `errors` is what the page complained about: failed scripts, refused styles."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)

    def go(self, path: str = "/") -> Response:
        response = self.page.goto(path)
        assert response is not None
        return response

    def signed_in(self, role: str) -> Visitor:
        """By one click on the first page."""
        self.go()
        with self.page.expect_navigation():
            self.page.locator(f"button[name=role][value={role}]").click()
        return self

    def faults(self) -> str:
        """What axe finds on this page, in words; "" for nothing."""
        results = Axe().run(self.page, options=AXE)
        return str(results.generate_report()) if results.violations_count else ""

    def too_wide(self) -> list[str]:
        """What makes the page scroll sideways: nothing should."""
        found: list[str] = self.page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth ? [] :
                 [...document.body.querySelectorAll('*')]
                   .filter(each => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.table-responsive'))
                   .map(each => each.outerHTML.slice(0, 120)).slice(0, 5)"""
        )
        return found

    def untranslated(self) -> list[str]:
        """English sentences on a Chinese page, but for what was written down in whatever language (lang="").

        Words of which the second is in small letters are no name.
        """
        texts: list[str] = self.page.evaluate(
            """() => { const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                 while (walk.nextNode()) {
                   const within = walk.currentNode.parentElement;
                   if (!within.closest('script, style, code, [lang="en"], [lang=""], textarea')) found.push(walk.currentNode.data);
                 } return found; }"""
        )
        return [text.strip()[:80] for text in texts if re.search(r"[A-Za-z]{3,} [a-z]{3,}", text)]

    def press(self, *keys: str) -> Visitor:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def enter(self) -> Visitor:
        """Presses Enter and waits for the page to which it leads."""
        with self.page.expect_navigation():
            self.press("Enter")
        return self

    def focus(self) -> dict[str, Any]:
        """Where the keyboard is: the element's text or name, its number on the page, and whether one sees it."""
        found: dict[str, Any] = self.page.evaluate(
            """() => { const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
                 const all = [...document.querySelectorAll('*')];
                 return {
                   tag: here.tagName, place: all.indexOf(here), id: here.id,
                   words: (here.matches('input, select, textarea') ? here.name : here.innerText).trim(),
                   marked: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
                   onScreen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
                 }; }"""
        )
        return found

    def tab_to(self, words: str, *, at_most: int = 120) -> Visitor:
        """Presses Tab until the element that says `words` has the focus."""
        for _ in range(at_most):
            self.press("Tab")
            if self.focus()["words"].startswith(words):
                return self
        raise AssertionError(f"the keyboard never comes to {words!r}")

    def picture(self, name: str) -> None:
        """Into docs/images, where RENCAI_SCREENSHOTS=1 asks for new pictures."""
        if city.WANTED:
            self.page.screenshot(path=PICTURES / f"{name}.png")

    def links(self) -> Iterator[str]:
        """The pages of the office to which this one leads."""
        for address in self.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            parts = urlsplit(address)
            same_host = parts.netloc == urlsplit(self.page.url).netloc
            if same_host and not NOT_PAGES.search(parts.path):
                yield parts.path + (f"?{parts.query}" if parts.query else "")


def pattern(path: str) -> str:
    """One for all pages that differ by a number or a question only: /talents/12/ and /talents/13/ are one page."""
    return LOOKS_LIKE_A_NUMBER.sub("#", urlsplit(path).path)
