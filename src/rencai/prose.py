"""Text as lines with a role each: one content, written plainly into a file or styled on a screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# No line begins with one of these, or ends with one of those.
CLOSING = "，。、；：！？）】》”’…·,.;:!?)]}%％"
OPENING = "（【《“‘([{"


class Line(NamedTuple):
    """`role` is title, head, label, text, item, detail, row or blank.

    An item has a mark; a row has an amount at its right; `note` is a small remark after the text; `state` is
    the status or the state of a condition, for its colour.
    """

    role: str
    text: str
    level: int = 0
    mark: str = ""
    right: str = ""
    note: str = ""
    state: str = ""


BLANK = Line("blank", "")


def as_text(lines: Iterable[Line]) -> str:
    """The lines as plain text; amounts that stand together are aligned."""
    return "\n".join(_plain(lines)) + "\n"


def _plain(lines: Iterable[Line]) -> Iterator[str]:
    for block in blocks(lines):
        if block[0].role != "row":
            yield _indented(block[0])
            continue
        left = max(width(line.text) for line in block)
        right = max(width(line.right) for line in block)
        for line in block:
            yield f"{'  ' * line.level}{padded(line.text, left)}  {line.right:>{right}}".rstrip()


def _indented(line: Line) -> str:
    mark = f"{line.mark} " if line.mark else ""
    note = f" {line.note}" if line.note else ""
    return f"{'  ' * line.level}{mark}{line.text}{note}".rstrip()


def blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Rows that follow each other stand together; any other line stands alone."""
    rows: list[Line] = []
    for line in lines:
        if line.role == "row" and (not rows or rows[-1].level == line.level):
            rows.append(line)
            continue
        if rows:
            yield rows
        rows = [line] if line.role == "row" else []
        if line.role != "row":
            yield [line]
    if rows:
        yield rows


def width(text: str) -> int:
    """Cells that a text takes on a screen: two for a Chinese character."""
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text if not unicodedata.combining(char)
    )


def padded(text: str, cells: int) -> str:
    return text + " " * (cells - width(text))


def wrapped(text: str, cells: int) -> list[str]:
    """The text in lines of at most `cells`; Chinese breaks between characters, not before closing marks."""
    lines, current = [], ""
    for piece in _pieces(text):
        if current and width(current) + width(piece.rstrip()) > cells:
            lines.append(current.rstrip())
            current = ""
        current += piece if current else piece.lstrip()
        while width(current.rstrip()) > max(cells, 2):
            head = _cut(current, cells)
            lines.append(head)
            current = current[len(head) :]
    return [*lines, current.rstrip()] if current.strip() or not lines else lines


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: a word with the space after it, or one Chinese character with its marks."""
    piece = ""
    for char in text:
        if piece and _may_break(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after in CLOSING or after.isspace() or before in OPENING:
        return False
    return before.isspace() or _is_wide(before) or _is_wide(after)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _cut(text: str, cells: int) -> str:
    """As much of the beginning as fits; at least one character."""
    taken = ""
    for char in text:
        if taken and width(taken + char) > cells:
            break
        taken += char
    return taken
