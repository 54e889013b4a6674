"""What somebody who need not sign in says against a recognition."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rencai.office.recognition.actions.answering import MOST_TEXT


class ObjectionForm(forms.Form):
    """`website` is asked of nobody: what fills it in is no person."""

    from_whom = forms.CharField(label=pgettext_lazy("of a person", "Your name"), max_length=100)
    contact = forms.CharField(
        label=gettext_lazy("How we can reach you"), max_length=200, help_text=gettext_lazy("A phone or a mailbox.")
    )
    text = forms.CharField(
        label=gettext_lazy("What you object to, and how you know of it"),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    website = forms.CharField(
        required=False, label="", widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )

    def clean_website(self) -> str:
        if self.cleaned_data.get("website"):
            raise ValidationError(_("Leave this field empty."))
        return ""

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}
