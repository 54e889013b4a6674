"""A measure in words without a person: what it gives, to whom, how much, when, and where that is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from rencai.messages import Message
from rencai.policy.decision import NEEDS_JUDGEMENT
from rencai.policy.expressions import Expr, Name, Not, Param
from rencai.policy.formula import Wording, parameter_words
from rencai.policy.model import (
    Adjustment,
    Band,
    Condition,
    Key,
    Level,
    Limit,
    Measure,
    Parameter,
    Period,
    Rules,
    Source,
)
from rencai.policy.plan import in_force
from rencai.policy.wording import (
    YES_NO,
    choice_words,
    day_words,
    list_words,
    percent_words,
    quantity_words,
    sentence,
    value_words,
)
from rencai.prose import Line

Cite = Callable[[Source | None], str]
KINDS = {"payment": Message("a payment"), "service": Message("a service"), "status": Message("a status")}


def measure_lines(measure: Measure, rules: Rules, on: date, lang: str, cite: Cite) -> Iterator[Line]:
    """`measure` as lines; `cite` turns a source into its mark."""
    bound = {name: found.value for name, parameter in rules.parameters.items() if (found := parameter.on(on))}
    teller = _Teller(rules, on, lang, cite, Wording(rules, lang, bound))
    yield Line("head", measure.title[lang], note=cite(measure.source))
    yield Line("detail", teller.standing(measure))
    if measure.draft:
        yield Line("text", Message("A draft: it decides no case.").text(lang), 1, state=NEEDS_JUDGEMENT)
    if measure.about:
        yield Line("text", measure.about[lang], 1)
    yield from teller.conditions(measure)
    yield from teller.amount(measure)
    yield from teller.schedule(measure)
    yield from teller.adjustments(Message("Payments stop"), measure.stops)
    yield from teller.adjustments(Message("To be returned"), measure.clawbacks)
    yield from teller.relations(measure)
    yield from teller.limits(measure)


class _Teller:
    """What is needed to read a measure aloud on one day in one language."""

    def __init__(self, rules: Rules, on: date, lang: str, cite: Cite, wording: Wording) -> None:
        self.rules, self.on, self.lang, self.cite, self.wording = rules, on, lang, cite, wording

    def say(self, message: Message) -> str:
        return message.text(self.lang)

    def label(self, message: Message) -> Line:
        return Line("label", self.say(message), 1)

    def standing(self, measure: Measure) -> str:
        status = Message("draft") if measure.draft else Message("adopted")
        told = Message("{kind}, {status}", kind=KINDS[measure.kind], status=status)
        if not measure.draft:
            period = period_words(measure.period, self.lang)
            told = Message("{standing}, {period}", standing=told, period=period)
        text = sentence(self.say(told))
        if not measure.period.covers(self.on):
            day = day_words(self.on, self.lang)
            text += self.say(Message(" (not in force on {day})", day=day))
        return f"{text} · {measure.name}"

    def conditions(self, measure: Measure) -> Iterator[Line]:
        live = in_force(measure.conditions, self.on)
        if not live:
            yield self.label(Message("No conditions"))
            return
        yield self.label(Message("All of these must hold") if len(live) > 1 else Message("This must hold"))
        for number, condition in enumerate(live, 1):
            yield from self.condition(number, condition)

    def condition(self, number: int, condition: Condition) -> Iterator[Line]:
        yield Line("item", condition.text[self.lang], 1, f"{number}.", note=self.cite(condition.source))
        if condition.test is not None and not _is_plain(condition.test):
            yield Line("detail", sentence(self.wording(condition.test)), 2)
        if condition.period != Period():
            yield Line("detail", sentence(period_words(condition.period, self.lang)), 2)
        judgement = condition.judgement
        if judgement is not None:
            body = self.rules.bodies[judgement.by][self.lang]
            told = Message("{body} decides: {text}", body=body, text=judgement.text[self.lang])
            yield Line("detail", f"⚖ {self.say(told)}", 2, note=self.cite(judgement.source), state=NEEDS_JUDGEMENT)

    def amount(self, measure: Measure) -> Iterator[Line]:
        amount = measure.amount
        if amount is None:
            return
        yield self.label(Message("Amount"))
        text = amount.text.get(self.lang) or sentence(self.wording(amount.base))
        yield Line("item", text, 1, "·", note=self.cite(amount.source))
        yield from self.basis(amount.base)
        for uplift in amount.uplifts:
            told = Message("{text}: plus {share}", share=self.share(uplift.value), text=uplift.text[self.lang])
            yield Line("item", self.say(told), 1, "·", note=self.cite(uplift.source))
            if uplift.when is not None:
                yield Line("detail", self.say(Message("If {test}", test=self.wording(uplift.when))), 2)
        for deduction in amount.deducts:
            yield Line(
                "item",
                self.say(Message("Less: {text}", text=deduction.text[self.lang])),
                1,
                "·",
                note=self.cite(deduction.source),
            )
        if amount.cap is not None:
            yield Line("item", self.say(Message("At most {x} for one person", x=self.wording(amount.cap))), 1, "·")

    def share(self, expr: Expr | None) -> str:
        """An uplift's share in per cent, where it depends on nobody."""
        value = self.wording.entry(expr) if isinstance(expr, Param) else getattr(expr, "value", None)
        if value is None or isinstance(value, Level) or expr is None:
            return self.wording(expr) if expr is not None else ""
        return percent_words(value)

    def basis(self, expr: Expr) -> Iterator[Line]:
        """The table or number that an amount rests on, entry by entry."""
        if not isinstance(expr, Param):
            yield Line("detail", sentence(self.wording(expr)), 2)
            return
        parameter = self.rules.parameters[expr.name]
        dated = parameter.on(self.on)
        if dated is None:
            missing = Message(
                "{name} has no value on {day}",
                name=parameter_words(expr.name, self.rules, self.lang),
                day=day_words(self.on, self.lang),
            )
            yield Line("detail", self.say(missing), 2, state=NEEDS_JUDGEMENT)
            return
        if dated.placeholder:
            yield Line(
                "detail",
                self.say(Message("Placeholders: the numbers are still to be decided.")),
                2,
                state=NEEDS_JUDGEMENT,
            )
        names = [self.wording(key) for key in expr.keys]
        for keys, value in table_rows(dated.value, parameter, self.lang, names):
            yield Line(
                "row",
                keys or sentence(parameter.label[self.lang]),
                2,
                right=value_words(value, parameter.type, self.rules, self.lang),
            )

    def schedule(self, measure: Measure) -> Iterator[Line]:
        if measure.amount is None:
            return
        schedule, start = measure.schedule, self.say(Message("the day of the decision"))
        if schedule.start is not None:
            start = self.wording(schedule.start)
        yield self.label(Message("Payment"))
        if schedule.months is not None:
            months = self.wording(schedule.months)
            told = Message("Every month for {months}, from {start}", months=months, start=start)
        elif len(schedule.shares) == 1:
            told = Message("All at once on {start}", start=start)
        else:
            shares = list_words([percent_words(share) for share in schedule.shares], self.lang)
            every = quantity_words(schedule.every, (("month", 1),), self.lang)
            told = Message("In parts of {shares}, {every} apart, from {start}", shares=shares, every=every, start=start)
        yield Line("item", self.say(told), 1, "·")

    def adjustments(self, label: Message, items: tuple[Adjustment, ...]) -> Iterator[Line]:
        if items:
            yield self.label(label)
        for item in items:
            yield Line("item", item.text[self.lang], 1, "·", note=self.cite(item.source))
            if item.when is not None:
                yield Line("detail", self.say(Message("If {test}", test=self.wording(item.when))), 2)

    def relations(self, measure: Measure) -> Iterator[Line]:
        titles = [self.rules.measures[name].title[self.lang] for name in measure.excludes]
        rivals = [
            other.title[self.lang]
            for other in self.rules.measures.values()
            if measure.group and other.group == measure.group and other.name != measure.name
        ]
        if titles or rivals:
            yield self.label(Message("Beside other measures"))
        if titles:
            told = Message("Not for whoever receives: {titles}", titles=list_words(titles, self.lang))
            yield Line("item", self.say(told), 1, "·")
        if rivals:
            told = Message(
                "Only the highest amount counts, of this and: {titles}", titles=list_words(rivals, self.lang)
            )
            yield Line("item", self.say(told), 1, "·")

    def limits(self, measure: Measure) -> Iterator[Line]:
        if measure.limits:
            yield self.label(Message("Limits a year"))
        for limit in measure.limits:
            yield Line("item", limit.text[self.lang], 1, "·", note=self.cite(limit.source))
            yield Line("detail", sentence(self.limit(limit)), 2)

    def limit(self, limit: Limit) -> str:
        most = self.wording(limit.amount)
        if limit.ranked_by is None:
            return self.say(Message("at most {x}", x=most))
        return self.say(Message("at most {x}, ranked by {what}", x=most, what=self.wording(limit.ranked_by)))


def _is_plain(test: Expr) -> bool:
    """Whether a test is one fact, yes or no, which the condition's text says already."""
    return isinstance(test.value if isinstance(test, Not) else test, Name)


def period_words(period: Period, lang: str) -> str:
    """In force from 22 April 2019 to 9 May 2021."""
    first = day_words(period.first, lang) if period.first else ""
    last = day_words(period.last, lang) if period.last else ""
    if first and last:
        return Message("in force from {first} to {last}", first=first, last=last).text(lang)
    if first:
        return Message("in force from {first}", first=first).text(lang)
    if last:
        return Message("in force until {last}", last=last).text(lang)
    return Message("in force on every day").text(lang)


def table_rows(value: Any, parameter: Parameter, lang: str, names: Sequence[str] = ()) -> Iterator[tuple[str, Any]]:
    """Every entry of a parameter with its keys in words; a single value has no keys.

    `names` say what the keys are of; they are told with truth values and bands, which mean nothing alone.
    """
    for path, leaf in _entries(value, parameter.keys, lang, names):
        yield ("，" if lang == "zh" else ", ").join(path), leaf


def _entries(value: Any, keys: tuple[Key, ...], lang: str, names: Sequence[str]) -> Iterator[tuple[list[str], Any]]:
    if not isinstance(value, Level):
        yield [], value
        return
    for word, entry in _level(value, keys[0], lang):
        if names and keys[0].type.choices is None:
            word = Message("{what}: {value}", what=names[0], value=word).text(lang)
        for path, leaf in _entries(entry, keys[1:], lang, names[1:]):
            yield [word, *path], leaf


def _level(level: Level, key: Key, lang: str) -> Iterator[tuple[str, Any]]:
    entries: Mapping[Any, Any] = level.entries or {}
    for value, entry in entries.items():
        yield (
            (YES_NO[value].text(lang) if isinstance(value, bool) else choice_words(value, key.type, lang)),
            entry,
        )
    for band in level.bands:
        yield band_words(band, level.places, key, lang), band.entry


def band_words(band: Band, places: int, key: Key, lang: str) -> str:
    """18 to 19 years; 45 years and more; under 3."""
    unit = key.type.unit

    def say(scaled: int) -> str:
        return quantity_words(Decimal(scaled).scaleb(-places) if places else scaled, unit, lang)

    if band.low is None and band.below is None:
        return Message("any").text(lang)
    if band.low is None:
        assert band.below is not None
        return Message("under {x}", x=say(band.below)).text(lang)
    if band.below is None:
        return Message("{x} and more", x=say(band.low)).text(lang)
    if not places and band.below == band.low + 1:
        return say(band.low)
    if not places:
        return Message("{low} to {high}", low=str(band.low), high=say(band.below - 1)).text(lang)
    return Message("{low} to under {high}", low=say(band.low), high=say(band.below)).text(lang)
