"""How talents are exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rencai.office.exports import exportable
from rencai.office.exports.exportable import Column, Exportable
from rencai.office.exports.lists import of, place_column
from rencai.office.pack import choices
from rencai.office.places.models import Organisation
from rencai.office.registry.forms import TalentFilter
from rencai.office.registry.identity import DocumentKind, Gender
from rencai.office.registry.models import Talent
from rencai.office.registry.queries import reached
from rencai.office.sheets.writing import Kind

SHOWN = 4
"""Last characters of a secret that stay visible."""


def register() -> None:
    """Offers the list of talents to whoever exports; called from AppConfig.ready()."""
    exportable.register(TALENTS)


def masked(secret: str) -> str:
    """A secret of which the last characters stay, so that it can be compared with what somebody says."""
    return "*" * max(len(secret) - SHOWN, SHOWN) + secret[-SHOWN:] if len(secret) > SHOWN else "*" * len(secret)


def _columns() -> Sequence[Column]:
    """In the language of the page."""
    degrees, categories = dict(choices("degree")), dict(choices("category"))
    return (
        Column(pgettext_lazy("of a talent", "number"), "pk", Kind.WHOLE),
        Column(pgettext_lazy("of a person", "name"), "name"),
        of(Talent, "latin_name"),
        of(Talent, "gender", shown=lambda value: Gender(value).label if value else ""),
        of(Talent, "birth_date", kind=Kind.DATE),
        of(Talent, "nationality"),
        of(Talent, "document_kind", shown=lambda value: DocumentKind(value).label),
        of(Talent, "document_number", shown=masked, secret=True),
        of(Talent, "phone", shown=masked, secret=True),
        of(Talent, "mailbox", shown=masked, secret=True),
        of(Talent, "degree", shown=lambda value: degrees.get(value, value)),
        of(Talent, "recognised_category", shown=lambda value: categories.get(value, value)),
        Column(_("occupation code"), "occupation_id"),
        of(Talent, "occupation", "occupation__name"),
        place_column(),
        of(Talent, "organisation", "organisation__name"),
        of(Organisation, "credit_code", "organisation__credit_code"),
        of(Talent, "added_at", kind=Kind.MOMENT),
    )


def _rows(user: Any, filters: QueryDict, permissions: Sequence[str]) -> models.QuerySet[Any]:
    found = Talent.objects.listed_to(user)
    for permission in permissions:
        scope = user.scope(permission)
        if not scope.everything:
            found = found.filter(reached(scope, user))
    return TalentFilter(filters, user=user).applied(found)


TALENTS = Exportable(
    "talents", _("talents"), _columns, _rows, "registry.exported", secret_permission="registry.view_sensitive"
)
