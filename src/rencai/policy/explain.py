"""A decision told in full, and a measure told without a person: lines that read the same on paper and on a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from rencai.messages import Message
from rencai.policy.decision import ELIGIBLE, NEEDS_JUDGEMENT, Decision, Outcome, ScoreResult
from rencai.policy.evaluate import months_between
from rencai.policy.formula import name_words
from rencai.policy.measure_words import measure_lines
from rencai.policy.model import Measure, Rules, Source
from rencai.policy.prose import BLANK, Line, as_text
from rencai.policy.reasons import (
    JUDGED,
    MARKS,
    MET,
    NOT_MET,
    ORDER,
    STATUS_MARKS,
    STATUS_WORDS,
    Reason,
    changes,
    condition_words,
    outcome_words,
    questions,
    reason_of,
    state_of,
)
from rencai.policy.types import Type
from rencai.policy.wording import (
    cents_words,
    day_words,
    margin_words,
    money_words,
    sentence,
    value_words,
)

FEW_PAYMENTS = 4


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
            yield Line("head", Message("Sources").text(self.lang))
        for name, number in self.cited.items():
            document = self.rules.documents.get(name)
            title = document.title[self.lang] if document else name
            link = document.link if document else ""
            yield Line("item", title, 1, f"[{number}]", note=link)


def decision_text(decision: Decision, lang: str = "en") -> str:
    """The whole decision as plain text: every measure with its reasons, payments and sources."""
    return as_text(decision_lines(decision, lang))


def decision_lines(decision: Decision, lang: str, only: str = "") -> Iterator[Line]:
    """The decision as lines; `only` one measure, category set or score. The decision carries its pack's rules."""
    rules: Rules = decision.rules
    sources = Sources(rules, lang)
    yield from _opening(decision, rules, lang)
    yield from _given(decision, rules, lang)
    for outcome in in_order(decision):
        if only in ("", outcome.name):
            yield BLANK
            yield from outcome_lines(outcome, rules, lang, sources, {**decision.facts, **decision.derived})
    for name in decision.categories:
        if only in ("", name):
            yield BLANK
            yield from _category_lines(name, decision, lang, sources, full=bool(only))
    for name, score in decision.scores.items():
        if only in ("", name):
            yield BLANK
            yield from _score_lines(score, rules.scores[name].total.type, rules, lang)
    yield BLANK
    yield from sources.lines()


def in_order(decision: Decision) -> list[Outcome]:
    """What is given first, then what is open, then what is refused."""
    return sorted(decision, key=lambda outcome: ORDER.index(outcome.status))


def _opening(decision: Decision, rules: Rules, lang: str) -> Iterator[Line]:
    yield Line("title", rules.title[lang])
    day = day_words(decision.on, lang)
    yield Line(
        "text",
        Message("Decided for {day}; edition {edition}", day=day, edition=decision.edition[:12]).text(lang),
    )
    if not decision.binding:
        yield Line(
            "text", Message("Not binding: drafts or a reform took part.").text(lang), state=NEEDS_JUDGEMENT
        )


def _given(decision: Decision, rules: Rules, lang: str) -> Iterator[Line]:
    """What the decision rests on: the facts given, and what followed from them."""
    given = [
        _stated(name_words(name, rules, lang), value, rules.facts[name].type, rules, lang, age="_age" in name)
        for name, value in decision.facts.items()
        if value is not None
    ]
    derived = [
        _stated(
            name_words(name, rules, lang),
            decision.derived[name],
            found.expr.type,
            rules,
            lang,
            age=name.startswith("age"),
        )
        for name, found in rules.derived.items()
        if found.origin == "derived" and decision.derived.get(name) is not None
    ]
    for label, items in ((Message("Facts given"), given), (Message("Worked out"), derived)):
        if items:
            joined = ("；" if lang == "zh" else "; ").join(items)
            yield Line("detail", Message("{label}: {items}", label=label, items=joined).text(lang))


def _stated(label: str, value: Any, kind: Type, rules: Rules, lang: str, *, age: bool) -> str:
    return Message(
        "{what}: {value}", what=label, value=value_words(value, kind, rules, lang, of_age=age)
    ).text(lang)


def outcome_lines(
    outcome: Outcome, rules: Rules, lang: str, sources: Sources, values: Mapping[str, Any] | None = None
) -> Iterator[Line]:
    """One measure for one person, with everything that a reader may ask about it."""
    yield Line("head", outcome.title[lang], 0, STATUS_MARKS[outcome.status], note=outcome_words(outcome, rules, lang),
               state=outcome.status)  # fmt: skip
    if outcome.draft:
        yield Line("text", Message("A draft: it decides no case.").text(lang), 1, state=NEEDS_JUDGEMENT)
    yield from _money_lines(outcome, rules, lang)
    yield from _condition_lines(outcome, rules, lang, sources, values)
    yield from _list(Message("To ask"), questions(outcome.missing, rules, lang), lang)
    yield from _list(Message("What would change this"), changes(outcome, rules, lang), lang)


def _list(label: Message, items: Sequence[str], lang: str) -> Iterator[Line]:
    if items:
        yield Line("label", label.text(lang), 1)
    for item in items:
        yield Line("item", item, 1, "·")


def _condition_lines(
    outcome: Outcome, rules: Rules, lang: str, sources: Sources, values: Mapping[str, Any] | None
) -> Iterator[Line]:
    if outcome.conditions:
        yield Line("label", Message("Conditions").text(lang), 1)
    for result in outcome.conditions:
        reason = reason_of(result, rules, lang, values)
        yield Line("item", reason.text, 1, reason.mark, note=sources.cite(reason.source), state=reason.state)
        for part in (reason.detail(lang), reason.judge):
            if part:
                yield Line("detail", sentence(part), 2, state=reason.state)


def _money_lines(outcome: Outcome, rules: Rules, lang: str) -> Iterator[Line]:
    total = outcome.amount if outcome.amount is not None else outcome.potential
    if total is not None and outcome.computation:
        yield Line("label", Message("How it is computed ({currency})", currency=rules.currency).text(lang), 1)
        yield from (
            Line("row", step.words(lang), 2, right=cents_words(step.amount)) for step in outcome.computation
        )
        if outcome.computation[-1].amount != total:
            yield Line("row", Message("In all").text(lang), 2, right=cents_words(total))
    yield from _payments(Message("Payments"), outcome.schedule, lang)
    yield from _payments(Message("Not paid any more"), outcome.stopped, lang)
    if outcome.clawbacks:
        yield Line("label", Message("To be returned").text(lang), 1)
    for claim in outcome.clawbacks:
        amount = Message("not known").text(lang) if claim.amount is None else cents_words(claim.amount)
        yield Line("row", claim.text[lang], 2, right=amount)


Payment = tuple[date, Decimal]


def _payments(label: Message, payments: Sequence[Payment], lang: str) -> Iterator[Line]:
    if payments:
        yield Line("label", label.text(lang), 1)
    for run in payment_runs(payments):
        first, last = day_words(run[0][0], lang), day_words(run[-1][0], lang)
        if len(run) == 1:
            yield Line("row", first, 2, right=cents_words(run[0][1]))
        else:
            each = Message("{first} to {last}, {n} times", first=first, last=last, n=len(run)).text(lang)
            yield Line("row", each, 2, right=cents_words(run[0][1]))


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


def _category_lines(
    name: str, decision: Decision, lang: str, sources: Sources, *, full: bool
) -> Iterator[Line]:
    rules: Rules = decision.rules
    found = rules.categories[name]
    value = value_words(decision.derived.get(name), found.type, rules, lang)
    yield Line("head", found.title[lang], 0, "◆", note=value)
    for outcome in decision.categories[name].values():
        words = STATUS_WORDS[outcome.status].text(lang)
        yield Line(
            "item", outcome.title[lang], 1, STATUS_MARKS[outcome.status], note=words, state=outcome.status
        )
        shown = (
            outcome.conditions
            if full
            else [result for result in outcome.conditions if result.met is not True][:1]
        )
        for result in shown if outcome.status != ELIGIBLE or full else ():
            reason = reason_of(result, rules, lang, {**decision.facts, **decision.derived})
            text = f"{reason.mark} {reason.text}"
            yield Line("detail", text, 2, note=sources.cite(reason.source), state=reason.state)


def _score_lines(score: ScoreResult, kind: Type, rules: Rules, lang: str) -> Iterator[Line]:
    yield Line("head", score.title[lang], 0, "◆", note=value_words(score.value, kind, rules, lang))
    for _, text, value in score.parts:
        yield Line("row", text[lang], 1, right=value_words(value, kind, rules, lang))
    yield from _list(Message("To ask"), questions(score.missing, rules, lang), lang)


# -- a measure without a person ----------------------------------------------------------------------------


def measure_text(measure: Measure, rules: Rules, on: date, lang: str = "en") -> str:
    """A measure in words, as in force on a day: conditions, amount, payments, limits and sources."""
    return as_text(measure_page(measure, rules, on, lang))


def measure_page(measure: Measure, rules: Rules, on: date, lang: str) -> Iterator[Line]:
    sources = Sources(rules, lang)
    yield from measure_lines(measure, rules, on, lang, sources.cite)
    yield BLANK
    yield from sources.lines()


__all__ = [
    "JUDGED",
    "MARKS",
    "MET",
    "NOT_MET",
    "STATUS_MARKS",
    "STATUS_WORDS",
    "Reason",
    "changes",
    "condition_words",
    "decision_lines",
    "decision_text",
    "margin_words",
    "measure_page",
    "measure_text",
    "money_words",
    "outcome_lines",
    "outcome_words",
    "questions",
    "reason_of",
    "state_of",
    "value_words",
]
