"""Sentences that a user reads, in the user's language.

A `Message` keeps its English template and its values apart, so that one object reads in any language.
Translations are gettext catalogues in `rencai/locale`; English is the language of the templates.
"""

from __future__ import annotations

import gettext
import os
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "zh")
LOCALES = {"zh": "zh_Hans"}
LOCALE_FOLDER = Path(__file__).parent / "locale"


class Message:
    """A template such as ``"{n} months short"`` with its values; values may be messages or texts in both languages."""

    __slots__ = ("template", "values")

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values = values

    def text(self, lang: str = "en") -> str:
        """The sentence in `lang`; English where no translation exists."""
        template = _catalogue(lang).gettext(self.template) if lang != "en" else self.template
        return template.format(**{key: show(value, lang) for key, value in self.values.items()})

    def __str__(self) -> str:
        return self.text("en")

    def __repr__(self) -> str:
        return f"Message({self.text('en')!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash(self.template)


def show(value: object, lang: str) -> str:
    """Any value as text in `lang`: messages and bilingual mappings are resolved, lists are joined."""
    if isinstance(value, Message):
        return value.text(lang)
    if isinstance(value, dict):
        return str(value.get(lang, value.get("en", "")))
    if isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
        return ("、" if lang == "zh" else ", ").join(show(item, lang) for item in value)
    return str(value)


@lru_cache(maxsize=8)
def _catalogue(lang: str) -> gettext.NullTranslations:
    return gettext.translation("rencai", LOCALE_FOLDER, [LOCALES.get(lang, lang)], fallback=True)


def user_language() -> str:
    """`zh` or `en`, from RENCAI_LANG, else from the usual locale variables."""
    for name in ("RENCAI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
