"""What is typed in about bodies and their authority."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy, pgettext_lazy

from rencai.office.asker import today
from rencai.office.pack import choices
from rencai.office.pages.forms import DateInput
from rencai.office.places.models import Place
from rencai.office.recognition.authority import Branch, scope_of
from rencai.office.recognition.bodies import Body, Delegation
from rencai.office.recognition.classes import classes
from rencai.office.recognition.papers import SCANS
from rencai.office.recognition.queries import JOINED_BODY
from rencai.office.recognition.scopes import Change, changes
from rencai.office.recognition.terms import BodyKind
from rencai.office.registry.fields import EmployerField, ListSelect, PackField
from rencai.office.uploads import UploadField

ANY = gettext_lazy("any")
MOST_TEXT = 4000
REASON = gettext_lazy("Reason")
STANDINGS = (
    ("in_force", pgettext_lazy("of a delegation", "in force")),
    ("suspended", pgettext_lazy("of a delegation", "suspended")),
    ("withdrawn", pgettext_lazy("of a delegation", "withdrawn")),
    ("not_running", pgettext_lazy("of a delegation", "not begun, or over")),
    ("none", gettext_lazy("nothing handed down")),
)


def _reason(label: Any = REASON, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), **more)


class AuthorityFilter(forms.Form):
    """By kind of body, class, and how the authority stands."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of body"), choices=[("", ANY), *BodyKind.choices], required=False, widget=ListSelect
    )
    category = PackField(of=classes, empty=ANY, label=gettext_lazy("May recognise"), required=False, widget=ListSelect)
    standing = forms.ChoiceField(
        label=gettext_lazy("Standing"), choices=[("", ANY), *STANDINGS], required=False, widget=ListSelect
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)

    def applied(self, found: list[Branch]) -> list[Branch]:
        """`found`, less what the filled fields leave out."""
        asked = self.cleaned_data if self.is_valid() else {}
        kind, category, standing = (asked.get(name) for name in ("kind", "category", "standing"))
        return [
            one
            for one in found
            if (not kind or one.body.kind == kind)
            and (not category or one.reaches_class(category))
            and (not standing or one.standing == standing)
        ]


class BodyForm(forms.Form):
    """A body to which authority can be handed down."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of body"), choices=[one for one in BodyKind.choices if one[0] != BodyKind.CITY]
    )
    parent = forms.ModelChoiceField(Body.objects.none(), label=gettext_lazy("Level above"))
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("Of a district its own, of a sector authority the city, of an employer where it lies."),
    )
    organisation = EmployerField(
        label=gettext_lazy("Organisation"),
        required=False,
        help_text=gettext_lazy("Of an employer or a sector authority: its name or credit code."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["parent"].queryset = Body.objects.select_related(*JOINED_BODY)
        fields["place"].queryset = Place.objects.all()


class ScopeForm(forms.Form):
    """How far authority reaches, and why. What is left empty limits nothing."""

    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Classes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: all classes of the level above."),
    )
    places = forms.ModelMultipleChoiceField(
        Place.objects.none(),
        label=gettext_lazy("Places"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: the body's own place."),
    )
    sectors = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of employers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: every kind."),
    )
    quota = forms.IntegerField(
        label=gettext_lazy("Grants a year"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("Empty: no limit."),
    )
    conditions = forms.CharField(
        label=gettext_lazy("Conditions"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    valid_from = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    valid_until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=DateInput(),
        help_text=gettext_lazy("Empty: no end set."),
    )
    reason = _reason(help_text=gettext_lazy("The body reads it, and may answer."))

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["categories"].choices = classes()
        fields["sectors"].choices = choices("employer_kind")
        fields["places"].queryset = Place.objects.all()
        fields["valid_from"].initial = today()
        self.body = body

    def given(self) -> dict[str, Any]:
        """What the act takes. An employer recognises its own people, all others do not ask whose people they are."""
        return {"own_staff": self.body.kind == BodyKind.EMPLOYER, **self.cleaned_data}


class ChangedScopeForm(ScopeForm):
    """`version` is that which was on the page; `confirmed`: the handing over of cases was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, delegation: Delegation) -> None:
        sides = ("categories", "places", "sectors", "quota", "conditions", "valid_from", "valid_until")
        initial = scope_of(delegation, sides) | {"version": delegation.version}
        super().__init__(data, body=delegation.body, initial=initial)

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in super().given().items() if name != "confirmed"}

    def answer_to(self, current: Delegation, names: dict[int, str]) -> list[Change]:
        """Lets the form answer to the delegation as it is now; in what it differs from what was typed."""
        typed = {name: value for name, value in self.given().items() if name != "places"}
        typed["places"] = [place.pk for place in self.cleaned_data["places"]]
        self.now(version=str(current.version))
        return changes(scope_of(current, [name for name in typed if name not in ("reason", "version")]), typed, names)

    def now(self, **hidden: str) -> None:
        """Sets hidden fields of the form that is shown again."""
        again: Any = self.data.copy()  # type: ignore[attr-defined]
        for name, value in hidden.items():
            again[name] = value
        self.data = again


class StopForm(forms.Form):
    """Of a suspension, a resumption or a withdrawal."""

    reason = _reason(help_text=gettext_lazy("The body reads it, and may answer."))


class CommitmentForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Signed by"), max_length=100)
    paper = UploadField(
        label=gettext_lazy("The signed letter as a scan"),
        required=False,
        allowed=SCANS,
        help_text=gettext_lazy("PDF, PNG or JPG. It is kept by its content, so that nobody can change it later."),
    )


class AnswerForm(forms.Form):
    text = _reason(gettext_lazy("What the body answers"))


class BeginForm(forms.Form):
    """A city begins: its own authority, and that of its districts."""

    basis = _reason(
        gettext_lazy("By which rule the city recognises"),
        help_text=gettext_lazy("The document and its number, such as the city's trial measures for recognition."),
    )
    valid_from = forms.DateField(label=gettext_lazy("From"), widget=DateInput())
    places = forms.ModelMultipleChoiceField(
        Place.objects.none(),
        label=gettext_lazy("Districts, counties and pilot zones that recognise on their own"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Classes that they may recognise"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: all classes. It can be changed for each of them later."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"valid_from": today()})
        fields: Any = self.fields
        fields["places"].queryset = Place.objects.filter(depth__gt=1)
        fields["categories"].choices = classes()
