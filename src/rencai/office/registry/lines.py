"""All that a record holds, in one query: for pages that show it, not for those that change it.

A record has eleven kinds of rows. Eleven queries cost a page more than everything else on it, most of that in writing
their SQL. So they are one union, whose SQL is written once; every value comes as text, whatever the database.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import F, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from rencai.office.registry.entries import Consent, Document, Merge
from rencai.office.registry.kinds import KINDS
from rencai.office.registry.models import Talent


class Line(NamedTuple):
    """A row of a record as text: which of its columns mean what for a kind, the table COLUMNS says. Days are ISO 8601,
    moments in UTC, truth values as `true_of` reads them."""

    kind: str
    pk: int
    attested_by: str | None = None
    attested_on: str | None = None
    name: str | None = None
    detail: str | None = None
    extra: str | None = None
    code: str | None = None
    second_code: str | None = None
    full: str | None = None
    special: str | None = None
    early: str | None = None
    number: str | None = None
    first: str | None = None
    last: str | None = None


ATTESTED = {"attested_by": "attested_by", "attested_on": "attested_on"}
COLUMNS: dict[type[models.Model], dict[str, Any]] = {
    KINDS["employment"]: ATTESTED
    | {
        "name": Coalesce("organisation__name", "employer_name"),
        "detail": "post",
        "extra": "occupation__name",
        "code": "monthly_wage",
        "full": "full_time",
        "special": "open_ended",
        "early": "ended_early",
        "number": "contract_months",
        "first": "started_on",
        "last": "ended_on",
    },
    KINDS["education"]: ATTESTED
    | {
        "name": "school",
        "detail": "major",
        "extra": "country",
        "code": "degree",
        "second_code": "field",
        "full": "full_time",
        "special": "double_first_class",
        "first": "graduated_on",
    },
    KINDS["title"]: ATTESTED | {"name": "name", "special": "senior", "first": "awarded_on"},
    KINDS["honour"]: ATTESTED | {"name": "name", "code": "category", "first": "awarded_on"},
    KINDS["skill"]: ATTESTED | {"name": "name"},
    KINDS["insurance"]: ATTESTED
    | {
        "detail": "organisation__name",
        "full": "in_city",
        "special": "commercial",
        "first": "first_month",
        "last": "last_month",
    },
    KINDS["movement"]: ATTESTED
    | {
        "name": "elsewhere",
        "detail": "place__name_zh",
        "extra": "place__name_en",
        "code": "kind",
        "first": "on",
    },
    KINDS["statement"]: ATTESTED | {"name": "fact", "detail": "value", "first": "stated_on", "last": "valid_until"},
    Document: ATTESTED
    | {"name": "title", "detail": "name", "number": "size", "code": "uploaded_by", "first": "entered_at"},
    Consent: {
        "name": "purpose",
        "detail": "paper",
        "code": "source",
        "first": "given_on",
        "last": "until",
        "extra": "withdrawn_on",
    },
    Merge: {"name": "absorbed__name", "detail": "reason", "first": "at"},
}
NOBODY = -1
WHOSE: dict[type[models.Model], dict[str, Any]] = {Merge: {"kept": NOBODY, "split_at": None}}
"""How the rows of a talent are found, where not by `talent`."""


def lines_of(talent: Talent) -> list[Line]:
    """Every row of the record, the latest of each kind first. One query."""
    sql, given = _statement(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [talent.pk if value == NOBODY else value for value in given])
        found = [Line(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda line: (line.first or "", line.pk), reverse=True)


def line_of(entry: models.Model) -> Line:
    """One row as `lines_of` tells it."""
    return Line(*_part(type(entry)).get(pk=entry.pk))


@lru_cache(maxsize=4)
def _statement(vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The SQL for one database, with NOBODY for the talent's number."""
    parts = [_part(model).filter(**WHOSE.get(model, {"talent": NOBODY})) for model in COLUMNS]
    sql, given = parts[0].union(*parts[1:], all=True).query.sql_with_params()
    return sql, tuple(given)


def _part(model: type[models.Model]) -> models.QuerySet[Any, Any]:
    columns = COLUMNS[model]
    texts = [_text(columns.get(name)) for name in Line._fields[2:]]
    kind = Value(str(model._meta.model_name), models.TextField())
    return model._default_manager.order_by().values_list(kind, "pk", *texts)


def _text(column: Any) -> Cast:
    source = Value(None) if column is None else F(column) if isinstance(column, str) else column
    return Cast(source, models.TextField())


def day_of(moment: str | None) -> str:
    """The day of a moment where the office is. SQLite leaves out that it is in UTC."""
    if not moment:
        return ""
    when = datetime.fromisoformat(moment)
    return timezone.localdate(when if when.tzinfo else when.replace(tzinfo=UTC)).isoformat()


def true_of(text: str | None) -> bool | None:
    """SQLite says 1 and 0, PostgreSQL true and false."""
    return None if text is None else text in ("1", "true")
