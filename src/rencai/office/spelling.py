"""How a name is spelled, so that it is found by pinyin and by initials."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin

LATIN = str.maketrans({"ü": "v"})


def spelled(name: str) -> tuple[str, str]:
    """Pinyin without spaces or tones, and initials, both in lower case: 王小明 gives ("wangxiaoming", "wxm")."""
    syllables = _syllables(name)
    return "".join(syllables)[:400], "".join(syllable[0] for syllable in syllables)[:120]


@lru_cache(maxsize=50_000)
def _syllables(name: str) -> tuple[str, ...]:
    words = " ".join(lazy_pinyin(name)).lower().translate(LATIN).split()
    return tuple(kept for word in words if (kept := "".join(char for char in word if char.isalnum())))
