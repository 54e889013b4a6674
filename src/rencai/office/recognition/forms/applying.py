"""What an applicant types in: as what they want to be recognised, what they say of each fact, and their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rencai.office.pack import choices, fact_value, the_pack, worded
from rencai.office.pages.forms import DateInput
from rencai.office.recognition.asking import Group
from rencai.office.recognition.cases import Case
from rencai.office.recognition.classes import TABLE, classes_of
from rencai.office.recognition.terms import State
from rencai.office.registry.fields import ListSelect, PackField, YesNoField
from rencai.office.registry.queries import TalentQuerySet
from rencai.office.uploads import UploadField

CATEGORY, UPLOAD = "category", "upload-"
MOST_TEXT, MOST_REASON = 4000, 500
ANY = gettext_lazy("any")


class BeginForm(forms.Form):
    """As what somebody is to be recognised."""

    measure = forms.ChoiceField(
        label=gettext_lazy("Recognition as"),
        choices=[(one.measure, one.words) for one in TABLE],
        widget=forms.RadioSelect,
    )


class WritingForm(forms.Form):
    """The whole application. Of what is sent only the fields that are there count: one by one, or all together.

    `asked`: the facts that nobody has attested. `given()` says what can be kept; what cannot stays as it was typed.
    """

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        case: Case,
        groups: Sequence[Group],
        asked: Sequence[str],
        **more: Any,
    ) -> None:
        request: HttpRequest = more.pop("request")
        super().__init__(data, files, **more)
        self.case = case
        if len(classes_of(case.measure)) > 1:
            self.fields[CATEGORY] = PackField(
                of=lambda: classes_of(case.measure), label=_("Class that is applied for"), required=False
            )
        for name in asked:
            self.fields[name] = question_of(name)
        for group in groups:
            label = _("Evidence: %(condition)s") % {"condition": group.words}
            self.fields[f"{UPLOAD}{group.key}"] = upload = UploadField(label=label, required=False)
            upload.answer(request)

    def clean(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        for name in self._facts():
            if cleaned.get(name) in (None, ""):
                continue
            try:
                cleaned[name] = fact_value(name, cleaned[name])
            except ValueError as problem:
                self.add_error(name, ValidationError(str(problem)))
                cleaned.pop(name, None)
        return cleaned

    def given(self) -> dict[str, Any]:
        """The facts that were sent and are right."""
        return {name: self.cleaned_data[name] for name in self._facts() if name in self.cleaned_data}

    def category(self) -> str | None:
        """The class, where it was sent and there is more than one."""
        return self.cleaned_data.get(CATEGORY) if CATEGORY in self.data else None

    def uploads(self) -> dict[str, Any]:
        """Files that are right, by what they are put forward for."""
        found = {name: file for name, file in self.cleaned_data.items() if name.startswith(UPLOAD) and file}
        return {name.removeprefix(UPLOAD): file for name, file in found.items()}

    def _facts(self) -> list[str]:
        known = the_pack().rules.facts
        return [name for name in self.fields if name in known and name in self.data]


def question_of(name: str) -> forms.Field:
    """The pack's own question about a fact, with the field that takes its answer."""
    fact = the_pack().rules.facts[name]
    kind, label = fact.type, worded(fact.question)
    if kind.choices:
        of = kind.choices.name
        return PackField(of=lambda: choices(of), empty=_("not known"), label=label, required=False, widget=ListSelect)
    if kind.kind == "boolean":
        return YesNoField(label=label, widget=forms.RadioSelect)
    if kind.kind == "date":
        return forms.DateField(label=label, required=False, widget=DateInput())
    mode = {"inputmode": "decimal", "autocomplete": "off"} if kind.is_number else {}
    return forms.CharField(label=label, required=False, max_length=200, widget=forms.TextInput(attrs=mode))


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AppealForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Why the decision is wrong"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )


class PeopleFilter(forms.Form):
    """Whom somebody looks for among their people."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name begins with"), max_length=50, required=False)

    def applied(self, found: TalentQuerySet) -> TalentQuerySet:
        name = self.cleaned_data.get("name") if self.is_valid() else ""
        return found.filter(name__prefix=name).order_by("name", "pk") if name else found


class ApplicationFilter(forms.Form):
    """What narrows the applications of an employer's people."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[("", ANY), *State.choices], required=False, widget=ListSelect
    )
    measure = forms.ChoiceField(
        label=gettext_lazy("Recognition as"),
        choices=[("", ANY), *((one.measure, one.words) for one in TABLE)],
        required=False,
        widget=ListSelect,
    )
    name = forms.CharField(label=gettext_lazy("Name of the talent"), max_length=50, required=False)

    def applied(self, found: Any) -> Any:
        asked = self.cleaned_data if self.is_valid() else {}
        columns = {"state": "state", "measure": "measure", "name": "talent__name__prefix"}
        return found.filter(**{column: asked[name] for name, column in columns.items() if asked.get(name)})
