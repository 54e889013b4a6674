"""An event's before and after, side by side and in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rencai.office.asker import Asker
from rencai.office.audit import names
from rencai.office.audit.models import Event


class Line(NamedTuple):
    """One value that an act changed."""

    label: str
    before: str
    after: str


def lines(event: Event, user: Asker) -> list[Line]:
    """What `event` changed, value by value. Other records are named where `user` may see them; one query each kind."""
    keys = dict.fromkeys([*event.before, *event.after])
    return [_line(key, event, _field(event.target_kind, key), user) for key in keys]


def _line(key: str, event: Event, field: models.Field[Any, Any] | None, user: Asker) -> Line:
    values = {side: getattr(event, side)[key] for side in ("before", "after") if key in getattr(event, side)}
    words = _names_of(field, values, user) if isinstance(field, models.ForeignKey) else _choices_of(field)
    told = {side: _told(value, words) for side, value in values.items()}
    return Line(_label(key, field), told.get("before", ""), told.get("after", ""))


def _field(kind: str, name: str) -> models.Field[Any, Any] | None:
    try:
        field = apps.get_model(kind)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return field if isinstance(field, models.Field) else None


def _label(key: str, field: models.Field[Any, Any] | None) -> str:
    label = str(field.verbose_name) if field else names.detail(key).replace("_", " ")
    return label[:1].upper() + label[1:]


def _choices_of(field: models.Field[Any, Any] | None) -> dict[str, str]:
    return {str(value): str(label) for value, label in (field.flatchoices if field else ())}


def _names_of(field: models.ForeignKey[Any, Any], values: Mapping[str, Any], user: Asker) -> dict[str, str]:
    asked = [value for value in values.values() if value not in (None, "")]
    visible = field.related_model._default_manager.visible_to(user)  # type: ignore[attr-defined]
    try:
        return {str(key): str(found) for key, found in visible.in_bulk(asked).items()}
    except (ValueError, TypeError):
        return {}


def _told(value: Any, words: Mapping[str, str]) -> str:
    if value is None or value in ("", [], {}):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return pgettext("in a list", ", ").join(_told(inner, words) for inner in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return words.get(str(value)) or names.detail(str(value))
