"""What narrows the lists of cases and of recognitions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from rencai.office.asker import Asker, today
from rencai.office.recognition.classes import TABLE, classes
from rencai.office.recognition.expiring import expiring
from rencai.office.recognition.models import Body
from rencai.office.recognition.queries import JOINED_BODY, CaseQuerySet, RecognitionQuerySet
from rencai.office.recognition.terms import State, Step
from rencai.office.registry.fields import ListSelect, PackField

ANY = gettext_lazy("any")
SHOWN_STATES = (State.OPEN, State.OWED, State.GRANTED, State.REFUSED, State.WITHDRAWN)


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", ANY), *choices], required=False, widget=ListSelect)


class CaseFilter(forms.Form):
    """By body, state, step, class and measure; and those whose step is late."""

    body = forms.ChoiceField(label=gettext_lazy("Recognising body"), required=False, widget=ListSelect)
    state = _choice(gettext_lazy("State"), [(one.value, one.label) for one in SHOWN_STATES])
    step = _choice(gettext_lazy("Step"), Step.choices)
    category = PackField(of=classes, empty=ANY, label=gettext_lazy("Class"), required=False, widget=ListSelect)
    measure = _choice(gettext_lazy("Recognition as"), [(one.measure, one.words) for one in TABLE])
    late = forms.BooleanField(label=gettext_lazy("only late ones"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.bodies = {one.pk: one.name for one in Body.objects.select_related(*JOINED_BODY)}
        body: Any = self.fields["body"]
        body.choices = [("", ANY), *((str(pk), name) for pk, name in self.bodies.items())]

    def applied(self, found: CaseQuerySet) -> CaseQuerySet:
        """`found`, less what the filled fields leave out."""
        asked = dict(self.cleaned_data) if self.is_valid() else {}
        if asked.pop("late", False):
            found = found.late(today())
        return found.filter(**{name: value for name, value in asked.items() if value})


STANDINGS = (
    ("in_force", gettext_lazy("in force")),
    ("expiring", gettext_lazy("ends soon")),
    ("revoked", gettext_lazy("revoked")),
)


class RecognitionFilter(forms.Form):
    """By how they stand, and by class."""

    standing = _choice(gettext_lazy("How it stands"), STANDINGS)
    category = PackField(of=classes, empty=ANY, label=gettext_lazy("Class"), required=False, widget=ListSelect)

    def __init__(self, data: QueryDict, *, user: Asker) -> None:
        super().__init__(data)
        self.user = user

    def applied(self, found: RecognitionQuerySet) -> RecognitionQuerySet:
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("category"):
            found = found.filter(category=asked["category"])
        standing = asked.get("standing")
        if standing == "revoked":
            return found.filter(revoked_on__isnull=False)
        if standing == "expiring":
            return expiring(found)
        return found.in_force() if standing == "in_force" else found
