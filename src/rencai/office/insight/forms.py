"""What a list of movements can be narrowed by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rencai.office.pages.forms import DateInput
from rencai.office.places.models import Place
from rencai.office.registry.models import Movement


class MovementFilter(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Arrivals and departures")), *Movement.Kind.choices], required=False
    )
    since = forms.DateField(label=_("From"), widget=DateInput, required=False)
    until = forms.DateField(label=_("Until"), widget=DateInput, required=False)
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.all(), required=False, empty_label=_("everywhere")
    )

    def narrowed(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """`found` as far as the filter is filled in; all of it where the filter is wrong."""
        if not self.is_valid():
            return found
        given = self.cleaned_data
        for name, path in (("kind", "kind"), ("since", "on__gte"), ("until", "on__lte")):
            found = found.filter(**{path: given[name]}) if given[name] else found
        at = given["place"]
        return found.filter(Q(place=at) | Q(place=None, talent__place=at)) if at else found
