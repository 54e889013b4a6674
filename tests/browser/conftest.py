"""What browser tests share: the city, Chromium before it, and visitors who look at it on a desk or on a phone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.city import served
from browser.visitor import Visitor

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo city."""
    with served(tmp_path_factory.mktemp("city")) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed with its module: while Playwright runs, Django takes every other test of this process for async."""
    if not CHROMIUM:
        pytest.skip("no Chromium: install Debian's package, or name one in $CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, city: str) -> Iterator[Callable[..., Visitor]]:
    """Opens the city for `role` ("" for nobody), in English on a desk unless told otherwise."""
    opened: list[Any] = []

    def open_for(role: str = "", *, width: int = 1280, locale: str = "en-GB") -> Visitor:
        context = chromium.new_context(
            base_url=city,
            locale=locale,
            viewport={"width": width, "height": 800 if width > 600 else 844},
            reduced_motion="reduce",
        )
        opened.append(context)
        found = Visitor(context.new_page())
        return found.signed_in(role) if role else found

    yield open_for
    for context in opened:
        context.close()
