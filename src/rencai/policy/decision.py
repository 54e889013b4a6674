"""What a decision says: frozen, complete, and the same again years later."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rencai.messages import Message
from rencai.policy.expressions import Expr
from rencai.policy.model import Condition, Measure, Source, Text
from rencai.policy.problems import FactError, Problem

ELIGIBLE, NOT_ELIGIBLE = "eligible", "not_eligible"
NEEDS_INFORMATION, NEEDS_JUDGEMENT = "needs_information", "needs_judgement"
STATUSES = (ELIGIBLE, NOT_ELIGIBLE, NEEDS_INFORMATION, NEEDS_JUDGEMENT)


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition for one person; unpacks as (name, met, value, threshold, margin, source).

    `met` is None while not known; `awaits` then says whether `information` or `judgement` is awaited.
    `margin` is how far the value is inside (+) or outside (-) the threshold, in the value's unit;
    days for dates, steps for ordered choices.
    """

    name: str
    met: bool | None
    value: Any
    threshold: Any
    margin: Any
    source: Source | None
    text: Text
    awaits: str = ""
    relaxed: bool = False
    missing: tuple[str, ...] = ()
    condition: Condition | None = field(default=None, compare=False, repr=False)
    measured: Expr | None = field(default=None, compare=False, repr=False)

    def __iter__(self) -> Iterator[Any]:
        return iter((self.name, self.met, self.value, self.threshold, self.margin, self.source))

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "name": self.name,
            "met": self.met,
            "value": plain(self.value),
            "threshold": plain(self.threshold),
            "margin": plain(self.margin),
            "text": self.text,
        }
        if self.source:
            found["source"] = str(self.source)
        extra = {"awaits": self.awaits, "relaxed": self.relaxed, "missing": list(self.missing)}
        return found | {key: value for key, value in extra.items() if value}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of how an amount was computed."""

    text: Text | Message
    amount: Decimal

    def words(self, lang: str) -> str:
        return self.text.text(lang) if isinstance(self.text, Message) else self.text.get(lang, "")


@dataclass(frozen=True, slots=True)
class Claim:
    """Money to be returned under a claw-back rule."""

    name: str
    text: Text
    amount: Decimal | None
    source: Source | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one measure (or one category of a set) gives to one person.

    `amount` is the whole amount, None unless eligible; `potential` what it would be if every open condition were met.
    `schedule` holds (day, amount) for each payment still due; `stopped` those that a stop rule ended.
    `missing` lists the facts to ask for, those that settle a condition alone first.
    `judges` lists (body, what it decides, the fact that records it).
    """

    name: str
    title: Text
    kind: str
    draft: bool
    status: str
    reason: str
    amount: Decimal | None
    potential: Decimal | None
    schedule: tuple[tuple[date, Decimal], ...]
    stopped: tuple[tuple[date, Decimal], ...]
    conditions: tuple[ConditionResult, ...]
    missing: tuple[str, ...]
    judges: tuple[tuple[str, Text, str], ...]
    computation: tuple[Step, ...]
    clawbacks: tuple[Claim, ...]
    source: Source | None
    measure: Measure | None = field(default=None, compare=False, repr=False)

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "kind": self.kind,
            "draft": self.draft,
            "status": self.status,
            "reason": self.reason,
            "amount": plain(self.amount),
            "potential": plain(self.potential),
            "schedule": [[day.isoformat(), plain(amount)] for day, amount in self.schedule],
            "stopped": [[day.isoformat(), plain(amount)] for day, amount in self.stopped],
            "conditions": [condition.as_json() for condition in self.conditions],
            "missing": list(self.missing),
            "judges": [{"by": body, "decides": text, "fact": fact} for body, text, fact in self.judges],
            "computation": [
                {"text": {lang: step.words(lang) for lang in ("en", "zh")}, "amount": plain(step.amount)}
                for step in self.computation
            ],
            "clawbacks": [
                {"name": claim.name, "text": claim.text, "amount": plain(claim.amount)} for claim in self.clawbacks
            ],
        }


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """A points total with its parts; None where a fact is missing."""

    name: str
    title: Text
    value: Any
    parts: tuple[tuple[str, Text, Any], ...]
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "value": plain(self.value),
            "missing": list(self.missing),
            "parts": [{"name": name, "text": text, "value": plain(value)} for name, text, value in self.parts],
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """All that a pack says about one person on one day, with the facts and the reasons.

    `pack_hash` is the hash of the pack's whole content, `edition` of what was in force on the day.
    `binding` is False where drafts or a reform took part, `drafts` tells which.
    """

    pack: str
    pack_hash: str
    edition: str
    on: date
    facts: Mapping[str, Any]
    outcomes: Mapping[str, Outcome]
    categories: Mapping[str, Mapping[str, Outcome]]
    derived: Mapping[str, Any]
    scores: Mapping[str, ScoreResult]
    binding: bool = True
    drafts: bool = False
    rules: Any = field(default=None, compare=False, repr=False)

    def __getitem__(self, measure: str) -> Outcome:
        if measure in self.outcomes:
            return self.outcomes[measure]
        known = self.rules.measures.get(measure) if self.rules else None
        if known is None:
            template = "{name!r} is no measure of this pack; in force are: {names}"
        elif known.draft:
            template = "{name} is a draft; a draft decides no case (explore it, or simulate it)"
        else:
            template = "{name} is not in force on {day}"
        raise FactError(Problem(None, Message(template, name=measure, names=list(self.outcomes), day=self.on)))

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes.values())

    def score(self, name: str) -> ScoreResult:
        """The score `name` with its parts."""
        if name not in self.scores:
            raise FactError(
                Problem(
                    None,
                    Message("{name!r} is no score of this pack; it has: {names}", name=name, names=list(self.scores)),
                )
            )
        return self.scores[name]

    def as_json(self) -> dict[str, Any]:
        """A JSON-ready mapping; `replay` takes it back."""
        return {
            "format": "rencai-decision/1",
            "pack": self.pack,
            "pack_hash": self.pack_hash,
            "edition": self.edition,
            "on": self.on.isoformat(),
            "binding": self.binding,
            "drafts": self.drafts,
            "facts": {name: plain(value) for name, value in self.facts.items() if value is not None},
            "outcomes": {name: outcome.as_json() for name, outcome in self.outcomes.items()},
            "categories": {
                name: {value: outcome.as_json() for value, outcome in rules.items()}
                for name, rules in self.categories.items()
            },
            "derived": {name: plain(value) for name, value in self.derived.items()},
            "scores": {name: score.as_json() for name, score in self.scores.items()},
        }

    def to_json(self, indent: int | None = None) -> str:
        return json.dumps(self.as_json(), ensure_ascii=False, indent=indent, sort_keys=True)


def plain(value: Any) -> Any:
    """A value as JSON has it: exact numbers and days as text."""
    if isinstance(value, (Decimal, date)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
