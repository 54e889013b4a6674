"""A decision of the policy pack made ready for a page: what each measure gives, and the reasons for it.

The words come from `rencai.policy.reasons`, so that a page, a letter and the command line say the same.
`parts/reasons.html` shows one `Told`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from rencai.policy import ConditionResult, Decision, Outcome
from rencai.policy.decision import ELIGIBLE, NEEDS_INFORMATION, NEEDS_JUDGEMENT, NOT_ELIGIBLE
from rencai.policy.explain import Telling, in_order
from rencai.policy.reasons import (
    STATUS_MARKS,
    STATUS_WORDS,
    Reason,
    amount_words,
    changes,
    questions,
    source_words,
)
from rencai.policy.references import names_behind
from rencai.policy.wording import list_words, sentence
from rencai.prose import Line

OPEN = (NEEDS_JUDGEMENT, NEEDS_INFORMATION)


def status_word(status: str) -> str:
    """What a page calls a status of a measure."""
    return STATUS_WORDS[status].text("zh" if (translation.get_language() or "").startswith("zh") else "en")


class ToldReason(NamedTuple):
    """One condition; its value, threshold and margin; who judges; which facts behind it nobody has attested; the
    article and where it can be read."""

    reason: Reason
    detail: str
    judge: str
    unattested: str
    article: str
    link: str

    def drawn(self) -> SafeString:
        """As `parts/reasons.html` lists it: a page has dozens, and a template for each costs more than the decision."""
        reason = self.reason
        told = [("", text) for text in (self.detail, self.judge) if text]
        if self.unattested:
            doubt = _("Stated only, nobody has attested it yet: %(facts)s") % {"facts": self.unattested}
            told.append((DOUBTFUL, doubt))
        if self.article:
            told.append((ARTICLE, format_html(LINK, self.link, self.article) if self.link else self.article))
        lines = format_html_join("", "\n<p{}>{}</p>", told)
        return format_html(
            LISTED, state=reason.state, mark=reason.mark, word=reason.word, text=reason.text, lines=lines
        )


LISTED = (
    '<li class="reason reason-{state}"><span class="state state-{state}"><span aria-hidden="true">{mark}</span> {word}'
    '</span>\n<div><p class="reason-text">{text}</p>{lines}</div></li>\n'
)
DOUBTFUL, ARTICLE = mark_safe(' class="reason-doubt"'), mark_safe(' class="reason-article"')
LINK = '<a href="{}" rel="external noreferrer">{}</a>'


@dataclass(frozen=True)
class Told:
    """One measure for one person, in the language of the page. `reckoning`: how the amount came about, and when it
    is paid, as labels and rows."""

    name: str
    title: str
    status: str
    mark: str
    word: str
    money: str
    reasons: list[ToldReason]
    missing: list[str]
    changes: list[str]
    reckoning: list[Line]

    @property
    def met(self) -> int:
        """How many conditions are met."""
        return self._in_state("met")

    @property
    def failing(self) -> int:
        """How many conditions keep the measure away."""
        return self._in_state("not_met")

    @property
    def nearly(self) -> str:
        """What would have to be otherwise, where that is one thing only."""
        return self.changes[0] if self.failing == 1 else ""

    def _in_state(self, state: str) -> int:
        return sum(told.reason.state == state for told in self.reasons)


class Question(NamedTuple):
    """Something to ask the person, and of how many measures the answer decides."""

    words: str
    measures: int


class DecisionTold:
    """A whole decision: the measures that are given, those that are open, and those that are not for the person.

    `unattested` names the facts that are only stated.
    """

    def __init__(self, decision: Decision, unattested: Collection[str] = frozenset()) -> None:
        self.decision, self.unattested = decision, frozenset(unattested)
        self.lang = "zh" if (translation.get_language() or "").startswith("zh") else "en"
        self.telling = Telling(decision, self.lang)

    @property
    def given(self) -> list[Told]:
        return self._with(ELIGIBLE)

    @property
    def open(self) -> list[Told]:
        return self._with(*OPEN)

    @property
    def refused(self) -> list[Told]:
        """The nearest first."""
        return sorted(self._with(NOT_ELIGIBLE), key=lambda told: told.failing)

    def _with(self, *statuses: str) -> list[Told]:
        return [told for told in self.measures if told.status in statuses]

    @cached_property
    def measures(self) -> list[Told]:
        return [self.told(outcome) for outcome in in_order(self.decision)]

    @cached_property
    def questions(self) -> list[Question]:
        """What is not known and would decide something, what decides most first."""
        asked = Counter(fact for outcome in self.decision if outcome.status in OPEN for fact in outcome.missing)
        ranked = sorted(asked.items(), key=lambda item: -item[1])
        return [Question(words, n) for fact, n in ranked for words in questions((fact,), self.telling.rules, self.lang)]

    def told(self, outcome: Outcome) -> Told:
        rules, lang = self.telling.rules, self.lang
        return Told(
            name=outcome.name,
            title=outcome.title[lang],
            status=outcome.status,
            mark=STATUS_MARKS[outcome.status],
            word=STATUS_WORDS[outcome.status].text(lang),
            money=amount_words(outcome, rules, lang),
            reasons=[self._reason(result) for result in outcome.conditions],
            missing=questions(outcome.missing, rules, lang),
            changes=changes(outcome, rules, lang),
            reckoning=list(self.telling.money(outcome)),
        )

    def _reason(self, result: ConditionResult) -> ToldReason:
        rules, lang, reason = self.telling.rules, self.lang, self.telling.reason(result)
        document = rules.documents.get(reason.source.document) if reason.source else None
        article = source_words(reason.source, rules, lang)
        link = document.link if document else ""
        detail, judge = sentence(reason.detail(lang)), sentence(reason.judge)
        return ToldReason(reason, detail, judge, self._stated_only(result), article, link)

    def _stated_only(self, result: ConditionResult) -> str:
        test = result.condition.test if result.condition else None
        if test is None or not self.unattested:
            return ""
        rules = self.telling.rules
        doubtful = self.unattested & names_behind((test,), rules.derived, rules.categories)
        return list_words([fact.label[self.lang] for name, fact in rules.facts.items() if name in doubtful], self.lang)
