"""How forms look: every form of the office, those of libraries too, is drawn by this renderer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rencai.office.editing import EditedMeanwhile

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.CheckboxInput, "form-check-input"),
    (forms.Select, "form-select"),
    (forms.MultiWidget, "form-control"),
    (forms.ClearableFileInput, "form-control"),
    (forms.Textarea, "form-control"),
    (Input, "form-control"),
)
"""Bootstrap's class for a widget; the first kind that it is of counts."""


class DateInput(forms.DateInput):
    """A day, chosen in the browser's own calendar or typed."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class OfficeField(forms.BoundField):
    """A field of a form whose widget carries Bootstrap's classes."""

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden:
            built["class"] = " ".join(filter(None, (built.get("class"), widget.attrs.get("class"), self._look(widget))))
        return built

    def _look(self, widget: forms.Widget) -> str:
        look = next((name for kind, name in CLASSES if isinstance(widget, kind)), "")
        return f"{look} is-invalid" if self.errors else look

    @property
    def is_checkbox(self) -> bool:
        """One box with its label behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    def drawn(self) -> SafeString:
        """Label, help, control, and what is wrong with it; as `parts/field.html` puts it on a page."""
        if self.is_hidden:
            return mark_safe(str(self))
        frame = FIELDSET if self.use_fieldset else CHECKBOX if self.is_checkbox else LINE
        label = format_html("{}{}", self.label, "" if self.field.required or frame is CHECKBOX else _optional())
        control = self._options() if frame is FIELDSET else self
        told = format_html("{}{}", self._help(), self._faults())
        described = flatatt({"aria-describedby": self.aria_describedby or None})
        known = {"id": self.auto_id, "for": self.id_for_label, "described": described}
        return format_html(frame, label=label, control=control, told=told, **known)

    def _help(self) -> str:
        text = HELP if self.help_text else ""
        return format_html(text, id=self.auto_id, help=mark_safe(self.help_text)) if text else ""

    def _faults(self) -> str:
        if not self.errors:
            return ""
        faults = format_html_join("", FAULT, ((_("Error:"), fault) for fault in self.errors))
        return format_html('<div class="field-error" id="{}_error">{}</div>', self.auto_id, faults)

    def _options(self) -> SafeString:
        return format_html_join(
            "", OPTION, ((one.tag(), one.id_for_label, one.choice_label) for one in self.subwidgets)
        )


def _optional() -> SafeString:
    return format_html(' <span class="optional">{}</span>', _("(optional)"))


FIELDSET = (
    '<fieldset class="mb-3"{described} id="{id}">\n'
    '  <legend class="form-label">{label}</legend>\n{told}{control}</fieldset>\n'
)
CHECKBOX = (
    '<div class="mb-3 form-check">{control}\n'
    '  <label class="form-check-label" for="{for}">{label}</label>\n{told}</div>\n'
)
LINE = '<div class="mb-3">\n  <label class="form-label" for="{for}">{label}</label>\n{told}{control}</div>\n'
HELP = '<div class="form-text" id="{id}_helptext">{help}</div>\n'
FAULT = '<p><span class="visually-hidden">{}</span> {}</p>'
OPTION = '<div class="form-check">{} <label class="form-check-label" for="{}">{}</label></div>'


def _line(widget: Any) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, flatatt(widget["attrs"])
    )


def _text(widget: Any) -> SafeString:
    """The line break after the tag is not part of the text; without it one at its beginning would be lost."""
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], flatatt(widget["attrs"]), widget["value"] or ""
    )


def _option(widget: Any) -> SafeString:
    drawn = _line(widget)
    if not widget.get("wrap_label"):
        return drawn
    return format_html("<label{}>{} {}</label>", flatatt({"for": widget["attrs"].get("id")}), drawn, widget["label"])


DRAWN: dict[str, Callable[[Any], SafeString]] = {
    **{f"django/forms/widgets/{name}.html": _line for name in ("input", "text", "hidden", "number", "date", "email")},
    **{f"django/forms/widgets/{name}_option.html": _option for name in ("radio", "checkbox")},
    "django/forms/widgets/textarea.html": _text,
}
"""Widgets that stand on every page, without a template for each: that costs ten times as much."""


class OfficeRenderer(TemplatesSetting):
    form_template_name = "parts/fields.html"
    field_template_name = "parts/field.html"
    bound_field_class = OfficeField

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        drawn = DRAWN.get(template_name)
        return drawn(context["widget"]) if drawn else super().render(template_name, context, request)


@contextmanager
def refusals_into(form: forms.BaseForm) -> Iterator[None]:
    """What an action refuses within stands on the form, beside its field where it has one; then `form.errors` is true.

    Raises:
        EditedMeanwhile: the page has to show both versions.
    """
    try:
        yield
    except PermissionDenied as refusal:
        form.add_error(None, str(refusal))
    except EditedMeanwhile:
        raise
    except ValidationError as refusal:
        by_field = refusal.error_dict if hasattr(refusal, "error_dict") else {None: refusal.error_list}
        for field, errors in by_field.items():
            form.add_error(field if field in form.fields else None, ValidationError(errors))
