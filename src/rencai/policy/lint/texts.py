"""Texts that are not really in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rencai.messages import LANGUAGES, Message
from rencai.policy.lint.finding import WARNING, Finding
from rencai.policy.yaml_source import Node

if TYPE_CHECKING:
    from rencai.policy.pack import Pack

CHINESE = re.compile(r"[\u3400-\u9fff]")
# Names and codes such as COMPASS, C1 or IELTS are the same in both languages.
WORD = re.compile(r"[a-z]{3}")
MOST_SHOWN = 40


def translations(pack: Pack) -> Iterator[Finding]:
    """Chinese without Chinese, English with Chinese, or the same text twice."""
    for node in _texts(pack):
        said = {lang: node.mapping()[lang].value for lang in LANGUAGES}
        problem = _problem(said)
        if problem is not None:
            yield Finding(WARNING, "translation", node.place, problem)


def _problem(said: dict[str, str]) -> Message | None:
    english, chinese = said["en"], said["zh"]
    if CHINESE.search(english):
        return Message("the English text has Chinese characters: {text}", text=_short(english))
    if CHINESE.search(chinese) or not WORD.search(chinese):
        return None
    if english == chinese:
        return Message("the text is the same in English and Chinese: {text}", text=_short(english))
    return Message("the Chinese text has no Chinese characters: {text}", text=_short(chinese))


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= MOST_SHOWN else one_line[: MOST_SHOWN - 1] + "…"


def _texts(pack: Pack) -> Iterator[Node]:
    definitions = pack.definitions
    yield from _bilingual(definitions.header)
    for kind in ("choices", "facts", "derived", "parameter", "measure", "categories", "score", "reform"):
        for node in getattr(definitions, kind).values():
            yield from _bilingual(node)
    for node in definitions.people:
        yield from _bilingual(node)


def _bilingual(node: Node) -> Iterator[Node]:
    if node.is_list:
        for item in node.items():
            yield from _bilingual(item)
    elif node.is_mapping:
        if set(node.mapping()) == set(LANGUAGES):
            yield node
        else:
            for item in node.mapping().values():
                yield from _bilingual(item)
