"""The lists of the apps above: organisations, and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from rencai.office.audit import names
from rencai.office.audit.forms import LogFilter
from rencai.office.audit.models import Event
from rencai.office.exports.exportable import Column, Exportable
from rencai.office.places.forms import OrganisationFilter
from rencai.office.places.models import Industry, Kind, Organisation
from rencai.office.sheets.writing import Kind as Cells


def place_column(path: str = "place") -> Column:
    """The name of a place in the language of the page."""
    chinese = (translation.get_language() or "").startswith("zh")
    return Column(_("place"), f"{path}__name_zh" if chinese else f"{path}__name_en")


def of(model: type[models.Model], name: str, source: str = "", **more: Any) -> Column:
    """The column of a field, under the field's own name."""
    field: Any = model._meta.get_field(name)
    return Column(field.verbose_name, source or name, **more)


def _organisation_columns() -> Sequence[Column]:
    return (
        of(Organisation, "credit_code"),
        of(Organisation, "name"),
        of(Organisation, "name_en"),
        of(Organisation, "kind", shown=lambda value: Kind(value).label),
        of(Organisation, "industry", shown=lambda value: Industry(value).label),
        place_column(),
    )


def _organisations(user: Any, filters: QueryDict, permissions: Sequence[str]) -> models.QuerySet[Any]:
    found = OrganisationFilter(filters, user=user).applied(Organisation.objects.visible_to(user))
    for permission in permissions:
        scope = user.scope(permission)
        if not scope.everything:
            found = found.filter(models.Q(place__in=scope.places) | models.Q(pk__in=scope.organisations))
    return found


def _event_columns() -> Sequence[Column]:
    return (
        of(Event, "number", kind=Cells.WHOLE),
        of(Event, "at", kind=Cells.MOMENT),
        of(Event, "actor"),
        of(Event, "act", shown=names.words),
        of(Event, "for_whom"),
        of(Event, "target"),
        of(Event, "mandate_id", kind=Cells.WHOLE),
        of(Event, "reason"),
        of(Event, "address"),
        of(Event, "hash"),
    )


def _events(user: Any, filters: QueryDict, permissions: Sequence[str]) -> models.QuerySet[Any]:
    user.must("audit.read")
    found = LogFilter(filters).applied(Event.objects.within_mandate(user))
    for permission in permissions:
        scope = user.scope(permission)
        if not scope.everything:
            found = found.filter(place_id__in=scope.places)
    return found


ORGANISATIONS = Exportable(
    "organisations", _("organisations"), _organisation_columns, _organisations, "registry.exported"
)
EVENTS = Exportable("audit", _("audit log"), _event_columns, _events, "registry.exported")
