"""How cases and recognitions are exported."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rencai.office.exports import exportable
from rencai.office.exports.exportable import Column, Exportable
from rencai.office.exports.lists import of, place_column
from rencai.office.recognition.cases import Case
from rencai.office.recognition.classes import BY_MEASURE, class_word
from rencai.office.recognition.decisions import Recognition
from rencai.office.recognition.forms.filters import CaseFilter, RecognitionFilter
from rencai.office.recognition.models import Body
from rencai.office.recognition.queries import JOINED_BODY
from rencai.office.recognition.terms import Manner, State, Step
from rencai.office.sheets.writing import Kind


def register() -> None:
    """Offers both lists to whoever exports; called from AppConfig.ready()."""
    exportable.register(CASES)
    exportable.register(RECOGNITIONS)


def _bodies() -> dict[int, str]:
    return {one.pk: one.name for one in Body.objects.select_related(*JOINED_BODY)}


def _word(words: Any, value: str) -> str:
    return str(words(value).label) if value else ""


def _case_columns() -> Sequence[Column]:
    """In the language of the page."""
    bodies = _bodies()
    return (
        Column(pgettext_lazy("of an application", "number"), "pk", Kind.WHOLE),
        Column(pgettext_lazy("of a person", "name"), "talent__name"),
        of(Case, "measure", shown=lambda value: str(BY_MEASURE[value].words)),
        of(Case, "category", shown=class_word),
        of(Case, "organisation", "organisation__name"),
        place_column(),
        of(Case, "body", "body_id", shown=lambda value: bodies.get(value, "")),
        of(Case, "state", shown=partial(_word, State)),
        of(Case, "step", shown=partial(_word, Step)),
        of(Case, "submitted_on", kind=Kind.DATE),
        of(Case, "due_on", kind=Kind.DATE),
        of(Case, "ends_by", kind=Kind.DATE),
        of(Case, "decided_on", kind=Kind.DATE),
    )


def _cases(user: Any, filters: QueryDict, permissions: Sequence[str]) -> models.QuerySet[Any]:
    found = Case.objects.visible_to(user)
    for permission in permissions:
        found = found.filter(_within(user, permission, ""))
    return CaseFilter(filters).applied(found)


def _within(user: Any, permission: str, path: str) -> Q:
    """What a permission reaches, by the place, the employer, or the body of the case at `path`."""
    scope = user.scope(permission)
    if scope.everything:
        return Q()
    found = Q(**{f"{path}place__in": scope.places}) | Q(**{f"{path}organisation__in": scope.organisations})
    return found | Q(**{f"{path}body__organisation__in": scope.organisations})


def _recognition_columns() -> Sequence[Column]:
    bodies = _bodies()
    return (
        Column(pgettext_lazy("of a recognition", "number"), "pk", Kind.WHOLE),
        Column(pgettext_lazy("of a person", "name"), "talent__name"),
        of(Recognition, "category", shown=class_word),
        of(Recognition, "manner", shown=partial(_word, Manner)),
        Column(_("recognising body"), "decision__body_id", shown=lambda value: bodies.get(value, "")),
        of(Recognition, "valid_from", kind=Kind.DATE),
        of(Recognition, "valid_until", kind=Kind.DATE),
        of(Recognition, "revoked_on", kind=Kind.DATE),
        of(Recognition, "revoked_cause"),
    )


def _recognitions(user: Any, filters: QueryDict, permissions: Sequence[str]) -> models.QuerySet[Any]:
    found = Recognition.objects.visible_to(user)
    for permission in permissions:
        found = found.filter(_within(user, permission, "decision__case__"))
    return RecognitionFilter(filters, user=user).applied(found)


CASES = Exportable("recognition-cases", _("applications for recognition"), _case_columns, _cases, "registry.exported")
RECOGNITIONS = Exportable("recognitions", _("recognitions"), _recognition_columns, _recognitions, "registry.exported")
