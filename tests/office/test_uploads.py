"""What people send is known by what it is, not by its name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.client import MULTIPART_CONTENT, encode_multipart

from rencai.office import uploads
from rencai.office.uploads import looked_at, refused, safe_name

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40
EXE = b"MZ\x90\x00" + b"\x00" * 200
ELF = b"\x7fELF" + b"\x00" * 200


def package(*parts: str, content: bytes = b"<xml/>", **more: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(part, content)
        for part, data in more.items():
            archive.writestr(part, data)
    return kept.getvalue()


OFD = package("OFD.xml", "Doc_0/Document.xml")
DOCX = package("[Content_Types].xml", "word/document.xml")
XLSX = package("[Content_Types].xml", "xl/workbook.xml")


def sent(data: bytes, name: str = "证明.pdf") -> ContentFile[bytes]:
    return ContentFile(data, name=name)


def why_not(data: bytes, name: str = "证明.pdf") -> str:
    with pytest.raises(ValidationError) as refusal:
        looked_at(sent(data, name))
    return str(refusal.value.code)


@pytest.mark.parametrize(
    ("data", "kind"),
    [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpg"), (OFD, "ofd"), (DOCX, "docx"), (XLSX, "xlsx")],
)
def test_each_kind_is_known_by_what_is_in_it(data: bytes, kind: str) -> None:
    for name in ("证明.pdf", "evil.exe", "no ending"):
        seen = looked_at(sent(data, name))
        assert (seen.kind, seen.media_type, seen.size) == (kind, uploads.KINDS[kind], len(data))
        assert seen.name.endswith(f".{kind}")


def test_the_file_is_left_at_its_beginning_and_its_digest_is_right() -> None:
    import hashlib

    file = sent(OFD)
    assert looked_at(file).sha256 == hashlib.sha256(OFD).hexdigest()
    assert file.read() == OFD


@pytest.mark.parametrize(
    "data",
    [
        EXE,
        ELF,
        b"#!/bin/sh\nrm -rf /\n",
        b"<html><script>alert(1)</script></html>",
        package("readme.txt"),
        b"plain words",
    ],
)
def test_an_executable_or_anything_else_is_refused_whatever_it_is_called(data: bytes) -> None:
    assert why_not(data) == "kind"


def test_a_file_with_macros_is_refused() -> None:
    assert why_not(package("xl/workbook.xml", "xl/vbaProject.bin")) == "macros"


def test_an_empty_file_is_told_as_that() -> None:
    assert why_not(b"") == "empty"


def test_a_file_beyond_the_limit_is_refused_unread(settings: Any) -> None:
    settings.UPLOAD_LIMIT = 10
    assert why_not(PDF) == "too_big"


def test_a_damaged_package_is_told_as_that() -> None:
    broken = bytearray(package("xl/workbook.xml", content=bytes(range(256)) * 40))
    broken[60:90] = b"\x00" * 30
    assert why_not(bytes(broken)) == "damaged"


def test_a_package_with_a_password_is_told_as_that() -> None:
    locked = bytearray(XLSX)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = 0
        while (at := locked.find(signature, at)) >= 0:
            locked[at + offset] |= 1
            at += 4
    assert why_not(bytes(locked)) == "locked"


def test_a_package_that_unpacks_to_far_more_is_refused_by_its_directory() -> None:
    assert why_not(package("xl/workbook.xml", content=b"\x00" * (64 * 2**20))) == "bomb"


def test_a_package_whose_directory_lies_is_found_by_unpacking_it() -> None:
    """The directory speaks of ten bytes; sixty-four megabytes come out."""
    honest = package("xl/workbook.xml", content=b"\x00" * (64 * 2**20))
    lying = bytearray(honest)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = honest.find(signature)
        lying[at + offset : at + offset + 4] = struct.pack("<I", 10)
    with zipfile.ZipFile(io.BytesIO(bytes(lying))) as archive:
        assert archive.infolist()[0].file_size == 10
    assert why_not(bytes(lying)) == "bomb"


def test_too_many_parts_are_refused() -> None:
    assert why_not(package("xl/workbook.xml", *(f"p{number}" for number in range(uploads.ENTRIES)))) == "bomb"


def test_a_big_honest_workbook_is_taken() -> None:
    rows = b"".join(b"<row><c><v>%d</v></c></row>" % zlib.crc32(b"%d" % number) for number in range(400_000))
    assert looked_at(sent(package("xl/workbook.xml", **{"xl/sheet.xml": rows}))).kind == "xlsx"


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("证明.pdf", "pdf", "证明.pdf"),
        ("photo.JPEG", "jpg", "photo.jpg"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        ("C:\\Windows\\evil.exe", "pdf", "evil.exe.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "pdf", "aSet-Cookie: b.pdf"),
        ("evil\u202efdp.exe", "pdf", "evilfdp.exe.pdf"),
        (".pdf", "pdf", "file.pdf"),
        ("", "ofd", "file.ofd"),
        ("x" * 500 + ".pdf", "pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_made_safe_to_give_back(name: str, kind: str, safe: str) -> None:
    assert safe_name(name, kind) == safe


# on its way in


class Endless(io.RawIOBase):
    """A form whose file never ends; counts what is read of it."""

    def __init__(self, head: bytes) -> None:
        self.head, self.taken = head, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = 2**16 if size < 0 else size
        piece, self.head = self.head[:size], self.head[size:]
        piece += b"\x00" * (size - len(piece))
        self.taken += len(piece)
        return piece


def request_of(body: Any, length: int) -> HttpRequest:
    given = {"CONTENT_TYPE": MULTIPART_CONTENT, "CONTENT_LENGTH": str(length), "wsgi.input": body}
    request: HttpRequest = RequestFactory().request(REQUEST_METHOD="POST", **given)
    return request


def form_of(data: bytes) -> bytes:
    return encode_multipart("BoUnDaRyStRiNg", {"title": "学位证书", "upload": sent(data)})


def test_a_file_within_the_limit_comes_in_whole() -> None:
    body = form_of(PDF)
    request = request_of(io.BytesIO(body), len(body))
    assert request.FILES["upload"].read() == PDF  # type: ignore[union-attr]
    assert not refused(request)


def test_a_file_a_little_beyond_the_limit_is_not_kept_and_the_rest_of_the_form_is(settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1000
    body = form_of(PDF + b"\x00" * 2000)
    request = request_of(io.BytesIO(body), len(body))
    assert request.POST["title"] == "学位证书"
    assert "upload" not in request.FILES
    assert refused(request)


def test_of_two_gigabytes_hardly_anything_is_read_and_the_rest_of_the_form_is_kept() -> None:
    body = Endless(form_of(PDF).split(b"%%EOF")[0])
    request = request_of(body, 2 * 2**30)
    assert request.POST["title"] == "学位证书"
    assert refused(request)
    assert body.taken < 2**20
