"""YAML as text with places: every value knows its file, line and column, so that an error can name them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from rencai.messages import LANGUAGES
from rencai.policy.problems import PackError, Place, pack_error

MAX_FILE_BYTES = 2_000_000
MAX_FILES = 5_000
MAX_PACK = 10_000_000
MAX_NAME, MAX_HINTS = 60, 1_000
MAX_DEPTH = 30
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Node:
    """A YAML value and its place. Scalars stay text until a reader says what they mean."""

    __slots__ = ("column", "file", "is_null", "line", "style", "value")

    def __init__(self, value: Any, file: str, line: int, column: int, style: str | None, is_null: bool = False) -> None:
        self.value: Any = value
        self.file = file
        self.line = line
        self.column = column
        self.style = style
        self.is_null = is_null

    @property
    def place(self) -> Place:
        return Place(self.file, self.line, self.column)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    def error(self, template: str, /, **values: object) -> PackError:
        return pack_error(self.place, template, **values)

    def mapping(self) -> dict[str, Node]:
        if not self.is_mapping:
            raise self.error("a mapping (name: value) is expected here")
        return self.value  # type: ignore[no-any-return]

    def items(self) -> list[Node]:
        if not self.is_list:
            raise self.error("a list (- item) is expected here")
        return self.value  # type: ignore[no-any-return]

    def string(self) -> str:
        if not isinstance(self.value, str) or self.is_null:
            raise self.error("a text is expected here")
        return self.value

    def boolean(self) -> bool:
        text = self.string().lower()
        if text not in {"true", "false", "yes", "no"}:
            raise self.error("yes or no is expected here, not {text!r}", text=text)
        return text in {"true", "yes"}

    def integer(self) -> int:
        text = self.string().replace("_", "")
        if not re.fullmatch(r"-?\d{1,18}", text):
            raise self.error("a whole number is expected here, not {text!r}", text=text)
        return int(text)

    def decimal(self, places: int | None = None) -> Decimal:
        """An exact number. Scientific notation and more than `places` digits after the point are refused."""
        text = self.string().replace("_", "")
        if not _NUMBER.fullmatch(text) or len(text) > 40:
            raise self.error("an exact number such as 12 or 0.25 is expected here, not {text!r}", text=text)
        number = Decimal(text)
        if places is not None and -int(number.as_tuple().exponent) > places:
            raise self.error(
                "{text} has more than {places} digits after the point; round it or declare more places",
                text=text,
                places=places,
            )
        return number

    def day(self) -> date:
        text = self.string()
        try:
            return day_of(text)
        except ValueError:
            raise self.error("a day such as 2019-04-22 is expected here, not {text!r}", text=text) from None

    def expression_place(self, line: int, column: int) -> Place:
        """The place in the file of a character in this scalar (`line`, `column` from 1)."""
        if self.style in ("|", ">"):
            return Place(self.file, self.line + line, 0)
        if line > 1:
            return Place(self.file, self.line + line - 1, 0)
        quote = 1 if self.style in ("'", '"') else 0
        return Place(self.file, self.line, self.column + quote + column - 1)

    def fields(self, required: dict[str, str] | set[str], optional: set[str] = frozenset()) -> Fields:  # type: ignore[assignment]
        """This mapping's fields; a missing or an unknown one is an error that names what is allowed."""
        mapping = self.mapping()
        allowed = set(required) | set(optional)
        for key, node in mapping.items():
            if key not in allowed:
                raise node.error(
                    "the field {key!r} is not known here{hint}; allowed: {allowed}",
                    key=key,
                    hint=did_you_mean(key, allowed),
                    allowed=sorted(allowed),
                )
        for key in sorted(set(required)):
            if key not in mapping or mapping[key].is_null:
                raise self.error("the field {key!r} is missing", key=key)
        return Fields(self, mapping)


class Fields:
    """A mapping whose field names have been checked."""

    __slots__ = ("_mapping", "node")

    def __init__(self, node: Node, mapping: dict[str, Node]) -> None:
        self.node = node
        self._mapping = mapping

    def __getitem__(self, key: str) -> Node:
        return self._mapping[key]

    def __contains__(self, key: str) -> bool:
        return key in self._mapping

    def get(self, key: str) -> Node | None:
        found = self._mapping.get(key)
        return None if found is None or found.is_null else found

    def text(self, key: str, default: str = "") -> str:
        found = self.get(key)
        return default if found is None else found.string()

    def flag(self, key: str, default: bool = False) -> bool:
        found = self.get(key)
        return default if found is None else found.boolean()

    def day(self, key: str) -> date | None:
        found = self.get(key)
        return None if found is None else found.day()

    def one_of(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        found = self.get(key)
        value = default if found is None else found.string()
        if value is None:
            raise self.node.error("the field {key!r} is missing", key=key)
        if value not in allowed:
            raise (found or self.node).error(
                "{key} is {value!r}, but may be: {allowed}", key=key, value=value, allowed=list(allowed)
            )
        return value

    def bilingual(self, key: str) -> dict[str, str]:
        """A text in every language of the product; `{}` where the field is absent."""
        found = self.get(key)
        return {} if found is None else bilingual(found)


def bilingual(node: Node) -> dict[str, str]:
    mapping = node.mapping()
    for lang in LANGUAGES:
        if lang not in mapping or mapping[lang].is_null or not mapping[lang].string().strip():
            raise node.error("the text has no {lang!r}; give it as {{en: …, zh: …}}", lang=lang)
    for key in mapping:
        if key not in LANGUAGES:
            raise mapping[key].error("{lang!r} is no language of this product: en, zh", lang=key)
    return {lang: " ".join(mapping[lang].string().split()) for lang in LANGUAGES}


def day_of(text: str) -> date:
    """The day written `2019-04-22`; ValueError for anything else, other ISO forms included."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        raise ValueError(text)
    return date.fromisoformat(text)


def did_you_mean(word: str, known: Any) -> str:
    names = list(known)
    # Looking for likeness takes time with the square of lengths, and a pack may come from a stranger.
    if len(word) > MAX_NAME or len(names) > MAX_HINTS:
        return ""
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    return f" ({close[0]}?)" if close else ""


def read_text(text: str, file: str) -> Node:
    """One YAML document as nodes. Anchors, tags and doubled keys are refused: a pack is plain text."""
    try:
        # Events, not nodes: libyaml composes by recursion in C, which a deeply nested text would crash.
        events = yaml.parse(text, Loader=_LOADER)
        root = next((_node(event, events, file, 0) for event in events if not isinstance(event, _FRAMING)), None)
        further = next((event for event in events if not isinstance(event, _FRAMING)), None)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise pack_error(place, "this is not valid YAML: {problem}", problem=problem) from None
    if root is None:
        raise pack_error(Place(file), "the file is empty")
    if further is not None:
        raise pack_error(
            _place(further, file), "one document is expected; write what follows --- into a file of its own"
        )
    return root


_FRAMING = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
_NULLS = {"", "~", "null", "Null", "NULL"}


def _place(event: Any, file: str) -> Place:
    return Place(file, event.start_mark.line + 1, event.start_mark.column + 1)


def _node(event: Any, events: Iterator[Any], file: str, depth: int) -> Node:
    """The value that begins with `event`; takes the events that belong to it."""
    place = _place(event, file)
    if depth > MAX_DEPTH:
        raise pack_error(place, "this is nested too deeply; {n} levels are enough", n=MAX_DEPTH)
    if event.anchor is not None:
        raise pack_error(place, "YAML anchors are not allowed in a pack; write the value out")
    if event.tag is not None:
        raise pack_error(place, "YAML tags are not allowed in a pack: {tag}", tag=event.tag)
    if isinstance(event, yaml.ScalarEvent):
        return Node(event.value, *place, event.style, not event.style and event.value in _NULLS)
    if isinstance(event, yaml.SequenceStartEvent):
        items = [_node(item, events, file, depth + 1) for item in _until(yaml.SequenceEndEvent, events)]
        return Node(items, *place, None)
    return Node(_pairs(events, file, depth), *place, None)


def _until(end: type, events: Iterator[Any]) -> Iterator[Any]:
    for event in events:
        if isinstance(event, end):
            return
        yield event


def _pairs(events: Iterator[Any], file: str, depth: int) -> dict[str, Node]:
    pairs: dict[str, Node] = {}
    for key in _until(yaml.MappingEndEvent, events):
        place = _place(key, file)
        if not isinstance(key, yaml.ScalarEvent) or key.tag is not None or key.anchor is not None:
            raise pack_error(place, "a field's name must be plain text")
        if key.value in pairs:
            raise pack_error(place, "the field {key!r} stands twice; keep one", key=key.value)
        pairs[key.value] = _node(next(events), events, file, depth + 1)
    return pairs


def pack_files(folder: Path) -> Iterator[tuple[str, str]]:
    """(name relative to the folder, text) of each YAML file below `folder`, in order of name."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".yaml", ".yml"})
    if len(paths) > MAX_FILES:
        raise pack_error(Place(str(folder)), "the pack has more than {n} files", n=MAX_FILES)
    root, total = folder.resolve(), 0
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if not path.resolve().is_relative_to(root):
            raise pack_error(Place(name), "the file lies outside the pack's folder")
        text = read_file(path, name)
        total += len(text)
        if total > MAX_PACK:
            raise pack_error(Place(name), "the pack is larger than {n} characters", n=MAX_PACK)
        yield name, text


def read_file(path: Path, name: str) -> str:
    try:
        if not path.is_file():
            raise pack_error(Place(name), "this is no file that can be read")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise pack_error(Place(name), "the file is larger than {n} bytes", n=MAX_FILE_BYTES)
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise pack_error(Place(name), "the file is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise pack_error(Place(name), "the file cannot be read: {why}", why=error.strerror) from None
