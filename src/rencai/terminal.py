"""The screen of the `rencai` command: its language, its width, prose in colours with hanging indents."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from rencai.messages import Message, user_language

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from rencai.prose import Line

WIDEST = 100
# For screens that have no such characters.
ASCII_MARKS = str.maketrans({"✓": "+", "✗": "x", "⚖": "!", "·": "-", "◆": "*", "→": ">", "\u2212": "-"})
STYLES = {
    "eligible": "green",
    "met": "green",
    "not_eligible": "red",
    "not_met": "red",
    "needs_information": "yellow",
    "unknown": "yellow",
    "needs_judgement": "cyan",
    "judgement": "cyan",
    "error": "red",
    "warning": "yellow",
    "note": "cyan",
}
ROLES = {"title": "bold", "head": "bold", "label": "dim", "detail": "dim"}

_chosen: list[str] = []


def language() -> str:
    """The language of this run: `--lang`, else what the environment says."""
    return _chosen[-1] if _chosen else user_language()


@contextmanager
def speaking(lang: str | None) -> Iterator[None]:
    """Everything within is said in `lang` (None: as the environment says)."""
    _chosen.append(lang or user_language())
    try:
        yield
    finally:
        _chosen.pop()


def say(template: str | Message, **values: object) -> str:
    """A sentence in the language of this run."""
    message = template if isinstance(template, Message) else Message(template, **values)
    return message.text(language())


@cache
def _screen() -> type[Console]:
    from rich.console import Console

    class Screen(Console):
        """Rich ends the program at a broken pipe with the status that means findings here."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Screen


def console(*, error: bool = False) -> Console:
    """A Rich console that prints what it is given: no markup, no guessing at colours."""
    screen = _screen()(stderr=error, markup=False, highlight=False, emoji=False, soft_wrap=False)
    if screen.width > WIDEST:
        screen.width = WIDEST
    return screen


def print_json(data: Any) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def styled(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(text, style)


def print_lines(lines: Iterable[Line], screen: Console | None = None) -> None:
    """Prose on the screen: wrapped to its width, in colour, amounts aligned."""
    from rencai.prose import blocks

    screen = screen or console()
    for block in blocks(lines):
        shown = _rows(block, screen) if block[0].role == "row" else _paragraph(block[0], screen)
        for text in shown:
            screen.print(adapted(text, screen), no_wrap=True, overflow="ignore", crop=False)


def adapted(text: Text, screen: Console) -> Text:
    """With plain marks where the screen's encoding has no others."""
    if not screen.encoding.lower().startswith("utf"):
        text.plain = text.plain.translate(ASCII_MARKS)
    return text


def _rows(block: list[Line], screen: Console) -> Iterator[Text]:
    from rencai.prose import padded, width, wrapped

    indent = "  " * block[0].level
    right = max(width(line.right) for line in block)
    room = max(screen.width - len(indent) - right - 2, 16)
    left = min(max(width(line.text) for line in block), room)
    for line in block:
        parts = wrapped(line.text, left)
        for part in parts[:-1]:
            yield styled(indent + part)
        amount = " " * (right - width(line.right)) + line.right
        yield styled(f"{indent}{padded(parts[-1], left)}  ").append(amount, "bold" if line.mark else "")


def _paragraph(line: Line, screen: Console) -> Iterator[Text]:
    from rencai.prose import width, wrapped

    indent, mark = "  " * line.level, f"{line.mark} " if line.mark else ""
    hanging = indent + " " * width(mark)
    whole = _coloured(line)
    start = 0
    for number, part in enumerate(wrapped(whole.plain, max(screen.width - width(hanging), 20))):
        start = whole.plain.index(part, start)
        shown = whole[start : start + len(part)]
        start += len(part)
        before = styled(indent).append(mark, STYLES.get(line.state, "")) if number == 0 else styled(hanging)
        yield before.append_text(shown)


def _coloured(line: Line) -> Text:
    style = ROLES.get(line.role, "")
    if line.role == "text" and line.state:
        style = STYLES.get(line.state, "")
    whole = styled("").append(line.text, style)
    if line.note:
        note = STYLES.get(line.state, "dim") if line.role == "head" else "dim"
        whole.append("  " if line.role == "head" else " ").append(line.note, note)
    return whole


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream while something long runs; call it with (done, of). Silent in a pipe."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    screen = console(error=True)
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=30), TimeElapsedColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bars:
        task = bars.add_task(label, total=None)

        def advance(done: int, parts: int) -> None:
            # What runs in one piece has no share to show: the bar only moves.
            if parts > 1:
                bars.update(task, completed=done, total=parts)

        yield advance


def silence_stdout() -> None:
    """After a broken pipe: nothing more can be said, and no complaint about it either."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
