"""Where the file of an import lies, and what is made from it. Nobody but the office reads this folder."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings

from rencai.office.imports.importable import Outcome, Problem, Row
from rencai.office.sheets import reading


class Told(NamedTuple):
    """A row as a page or a file shows it after it was looked at."""

    number: int
    outcome: str
    cells: list[str]
    problems: list[Problem]


class Folder:
    """`source` is the file as it came, `rows` its rows as text, `refused` and `sample` what the last reading told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.source, self.rows = path / "source", path / "rows.jsonl"
        self.refused, self.sample = path / "refused.jsonl", path / "sample.jsonl"

    @classmethod
    def new(cls) -> Folder:
        folder = cls.named(str(uuid4()))
        folder.path.mkdir(mode=0o700, parents=True)
        return folder

    @classmethod
    def named(cls, name: str) -> Folder:
        return cls(Path(settings.MEDIA_ROOT) / "imports" / name)

    def keep(self, pieces: Iterable[bytes]) -> tuple[int, str]:
        """Writes the file down piece by piece; its size and its SHA-256."""
        digest, size = hashlib.sha256(), 0
        self.source.touch(mode=0o600)
        with self.source.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        return size, digest.hexdigest()

    def head(self, rows: int) -> list[tuple[int, list[str]]]:
        """The first rows with their numbers."""
        return list(islice(reading.rows_in(self.rows), rows))

    def rows_after(self, number: int) -> Iterator[tuple[int, list[str]]]:
        """The rows below row `number`."""
        return (row for row in reading.rows_in(self.rows) if row[0] > number)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def tell(path: Path, rows: Iterable[Row], *, at: int) -> int:
    """Writes what became of `rows` at byte `at` of the file, where it is cut; the size of the file then."""
    path.touch(mode=0o600)
    with path.open("r+b") as file:
        file.truncate(at)
        file.seek(at)
        for row in rows:
            told = [row.number, row.outcome or Outcome.REFUSED, row.cells, row.problems]
            file.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
        return file.tell()


def told(path: Path, most: int | None = None) -> Iterator[Told]:
    """What `tell` wrote, from the first row."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in islice(lines, most):
            number, outcome, cells, problems = json.loads(line)
            yield Told(number, outcome, cells, [Problem(*problem) for problem in problems])
