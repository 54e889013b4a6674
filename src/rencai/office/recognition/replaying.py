"""Deciding again what was decided, years later, from what the decision froze; and looking whether that is untouched."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from rencai.office.pack import the_pack
from rencai.office.recognition.actions.deciding import digest_of
from rencai.office.recognition.decisions import Decision
from rencai.office.registry.models import Document
from rencai.policy.problems import FactError, PackError

READ = 256 * 1024


class Replay(NamedTuple):
    """What is no longer as it was decided, each in a sentence.

    `frozen`: of the decision itself; `finding`: what the rules find otherwise today from the same facts; `documents`:
    of the evidence.
    """

    frozen: list[str]
    finding: list[str]
    documents: list[str]

    @property
    def is_identical(self) -> bool:
        return not (self.frozen or self.finding or self.documents)

    @property
    def differences(self) -> list[str]:
        return [*self.frozen, *self.finding, *self.documents]


def replayed(decision: Decision) -> Replay:
    """Decides again from the frozen facts, and checks the digest and every document that was put forward. Two queries
    at the most; the documents are read from the disk.
    """
    return Replay(_frozen(decision), _decided_again(decision), _documents(decision))


def _frozen(decision: Decision) -> list[str]:
    if digest_of(decision) == decision.digest:
        return []
    return [_("What the decision froze does not fit its digest any more: it was changed after the decision.")]


def _decided_again(decision: Decision) -> list[str]:
    try:
        differences = the_pack().replay(decision.record)
    except (FactError, PackError) as problem:
        return [_("It cannot be decided again: %(why)s") % {"why": problem.text(_language())}]
    return [message.text(_language()) for message in differences]


def _language() -> str:
    return "zh" if (translation.get_language() or "").startswith("zh") else "en"


def _documents(decision: Decision) -> list[str]:
    numbers = [one["document"] for one in decision.evidence]
    kept: dict[int, Any] = Document.objects.in_bulk(numbers) if numbers else {}
    told = (_document(one, kept.get(one["document"])) for one in decision.evidence)
    return [sentence for sentence in dict.fromkeys(told) if sentence]


def _document(frozen: dict[str, Any], kept: Document | None) -> str:
    """What is wrong with a document; "" where it is the one that was put forward."""
    if kept is None:
        return _("Document %(number)s is gone.") % {"number": frozen["document"]}
    try:
        same = _digest(kept) == frozen["sha256"]
    except OSError:
        return _("The file of %(title)s is gone.") % {"title": kept.title}
    return "" if same else _("%(title)s is not the document that was put forward.") % {"title": kept.title}


def _digest(document: Document) -> str:
    digest = hashlib.sha256()
    with document.file.open("rb") as file:
        while piece := file.read(READ):
            digest.update(piece)
    return digest.hexdigest()
