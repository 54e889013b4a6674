"""The parts of a measure read in both languages, to be compared with those of another edition."""

from __future__ import annotations

from rencai.messages import LANGUAGES, Message
from rencai.policy.expressions import Expr
from rencai.policy.formula import Wording
from rencai.policy.measure_words import period_words
from rencai.policy.model import Adjustment, Condition, Limit, Measure, Period, Rules, Schedule, Text
from rencai.policy.wording import percent_words

NOTHING: Text = dict.fromkeys(LANGUAGES, "")


class SideReader:
    """Reads one side in both languages; parameters by their names, for their values change on their own."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.wordings = {lang: Wording(rules, lang) for lang in LANGUAGES}

    def __call__(self, expr: Expr | None) -> Text:
        if expr is None:
            return NOTHING
        return {lang: wording(expr) for lang, wording in self.wordings.items()}

    def condition(self, condition: Condition) -> Text:
        test, judgement = self(condition.test), condition.judgement
        if judgement is None:
            return test
        said = {}
        for lang in LANGUAGES:
            decides = Message("{body} decides: {text}", body=self.rules.bodies[judgement.by], text=judgement.text)
            said[lang] = "; ".join(part for part in (test[lang], decides.text(lang)) if part)
        return said

    def adjustment(self, item: Adjustment) -> Text:
        when, value = self(item.when), self(item.value)
        return {lang: "; ".join(part for part in (when[lang], value[lang]) if part) for lang in LANGUAGES}

    def period(self, period: Period) -> Text:
        return {lang: period_words(period, lang) for lang in LANGUAGES}

    def amount(self, measure: Measure) -> Text:
        return self(measure.amount.base) if measure.amount else NOTHING

    def cap(self, measure: Measure) -> Text:
        return self(measure.amount.cap) if measure.amount else NOTHING

    def schedule(self, schedule: Schedule) -> Text:
        start, months = self(schedule.start), self(schedule.months)
        if schedule.months is not None:
            told = Message("monthly for {months}", months=months)
        elif len(schedule.shares) == 1:
            told = Message("all at once")
        else:
            shares = [percent_words(share) for share in schedule.shares]
            told = Message("in parts of {shares}, {n} months apart", shares=shares, n=schedule.every)
        if schedule.start is not None:
            told = Message("{schedule}, from {start}", schedule=told, start=start)
        return {lang: told.text(lang) for lang in LANGUAGES}

    def titles(self, names: tuple[str, ...]) -> Text:
        found = [self.rules.measures[name].title for name in names]
        return {lang: Message("{titles}", titles=found).text(lang) for lang in LANGUAGES}

    def limits(self, limits: tuple[Limit, ...]) -> Text:
        found = [self(limit.amount) for limit in limits]
        return {lang: Message("{titles}", titles=found).text(lang) for lang in LANGUAGES}
