"""One gettext catalogue: read, written without dates, compiled, and compared with the sentences of the source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

CHINESE = re.compile(r"[\u3400-\u9fff]")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff](?:[,;:?!]|\.(?!\w))")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{[^{}]*\}")
# Words that are the same in both languages, and YAML as it is written.
KEPT = {"Rencai", "English", "Parquet", "OpenAPI", "此处应为对应表（名称: 值）"}
COMMENT = "# Simplified Chinese for Rencai. Made by tools/messages.py from the sentences in the source."
HEADERS = {
    "Project-Id-Version": "Rencai",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


class Key(NamedTuple):
    """What identifies a sentence: its text, its plural ("" without one) and its context."""

    text: str
    plural: str = ""
    context: str | None = None

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.text, self.plural) if self.plural else self.text


Found = dict[Key, list[str]]
"""Every sentence with the files in which it stands."""


class SteadyCatalogue(Catalog):
    """A catalogue without dates: the same sentences give the same files."""

    def _get_mime_headers(self) -> list[tuple[str, str]]:
        return list(HEADERS.items())

    mime_headers = property(_get_mime_headers)


class Kept(NamedTuple):
    """A catalogue on disk, where its sentences come from, and how a placeholder looks in them."""

    name: str
    po: Path
    extracted: Callable[[], Found]
    placeholders: Callable[[str], set[str]]

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")

    def read(self) -> Catalog:
        catalogue = empty()
        if self.po.exists():
            with self.po.open("rb") as file:
                for message in entries(read_po(file, locale="zh_Hans")):
                    catalogue[message.id] = message
        return catalogue

    def write(self, catalogue: Catalog) -> None:
        self.po.parent.mkdir(parents=True, exist_ok=True)
        with self.po.open("wb") as file:
            write_po(file, catalogue, width=110, sort_by_file=True, include_lineno=False)


def empty() -> Catalog:
    return SteadyCatalogue("zh_Hans", fuzzy=False, header_comment=COMMENT)


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def key_of(message: Message) -> Key:
    if isinstance(message.id, str):
        return Key(message.id, "", message.context)
    return Key(message.id[0], message.id[1], message.context)


def said(message: Message) -> tuple[str, ...]:
    """The translation's forms; Chinese has one."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def extract(kept: Kept) -> str:
    """Brings the catalogue up to date: what is translated stays, what is gone goes. Returns what it holds now."""
    before, after = kept.read(), empty()
    for key, files in kept.extracted().items():
        known = before.get(key.text, key.context)
        same = known if known and key_of(known) == key else None
        after.add(
            key.id,
            same.string if same else "",
            locations=[(name, 0) for name in files],
            flags={"fuzzy"} if same and same.fuzzy else (),
            context=key.context,
        )
    kept.write(after)
    found = list(entries(after))
    return f"{kept.name}: {len(found)} sentences, {sum(not any(said(message)) for message in found)} to translate"


def compiled(catalogue: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def faults(kept: Kept) -> Iterator[str]:
    wanted, catalogue = kept.extracted(), kept.read()
    known = {key_of(message): message for message in entries(catalogue)}
    for key in (key for key in wanted if key not in known):
        yield f"{kept.name}: missing in the catalogue: {key.text!r} ({wanted[key][0]})"
    for key in (key for key in known if key not in wanted):
        yield f"{kept.name}: left over in the catalogue: {key.text!r}"
    for key, message in known.items():
        yield from (f"{kept.name}: {fault}" for fault in _faults_of(key, message, kept.placeholders))
    if wanted and (not kept.mo.exists() or kept.mo.read_bytes() != compiled(catalogue)):
        yield f"{kept.name}: {kept.mo.name} is not that of {kept.po.name}: python tools/messages.py compile"


def _faults_of(key: Key, message: Message, placeholders: Callable[[str], set[str]]) -> Iterator[str]:
    original = key.plural or key.text
    wanted = placeholders(original)
    if message.fuzzy:
        yield f"fuzzy: {original!r}"
    for text in said(message):
        if not text:
            yield f"not translated: {original!r}"
        elif placeholders(text) != wanted:
            yield f"other placeholders in the translation of {original!r}: {sorted(placeholders(text) ^ wanted)}"
        elif text in KEPT:
            continue
        elif text == original and re.search(r"[a-z]{3}", PLACEHOLDER.sub("", text)) and not CHINESE.search(text):
            yield f"the translation is the original: {original!r}"
        elif HALF_WIDTH.search(text):
            yield f"half-width punctuation after Chinese in {text!r}"
