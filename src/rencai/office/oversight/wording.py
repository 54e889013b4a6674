"""Sentences of the library in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rencai.messages import Message
from rencai.office.oversight.terms import AlertKind
from rencai.supervision import CHECKS

SENTENCES = {check.key: check.sentence.template for check in CHECKS}


def language() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"


def alert_words(kind: str, facts: Mapping[str, Any]) -> str:
    """What an alert of `kind` says with these facts."""
    if kind == AlertKind.CHANGED_DOCUMENT:
        text = ngettext(
            "%(count)s document is not the one that the decision rests on",
            "%(count)s documents are not those that the decision rests on",
            facts["documents"],
        )
        return text % {"count": facts["documents"]}
    words = {"granted": _("granted"), "refused": _("refused")}
    template = SENTENCES.get(kind, "")
    # An alert of years ago may lack a fact that the sentence of today tells.
    told = {name: facts.get(name, "–") for _text, name, *_more in Formatter().parse(template) if name}
    shown = {name: words.get(value, value) if isinstance(value, str) else value for name, value in told.items()}
    return Message(template, **shown).text(language())


def told(error: Any) -> str:
    """What a SupervisionError says to a reader of the page."""
    return str(error.text(language()))
