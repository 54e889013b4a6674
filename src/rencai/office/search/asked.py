"""What somebody typed into the box, read once for all who search."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

LONGEST = 100
HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
NUMBER = re.compile(r"[0-9]{3,17}[0-9X]")
DOCUMENT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,20}")


class Asked(NamedTuple):
    """A question to the box.

    text: as typed, in its one form: half width, single spaces, at most 100 characters.
    typing: it is still being typed; only suggestions are wanted, and nothing that has to be recorded.
    """

    text: str
    typing: bool = False

    @property
    def joined(self) -> str:
        """Letters, digits and Chinese characters alone, in lower case."""
        return "".join(char for char in self.text.lower() if char.isalnum())

    @property
    def is_chinese(self) -> bool:
        return bool(HAN.search(self.text))

    @property
    def number(self) -> str:
        """What may be a number or its end: of a document, a phone, a credit code. "" if it is none."""
        plain = re.sub(r"[ \-]", "", self.text).upper()
        return plain if NUMBER.fullmatch(plain) or DOCUMENT.fullmatch(plain) else ""

    @property
    def turned(self) -> str:
        """`joined` with the last word first, for those who write the surname last; "" for a single word."""
        first, _, last = self.text.lower().rpartition(" ")
        return Asked(f"{last}{first}").joined if first else ""


def read(typed: str, *, typing: bool = False) -> Asked:
    plain = unicodedata.normalize("NFKC", typed[: 4 * LONGEST])
    kept = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in plain)
    return Asked(" ".join(kept.split())[:LONGEST].strip(), typing)
