"""What an officer types in about a case: each act has a form of its own, and all of them stand on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rencai.office.pages.forms import DateInput
from rencai.office.recognition.cases import Case
from rencai.office.recognition.classes import HIGH_LEVEL, SHORT, classes, high_level, rank
from rencai.office.recognition.finding import Finding
from rencai.office.recognition.terms import Answer, Manner, State, Step, Verdict
from rencai.office.registry.fields import ListSelect

MOST_TEXT = 4000


def _reason(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": rows}), **more)


class Difference(NamedTuple):
    """What somebody else has changed since the page was opened."""

    label: str
    saved: str
    seen: str


class CaseForm(forms.Form):
    """A form about a case. `version` and `seen` say how the case stood on the page that was sent."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(data, initial={"version": case.version, "seen": f"{case.state} {case.step}"}, **kwargs)

    def given(self) -> dict[str, Any]:
        """What the act takes, with the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def answer_to(self, current: Case) -> list[Difference]:
        """Lets the form answer to the case as it is now, and says what became different meanwhile."""
        state, _space, step = self.cleaned_data.get("seen", "").partition(" ")
        sent: Any = self.data
        again = sent.copy()
        again["version"], again["seen"] = str(current.version), f"{current.state} {current.step}"
        self.data = again
        told = [
            Difference(_("State"), current.get_state_display(), _word(State, state)),
            Difference(_("Step"), current.get_step_display(), _word(Step, step)),
        ]
        return [one for one in told if one.saved != one.seen]


def _word(words: Any, value: str) -> str:
    return str(words(value).label) if value in words.values else ""


class StepForm(CaseForm):
    note = _reason(
        gettext_lazy("Note on this step"),
        2,
        required=False,
        help_text=gettext_lazy("Of a committee: what it resolved, and when."),
    )


class AskForm(CaseForm):
    what = _reason(gettext_lazy("What is missing"), 2)


class ResumeForm(CaseForm):
    reason = _reason(gettext_lazy("Why the case goes on"), 2)


class ConfirmForm(CaseForm):
    facts = forms.MultipleChoiceField(
        label=gettext_lazy("Facts"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose the facts that you confirm.")},
    )

    def __init__(self, data: Any = None, *, case: Case, **kwargs: Any) -> None:
        super().__init__(data, case=case, **kwargs)
        facts: Any = self.fields["facts"]
        facts.choices = [(name, name) for name in case.answers]


class DecisionForm(CaseForm):
    """`verdicts`: those that are open to this person. Which of them goes against the finding stands beside them."""

    verdict = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    category = forms.ChoiceField(label=gettext_lazy("Class"), required=False, widget=ListSelect)
    manner = forms.ChoiceField(label=gettext_lazy("Recognised as"), required=False, widget=ListSelect)
    valid_until = forms.DateField(
        label=gettext_lazy("Recognised until"),
        widget=DateInput(),
        required=False,
        help_text=gettext_lazy("The rules name no end. Leave it empty unless there is one."),
    )
    reason = _reason(
        gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy(
            "Needed for all but a grant that follows the finding. A decision against the finding is looked at in"
            " supervision."
        ),
    )

    def __init__(
        self, data: Any = None, *, case: Case, finding: Finding, verdicts: Sequence[Verdict], **kwargs: Any
    ) -> None:
        super().__init__(data, case=case, **kwargs)
        fields: Any = self.fields
        fields["verdict"].choices = [(one.value, _verdict_word(one, case, finding)) for one in verdicts]
        if Verdict.GRANT not in verdicts:
            for name in ("category", "manner", "valid_until"):
                del self.fields[name]
            return
        fields["category"].choices = _classes(case)
        fields["category"].initial = case.category
        if case.measure == HIGH_LEVEL:
            fields["manner"].choices = [("", _by_the_rules(finding)), *Manner.choices]
        else:
            del self.fields["manner"]


def _verdict_word(verdict: Verdict, case: Case, finding: Finding) -> str:
    """The decision, and what it means where it is against the finding."""
    if not finding.against(verdict, case.category):
        return str(verdict.label)
    return _("%(decision)s (against the finding)") % {"decision": verdict.label}


def _classes(case: Case) -> list[tuple[str, str]]:
    """Nothing higher is granted than what was applied for and publicised."""
    offered = high_level() if case.measure == HIGH_LEVEL else [(SHORT, dict(classes())[SHORT])]
    return [(value, words) for value, words in offered if rank(value) <= rank(case.category)]


def _by_the_rules(finding: Finding) -> str:
    manner = str(Manner(finding.manner).label) if finding.manner else _("they cannot tell")
    return _("as the rules find: %(manner)s") % {"manner": manner}


class AnswerForm(forms.Form):
    """To an objection or an appeal."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("to an objection", "Answer"),
        choices=[(one.value, one.label) for one in (Answer.UPHELD, Answer.DISMISSED)],
        widget=forms.RadioSelect,
    )
    reason = _reason(gettext_lazy("Reason"))


class RevokeForm(forms.Form):
    cause = _reason(
        gettext_lazy("Cause"),
        help_text=gettext_lazy("The talent reads it. What was built on the recognition ends with it."),
    )
