"""One finding about a pack."""

from __future__ import annotations

from typing import Any, NamedTuple

from rencai.messages import LANGUAGES, Message
from rencai.policy.problems import Place

ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES = (ERROR, WARNING, NOTE)


class Finding(NamedTuple):
    """How grave (`error`, `warning` or `note`), which check found it, where, and what."""

    severity: str
    check: str
    place: Place | None
    message: Message

    def text(self, lang: str = "en") -> str:
        words = self.message.text(lang)
        return f"{self.place}: {words}" if self.place else words

    def as_json(self) -> dict[str, Any]:
        place = self.place
        return {
            "severity": self.severity,
            "check": self.check,
            "file": place.file if place else None,
            "line": place.line if place else None,
            "message": {lang: self.message.text(lang) for lang in LANGUAGES},
        }
