"""Text of a template that stands outside {% translate %} and {% blocktranslate %}, so that nobody can translate it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Names that are the same in every language.
KEPT = {"Rencai", "人才", "CSV", "XLSX", "(XLSX)", "Parquet"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_READ = {"script", "style", "code", "kbd", "samp"}
READ_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "aria-description", "data-label", "label"}
TRANSLATED = re.compile(
    r"{%\s*(blocktrans(?:late)?)\b.*?%}.*?{%\s*end\1\s*%}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL
)
# A block that the frame puts into a class attribute.
CLASSES = re.compile(r"{%\s*block width\s*%}.*?{%\s*endblock[^%]*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}", re.DOTALL)
VARIABLE = re.compile(r"{{.*?}}", re.DOTALL)
# Filters whose argument is shown to the reader.
SHOWN = re.compile(r"\|(?:default|default_if_none|yesno|pluralize):(\"[^\"]*\"|'[^']*')")
# Names under which a text is handed to an included part.
GIVEN = re.compile(r"\b(?:title|label|heading|text|caption|message|help|hint|lead|empty)=(\"[^\"]*\"|'[^']*')")


def faults(templates: Iterable[Path]) -> Iterator[str]:
    for path in templates:
        if path.suffix == ".html":
            for line, text in bare(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(ROOT)}:{line}: text outside a translate tag: {text!r}"


def bare(template: str) -> list[tuple[int, str]]:
    """Each text of `template` that is read and not translated, with its line."""
    html = CLASSES.sub(_lines_only, TRANSLATED.sub(_lines_only, template))
    html = TAG.sub(_given, html)
    reader = _Reader()
    reader.feed(VARIABLE.sub(_shown, html))
    reader.close()
    return reader.found


def _lines_only(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _given(found: re.Match[str]) -> str:
    """Nothing of a tag but the texts that it hands on."""
    words = GIVEN.findall(found[0]) if re.match(r"{%\s*(?:include|with)\b", found[0]) else []
    return " ".join(word[1:-1] for word in words) + _lines_only(found)


def _shown(found: re.Match[str]) -> str:
    return " ".join(word[1:-1] for word in SHOWN.findall(found[0])) + _lines_only(found)


class _Reader(HTMLParser):
    """Collects what a reader sees or hears. An element with a `lang` of its own is in that language on purpose."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = tag in NOT_READ or (tag != "html" and "lang" in given)
        button = tag == "input" and given.get("type") in ("submit", "button", "reset")
        for name in READ_ATTRIBUTES | ({"value"} if button else set()):
            if not silent:
                self._note(given.get(name) or "")
        if tag not in VOID:
            self.open.append((tag, silent))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        if not any(silent for _, silent in self.open):
            self._note(data)

    def _note(self, text: str) -> None:
        words = " ".join(text.split())
        if words not in KEPT and any(char.isalpha() for char in words):
            before = text[: len(text) - len(text.lstrip())]
            self.found.append((self.getpos()[0] + before.count("\n"), words[:80]))
