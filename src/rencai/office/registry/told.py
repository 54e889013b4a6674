"""A talent's record as a page tells it: sections of entries, each with its words, its days and who attests it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Value
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from rencai.office.pack import body_word, choice_word, fact_word, value_word
from rencai.office.registry.entries import (
    Education,
    Employment,
    Honour,
    Insurance,
    Movement,
    Skill,
    Statement,
    Title,
)
from rencai.office.registry.fields import country_word
from rencai.office.registry.kinds import KINDS, kind_of
from rencai.office.registry.models import Talent

YEAR_MONTH = "Y-m"


class Row(NamedTuple):
    """An entry: what it says, more of it, when, who attests it (a body's words; "" for nobody) and on which day."""

    pk: int
    what: str
    more: str
    when: str
    attested_by: str
    attested_on: date | None


class Section(NamedTuple):
    kind: str
    title: str | Promise
    add: str | Promise
    rows: list[Row]


def sections_of(talent: Talent) -> list[Section]:
    """All kinds of entries in the order of a curriculum vitae. Six queries."""
    rows = {kind: _rows(kind, talent) for kind in TOLD} | _short(talent)
    return [Section(kind, title, add, rows[kind]) for kind, (title, add) in TITLES.items()]


def _rows(kind: str, talent: Talent) -> list[Row]:
    found: models.QuerySet[Any] = KINDS[kind]._default_manager.filter(talent=talent)
    if joined := JOINED.get(kind):
        found = found.select_related(*joined)
    return [_row(entry, *TOLD[kind](entry)) for entry in found]


def row_of(entry: Any) -> Row:
    """One entry of any kind."""
    kind = kind_of(entry)
    if kind in TOLD:
        return _row(entry, *TOLD[kind](entry))
    return _row(entry, *_short_words(Short._make(getattr(entry, name, None) for name in Short._fields)))


def _row(entry: Any, what: str, more: Iterable[Any], when: str) -> Row:
    return Row(
        pk=entry.pk,
        what=what,
        more=" · ".join(str(part) for part in more if part),
        when=when,
        attested_by=body_word(entry.attested_by) if entry.attested_by else "",
        attested_on=entry.attested_on,
    )


class Short(NamedTuple):
    """A title, an honour or a skill: so little that all three are read in one query."""

    pk: int
    attested_by: str
    attested_on: date | None
    name: str
    senior: bool | None
    category: str | None
    awarded_on: date | None


NOTHING: dict[str, Any] = {
    "senior": Value(None, models.BooleanField()),
    "category": Value("", models.CharField()),
    "awarded_on": Value(None, models.DateField()),
}


def _short(talent: Talent) -> dict[str, list[Row]]:
    parts = [_part(kind, model, talent) for kind, model in SHORT.items()]
    rows: dict[str, list[Row]] = {kind: [] for kind in SHORT}
    for kind, *values in parts[0].union(*parts[1:], all=True):
        entry = Short(*values)
        rows[kind].append(_row(entry, *_short_words(entry)))
    return {kind: sorted(found, key=lambda row: (row.when, row.pk), reverse=True) for kind, found in rows.items()}


def _part(kind: str, model: Any, talent: Talent) -> Any:
    own = {field.name for field in model._meta.concrete_fields} | {"pk"}
    columns = [name if name in own else NOTHING[name] for name in Short._fields]
    return model.objects.filter(talent=talent).order_by().values_list(Value(kind), *columns)


SHORT = {"title": Title, "honour": Honour, "skill": Skill}


Words = tuple[str, Iterable[Any], str]


def _employment(entry: Employment) -> Words:
    more = (
        *dict.fromkeys((entry.post, entry.occupation.name if entry.occupation else "")),
        _one_of(entry.full_time, _("full-time"), _("part-time")),
        _contract(entry),
        _("ended early") if entry.ended_early else "",
        _("%(amount)s yuan a month") % {"amount": entry.monthly_wage} if entry.monthly_wage is not None else "",
    )
    return str(entry), more, _span(entry.started_on, entry.ended_on)


def _contract(entry: Employment) -> str:
    if entry.open_ended:
        return _("open-ended contract")
    return _("contract of %(months)s months") % {"months": entry.contract_months} if entry.contract_months else ""


def _education(entry: Education) -> Words:
    more = (
        entry.major,
        entry.school and choice_word("degree", entry.degree),
        choice_word("doctorate_field", entry.field) if entry.field else "",
        _one_of(entry.full_time, _("full-time study"), _("part-time study")),
        _("Double First-Class") if entry.double_first_class else "",
        country_word(entry.country) if entry.country not in ("", "CN") else "",
    )
    return str(entry), more, _day(entry.graduated_on)


def _short_words(entry: Short) -> Words:
    given = choice_word("category", entry.category) if entry.category else ""
    return entry.name, (_("senior") if entry.senior else "", given), _day(entry.awarded_on)


def _insurance(entry: Insurance) -> Words:
    what = _("commercial insurance") if entry.commercial else _("social insurance")
    where = "" if entry.commercial else _one_of(entry.in_city, _("in this city"), _("elsewhere"))
    return what, (where, entry.organisation), _span(entry.first_month, entry.last_month, months=True)


def _movement(entry: Movement) -> Words:
    return str(entry.get_kind_display()), (entry.elsewhere, entry.place), _day(entry.on)


def _statement(entry: Statement) -> Words:
    until = _("until %(day)s") % {"day": _day(entry.valid_until)} if entry.valid_until else ""
    return fact_word(entry.fact), (value_word(entry.fact, entry.value), until), _day(entry.stated_on)


def _one_of(value: bool | None, yes: str, no: str) -> str:
    return "" if value is None else yes if value else no


def _day(day: date | None, form: str = "Y-m-d") -> str:
    return date_format(day, form) if day else ""


def _span(first: date, last: date | None, *, months: bool = False) -> str:
    form = YEAR_MONTH if months else "Y-m-d"
    return f"{_day(first, form)} – {_day(last, form) or pgettext('end of a period', 'today')}"


TOLD: dict[str, Callable[[Any], Words]] = {
    "employment": _employment,
    "education": _education,
    "insurance": _insurance,
    "movement": _movement,
    "statement": _statement,
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
JOINED = {
    "employment": ("organisation", "occupation"),
    "insurance": ("organisation",),
    "movement": ("place",),
}


class Paper(NamedTuple):
    """A document in the list: with whether this person may open it."""

    document: Any
    attested_by: str
    opens: bool


def papers_of(talent: Talent, user: Any) -> Iterator[Paper]:
    opens = user.may("registry.view_sensitive", talent)
    for document in talent.documents.all():
        word = body_word(document.attested_by) if document.attested_by else ""
        yield Paper(document, word, opens or document.uploaded_by_id == user.pk)
