"""A case as its page tells it: the way it went, what was put forward, and what the applicant says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from rencai.office.asker import today
from rencai.office.pack import fact_word, value_word, worded
from rencai.office.recognition.actions.applying import CONSENT_PAPER
from rencai.office.recognition.asking import evidence_key, words_of
from rencai.office.recognition.cases import Case, Evidence, Pause, Stage
from rencai.office.recognition.decisions import Decision
from rencai.office.recognition.finding import Finding, working_days_between
from rencai.office.recognition.routes import BY_KIND
from rencai.office.recognition.terms import BodyKind


class Stretch(NamedTuple):
    """A step on the way of a case: what was done when, within how many working days, and while what was owed.

    `handed_to`: the body that went on after it, where it was another; else "".
    """

    stage: Stage
    words: str
    body: str
    limit: int
    draft: bool
    late: bool
    handed_to: str
    pauses: list[Pause]


class Paper(NamedTuple):
    """A document that was put forward; `changed`: it is not what was put forward then."""

    evidence: Evidence
    changed: bool


class Papers(NamedTuple):
    """What was put forward for one condition, in the condition's words."""

    words: str
    papers: list[Paper]


class Answer(NamedTuple):
    """What the applicant says of a fact. `held`: what the record holds instead, where it is attested otherwise."""

    fact: str
    words: str
    value: str
    attested: bool
    held: str


def way_of(case: Case) -> list[Stretch]:
    """The steps that it went through, the last one first. Stages and pauses come prefetched."""
    pauses, stages = list(case.pauses.all()), list(case.stages.all())
    pairs = zip_longest(stages, stages[1:])
    return [_stretch(stage, following, pauses) for stage, following in reversed(list(pairs))]


def _stretch(stage: Stage, following: Stage | None, pauses: Iterable[Pause]) -> Stretch:
    limit = BY_KIND[BodyKind(stage.body.kind)].limit(stage.step)
    within = [one for one in pauses if stage.began_on <= one.began_on and _before_end(one, stage)]
    return Stretch(
        stage=stage,
        words=str(stage.get_step_display()),
        body=stage.body.name,
        limit=limit.days,
        draft=limit.draft,
        late=stage.late_on(today()) and not any(one.ended_on is None for one in within),
        handed_to=following.body.name if following and following.body_id != stage.body_id else "",
        pauses=within,
    )


def _before_end(pause: Pause, stage: Stage) -> bool:
    return stage.ended_on is None or pause.began_on <= stage.ended_on


def days_left(case: Case) -> int | None:
    """Working days until the step is due; negative when it is late; None where no limit runs."""
    if case.due_on is None:
        return None
    late = case.due_on < today()
    return -working_days_between(case.due_on, today()) if late else working_days_between(today(), case.due_on)


def papers_of(case: Case, finding: Finding | None) -> list[Papers]:
    """By condition, in the order of the measure; what fits none stands at the end. Evidence comes prefetched."""
    words = _conditions(finding)
    by_condition: dict[str, list[Paper]] = {name: [] for name in words}
    for one in case.evidence.all():
        by_condition.setdefault(one.condition, []).append(Paper(one, one.sha256 != one.document.sha256))
    return [Papers(words.get(name, name), papers) for name, papers in by_condition.items() if papers]


def _conditions(finding: Finding | None) -> dict[str, str]:
    return _consent() | (words_of(finding) if finding else {})


def _consent() -> dict[str, str]:
    return {CONSENT_PAPER: _("Consent of the talent")}


class FrozenPaper(NamedTuple):
    """A document that lay before the body when it decided: its number, for what, original seen when, by content."""

    document: int
    words: str
    seen_on: str
    sha256: str


def frozen_papers(decision: Decision) -> list[FrozenPaper]:
    """The condition stands in the words of the rules as they were then."""
    applied = decision.case.measure
    words = {
        evidence_key(applied, measure, one["name"]): worded(one["text"])
        for measure, outcome in decision.record.get("outcomes", {}).items()
        for one in outcome.get("conditions", ())
    } | _consent()
    return [
        FrozenPaper(
            one["document"], words.get(one["condition"], one["condition"]), one.get("seen_on") or "", one["sha256"]
        )
        for one in decision.evidence
    ]


def answers_of(case: Case, finding: Finding) -> list[Answer]:
    """What the applicant says; what nobody has attested comes first."""
    facts = finding.decision.facts
    found = [
        _answer(name, value, facts.get(name), name not in finding.unattested) for name, value in case.answers.items()
    ]
    return sorted(found, key=lambda one: (one.attested, one.words))


def _answer(name: str, said: Any, counts: Any, attested: bool) -> Answer:
    differs = attested and counts is not None and _plain(counts) != _plain(said)
    return Answer(name, fact_word(name), value_word(name, said), attested, value_word(name, counts) if differs else "")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
