"""What is typed in about talent cards."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from rencai.office.recognition.credential import MOST_SIGNS


class CheckForm(forms.Form):
    token = forms.CharField(
        label=gettext_lazy("What the code says"),
        max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy("Scanning the code opens this page by itself. Or paste the text behind it."),
    )
