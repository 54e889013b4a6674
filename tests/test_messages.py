"""Every sentence of the program is in both languages, and the catalogue is up to date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rencai.messages import Message, show, user_language

ROOT = Path(__file__).parent.parent


def test_every_sentence_is_translated_with_the_same_placeholders_and_compiled() -> None:
    found = subprocess.run(
        [sys.executable, ROOT / "tools" / "messages.py", "check"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_a_message_reads_in_each_language_and_so_do_the_messages_within_it() -> None:
    message = Message("{n} short", n=Message("{n} months", n=4))
    assert (message.text("en"), message.text("zh"), str(message)) == (
        "4 months short",
        "差4个月",
        "4 months short",
    )


def test_a_sentence_without_a_translation_stays_english() -> None:
    assert Message("a sentence that nobody translated").text("zh") == "a sentence that nobody translated"


def test_values_are_shown_in_the_language() -> None:
    assert show(["a", Message("yes"), {"en": "x", "zh": "甲"}], "zh") == "a、是、甲"
    assert show({"en": "only English"}, "zh") == "only English"


def test_messages_are_equal_by_what_they_say() -> None:
    assert Message("{n} days", n=1) == Message("{n} days", n=1)
    assert Message("{n} days", n=1) != Message("{n} days", n=2)
    assert len({Message("yes"), Message("yes")}) == 1
    assert repr(Message("yes")) == "Message('yes')"


def test_the_language_of_the_user_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RENCAI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert user_language() == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert user_language() == "zh"
    monkeypatch.setenv("RENCAI_LANG", "en")
    assert user_language() == "en"
