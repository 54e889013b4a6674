"""How far a delegation reaches: in words, and never further than the one above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from rencai.office.pack import choice_word
from rencai.office.recognition.bodies import Delegation
from rencai.office.recognition.classes import class_word
from rencai.office.recognition.terms import Standing

LABELS: dict[str, str | Promise] = {
    "categories": gettext_lazy("Classes"),
    "places": gettext_lazy("Places"),
    "sectors": gettext_lazy("Kinds of employers"),
    "own_staff": gettext_lazy("Own staff only"),
    "quota": gettext_lazy("Grants a year"),
    "conditions": gettext_lazy("Conditions"),
    "valid_from": gettext_lazy("From"),
    "valid_until": gettext_lazy("Until"),
    "standing": gettext_lazy("Standing"),
}
"""In this order a scope is told."""


class Told(NamedTuple):
    """One side of a scope in words."""

    label: str
    value: str


class Change(NamedTuple):
    """What became of one side of a scope."""

    label: str
    before: str
    after: str


def told(values: Mapping[str, Any], places: Mapping[int, str]) -> list[Told]:
    """`values` of a scope in words; `places` are the names of places by number."""
    return [
        Told(str(label), value_words(name, values[name], places)) for name, label in LABELS.items() if name in values
    ]


def changes(before: Mapping[str, Any], after: Mapping[str, Any], places: Mapping[int, str]) -> list[Change]:
    """What differs, in words; a name that stands on one side only is left out."""
    both = [name for name in LABELS if name in before and name in after and before[name] != after[name]]
    return [
        Change(str(LABELS[name]), *(value_words(name, one[name], places) for one in (before, after))) for name in both
    ]


def value_words(name: str, value: Any, places: Mapping[int, str]) -> str:
    if name == "own_staff":
        return _("yes") if value else _("no")
    if name == "standing":
        return str(Standing(value).label)
    if value in (None, "", []):
        return _unlimited(name)
    if name == "categories":
        return _listed(map(class_word, value))
    if name == "sectors":
        return _listed(choice_word("employer_kind", one) for one in value)
    return _listed(places.get(one, str(one)) for one in value) if name == "places" else str(value)


def _unlimited(name: str) -> str:
    words = {
        "categories": _("all classes"),
        "places": _("its own place"),
        "sectors": _("any kind of employer"),
        "quota": _("no limit"),
        "conditions": _("none"),
    }
    return words.get(name, _("no end set"))


def _listed(words: Iterable[str]) -> str:
    return pgettext("in a list", ", ").join(words)


def must_not_be_wider(delegation: Delegation, parent: Delegation | None) -> None:
    """Refuses a delegation that reaches further than the one from which it is handed down. Both are saved, with places.

    Raises:
        ValidationError: with the side on which it is wider.
    """
    if parent is None:
        return
    if parent.own_staff:
        raise ValidationError(_("Whoever recognises its own people only hands nothing down."), code="own_staff")
    if not _within(delegation.categories, parent.categories):
        raise ValidationError({"categories": _("The level above may not recognise all of these classes itself.")})
    if not _within(delegation.sectors, parent.sectors):
        raise ValidationError({"sectors": _("The level above does not reach all of these kinds of employers itself.")})
    if not _inside(delegation, parent):
        raise ValidationError({"places": _("The level above does not reach all of these places itself.")})
    if parent.quota is not None and (delegation.quota is None or delegation.quota > parent.quota):
        raise ValidationError({"quota": _("The level above has no more than %(quota)s.") % {"quota": parent.quota}})
    if delegation.valid_from < parent.valid_from:
        raise ValidationError({"valid_from": _("The authority of the level above begins after that.")})
    ends = delegation.valid_until
    if parent.valid_until and (ends is None or ends > parent.valid_until):
        raise ValidationError({"valid_until": _("The authority of the level above ends before that.")})


def _within(given: list[str], allowed: list[str]) -> bool:
    """Whether all of `given` is allowed; an empty list stands for everything."""
    return not allowed or (bool(given) and set(given) <= set(allowed))


def _inside(delegation: Delegation, parent: Delegation) -> bool:
    reached = _paths(parent)
    return all(any(path.startswith(outer) for outer in reached) for path in _paths(delegation))


def _paths(delegation: Delegation) -> list[str]:
    return [place.path for place in delegation.places.all()] or [delegation.body.place.path]


def must_hold_those_below(delegation: Delegation) -> None:
    """Refuses to narrow a delegation below what was handed down from it: that is narrowed first.

    Raises:
        ValidationError: with the body whose authority would be wider.
    """
    below = Delegation.objects.filter(parent=delegation).exclude(standing=Standing.WITHDRAWN)
    for lower in below.select_related("body__place", "body__organisation").prefetch_related("places"):
        try:
            must_not_be_wider(lower, delegation)
        except ValidationError as wider:
            raise ValidationError(
                _("%(body)s would hold more than this: narrow what was handed down to it first. %(why)s"),
                params={"body": lower.body, "why": " ".join(wider.messages)},
                code="below",
            ) from None
