"""What the log is filtered by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rencai.office.audit import names, things
from rencai.office.audit.queries import EventQuerySet
from rencai.office.pages.forms import DateInput


class LogFilter(forms.Form):
    """Every field is optional. An account that nobody has is said to be none, and filters nothing away."""

    act = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    person = forms.CharField(label=gettext_lazy("Who (account name)"), required=False, max_length=150)
    place = forms.TypedChoiceField(label=gettext_lazy("Place"), required=False, coerce=int, empty_value=None)
    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=DateInput)
    last = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DateInput)
    by = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = sorted(((name, str(words)) for name, words in names.every().items()), key=lambda act: act[1])
        self.fields["act"].choices = [("", _("everything")), *acts]  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", _("everywhere")), *things.places().items()]  # type: ignore[attr-defined]

    def clean_person(self) -> int | None:
        name = self.cleaned_data["person"]
        number = things.person(name) if name else None
        if name and number is None:
            raise forms.ValidationError(_("No account is called %(name)s.") % {"name": name})
        return number

    def applied(self, found: EventQuerySet) -> EventQuerySet:
        """`found`, less what the filled fields leave out."""
        asked = self.cleaned_data if self.is_valid() else {}
        exact = {"act": asked.get("act"), "place_id": asked.get("place"), "actor_id": asked.get("by")}
        found = found.filter(**{name: value for name, value in exact.items() if value})
        if person := asked.get("person"):
            found = found.filter(actor_id=person)
        return found.between(asked.get("first"), asked.get("last"))
