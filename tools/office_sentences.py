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
INSTALLED = re.compile(r'^    "rencai\.office\.(\w+)",', re.MULTILINE)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)(?:%%)*(%[sdrif])|\{(\w+)\}")


def apps() -> list[str]:
    """The office's apps as the settings name them: nowhere else does Django look for a catalogue."""
    return sorted(INSTALLED.findall((OFFICE / "settings.py").read_text(encoding="utf-8")))


def placeholders(text: str) -> set[str]:
    """`%(name)s`, `{name}`, and `%s` without a name."""
    return {name or bare or braced for name, bare, braced in PLACEHOLDER.findall(text)}


def extracted(app: str) -> Found:
    """The sentences of `app`; those of modules that belong to no app stand in the catalogue of `pages`."""
    found: Found = {}
    for path in [*_modules(app), *templates(app)]:
        for key in sentences_of(path):
            files = found.setdefault(key, [])
            name = path.relative_to(ROOT).as_posix()
            if name not in files:
                files.append(name)
    return found


def _modules(app: str) -> Iterator[Path]:
    known = set(apps())
    for path in sorted(OFFICE.rglob("*.py")):
        room = path.relative_to(OFFICE).parts[0]
        if (room if room in known else "pages") == app and not speaks(path):
            yield path


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
