"""What somebody typed into the box, read once for all who search."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from rencai.office.spelling import folded

LONGEST = 100
HAN = "[㐀-鿿豈-﫿\U00020000-\U0003ffff]"
BEGINS_CHINESE = re.compile(f"{HAN}[{HAN[1:-1]}·]*")
NUMBER = re.compile(r"[0-9]{3,17}[0-9X]|(?=.*[0-9])[0-9A-Z]{5,20}")


class Asked(NamedTuple):
    """A question to the box.

    text: as typed, in its one form: half width, single spaces, at most 100 characters.
    typing: it is still being typed; only suggestions are wanted, and nothing that has to be recorded.
    """

    text: str
    typing: bool = False

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def words(self) -> list[str]:
        """Runs of letters, digits and characters, in lower case and without accents."""
        return folded(self.text).split()

    @property
    def chinese(self) -> str:
        """The Chinese characters at its beginning."""
        found = BEGINS_CHINESE.match(self.text.replace(" ", ""))
        return found.group() if found else ""

    @property
    def has_chinese(self) -> bool:
        return re.search(HAN, self.text) is not None

    @property
    def has_letters(self) -> bool:
        """Latin ones."""
        return re.search("[a-z]", "".join(self.words)) is not None

    @property
    def number(self) -> str:
        """What may be a number or its end: of a document, a phone, a credit code. "" if it is none."""
        plain = re.sub(r"[ \-]", "", self.text).upper()
        return plain if NUMBER.fullmatch(plain) else ""

    def spellings(self) -> list[str]:
        """As letters in a row, in the order typed and with the last word first; ü as u, and as v as pinyin has it."""
        texts = dict.fromkeys((self.text.lower().replace("ü", "v"), self.text))
        ways = (("".join(words), "".join(words[-1:] + words[:-1])) for words in (folded(one).split() for one in texts))
        return list(dict.fromkeys(spelling for way in ways for spelling in way if spelling))


def read(typed: str, *, typing: bool = False) -> Asked:
    plain = unicodedata.normalize("NFKC", typed[: 4 * LONGEST])
    kept = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in plain)
    return Asked(" ".join(kept.split())[:LONGEST].strip(), typing)
