"""What is typed in about places and organisations."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rencai.office import pack
from rencai.office.asker import Asker
from rencai.office.places.models import Industry, Kind, Organisation, Place
from rencai.office.places.queries import OrganisationQuerySet


class PlaceForm(forms.ModelForm[Place]):
    class Meta:
        model = Place
        fields = ("name_zh", "name_en", "code", "key", "level", "belt", "draft")
        help_texts = {  # noqa: RUF012 - Django wants a dict
            "key": gettext_lazy("Small letters, digits and hyphens, as policy packs name the place."),
        }


class NewPlaceForm(PlaceForm):
    parent = forms.ModelChoiceField(Place.objects.none(), label=gettext_lazy("Lies in"))

    field_order = ("parent",)

    def __init__(self, *args: Any, user: Asker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self.fields["parent"], user, "places.edit_places")


class ChangedPlaceForm(PlaceForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands in the audit log beside what you change."),
    )


class OrganisationForm(forms.ModelForm[Organisation]):
    policy_kind = forms.ChoiceField(label=gettext_lazy("Kind in the policy pack"))

    class Meta:
        model = Organisation
        fields = ("name", "name_en", "credit_code", "kind", "policy_kind", "industry", "place")
        help_texts = {  # noqa: RUF012 - Django wants a dict
            "credit_code": gettext_lazy("18 digits and capital letters, as on the licence."),
        }

    def __init__(self, *args: Any, user: Asker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy_kind"].choices = pack.choices("employer_kind")  # type: ignore[attr-defined]
        _limit(self.fields["place"], user, "places.edit_organisations")


class EditedOrganisationForm(OrganisationForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class OrganisationFilter(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name begins with"), required=False, max_length=120)
    place = forms.ModelChoiceField(
        Place.objects.none(), label=gettext_lazy("Place"), required=False, empty_label=gettext_lazy("everywhere")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    industry = forms.ChoiceField(label=gettext_lazy("Industry"), required=False)

    def __init__(self, *args: Any, user: Asker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self.fields["place"], user, "places.view_organisations")
        self.fields["kind"].choices = [("", _("every kind")), *Kind.choices]  # type: ignore[attr-defined]
        self.fields["industry"].choices = [("", _("every industry")), *Industry.choices]  # type: ignore[attr-defined]

    def applied(self, found: OrganisationQuerySet) -> OrganisationQuerySet:
        """`found`, less what the filled fields leave out."""
        asked = self.cleaned_data if self.is_valid() else {}
        if name := asked.get("name"):
            found = found.filter(name__prefix=name)
        return found.filter(**{field: asked[field] for field in ("place", "kind", "industry") if asked.get(field)})


class Difference(NamedTuple):
    """A field in which what somebody else has saved is not what was typed."""

    label: str
    saved: str
    typed: str


def differences_between(saved: Organisation, form: OrganisationForm) -> list[Difference]:
    """What the second editor has to compare."""
    typed = form.instance
    names = [name for name in form.Meta.fields if getattr(saved, name) != getattr(typed, name)]
    return [Difference(str(form.fields[name].label), _shown(saved, name), _shown(typed, name)) for name in names]


def _shown(organisation: Organisation, name: str) -> str:
    if name == "policy_kind":
        return pack.choice_word("employer_kind", organisation.policy_kind)
    display = getattr(organisation, f"get_{name}_display", None)
    return str(display() if display else getattr(organisation, name))


def _limit(field: forms.Field, user: Asker, permission: str) -> None:
    """Offers only the places that `user` reaches."""
    scope = user.scope(permission)
    reached = Place.objects.all() if scope.everything else Place.objects.filter(pk__in=scope.places)
    field.queryset = reached  # type: ignore[attr-defined]
