"""How a name is spelled, so that it is found by pinyin, by initials, and by its Latin letters."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pypinyin import lazy_pinyin

LONGEST_PERSONAL_NAME = 4
SURNAMES = {
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "乐": "yue",
    "仇": "qiu",
    "单": "shan",
    "区": "ou",
    "员": "yun",
    "折": "she",
    "曾": "zeng",
    "朴": "piao",
    "查": "zha",
    "盖": "ge",
    "秘": "bi",
    "种": "chong",
    "缪": "miao",
    "覃": "qin",
    "解": "xie",
    "隗": "wei",
}
"""Characters that are read otherwise as a surname (Xiandai Hanyu Cidian)."""


def spelled(name: str) -> tuple[str, str]:
    """Pinyin without spaces or tones, and initials, both in lower case: 王小明 gives ("wangxiaoming", "wxm")."""
    syllables = _syllables(name)
    return "".join(syllables)[:400], "".join(syllable[0] for syllable in syllables)[:120]


def latin_spellings(name: str, latin: str) -> tuple[str | None, str | None]:
    """A name in Latin script as it stands, and with its last word first for those who look for the surname.

    What the pinyin says already is None: Maria Keller gives (None, "kellermaria"), 王小明 with Wang Xiaoming nothing.
    """
    words = folded(latin or name).split()
    straight, turned = "".join(words)[:200], "".join(words[-1:] + words[:-1])[:200]
    if not straight or not straight.isascii():
        return None, None
    by_pinyin = straight == spelled(name)[0]
    return None if by_pinyin else straight, None if by_pinyin and not folded(name).isascii() else turned


def folded(text: str) -> str:
    """In lower case, without accents, and with spaces for all that is no letter or digit."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))


@lru_cache(maxsize=50_000)
def _syllables(name: str) -> tuple[str, ...]:
    surname = next((known for known in (name[:2], name[:1]) if known in SURNAMES), "")
    if len(name) > LONGEST_PERSONAL_NAME:
        surname = ""
    return tuple(folded(" ".join([SURNAMES.get(surname, ""), *lazy_pinyin(name[len(surname) :])])).split())
