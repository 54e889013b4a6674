"""Fields of forms that stand for a row of the base, typed as people know it; and choices that the pack knows."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import flatatt
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rencai.office.pack import Choices
from rencai.office.places.models import Organisation
from rencai.office.registry.models import Occupation

MOST = 20
"""Rows that a beginning may stand for in a filter."""
SELECTED = mark_safe(" selected")
UNKNOWN = gettext_lazy("not known")


class ListSelect(forms.Select):
    """A choice in the form of a list, which is drawn with every page: without a template for each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) == chosen else "", label) for key, label in self.choices),
        )
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


class ListInput(forms.TextInput):
    """A line of text in the form of a list."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        typed = format_html(' value="{}"', value) if value else ""
        return format_html(
            '<input type="text" name="{}"{}{}>', name, typed, flatatt(self.build_attrs(self.attrs, attrs))
        )


class TypedField(forms.CharField):
    """A row that is typed by its code or its name; in a filter (`several`), or a few whose names begin so."""

    def __init__(self, *, several: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.several = several

    def rows(self, code: str, name: str) -> models.QuerySet[Any]:
        """Those with this code, and those whose name begins so."""
        raise NotImplementedError

    def shown(self, row: Any) -> tuple[str, str]:
        """Code and name."""
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return [] if self.several else None
        code, _space, rest = text.partition(" ")
        found = list(self.rows(code, rest.strip() or text)[: MOST + 1])
        exact = [row for row in found if code == self.shown(row)[0]] or [row for row in found if text == row.name]
        meant = exact or found
        if len(meant) == 1 or (self.several and 0 < len(meant) <= MOST):
            return meant if self.several else meant[0]
        raise ValidationError(self._why_not(meant), code="found")

    def _why_not(self, found: list[Any]) -> str:
        if not found:
            return _("There is none of this name or code.")
        names = ", ".join(row.name for row in found[:3])
        return _("Several begin so, %(names)s among them: give the whole name or the code.") % {"names": names}

    def prepare_value(self, value: Any) -> Any:
        return " ".join(self.shown(value)) if isinstance(value, models.Model) else value


class EmployerField(TypedField):
    """An organisation, by name or credit code. Anybody's: where somebody worked before is no secret of the employer."""

    def rows(self, code: str, name: str) -> models.QuerySet[Any]:
        return Organisation.objects.filter(models.Q(credit_code=code) | models.Q(name__prefix=name)).order_by(
            "name", "pk"
        )

    def shown(self, row: Any) -> tuple[str, str]:
        return row.credit_code, row.name


class OccupationField(TypedField):
    """An occupation, by its code or name."""

    def rows(self, code: str, name: str) -> models.QuerySet[Any]:
        return Occupation.objects.filter(models.Q(pk=code) | models.Q(name__startswith=name)).order_by("code")

    def shown(self, row: Any) -> tuple[str, str]:
        return row.code, row.name


class PackField(forms.ChoiceField):
    """A value of one of the pack's choices, read anew for each form: its words are those of the page's language."""

    def __init__(self, *, of: Callable[[], Choices], empty: Any = "", **kwargs: Any) -> None:
        super().__init__(choices=lambda: [("", empty), *of()], **kwargs)


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not known."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"coerce": "yes".__eq__, "empty_value": None, "required": False}
        super().__init__(
            choices=[("", UNKNOWN), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))], **given | kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


def countries() -> Choices:
    """Every country, by its name in the language of the page."""
    return _countries((translation.get_language() or "en").replace("-", "_"))


@lru_cache(maxsize=8)
def _countries(language: str) -> Choices:
    names = Locale.parse({"zh_hans": "zh_Hans"}.get(language, language)).territories
    found = [
        (code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY
    ]
    return sorted(found, key=lambda pair: (pair[0] != "CN", pair[1]))


NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def occupation_word(code: str) -> str:
    """The name of an occupation. The classification is as old as the year in its name: it is read once."""
    return _occupations().get(code, code)


@lru_cache(maxsize=1)
def _occupations() -> dict[str, str]:
    return dict(Occupation.objects.values_list("code", "name"))


def country_word(code: str) -> str:
    return dict(countries()).get(code, code)
