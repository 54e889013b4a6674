"""Files that people send: what they really are, how big, and whether they can do harm. A name proves nothing."""

from __future__ import annotations

import hashlib
import unicodedata
import zipfile
from pathlib import PurePath
from typing import Any, NamedTuple

import filetype
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

MEGABYTE = 2**20
FORM_ROOM = MEGABYTE
"""Bytes of a request beside its files."""
DRAINED = 4
"""A request of up to so many times the limit is read to its end, so that a browser shows the answer."""
LONGEST_NAME = 120

OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "ofd": "application/ofd",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}
EVIDENCE = tuple(KINDS)
SPELLINGS = {"jpeg": "jpg", "jpe": "jpg"}

PARTS = {"ofd": "OFD.xml", "docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
"""The part that each kind of package has and no other."""
MACROS = "vbaProject.bin"
ENTRIES = 5_000
UNPACKED = 512 * MEGABYTE
RATIO, RATIO_FROM = 200, 16 * MEGABYTE
"""How much more a package may hold than it weighs, once it holds more than `RATIO_FROM` bytes."""
READ = 256 * 1024


class Upload(NamedTuple):
    """A file that was looked at: a key of KINDS, its media type, a name safe to give back, bytes, SHA-256."""

    kind: str
    media_type: str
    name: str
    size: int
    sha256: str


def looked_at(file: File[bytes], allowed: tuple[str, ...] = EVIDENCE, besides: tuple[str, ...] = ()) -> Upload:
    """What `file` is. Read piece by piece, and left at its beginning.

    Args:
        besides: what else is taken here, and known in another way; a refusal names it too.

    Raises:
        ValidationError: it is too big, empty, none of the `allowed` kinds whatever its name says, damaged, locked, or
            unpacks to far more than it seems.
    """
    _fits(file.size)
    kind = _kind(file)
    if kind not in allowed:
        raise ValidationError(
            _("This is not a file of a kind that is taken here: %(kinds)s."),
            params={"kinds": ", ".join(name.upper() for name in (*allowed, *besides))},
            code="kind",
        )
    sha256 = _digest(file)
    file.seek(0)
    return Upload(kind, KINDS[kind], safe_name(file.name or "", kind), file.size, sha256)


def _fits(size: int) -> None:
    if size > settings.UPLOAD_LIMIT:
        raise too_big()
    if not size:
        raise ValidationError(_("The file is empty."), code="empty")


def too_big() -> ValidationError:
    return ValidationError(
        _("The file is too big: %(limit)s at the most. Make it smaller, or send it in parts."),
        params={"limit": filesizeformat(settings.UPLOAD_LIMIT)},
        code="too_big",
    )


def _kind(file: File[bytes]) -> str:
    file.seek(0)
    found = filetype.guess(file.read(8192))
    extension = found.extension if found else ""
    file.seek(0)
    return _package_kind(file) if zipfile.is_zipfile(file) and extension not in ("pdf", "png", "jpg") else extension


def _package_kind(file: File[bytes]) -> str:
    """The kind of a zip package by its parts, "" for any other, once it is known to be harmless."""
    try:
        with zipfile.ZipFile(file) as archive:
            kind = _by_parts(archive)
            if kind:
                _unpacks_to_what_it_says(archive, file.size)
            return kind
    except (zipfile.BadZipFile, EOFError, ValueError, OSError):
        raise ValidationError(_("The file is damaged. Open it, save it anew, and send that."), code="damaged") from None
    except (RuntimeError, NotImplementedError):
        raise ValidationError(_("The file is locked with a password. Save it without one."), code="locked") from None


def _by_parts(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if any(name.endswith(MACROS) for name in names):
        raise ValidationError(_("The file contains macros. Save it without them."), code="macros")
    return next((kind for kind, part in PARTS.items() if part in names), "")


def _unpacks_to_what_it_says(archive: zipfile.ZipFile, size: int) -> None:
    """By its own directory first, then by unpacking it: a directory can lie."""
    entries = archive.infolist()
    if len(entries) > ENTRIES:
        raise _bomb()
    room = _room(size)
    if sum(entry.file_size for entry in entries) > room:
        raise _bomb()
    for entry in entries:
        room -= _unpacked(archive, entry, room)


def _room(size: int) -> int:
    return min(UNPACKED, max(RATIO_FROM, RATIO * size))


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> int:
    """Bytes that `entry` really holds."""
    entry.file_size = room + 2 * READ  # else the reader would stop where the directory says
    held = 0
    with archive.open(entry) as part:
        while piece := part.read(READ):
            held += len(piece)
            if held > room:
                raise _bomb()
    return held


def _bomb() -> ValidationError:
    return ValidationError(
        _("The file unpacks to far more than it seems. It is not opened. Save it anew, or send it as PDF."), code="bomb"
    )


def _digest(file: File[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(READ):
        digest.update(piece)
    return digest.hexdigest()


def safe_name(name: str, kind: str) -> str:
    """A name without folders or signs that nobody sees, that ends as files of its kind do."""
    last = PurePath(name.replace("\\", "/")).name
    seen = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    stem, _dot, ending = seen.rpartition(".")
    right = SPELLINGS.get(ending.lower(), ending.lower()) == kind
    return f"{((stem if right else seen) or 'file')[:LONGEST_NAME]}.{kind}"


class LimitedUpload(FileUploadHandler):
    """Refuses a file beyond the limit before it is kept; the rest of the form stays."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django names it so
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.announced > settings.UPLOAD_LIMIT + FORM_ROOM:
            self._refuse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.UPLOAD_LIMIT:
            self._refuse()
        return raw_data

    def _refuse(self) -> None:
        self.request._upload_refused = True  # type: ignore[union-attr]
        if self.announced > DRAINED * settings.UPLOAD_LIMIT:
            raise StopUpload(connection_reset=True)
        raise SkipFile

    def file_complete(self, file_size: int) -> None:
        return None


def refused(request: HttpRequest) -> bool:
    """Whether a file of this request was too big to be taken in."""
    return getattr(request, "_upload_refused", False)


class UploadField(forms.FileField):
    """A file of one of the `allowed` kinds. After `is_valid()` its `looked_at` says what it is.

    A form with such a field calls `answer(request)`, so that a file refused on its way in is told of as that.
    """

    def __init__(self, *, allowed: tuple[str, ...] = EVIDENCE, besides: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.allowed, self.besides = allowed, besides
        self.widget.attrs["accept"] = ",".join(f".{kind}" for kind in (*allowed, *besides))
        self.refused = False

    def answer(self, request: HttpRequest) -> None:
        self.refused = refused(request)

    def clean(self, data: Any, initial: Any = None) -> Any:
        if self.refused and not data:
            raise too_big()
        file = super().clean(data, initial)
        if file:
            file.looked_at = looked_at(file, self.allowed, self.besides)
        return file
