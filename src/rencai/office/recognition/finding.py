"""What the policy pack says of a case: from the record's facts, the applicant's answers, and the procedure itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.timezone import localdate

from rencai.office.inbox.deadlines import is_working_day
from rencai.office.pack import fact_value, the_pack
from rencai.office.reasons import DecisionTold, Told
from rencai.office.recognition.classes import BY_MEASURE, HIGH_LEVEL, NONE, SHORT, class_word, rank
from rencai.office.recognition.models import Case, Objection, Stage
from rencai.office.recognition.terms import Answer, Manner, Step, Verdict
from rencai.office.registry.facts import FactSheet, facts_of
from rencai.policy import Decision, Outcome
from rencai.policy.decision import ELIGIBLE, NEEDS_INFORMATION, NEEDS_JUDGEMENT, NOT_ELIGIBLE

__all__ = ["ELIGIBLE", "NEEDS_INFORMATION", "NEEDS_JUDGEMENT", "NOT_ELIGIBLE", "Finding", "finding_of"]
SUPPORTED = "supported_category"
INTRODUCED, LOCAL = "introduced-status", "local-status"
PUBLICISED, COMMITTED = "publicity_working_days", "commitment_signed"
BY_PROCEDURE = (PUBLICISED, COMMITTED)
"""Facts that nobody states: the steps of the case say them."""
BY_DECISION = ("recognised_category", "recognised_as")
"""Facts that no applicant states and no officer confirms: a decision alone says them."""


@dataclass(frozen=True)
class Finding:
    """The pack's decision on a case on a day, and which facts behind it nobody has attested."""

    case: Case
    on: date
    decision: Decision
    unattested: frozenset[str]

    @property
    def outcome(self) -> Outcome:
        return self.decision[self.case.measure]

    @property
    def edition(self) -> str:
        """Of the rules, as short as people read it."""
        return str(self.decision.edition)[:12]

    @property
    def status(self) -> str:
        return self.outcome.status

    @property
    def supported(self) -> str:
        """The class that honours and age support; for talents in short supply, that class or none."""
        if self.case.measure != HIGH_LEVEL:
            return SHORT if self.status == ELIGIBLE else ""
        found = str(self.decision.derived.get(SUPPORTED) or "")
        return "" if found == NONE else found

    @property
    def supported_word(self) -> str:
        return class_word(self.supported) if self.supported else ""

    @property
    def manner(self) -> str:
        """Introduced or local, by the pack's rule; "" where it cannot tell."""
        if self.decision[INTRODUCED].status == ELIGIBLE:
            return Manner.INTRODUCED
        return Manner.LOCAL if self.decision[LOCAL].status == ELIGIBLE else ""

    def against(self, verdict: str, category: str = "") -> bool:
        """Whether `verdict` goes against the finding: a grant without or beyond it, a refusal in spite of it.

        Where the pack leaves something to judgement, the body judges: a grant within the supported class, and a
        refusal, are both within the finding.
        """
        if verdict == Verdict.REFUSE:
            return self.status == ELIGIBLE
        if verdict != Verdict.GRANT:
            return False
        beyond = rank(category) > rank(self.supported) if self.case.measure == HIGH_LEVEL else False
        return self.status not in (ELIGIBLE, NEEDS_JUDGEMENT) or beyond

    @cached_property
    def told(self) -> DecisionTold:
        return DecisionTold(self.decision, self.unattested)

    @property
    def measures(self) -> list[Told]:
        """The reasons of what decides this case: the measure, introduced or local, and recognition anew."""
        wanted = [self.case.measure, BY_MEASURE[self.case.measure].renewal]
        wanted += [INTRODUCED, LOCAL] if self.case.measure == HIGH_LEVEL else []
        known = {outcome.name: outcome for outcome in self.decision}
        return [self.told.told(known[name]) for name in wanted if name in known]

    @property
    def decisive(self) -> list[Told]:
        """No more than an officer needs: the measure; recognition anew of whoever is recognised already; and that by
        which the manner is found, or both ways where neither is.
        """
        anew = BY_MEASURE[self.case.measure].renewal if self.case.talent.recognised_category else ""
        ways = {Manner.INTRODUCED: (INTRODUCED,), Manner.LOCAL: (LOCAL,)}
        manner = ways.get(self.manner, (INTRODUCED, LOCAL)) if self.case.measure == HIGH_LEVEL else ()  # type: ignore[call-overload]
        known = {outcome.name: outcome for outcome in self.decision}
        return [self.told.told(known[name]) for name in (self.case.measure, anew, *manner) if name in known]


def finding_of(case: Case, on: date) -> Finding:
    """Nine queries: six for the record, one each for stages, objections and the talent's employer; and one for the
    pauses of what was publicised.
    """
    sheet = facts_of(case.talent, on)
    procedure = by_procedure(case, on)
    facts = {**sheet.facts, **_claimed(case, sheet), **procedure}
    doubtful = {name for name in facts if name not in procedure and not _attested(sheet, name, facts)}
    return Finding(case, on, the_pack().decide(facts, on=on), frozenset(doubtful))


def _claimed(case: Case, sheet: FactSheet) -> Mapping[str, Any]:
    """What the applicant says, in the pack's types; what the record holds attested comes before it."""
    found = {}
    for name, value in case.answers.items():
        if name in BY_DECISION or (name in sheet.origins and sheet.origins[name].attested_by):
            continue
        try:
            found[name] = fact_value(name, value)
        except (KeyError, ValueError):  # another edition of the pack may ask otherwise
            continue
    return found


def _attested(sheet: FactSheet, name: str, facts: Mapping[str, Any]) -> bool:
    return name in sheet.origins and bool(sheet.origins[name].attested_by) and facts[name] == sheet.facts[name]


def by_procedure(case: Case, on: date) -> dict[str, Any]:
    """The facts that the steps of the case say: how long it was publicised without objection, and the commitment.

    Whether the body signed the commitment is its delegation's matter; a step of the route makes sure of it. Of an
    application that is still being written they say nothing yet.
    """
    if case.submitted_on is None:
        return {}
    known = the_pack().rules.facts
    said = {PUBLICISED: publicised_days(case, on), COMMITTED: _committed(case)}
    return {name: value for name, value in said.items() if name in known and value is not None}


def publicised_days(case: Case, on: date) -> int:
    """Whole working days for which the last notice has run before the day `on`, without those on which the case waited
    for the applicant; 0 while an objection to it is open or upheld.
    """
    if any(one.answer != Answer.DISMISSED for one in objections_of(case)):
        return 0
    return whole_days(case, on)


def objections_of(case: Case) -> list[Objection]:
    """Those made since the last notice began: what was upheld before led to what followed then."""
    notice = last_notice(case)
    return [one for one in case.objections.all() if notice and localdate(one.at) >= notice.began_on]


def last_notice(case: Case) -> Stage | None:
    notices = [stage for stage in case.stages.all() if stage.step == Step.NOTICE]
    return notices[-1] if notices else None


def whole_days(case: Case, on: date) -> int:
    """As `publicised_days`, whatever was objected."""
    notice = last_notice(case)
    if notice is None:
        return 0
    first, last = notice.began_on.toordinal() + 1, min(notice.ended_on or on, on).toordinal()
    hidden = [(one.began_on, one.ended_on or on) for one in case.pauses.all()]
    days = (date.fromordinal(number) for number in range(first, last))
    return sum(is_working_day(day) and not any(since <= day <= until for since, until in hidden) for day in days)


def working_days_between(after: date, until: date) -> int:
    """Working days after the day `after`, up to `until` and with it."""
    days = (date.fromordinal(number) for number in range(after.toordinal() + 1, until.toordinal() + 1))
    return sum(is_working_day(day) for day in days)


def _committed(case: Case) -> bool | None:
    delegation = case.delegation
    if delegation is None:
        return None
    return delegation.commitment_signed_on is not None
