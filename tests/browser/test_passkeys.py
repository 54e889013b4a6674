"""A passkey is added, and signs in by itself, under the office's content security policy."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from browser.visitor import Visitor

KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def with_a_key(chromium: Browser, city: str) -> Iterator[Visitor]:
    """Somebody whose computer has a passkey reader. A passkey belongs to a name, and an address of digits is none."""
    context = chromium.new_context(base_url=city.replace("127.0.0.1", "localhost"), locale="en-GB")
    visitor = Visitor(context.new_page())
    reader = context.new_cdp_session(visitor.page)
    reader.send("WebAuthn.enable")
    reader.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield visitor
    context.close()


def test_a_passkey_is_added_and_signs_in_by_itself(with_a_key: Visitor) -> None:
    page = with_a_key.signed_in("leader").page
    with_a_key.go("/account/2fa/webauthn/add/")
    page.check("#id_passwordless")
    with page.expect_navigation(url=re.compile("(recovery-codes|webauthn/$|reauthenticate)")):
        page.click("#mfa_webauthn_add")
    with_a_key.go("/account/2fa/webauthn/")
    assert "Passkey" in page.inner_text("table")
    with_a_key.go("/account/logout/")
    page.click("main button[type=submit]")
    with_a_key.go("/account/login/")
    with page.expect_navigation(url=re.compile("/$")):
        page.click("#passkey_login")
    with_a_key.go("/account/")
    assert page.inner_text("h1") == "My account"
    assert with_a_key.errors == []
