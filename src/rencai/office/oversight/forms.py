"""What is typed into the pages of supervision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rencai.office.accounts.models import User
from rencai.office.oversight.planning import DISCOVERY, ISO, bodies_below, last_year, plan_for
from rencai.office.oversight.supervising import possible_checkers
from rencai.office.oversight.terms import AlertKind, AlertOutcome, CheckVerdict, MeasureKind
from rencai.office.oversight.wording import told
from rencai.office.pages.forms import DateInput
from rencai.office.recognition.classes import classes
from rencai.office.recognition.models import Body
from rencai.supervision import Plan, SupervisionError
from rencai.supervision.iso2859 import AQLS

STATES = (("open", _("open")), ("closed", _("closed")))


class AlertFilter(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all kinds")), *AlertKind.choices], required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("open and closed")), *STATES], required=False)
    body = forms.ModelChoiceField(label=_("Body"), queryset=Body.objects.none(), required=False, empty_label=_("all"))

    def __init__(self, *args: Any, bodies: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def narrowed(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """`found` as far as the filter is filled in; all of it where the filter is wrong."""
        if not self.is_valid():
            return found
        given = self.cleaned_data
        for name in ("kind", "body"):
            found = found.filter(**{name: given[name]}) if given[name] else found
        return found.filter(closed_at__isnull=given["state"] == "open") if given["state"] else found


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("The decision is"), choices=AlertOutcome, widget=forms.RadioSelect)
    finding = forms.CharField(label=_("What was found"), widget=forms.Textarea(attrs={"rows": 5}))


class PlanForm(forms.Form):
    """The plan in words that a supervisor knows; the whole of it stands on the campaign's page."""

    body = forms.ModelChoiceField(label=_("Whose decisions: the bodies below"), queryset=Body.objects.none())
    title = forms.CharField(label=_("Title"), max_length=120)
    since = forms.DateField(label=_("Decisions from"), widget=DateInput)
    until = forms.DateField(label=_("Decisions until"), widget=DateInput)
    rule = forms.ChoiceField(
        label=_("How many cases"),
        choices=(
            (DISCOVERY, _("discovery sampling: so many that a clean sample rules a rate out")),
            (ISO, _("by lots, ISO 2859-1: with switching to tightened and reduced checking")),
        ),
        widget=forms.RadioSelect,
        initial=DISCOVERY,
    )
    tolerable = forms.FloatField(
        label=_("Rate to rule out, per cent"),
        min_value=0.1,
        max_value=50,
        initial=5,
        help_text=_(
            "Of discovery sampling: 59 clean cases rule out 5 per cent. Bodies under tightened checking: half."
        ),
    )
    aql = forms.TypedChoiceField(
        label=_("Acceptable rate (AQL), per cent"),
        choices=[(f"{value:g}", f"{value:g}") for value in AQLS],
        coerce=float,
        initial="1",
        help_text=_("Of lots by ISO 2859-1."),
    )
    strata = forms.MultipleChoiceField(
        label=_("Apart, besides by body"),
        choices=(("category", _("by class")), ("decision", _("grants and refusals"))),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    second_level = forms.FloatField(
        label=_("Checked again by a second level, per cent"), min_value=1, max_value=100, initial=20
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, bodies: QuerySet[Body], **kwargs: Any) -> None:
        since, until = last_year()
        super().__init__(*args, **kwargs)
        self.initial = {"since": since, "until": until} | dict(self.initial)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]
        if bodies.count() == 1:
            self.initial.setdefault("body", bodies[0].pk)

    def clean(self) -> dict[str, Any]:
        """The plan is made here, so that what it refuses stands on the form."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("The period ends on the day it begins, or later."))
        if not self.errors:
            try:
                given["plan"] = self._plan(given)
            except SupervisionError as error:
                self.add_error(None, told(error))
        return given

    def _plan(self, given: dict[str, Any]) -> Plan:
        return plan_for(
            bodies_below(given["body"]),
            name=given["title"],
            rule=given["rule"],
            tolerable=given["tolerable"] / 100,
            aql=given["aql"],
            strata=given["strata"],
            second_level=given["second_level"] / 100,
        )


class CheckersForm(forms.Form):
    """Who may be drawn; all are at first."""

    checkers = forms.ModelMultipleChoiceField(
        label=_("Who may be drawn as a checker"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For each case at least three must be free: not of the body, no party, no kin, no part in it."),
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [one.pk for one in possible_checkers(body)]
        self.fields["checkers"].queryset = User.objects.filter(pk__in=possible)  # type: ignore[attr-defined]
        self.initial.setdefault("checkers", possible)


class CheckForm(forms.Form):
    verdict = forms.ChoiceField(label=_("I would have decided"), choices=CheckVerdict, widget=forms.RadioSelect)
    category = forms.ChoiceField(label=_("Class, of a grant"), required=False)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("choose")), *classes()]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer of the body"), widget=forms.Textarea(attrs={"rows": 5}))


class MeasureForm(forms.Form):
    kind = forms.ChoiceField(label=_("Measure"), choices=MeasureKind)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))


def bodies_to_supervise(user: Any) -> QuerySet[Body]:
    """Those over whose lower bodies `user` holds supervision."""
    post = user.post("supervision.manage")
    mine = Q(place__in=post.places, organisation=None) | Q(organisation__in=post.organisations)
    found: QuerySet[Body] = Body.objects.filter(mine).select_related("place", "organisation").order_by("id")
    return found
