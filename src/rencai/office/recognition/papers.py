"""Signed letters of commitment, kept by their content: the name of a file is the SHA-256 of what is in it."""

from __future__ import annotations

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage

from rencai.office.uploads import KINDS, looked_at

SCANS = ("pdf", "png", "jpg")
FOLDER = "commitments"


class Paper(NamedTuple):
    """A kept letter: where it lies, and its media type."""

    path: str
    media_type: str


def keep(upload: File[bytes]) -> str:
    """Keeps a scan, once; its SHA-256.

    Raises:
        ValidationError: it is too big, of no kind that is taken, or harmful.
    """
    try:
        seen = looked_at(upload, SCANS)
    except ValidationError as problem:
        raise ValidationError({"paper": problem}) from None
    if kept(seen.sha256) is None:
        default_storage.save(f"{FOLDER}/{seen.sha256}.{seen.kind}", upload)
    return seen.sha256


def kept(sha256: str) -> Paper | None:
    """The letter of this content; None where none is kept."""
    for kind in SCANS if sha256 else ():
        path = f"{FOLDER}/{sha256}.{kind}"
        if default_storage.exists(path):
            return Paper(path, KINDS[kind])
    return None
