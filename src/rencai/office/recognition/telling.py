"""What an applicant is told while they write: what the facts support, what fails, what is still needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from rencai.office.pack import the_pack, worded
from rencai.office.reasons import DecisionTold, Told
from rencai.office.recognition.cases import Case
from rencai.office.recognition.classes import BY_MEASURE, NONE, classes_of, rank
from rencai.office.recognition.decisions import Decision
from rencai.office.recognition.finding import BY_PROCEDURE, INTRODUCED, LOCAL, Finding
from rencai.policy.reasons import questions

RECOGNISED = "recognised_category"


class Needed(NamedTuple):
    """A question that is still open."""

    fact: str
    words: str


@dataclass(frozen=True)
class Outlook:
    """The finding, as the applicant reads it before anything is handed in."""

    finding: Finding

    @property
    def anew(self) -> bool:
        """Whether the talent is recognised already: then they are recognised anew, at a higher class."""
        return self.finding.decision.facts.get(RECOGNISED) not in (None, NONE)

    @property
    def too_high(self) -> bool:
        """Whether the class that is applied for is above the one that the facts support."""
        return rank(self.finding.case.category) > rank(self.finding.supported)

    @cached_property
    def measures(self) -> list[Told]:
        """With all reasons; what the procedure itself will say is not missing from the applicant."""
        renewal = BY_MEASURE[self.finding.case.measure].renewal
        shown = [told for told in self.finding.measures if told.name != renewal or self.anew]
        return [replace(told, missing=self._asked(told.name)) for told in shown]

    def _asked(self, measure: str) -> list[str]:
        missing = tuple(name for name in self.finding.decision[measure].missing if name not in BY_PROCEDURE)
        return questions(missing, the_pack().rules, self.finding.told.lang)

    @cached_property
    def needed(self) -> list[Needed]:
        """What nobody has answered and would decide something; the measure's own questions first."""
        facts = the_pack().rules.facts
        return [Needed(name, worded(facts[name].question)) for name in self._missing() if name in facts]

    def _missing(self) -> list[str]:
        measure = self.finding.case.measure
        shown = {told.name for told in self.measures}
        names = [measure, *(name for name in (INTRODUCED, LOCAL) if name in shown)]
        found = dict.fromkeys(fact for name in names for fact in self.finding.decision[name].missing)
        return [name for name in found if name not in BY_PROCEDURE]

    @cached_property
    def failing(self) -> list[str]:
        """The conditions of the measure that fail, and by how much."""
        return [
            f"{one.reason.text} ({one.detail})" if one.detail else one.reason.text
            for one in self.measures[0].reasons
            if one.reason.state == "not_met"
        ]


def title_of(case: Case) -> str:
    """As what, and in which class where there are several."""
    one = BY_MEASURE.get(case.measure)
    words = str(one.words) if one else case.measure
    if not case.category or len(classes_of(case.measure)) == 1:
        return capfirst(words)
    return capfirst(_("%(words)s: %(class)s") % {"words": words, "class": case.class_word})


def reasons_of(decision: Decision) -> list[Told]:
    """The reasons of what was decided, from the facts that it froze."""
    record = decision.record
    found = the_pack().decide(record["facts"], on=decision.on)
    measure = decision.case.measure
    wanted = [measure, INTRODUCED, LOCAL]
    told = DecisionTold(found, frozenset(decision.unattested))
    return [told.told(outcome) for outcome in found if outcome.name in wanted[: 3 if decision.manner else 1]]
