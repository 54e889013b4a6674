"""Sets letters and cards by typst: a template that ships with the office, and data that is never read as markup."""

from __future__ import annotations

import json
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

import typst
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from rencai.office.places.models import Place
from rencai.office.recognition.classes import class_word
from rencai.office.recognition.decisions import Card
from rencai.office.recognition.qr import svg_bytes

FOLDER = Path(__file__).parent
STANDARD: Final = "a-2b"
"""PDF/A-2b, to be kept for long: what it needs is in the file."""


def set_as_pdf(template: str, data: dict[str, Any], made_at: datetime) -> bytes:
    """The PDF of `data` in the template `template`. The same data give the same bytes.

    Args:
        made_at: the moment that stands in the file as that of its making.
    """
    return typst.compile(
        str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        font_paths=[str(FOLDER / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        pdf_standards=STANDARD,
        timestamp=int(made_at.timestamp()),
        format="pdf",
    )


def card_pdf(card: Card, address: str) -> bytes:
    """The talent card, 85.6 × 54 mm, in both languages. `address` is what its code says."""
    recognition = card.recognition
    city = Place.objects.get(depth=1)
    words = {language: _card_words(card, language) for language in ("zh-hans", "en")}
    data = {
        "office": f"{city.name_zh}  {city.name_en}",
        "title": f"{words['zh-hans']['title']}  {words['en']['title']}",
        "author": city.name_zh,
        "class_zh": words["zh-hans"]["class"],
        "class_en": words["en"]["class"],
        "validity_zh": words["zh-hans"]["validity"],
        "validity_en": words["en"]["validity"],
        "scan": f"{words['zh-hans']['scan']}  {words['en']['scan']}",
        "alt": words["zh-hans"]["scan"],
        "serial": card.serial,
        "qr": svg_bytes(address).decode(),
    }
    made_at = timezone.make_aware(datetime.combine(recognition.valid_from, time.min))
    return set_as_pdf("card", data, made_at)


def _card_words(card: Card, language: str) -> dict[str, str]:
    recognition = card.recognition
    days = {"since": recognition.valid_from.isoformat(), "until": str(recognition.valid_until or "")}
    with translation.override(language):
        return {
            "title": _("Talent card"),
            "class": class_word(recognition.category),
            "validity": _("%(since)s to %(until)s") % days if days["until"] else _("from %(since)s") % days,
            "scan": _("Scan to check"),
        }
