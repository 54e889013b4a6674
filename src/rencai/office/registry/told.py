"""A talent's record as a page tells it: sections of entries, each with its words, its days and who attests it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from rencai.office.asker import today
from rencai.office.pack import body_word, choice_word, fact_word, value_word
from rencai.office.registry.entries import Consent, Movement
from rencai.office.registry.fields import country_word
from rencai.office.registry.lines import Line, day_of, line_of, lines_of, true_of
from rencai.office.registry.models import Talent


class Row(NamedTuple):
    """An entry: what it says, more of it, when, who attests it (a body's words; "" for nobody) and on which day."""

    pk: int
    what: str
    more: str
    when: str
    attested_by: str
    attested_on: str


class Section(NamedTuple):
    kind: str
    title: str | Promise
    add: str | Promise
    rows: list[Row]


class Paper(NamedTuple):
    """A document, and whether this person may open it."""

    row: Row
    size: int
    opens: bool


class Permit(NamedTuple):
    """A consent, with the day on which it was withdrawn, and whether it holds today."""

    row: Row
    withdrawn_on: str
    holds: bool


class Told(NamedTuple):
    sections: list[Section]
    papers: list[Paper]
    permits: list[Permit]
    merges: list[Row]


def told(talent: Talent, user: Any) -> Told:
    """The whole record as `user` sees it. One query."""
    by_kind: dict[str, list[Line]] = {}
    for line in lines_of(talent):
        by_kind.setdefault(line.kind, []).append(line)
    opens = user.may("registry.view_sensitive", talent)
    return Told(
        sections=[
            Section(kind, title, add, [_row(line) for line in by_kind.get(kind, ())])
            for kind, (title, add) in TITLES.items()
        ],
        papers=[
            Paper(_row(line), int(line.number or 0), opens or line.code == str(user.pk))
            for line in by_kind.get("document", ())
        ],
        permits=[_permit(line) for line in by_kind.get("consent", ())],
        merges=[_row(line) for line in by_kind.get("merge", ())],
    )


def row_of(entry: models.Model) -> Row:
    """One entry of any kind."""
    return _row(line_of(entry))


def _row(line: Line) -> Row:
    what, more, when = TOLD[line.kind](line)
    return Row(
        pk=line.pk,
        what=what,
        more=" · ".join(part for part in more if part),
        when=when,
        attested_by=body_word(line.attested_by) if line.attested_by else "",
        attested_on=line.attested_on or "",
    )


def _permit(line: Line) -> Permit:
    return Permit(_row(line), line.extra or "", not line.extra and (line.last or "") >= today().isoformat())


Words = tuple[str, Iterable[str | None], str]


def _employment(line: Line) -> Words:
    more = (
        *dict.fromkeys((line.detail, line.extra)),
        _one_of(line.full, _("full-time"), _("part-time")),
        _contract(line),
        _("ended early") if true_of(line.early) else "",
        _("%(amount)s yuan a month") % {"amount": f"{Decimal(line.code):.2f}"} if line.code else "",
    )
    return line.name or "", more, _span(line.first, line.last)


def _contract(line: Line) -> str:
    if true_of(line.special):
        return _("open-ended contract")
    return _("contract of %(months)s months") % {"months": line.number} if line.number else ""


def _education(line: Line) -> Words:
    degree = choice_word("degree", line.code or "")
    more = (
        line.detail,
        degree if line.name else "",
        choice_word("doctorate_field", line.second_code) if line.second_code else "",
        _one_of(line.full, _("full-time study"), _("part-time study")),
        _("Double First-Class") if true_of(line.special) else "",
        country_word(line.extra) if line.extra not in (None, "", "CN") else "",
    )
    return line.name or degree, more, line.first or ""


def _title(line: Line) -> Words:
    return line.name or "", (_("senior") if true_of(line.special) else "",), line.first or ""


def _honour(line: Line) -> Words:
    return line.name or "", (choice_word("category", line.code) if line.code else "",), line.first or ""


def _skill(line: Line) -> Words:
    return line.name or "", (), ""


def _insurance(line: Line) -> Words:
    commercial = true_of(line.special)
    what = _("commercial insurance") if commercial else _("social insurance")
    where = "" if commercial else _one_of(line.full, _("in this city"), _("elsewhere"))
    return what, (where, line.detail), _span(_month(line.first), _month(line.last))


def _movement(line: Line) -> Words:
    chinese = (translation.get_language() or "").startswith("zh")
    place = line.detail if chinese else line.extra
    return str(Movement.Kind(str(line.code)).label), (line.name, place), line.first or ""


def _statement(line: Line) -> Words:
    until = _("until %(day)s") % {"day": line.last} if line.last else ""
    fact = line.name or ""
    return fact_word(fact), (value_word(fact, json.loads(line.detail or "null")), until), line.first or ""


def _document(line: Line) -> Words:
    return line.name or "", (line.detail,), day_of(line.first)


def _consent(line: Line) -> Words:
    paper = _("signed paper: %(paper)s") % {"paper": line.detail} if line.detail else ""
    return str(Consent.Source(str(line.code)).label), (line.name, paper), _span(line.first, line.last)


def _merge(line: Line) -> Words:
    return line.name or "", (line.detail,), day_of(line.first)


def _one_of(value: str | None, yes: str, no: str) -> str:
    known = true_of(value)
    return "" if known is None else yes if known else no


def _month(day: str | None) -> str | None:
    return day[:7] if day else None


def _span(first: str | None, last: str | None) -> str:
    until_now = pgettext("end of a period", "today")
    return f"{first} – {last or until_now}"


TOLD: dict[str, Callable[[Line], Words]] = {
    "employment": _employment,
    "education": _education,
    "title": _title,
    "honour": _honour,
    "skill": _skill,
    "insurance": _insurance,
    "movement": _movement,
    "statement": _statement,
    "document": _document,
    "consent": _consent,
    "merge": _merge,
}
TITLES: dict[str, tuple[str | Promise, str | Promise]] = {
    "employment": (gettext_lazy("Work"), gettext_lazy("Add work")),
    "education": (gettext_lazy("Education"), gettext_lazy("Add an education")),
    "title": (gettext_lazy("Professional titles"), gettext_lazy("Add a title")),
    "honour": (gettext_lazy("Honours"), gettext_lazy("Add an honour")),
    "skill": (gettext_lazy("Skills"), gettext_lazy("Add a skill")),
    "insurance": (gettext_lazy("Insurance"), gettext_lazy("Add insurance")),
    "movement": (gettext_lazy("Arrivals and departures"), gettext_lazy("Add an arrival or departure")),
    "statement": (gettext_lazy("Statements"), gettext_lazy("Add a statement")),
}
