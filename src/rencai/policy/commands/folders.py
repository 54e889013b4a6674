"""A folder of results: written aside and put in place when it is complete."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rencai.command import InputError

MARK = "report.html"


@contextmanager
def finished_folder(path: str | Path) -> Iterator[Path]:
    """A folder to write into, which becomes `path` at the end; nothing is left of it after an error.

    An older report in `path` is replaced; a folder that holds anything else is left alone.
    """
    target = Path(path)
    if target.exists() and not target.is_dir():
        raise InputError("{path} is a file; a folder is expected", path=target)
    if target.is_dir() and any(target.iterdir()) and not (target / MARK).is_file():
        raise InputError("{path} is a folder that holds something else than a report; give another one", path=target)
    unfinished = _beside(target)
    try:
        unfinished.chmod(0o755)
        yield unfinished
        _replace(unfinished, target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _beside(target: Path) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise InputError("{path} cannot be written: {why}", path=target, why=error.strerror) from None


def _replace(unfinished: Path, target: Path) -> None:
    if not target.exists():
        unfinished.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    try:
        target.rename(old / "before")
        unfinished.rename(target)
    finally:
        shutil.rmtree(old, ignore_errors=True)
