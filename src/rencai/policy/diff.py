"""What differs between two editions, in words: two packs, two days of one pack, or a pack and its reform.

changes_between(Side(pack, date(2019, 5, 1)), Side(pack, date(2022, 5, 1)))
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from rencai.messages import LANGUAGES, Message
from rencai.policy.lint.uses import reached
from rencai.policy.measure_words import table_rows
from rencai.policy.model import (
    Measure,
    Parameter,
    Rules,
    Text,
)
from rencai.policy.plan import Plan
from rencai.policy.references import used_by
from rencai.policy.side_reader import NOTHING, SideReader
from rencai.policy.types import Type
from rencai.policy.wording import value_words

if TYPE_CHECKING:
    from rencai.policy.pack import Pack

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
MARKS = {ADDED: "+", REMOVED: "\u2212", CHANGED: "~"}


class Side(NamedTuple):
    """One edition: a pack as in force on a day."""

    pack: Pack
    on: date
    drafts: bool = False

    @property
    def rules(self) -> Rules:
        return self.pack.rules

    @property
    def plan(self) -> Plan:
        return self.pack.plan(self.on, drafts=self.drafts)


class Change(NamedTuple):
    """One difference. `kind` and `name` say in what, `field` in which part of it (None: in the whole).

    `used_by` holds the titles of the measures that use a changed parameter.
    """

    how: str
    kind: str
    name: str
    title: Text
    field: Message | None = None
    old: Text = NOTHING
    new: Text = NOTHING
    used_by: tuple[Text, ...] = ()

    def text(self, lang: str = "en") -> str:
        what = self.field.text(lang) if self.field else ""
        old, new = self.old.get(lang, ""), self.new.get(lang, "")
        said = f"{old} → {new}" if old and new else old or new
        if what and said:
            return Message("{what}: {value}", what=what, value=said).text(lang)
        return what or said

    def as_json(self) -> dict[str, Any]:
        field = {lang: self.field.text(lang) for lang in LANGUAGES} if self.field else None
        return {
            "change": self.how,
            "kind": self.kind,
            "name": self.name,
            "title": self.title,
            "field": field,
            "old": self.old,
            "new": self.new,
            "used_by": list(self.used_by),
        }


def changes_between(old: Side, new: Side) -> list[Change]:
    """Every difference in what is in force, measures first."""
    comparison = _Comparison(old, new)
    return [
        *comparison.measures(),
        *comparison.parameters(),
        *comparison.categories(),
        *comparison.derived(),
        *comparison.scores(),
        *comparison.facts(),
    ]


class _Comparison:
    def __init__(self, old: Side, new: Side) -> None:
        self.old, self.new = old, new
        self.before = SideReader(old.rules)
        self.after = SideReader(new.rules)

    def measures(self) -> Iterator[Change]:
        old = {measure.name: measure for measure in self.old.plan.measures}
        new = {measure.name: measure for measure in self.new.plan.measures}
        for name in {**new, **old}:
            if name not in new:
                yield Change(REMOVED, "measure", name, old[name].title, _ended(self.new, name))
            elif name not in old:
                yield Change(ADDED, "measure", name, new[name].title, _begun(self.old, name))
            else:
                yield from self.measure(old[name], new[name])

    def measure(self, old: Measure, new: Measure) -> Iterator[Change]:
        def changed(how: str, field: Message, one: Text = NOTHING, other: Text = NOTHING) -> Change:
            return Change(how, "measure", new.name, new.title, field, one, other)

        for field, said, now in self.aspects(old, new):
            if said != now:
                yield changed(CHANGED, field, _or_none(said), _or_none(now))
        yield from self.named(Message("condition"), old.conditions, new.conditions, SideReader.condition, changed)
        yield from self.named(Message("payments stop"), old.stops, new.stops, SideReader.adjustment, changed)
        yield from self.named(Message("to be returned"), old.clawbacks, new.clawbacks, SideReader.adjustment, changed)
        before, after = old.amount, new.amount
        for kind, one, other in (
            (Message("uplift"), before.uplifts if before else (), after.uplifts if after else ()),
            (Message("deduction"), before.deducts if before else (), after.deducts if after else ()),
        ):
            yield from self.named(kind, one, other, SideReader.adjustment, changed)

    def aspects(self, old: Measure, new: Measure) -> Iterator[tuple[Message, Text, Text]]:
        """What a measure has one of, before and after."""
        before, after = self.before, self.after
        yield Message("title"), old.title, new.title
        yield Message("status"), _status(old), _status(new)
        yield Message("in force"), before.period(old.period), after.period(new.period)
        yield Message("amount"), before.amount(old), after.amount(new)
        yield Message("cap"), before.cap(old), after.cap(new)
        yield Message("payment"), before.schedule(old.schedule), after.schedule(new.schedule)
        yield Message("no double benefit with"), before.titles(old.excludes), after.titles(new.excludes)
        yield Message("highest amount only, within"), _plain_text(old.group), _plain_text(new.group)
        yield Message("limits a year"), before.limits(old.limits), after.limits(new.limits)

    def named(
        self,
        kind: Message,
        old: tuple[Any, ...],
        new: tuple[Any, ...],
        read: Callable[[Any, Any], Text],
        changed: Callable[..., Change],
    ) -> Iterator[Change]:
        """Things with names and texts, such as conditions: new, gone, or otherwise than before."""
        before, after = {item.name: item for item in old}, {item.name: item for item in new}
        for name in {**after, **before}:
            one, other = before.get(name), after.get(name)
            field = Message("{kind} {name}", kind=kind, name=name)
            if one is None:
                yield changed(ADDED, field, NOTHING, after[name].text)
            elif other is None:
                yield changed(REMOVED, field, one.text, NOTHING)
            else:
                text = Message("text of {kind} {name}", kind=kind, name=name)
                said, now = read(self.before, one), read(self.after, other)
                for what, old_text, new_text in ((text, one.text, other.text), (field, said, now)):
                    if old_text != new_text:
                        yield changed(CHANGED, what, old_text, new_text)

    def parameters(self) -> Iterator[Change]:
        old, new = self.old.plan.bound, self.new.plan.bound
        for name in {**self.new.rules.parameters, **self.old.rules.parameters}:
            one, other = self.old.rules.parameters.get(name), self.new.rules.parameters.get(name)
            label = (other or one).label  # type: ignore[union-attr]
            users = _users(self.new, name) or _users(self.old, name)
            if users or name in self.elsewhere:
                for change in _parameter(name, label, _entries(one, old.get(name)), _entries(other, new.get(name))):
                    yield change._replace(used_by=users)

    @cached_property
    def elsewhere(self) -> set[str]:
        """The parameters that category sets or scores use, whatever the measures do."""
        found: set[str] = set()
        for side in (self.old, self.new):
            tests = [
                item.test
                for group in side.plan.categories
                for rule in group.rules.values()
                for item in rule
                if item.test
            ]
            parts = [part.expr for score in side.rules.scores.values() for part in score.parts]
            found |= reached([*tests, *parts], side.rules)
        return found

    def categories(self) -> Iterator[Change]:
        old = {found.name: found for found in self.old.plan.categories}
        new = {found.name: found for found in self.new.plan.categories}
        for name in {**new, **old}:
            if name not in new or name not in old:
                found = new.get(name) or old[name]
                yield Change(ADDED if name in new else REMOVED, "categories", name, found.title)
                continue
            yield from self.category_set(name, old[name].rules, new[name].rules)

    def category_set(self, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
        found = self.new.rules.categories[name]
        labels = found.type.choices.labels if found.type.choices else {}
        for value in {**new, **old}:
            title = {lang: f"{found.title[lang]} · {labels[value][lang]}" for lang in LANGUAGES}

            def changed(
                how: str, field: Message, one: Text = NOTHING, other: Text = NOTHING, title: Text = title
            ) -> Change:
                return Change(how, "categories", name, title, field, one, other)

            yield from self.named(
                Message("condition"), old.get(value, ()), new.get(value, ()), SideReader.condition, changed
            )

    def derived(self) -> Iterator[Change]:
        old = {name: item for name, item in self.old.rules.derived.items() if item.origin == "derived"}
        new = {name: item for name, item in self.new.rules.derived.items() if item.origin == "derived"}
        for name in {**new, **old}:
            one, other = old.get(name), new.get(name)
            said = self.before(one.expr) if one else NOTHING
            now = self.after(other.expr) if other else NOTHING
            label = (other or one).label or _plain_text(name)  # type: ignore[union-attr]
            yield from _whole("derived", name, label, said, now)

    def scores(self) -> Iterator[Change]:
        old, new = self.old.rules.scores, self.new.rules.scores
        for name in {**new, **old}:
            if name not in new or name not in old:
                found = new.get(name) or old[name]
                yield Change(ADDED if name in new else REMOVED, "score", name, found.title)
                continue
            before = {part.name: (part.text, self.before(part.expr)) for part in old[name].parts}
            after = {part.name: (part.text, self.after(part.expr)) for part in new[name].parts}
            for part in {**after, **before}:
                text = (after.get(part) or before[part])[0]
                said, now = (found[part][1] if part in found else NOTHING for found in (before, after))
                for change in _whole("score", name, new[name].title, said, now):
                    yield change._replace(field=Message("{text}", text=text))

    def facts(self) -> Iterator[Change]:
        old, new = self.old.rules.facts, self.new.rules.facts
        for name in {**new, **old}:
            one, other = old.get(name), new.get(name)
            said, now = (_type_words(fact.type) if fact else NOTHING for fact in (one, other))
            yield from _whole("fact", name, (other or one).label, said, now)  # type: ignore[union-attr]


def _whole(kind: str, name: str, title: Text, old: Text, new: Text) -> Iterator[Change]:
    if old != new:
        how = ADDED if old == NOTHING else REMOVED if new == NOTHING else CHANGED
        yield Change(how, kind, name, title, None, old, new)


Entries = dict[str, tuple[Text, Text]]


def _entries(parameter: Parameter | None, value: Any) -> Entries:
    """Every entry of a parameter on the day: by its keys, (keys in words, value in words)."""
    if parameter is None or value is None:
        return {}
    rows = {lang: list(table_rows(value, parameter, lang)) for lang in LANGUAGES}
    found: Entries = {}
    for number, (english, leaf) in enumerate(rows["en"]):
        keys = {lang: rows[lang][number][0] for lang in LANGUAGES}
        found[english] = (keys, {lang: value_words(leaf, parameter.type, None, lang) for lang in LANGUAGES})
    return found


def _parameter(name: str, label: Text, old: Entries, new: Entries) -> Iterator[Change]:
    if bool(old) != bool(new):
        field = Message("now has a value") if new else Message("no longer has a value")
        single = next(iter((new or old).values()))[1] if len(new or old) == 1 else NOTHING
        how = ADDED if new else REMOVED
        yield Change(how, "parameter", name, label, field, NOTHING if new else single, single if new else NOTHING)
        return
    for key in {**new, **old}:
        said, now = (entries[key][1] if key in entries else NOTHING for entries in (old, new))
        for change in _whole("parameter", name, label, said, now):
            keys = (new.get(key) or old[key])[0]
            yield change._replace(field=Message("{text}", text=keys) if key else None)


def _users(side: Side, parameter: str) -> tuple[Text, ...]:
    """The titles of the measures in force that use a parameter, directly or through derived facts."""
    rules = side.rules
    return tuple(
        measure.title
        for measure in side.plan.measures
        if parameter in used_by(measure, rules.derived, rules.categories)
    )


def _status(measure: Measure) -> Text:
    word = Message("draft") if measure.draft else Message("adopted")
    return {lang: word.text(lang) for lang in LANGUAGES}


def _or_none(text: Text) -> Text:
    return text if any(text.values()) else {lang: Message("none").text(lang) for lang in LANGUAGES}


def _plain_text(text: str) -> Text:
    return dict.fromkeys(LANGUAGES, text)


def _type_words(kind: Type) -> Text:
    return {lang: kind.message().text(lang) for lang in LANGUAGES}


def _ended(side: Side, name: str) -> Message:
    measure = side.rules.measures.get(name)
    if measure is None:
        return Message("is gone")
    return Message("is a draft now") if measure.draft else Message("is not in force any more")


def _begun(side: Side, name: str) -> Message:
    measure = side.rules.measures.get(name)
    if measure is not None and measure.draft:
        return Message("was a draft and is adopted now")
    return Message("is new")


__all__ = ["ADDED", "CHANGED", "MARKS", "REMOVED", "Change", "Side", "changes_between"]
