"""A decision told in full, and a measure told without a person: lines for paper and for a screen alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from rencai.messages import Message
from rencai.policy.decision import (
    ELIGIBLE,
    NEEDS_JUDGEMENT,
    ConditionResult,
    Decision,
    Outcome,
    ScoreResult,
)
from rencai.policy.evaluate import months_between
from rencai.policy.expressions import Name
from rencai.policy.formula import name_words
from rencai.policy.measure_words import measure_lines
from rencai.policy.model import Measure, Rules, Source
from rencai.policy.reasons import (
    ORDER,
    STATUS_MARKS,
    STATUS_WORDS,
    Reason,
    changes,
    condition_words,
    outcome_words,
    questions,
    reason_of,
)
from rencai.policy.types import Type
from rencai.policy.wording import (
    NOT_KNOWN,
    cents_words,
    day_words,
    is_age,
    margin_words,
    sentence,
    value_words,
)
from rencai.prose import BLANK, Line, as_text

Payment = tuple[date, Decimal]
FEW_PAYMENTS = 4
SEMICOLON = {"en": "; ", "zh": "；"}


class Sources:
    """Numbers documents in the order in which they are first cited."""

    def __init__(self, rules: Rules, lang: str) -> None:
        self.rules, self.lang = rules, lang
        self.cited: dict[str, int] = {}

    def cite(self, source: Source | None) -> str:
        """`[3] article`, or nothing where there is no source."""
        if source is None:
            return ""
        number = self.cited.setdefault(source.document, len(self.cited) + 1)
        return f"[{number}] {source.article}".rstrip()

    def lines(self) -> Iterator[Line]:
        if self.cited:
            yield BLANK
            yield Line("head", Message("Sources").text(self.lang))
        for name, number in self.cited.items():
            document = self.rules.documents.get(name)
            title = document.title[self.lang] if document else name
            yield Line("item", title, 1, f"[{number}]", note=document.link if document else "")


def decision_text(decision: Decision, lang: str = "en") -> str:
    """The whole decision as plain text: every measure with its reasons, payments and sources."""
    return as_text(decision_lines(decision, lang))


def decision_lines(decision: Decision, lang: str, only: str = "") -> Iterator[Line]:
    """The decision as lines; `only` one measure, category set or score."""
    telling = Telling(decision, lang)
    yield from telling.opening()
    for outcome in in_order(decision):
        if only in ("", outcome.name):
            yield BLANK
            yield from telling.outcome(outcome)
    for name in decision.categories:
        if only in ("", name):
            yield BLANK
            yield from telling.category(name, full=bool(only))
    for name, score in decision.scores.items():
        if only in ("", name):
            yield BLANK
            yield from telling.score(score)
    yield from telling.given()
    yield from telling.sources.lines()


def in_order(decision: Decision) -> list[Outcome]:
    """What is given first, then what is open, then what is refused."""
    return sorted(decision, key=lambda outcome: ORDER.index(outcome.status))


class Telling:
    """Tells one decision in one language. The decision carries its pack's rules."""

    def __init__(self, decision: Decision, lang: str) -> None:
        self.decision, self.lang = decision, lang
        self.rules: Rules = decision.rules
        self.sources = Sources(self.rules, lang)
        self.values = {**decision.facts, **decision.derived}

    @cached_property
    def bound(self) -> Mapping[str, Any]:
        """The parameters' values on the day of the decision."""
        found = {name: parameter.on(self.decision.on) for name, parameter in self.rules.parameters.items()}
        return {name: dated.value for name, dated in found.items() if dated}

    def label(self, message: Message) -> Line:
        return Line("label", message.text(self.lang), 1)

    def opening(self) -> Iterator[Line]:
        yield Line("title", self.rules.title[self.lang])
        day, edition = day_words(self.decision.on, self.lang), self.decision.edition[:12]
        told = Message("Decided for {day}; edition {edition}", day=day, edition=edition)
        yield Line("text", told.text(self.lang))
        if not self.decision.binding:
            told = Message("Not binding: drafts or a reform took part.")
            yield Line("text", told.text(self.lang), state=NEEDS_JUDGEMENT)

    def given(self) -> Iterator[Line]:
        """What the decision rests on: the facts given, and what followed from them."""
        derived = {name: item.expr.type for name, item in self.rules.derived.items() if item.origin == "derived"}
        given = {name: fact.type for name, fact in self.rules.facts.items()}
        for label, kinds in ((Message("Facts given"), given), (Message("Worked out"), derived)):
            known = [self.value(name, kind) for name, kind in kinds.items() if self.values.get(name) is not None]
            if known:
                yield BLANK
                yield Line("head", label.text(self.lang))
                yield Line("text", SEMICOLON[self.lang].join(known), 1)

    def value(self, name: str, kind: Type) -> str:
        said = value_words(self.values[name], kind, self.rules, self.lang, of_age=is_age(Name(kind, name)))
        what = name_words(name, self.rules, self.lang)
        return Message("{what}: {value}", what=what, value=said).text(self.lang)

    def outcome(self, outcome: Outcome) -> Iterator[Line]:
        """One measure, with everything that a reader may ask about it."""
        said = outcome_words(outcome, self.rules, self.lang)
        mark = STATUS_MARKS[outcome.status]
        yield Line("head", outcome.title[self.lang], 0, mark, note=said, state=outcome.status)
        if outcome.draft:
            told = Message("A draft: it decides no case.")
            yield Line("text", told.text(self.lang), 1, state=NEEDS_JUDGEMENT)
        yield from self.money(outcome)
        if outcome.conditions:
            yield self.label(Message("Conditions"))
        for result in outcome.conditions:
            yield from self.condition(result)
        yield from self.list(Message("Questions to ask"), questions(outcome.missing, self.rules, self.lang))
        yield from self.list(Message("What would change this"), changes(outcome, self.rules, self.lang))

    def reason(self, result: ConditionResult) -> Reason:
        return reason_of(result, self.rules, self.lang, self.values, self.bound)

    def condition(self, result: ConditionResult) -> Iterator[Line]:
        reason = self.reason(result)
        cited = self.sources.cite(reason.source)
        yield Line("item", reason.text, 1, reason.mark, note=cited, state=reason.state)
        for part in (reason.detail(self.lang), reason.judge):
            if part:
                yield Line("detail", sentence(part), 2)

    def list(self, label: Message, items: Sequence[str]) -> Iterator[Line]:
        if items:
            yield self.label(label)
        yield from (Line("item", item, 1, "·") for item in items)

    def money(self, outcome: Outcome) -> Iterator[Line]:
        total = outcome.amount if outcome.amount is not None else outcome.potential
        if total is not None and outcome.computation:
            yield self.label(Message("How it is computed ({currency})", currency=self.rules.currency))
            for step in outcome.computation:
                yield Line("row", step.words(self.lang), 2, right=cents_words(step.amount))
            if outcome.computation[-1].amount != total:
                yield Line("row", Message("In all").text(self.lang), 2, right=cents_words(total))
        yield from self.payments(Message("Payments"), outcome.schedule)
        yield from self.payments(Message("Not paid any more"), outcome.stopped)
        if outcome.clawbacks:
            yield self.label(Message("To be returned"))
        for claim in outcome.clawbacks:
            amount = NOT_KNOWN.text(self.lang) if claim.amount is None else cents_words(claim.amount)
            yield Line("row", claim.text[self.lang], 2, right=amount)

    def payments(self, label: Message, payments: Sequence[Payment]) -> Iterator[Line]:
        if payments:
            yield self.label(label)
        for run in payment_runs(payments):
            days = day_words(run[0][0], self.lang)
            if len(run) > 1:
                last = day_words(run[-1][0], self.lang)
                told = Message("{first} to {last}, {n} times", first=days, last=last, n=len(run))
                days = told.text(self.lang)
            yield Line("row", days, 2, right=cents_words(run[0][1]))

    def category(self, name: str, *, full: bool) -> Iterator[Line]:
        """The category that the rules give, and for each what it fails on (`full`: every condition)."""
        found = self.rules.categories[name]
        value = value_words(self.values.get(name), found.type, self.rules, self.lang)
        yield Line("head", found.title[self.lang], 0, "◆", note=value)
        for outcome in self.decision.categories[name].values():
            words, mark = STATUS_WORDS[outcome.status].text(self.lang), STATUS_MARKS[outcome.status]
            yield Line("item", outcome.title[self.lang], 1, mark, note=words, state=outcome.status)
            for result in outcome.conditions if full else first_open(outcome):
                reason = self.reason(result)
                text, cited = f"{reason.mark} {reason.text}", self.sources.cite(reason.source)
                yield Line("detail", text, 2, note=cited)

    def score(self, score: ScoreResult) -> Iterator[Line]:
        kind = self.rules.scores[score.name].total.type
        total = value_words(score.value, kind, self.rules, self.lang)
        yield Line("head", score.title[self.lang], 0, "◆", note=total)
        for _, text, value in score.parts:
            yield Line("row", text[self.lang], 1, right=value_words(value, kind, self.rules, self.lang))
        yield from self.list(Message("Questions to ask"), questions(score.missing, self.rules, self.lang))


def first_open(outcome: Outcome) -> Iterable[ConditionResult]:
    """The first condition that keeps a category out, if one does."""
    if outcome.status == ELIGIBLE:
        return ()
    return [result for result in outcome.conditions if result.name == outcome.reason]


def payment_runs(payments: Sequence[Payment]) -> list[list[Payment]]:
    """Payments of one amount a month apart, together; a few payments stay single."""
    if len(payments) <= FEW_PAYMENTS:
        return [[payment] for payment in payments]
    runs = [[payments[0]]]
    for before, after in pairwise(payments):
        if after[1] == before[1] and months_between(before[0], after[0]) == 1:
            runs[-1].append(after)
        else:
            runs.append([after])
    return runs


def measure_text(measure: Measure, rules: Rules, on: date, lang: str = "en") -> str:
    """A measure in words, as in force on a day: conditions, amount, payments, limits and sources."""
    return as_text(measure_page(measure, rules, on, lang))


def measure_page(measure: Measure, rules: Rules, on: date, lang: str) -> Iterator[Line]:
    sources = Sources(rules, lang)
    yield from measure_lines(measure, rules, on, lang, sources.cite)
    yield from sources.lines()


__all__ = [
    "Reason",
    "changes",
    "condition_words",
    "decision_lines",
    "decision_text",
    "margin_words",
    "measure_page",
    "measure_text",
    "outcome_words",
    "questions",
    "reason_of",
    "value_words",
]
