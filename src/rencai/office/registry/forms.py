"""What is typed in about talents and their entries. Forms read; whether it may be kept the actions say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.db import models
from django.forms import modelform_factory
from django.http import HttpRequest, QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rencai.office.accounts.models import User
from rencai.office.asker import Asker
from rencai.office.pack import bodies, choices, fact_word, the_pack
from rencai.office.pages.forms import DateInput
from rencai.office.places.models import Belt, Place
from rencai.office.registry.actions import TALENT_FIELDS
from rencai.office.registry.fields import (
    EmployerField,
    ListInput,
    ListSelect,
    OccupationField,
    PackField,
    TypedField,
    YesNoField,
    countries,
)
from rencai.office.registry.kinds import KINDS, fields_of
from rencai.office.registry.models import Consent, Talent
from rencai.office.registry.queries import TalentQuerySet
from rencai.office.uploads import EVIDENCE, UploadField

SENSITIVE = ("document_number", "phone", "mailbox")
RECOGNISED = "any"
"""In the filter of talents: of whichever category."""
CODE_HELP = gettext_lazy("Its name or its code.")


def field_for(column: Any, **kwargs: Any) -> Any:
    """The form's field for a column."""
    given = {"label": capfirst(column.verbose_name), "required": not column.blank} | kwargs
    given.pop("widget", None)
    given.pop("form_class", None)
    if column.name in MADE:
        return MADE[column.name](given)
    if isinstance(column, models.BooleanField) and column.null:
        return YesNoField(**given)
    if isinstance(column, models.DateField):
        return forms.DateField(widget=DateInput(), **given)
    return column.formfield(**kwargs)


MADE: dict[str, Any] = {
    "organisation": lambda given: EmployerField(**given, help_text=gettext_lazy("Its name or its credit code.")),
    "occupation": lambda given: OccupationField(**given, help_text=CODE_HELP),
    "nationality": lambda given: forms.ChoiceField(choices=countries, initial="CN", **given),
    "country": lambda given: forms.ChoiceField(choices=countries, initial="CN", **given),
    "degree": lambda given: PackField(of=lambda: choices("degree"), **given),
    "field": lambda given: PackField(of=lambda: choices("doctorate_field"), **given),
    "category": lambda given: PackField(of=lambda: choices("category"), **given),
}
"""Fields that are not what their columns are: typed rows, and choices of the pack."""


class ReadForm(forms.ModelForm[Any]):
    """A form that reads the fields of a model; the action that keeps them checks the whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, TypedField) and self.instance.pk:
                self.initial[name] = getattr(self.instance, name)

    def _post_clean(self) -> None:
        return


class Versioned(ReadForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class TalentForm(ReadForm):
    class Meta:
        model = Talent
        fields = TALENT_FIELDS
        formfield_callback = field_for

    def __init__(self, *args: Any, user: Asker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["place"]
        place.queryset, place.required = _places(user, "registry.edit"), False
        place.help_text = _("Left open, it is the employer's.")
        for name in SENSITIVE:
            self.fields[name].widget.attrs["autocomplete"] = "off"  # nor does a draft keep it

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)


class CorrectedTalentForm(TalentForm):
    """What is sensitive is not shown; left empty, it stays."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SENSITIVE:
            if getattr(self.instance, name):
                self.fields[name].help_text = _("It is not shown here. Leave it empty to keep it.")
            self.initial[name] = ""
        place: Any = self.fields["place"]
        place.queryset, place.required = place.queryset | Place.objects.filter(pk=self.instance.place_id), True
        place.help_text = ""

    def given(self) -> dict[str, Any]:
        values = super().given()
        kept = [name for name in SENSITIVE if not values[name]]
        return {name: value for name, value in values.items() if name not in (*kept, "version")}


def _places(user: Asker, permission: str) -> Any:
    scope = user.scope(permission)
    return Place.objects.all() if scope.everything else Place.objects.filter(pk__in=scope.places)


def entry_form(kind: str, fact: str = "", *, corrects: bool) -> type[forms.ModelForm[Any]]:
    """The form of a kind of entry; a statement's value is asked as its `fact` has it."""
    base = Versioned if corrects else ReadForm
    made = modelform_factory(KINDS[kind], form=base, fields=fields_of(KINDS[kind]), formfield_callback=field_for)
    if kind != "statement":
        return made
    value = _value_field(fact)
    return type(
        "StatementForm", (made,), {"fact": forms.CharField(widget=forms.HiddenInput, initial=fact), "value": value}
    )


def _value_field(fact: str) -> forms.Field:
    """How the value of a fact is asked: in the words of the pack's own question, if it still asks it."""
    known = the_pack().rules.facts.get(fact)
    if known is None:
        return forms.CharField(label=fact, max_length=200)
    label, kind = fact_word(fact), known.type
    if kind.choices:
        name = kind.choices.name
        return PackField(of=lambda: choices(name), label=label)
    if kind.kind == "boolean":
        return YesNoField(label=label, required=True)
    if kind.kind == "date":
        return forms.DateField(label=label, widget=DateInput())
    return forms.CharField(label=label, max_length=200)


class FactForm(forms.Form):
    """Which fact somebody states: the first of two steps."""

    fact = forms.ChoiceField(label=gettext_lazy("Fact"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts: Any = self.fields["fact"]
        facts.choices = sorted(((name, fact_word(name)) for name in the_pack().rules.facts), key=lambda pair: pair[1])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands in the audit log beside what you do."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AttestForm(forms.Form):
    body = PackField(of=bodies, label=gettext_lazy("Who has confirmed it"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class AccountForm(forms.Form):
    """Who signs in as the talent."""

    account = forms.CharField(
        label=gettext_lazy("Account name"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Empty: the record is nobody's own."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("How you know that account and record are one person's."),
    )

    def clean_account(self) -> User | None:
        name = self.cleaned_data["account"]
        if not name:
            return None
        found: User | None = User.objects.filter(username=name).first()
        if found is None:
            raise forms.ValidationError(_("There is no account of this name."))
        return found


class DocumentForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What it shows"), max_length=120)
    upload = UploadField(label=gettext_lazy("File"))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        upload: Any = self.fields["upload"]
        upload.answer(request)
        kinds, limit = ", ".join(kind.upper() for kind in EVIDENCE), filesizeformat(settings.UPLOAD_LIMIT)
        upload.help_text = _("One of %(kinds)s, of %(limit)s at the most.") % {"kinds": kinds, "limit": limit}


class _Signed(forms.Form):
    """Whoever speaks for themselves needs no paper."""

    paper = forms.CharField(
        label=gettext_lazy("Signed paper"),
        max_length=200,
        help_text=gettext_lazy("What the talent has signed, and where it is kept."),
    )

    def __init__(self, *args: Any, in_person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if in_person:
            del self.fields["paper"]


class ConsentForm(_Signed):
    source = forms.ChoiceField(label=gettext_lazy("What may be looked up"), choices=Consent.Source)
    purpose = forms.CharField(label=gettext_lazy("For what"), max_length=200)
    until = forms.DateField(label=gettext_lazy("Until"), widget=DateInput())

    field_order = ("source", "purpose", "until", "paper")


class WithdrawalForm(_Signed):
    """That a consent is withdrawn."""


class MergeForm(forms.Form):
    """Which record goes into this one."""

    absorbed = forms.IntegerField(
        label=gettext_lazy("Number of the other record"),
        min_value=1,
        help_text=gettext_lazy("It stands at the top of the other record."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class DayForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("On the day"), widget=DateInput(), required=False)


class TalentFilter(forms.Form):
    """What narrows the list of talents."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name begins with"), required=False, max_length=100, widget=ListInput
    )
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False, widget=ListSelect)
    employer = EmployerField(label=gettext_lazy("Employer"), required=False, several=True, widget=ListInput)
    occupation = OccupationField(label=gettext_lazy("Occupation"), required=False, several=True, widget=ListInput)
    category = PackField(
        of=lambda: [(RECOGNISED, _("recognised")), *choices("category")[1:]],
        empty=gettext_lazy("any"),
        label=gettext_lazy("Recognised category"),
        required=False,
        widget=ListSelect,
    )
    degree = PackField(
        of=lambda: choices("degree"),
        empty=gettext_lazy("any"),
        label=gettext_lazy("Highest degree"),
        required=False,
        widget=ListSelect,
    )

    def __init__(self, data: QueryDict, *, user: Asker) -> None:
        super().__init__(data)
        visible = list(Place.objects.visible_to(user))
        self.places = {place.pk: place.name for place in visible}
        scope = user.scope("registry.view")
        offered = [place for place in visible if scope.everything or place.pk in scope.places]
        if len(offered) > 1:
            place: Any = self.fields["place"]
            place.choices = [("", gettext_lazy("everywhere")), *_belts_of(offered), *_named_by_number(offered)]
        else:
            del self.fields["place"]

    def applied(self, found: TalentQuerySet) -> TalentQuerySet:
        """`found`, less what the filled fields leave out, in the order of the index that serves it.

        By the beginning of a written name, the list is in the order of written names.
        """
        asked = dict(self.cleaned_data) if self.is_valid() else {}
        if asked.get("place") in Belt:
            found = found.in_belt(asked.pop("place"))
        for name, column in COLUMNS.items():
            if wanted := asked.get(name):
                found = found.filter(**_is(column, wanted))
        if category := asked.get("category"):
            found = found.recognised("" if category == RECOGNISED else category)
        return _named(found, asked.get("name", ""))


def _belts_of(places: Sequence[Place]) -> list[tuple[str, str]]:
    """The belts in which these places lie, as choices."""
    there = {place.belt for place in places}
    return [(belt.value, _("all places: %(belt)s") % {"belt": belt.label}) for belt in Belt if belt in there]


def _named_by_number(places: Sequence[Place]) -> list[tuple[str, str]]:
    return [(str(place.pk), place.name) for place in places]


COLUMNS = {
    "place": "place",
    "employer": "organisation",
    "occupation": "occupation",
    "degree": "degree",
}
"""The column that a field of the filter narrows."""


def _is(column: str, wanted: Any) -> dict[str, Any]:
    """One of a list of one is that one: an index is walked in order for it."""
    if not isinstance(wanted, list):
        return {column: wanted}
    return {column: wanted[0]} if len(wanted) == 1 else {f"{column}__in": wanted}


def _named(found: TalentQuerySet, name: str) -> TalentQuerySet:
    if not name:
        return found
    if name.isascii():
        letters = "".join(char for char in name.lower() if char.isalnum())
        return found.filter(pinyin__prefix=letters)
    return found.filter(name__prefix=name).order_by("name", "pk")


class Difference(NamedTuple):
    """A field in which what somebody else has saved is not what was typed."""

    label: str
    saved: str
    typed: str


def differences_between(saved: models.Model, form: forms.ModelForm[Any]) -> list[Difference]:
    """What the second editor has to compare. Of what is sensitive only that it differs."""
    names = [name for name in form.cleaned_data if name != "version"]
    return [
        Difference(str(form.fields[name].label), _shown(form, name, getattr(saved, name)), _shown(form, name, typed))
        for name in names
        if (typed := form.cleaned_data[name]) != getattr(saved, name) and not (name in SENSITIVE and not typed)
    ]


def _shown(form: forms.ModelForm[Any], name: str, value: Any) -> str:
    if name in SENSITIVE and isinstance(form.instance, Talent):
        return _("(not shown)")
    if isinstance(value, models.Model):
        return str(value)
    field: Any = form.fields[name]
    words = {str(key): str(word) for key, word in getattr(field, "choices", ())}
    return words.get(str(field.prepare_value(value)), "" if value is None else str(value))
