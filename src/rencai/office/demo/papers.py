"""The evidence in the files of the demo city: one small paper a case, each with a content of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any, Final, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from rencai.office.demo.casebook import Calendar, Row
from rencai.office.demo.rulings import ORIGINALS
from rencai.office.demo.writing import keys_were_given, next_key, write
from rencai.office.recognition.models import Evidence
from rencai.office.registry.models import Document

_NAME, _MEDIA_TYPE = "证明材料（虚构）.pdf", "application/pdf"
_CONDITIONS: Final = {True: "class", False: "experience"}
_TITLES: Final = {True: "荣誉证书（虚构）", False: "工作经历证明（虚构）"}
_PAGE: Final = (
    b"%%PDF-1.4\n%%invented, %s\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n"
)


def page(text: str) -> bytes:
    """A PDF of one empty page, with a content of its own."""
    return _PAGE % text.encode()


class Paper(NamedTuple):
    """A document, the case in whose file it is, and the condition for which it is put forward."""

    document: int
    case: int
    talent: int
    high: bool
    content: bytes
    by: int
    seen_by: int | None
    seen_on: str | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def path(self) -> str:
        return f"documents/{self.sha256[:2]}/{self.sha256}"

    def frozen(self) -> dict[str, Any]:
        """As a decision freezes it."""
        condition = _CONDITIONS[self.high]
        return {"condition": condition, "document": self.document, "sha256": self.sha256, "seen_on": self.seen_on}


def papers_of(rows: Collection[Row], days: Calendar, shared: Collection[int]) -> dict[int, Paper]:
    """The paper of each of the cases, by the case's number; those of `shared` are all of one content."""
    first = next_key(Document)
    same = min(shared, default=0)
    return {
        row.key: Paper(
            document=number,
            case=row.key,
            talent=row.applicant.known.talent,
            high=row.applicant.high,
            content=page(str(same if row.key in shared else row.key)),
            by=row.opened_by.pk,
            seen_by=row.clerk.pk if row.ended[ORIGINALS] <= days.today else None,
            seen_on=days.at(row.ended[ORIGINALS]).isoformat() if row.ended[ORIGINALS] <= days.today else None,
        )
        for number, row in enumerate(rows, first)
    }


def write_papers(papers: Collection[Paper]) -> None:
    """Files, documents and pieces of evidence."""
    for path, content in {paper.path: paper.content for paper in papers}.items():
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(content))
    write(
        (
            Document,
            {
                "id": [paper.document for paper in papers],
                "talent": [paper.talent for paper in papers],
                "title": [_TITLES[paper.high] for paper in papers],
                "file": [paper.path for paper in papers],
                "name": [_NAME] * len(papers),
                "media_type": [_MEDIA_TYPE] * len(papers),
                "size": [len(paper.content) for paper in papers],
                "sha256": [paper.sha256 for paper in papers],
                "uploaded_by": [paper.by for paper in papers],
            },
        )
    )
    keys_were_given(Document)
    write(
        (
            Evidence,
            {
                "case": [paper.case for paper in papers],
                "condition": [_CONDITIONS[paper.high] for paper in papers],
                "document": [paper.document for paper in papers],
                "sha256": [paper.sha256 for paper in papers],
                "added_by": [paper.by for paper in papers],
                "seen_by": [paper.seen_by for paper in papers],
                "seen_on": [paper.seen_on for paper in papers],
            },
        )
    )
