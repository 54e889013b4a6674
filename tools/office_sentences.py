"""The office's sentences: what Django's gettext functions and template tags mark, app by app."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from catalogue import Found, Key
from django.utils.translation.template import templatize
from sentences import OFFICE, ROOT, speaks

PLAIN, PLURAL, CONTEXT, BOTH = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS: dict[str, Any] = {"_": PLAIN}
for _lazy in ("", "_lazy"):
    KEYWORDS |= {
        f"gettext{_lazy}": PLAIN,
        f"ngettext{_lazy}": PLURAL,
        f"pgettext{_lazy}": CONTEXT,
        f"npgettext{_lazy}": BOTH,
    }
KEYWORDS["gettext_noop"] = PLAIN
# Packages that are no apps of Django's, so that it would not find a catalogue there.
NO_APPS = {"commands", "secrecy", "locale"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)(?:%%)*(%[sdrif])|\{(\w+)\}")


def apps() -> list[str]:
    return sorted(path.parent.name for path in OFFICE.glob("*/__init__.py") if path.parent.name not in NO_APPS)


def placeholders(text: str) -> set[str]:
    """`%(name)s`, `{name}`, and `%s` without a name."""
    return {name or bare or braced for name, bare, braced in PLACEHOLDER.findall(text)}


def extracted(app: str) -> Found:
    """The sentences of `app`; those of the office's own modules and of `secrecy` belong to `pages`."""
    found: Found = {}
    for path in _files(app):
        for key in sentences_of(path):
            files = found.setdefault(key, [])
            name = path.relative_to(ROOT).as_posix()
            if name not in files:
                files.append(name)
    return found


def _files(app: str) -> Iterator[Path]:
    if app == "pages":
        yield from sorted(OFFICE.glob("*.py"))
        yield from sorted((OFFICE / "secrecy").rglob("*.py"))
    yield from sorted(path for path in (OFFICE / app).rglob("*.py") if not speaks(path))
    yield from templates(app)


def templates(app: str) -> list[Path]:
    return sorted(path for path in (OFFICE / app / "templates").rglob("*") if path.suffix in (".html", ".txt"))


def sentences_of(path: Path) -> Iterator[Key]:
    """Every sentence of one Python file or template, in order."""
    text = path.read_text(encoding="utf-8")
    code = text if path.suffix == ".py" else _as_code(text, path.name)
    for _, said, _, context in extract("python", BytesIO(code.encode()), KEYWORDS):
        texts = (said,) if isinstance(said, str) else tuple(part for part in said if part)
        if texts and texts[0]:
            yield Key(texts[0], texts[1] if len(texts) > 1 else "", context)


def _as_code(text: str, name: str) -> str:
    """A template as the lines of code that babel reads; without indents, which mean nothing there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return "\n".join(line.lstrip() for line in templatize(text, origin=name).splitlines())
