"""Decides for one person, with the full trace: every condition, amount, payment and missing fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, localcontext
from types import MappingProxyType
from typing import Any, NamedTuple

from rencai.messages import LANGUAGES, Message
from rencai.policy.conditions import (
    INFORMATION,
    JUDGEMENT,
    Missing,
    condition_runner,
    fewest_first,
    status_of,
)
from rencai.policy.decision import (
    ELIGIBLE,
    NEEDS_INFORMATION,
    NEEDS_JUDGEMENT,
    NOT_ELIGIBLE,
    ConditionResult,
    Decision,
    Outcome,
    ScoreResult,
)
from rencai.policy.evaluate import EXACT, all_of, any_of, compile_expr
from rencai.policy.model import CategorySet, Condition, Measure, Text
from rencai.policy.payments import NOTHING, Money, claims_runner, money_expressions, money_runner
from rencai.policy.plan import Plan

Env = Mapping[str, Any]
NO_MONEY = Money(NOTHING, ())


class Draft(NamedTuple):
    """A measure for one person, before or after the measures of its group are compared."""

    measure: Measure
    results: list[ConditionResult]
    status: str
    reason: str
    money: Money

    @property
    def own(self) -> bool | None:
        return {ELIGIBLE: True, NOT_ELIGIBLE: False}.get(self.status)


class Decider:
    """A plan made ready to decide: everything compiled once, then run per person."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.missing = Missing(plan)
        self.steps = [(name, compile_expr(expr, plan.bound)) for name, expr in plan.steps]
        self.measures = {measure.name: _MeasureRun(measure, plan, self.missing) for measure in plan.measures}
        self.sets = [
            (found, [(value, self._runners(rules)) for value, rules in found.rules.items()])
            for found in plan.categories
        ]
        self.parts = {
            name: [(part, compile_expr(part.expr, plan.bound)) for part in score.parts]
            for name, score in plan.rules.scores.items()
        }
        self.groups: dict[str, list[str]] = {}
        for measure in plan.measures:
            if measure.group:
                self.groups.setdefault(measure.group, []).append(measure.name)

    def _runners(self, conditions: tuple[Condition, ...]) -> list[Callable[[Env], ConditionResult]]:
        return [condition_runner(condition, self.plan, self.missing) for condition in conditions]

    def environment(self, facts: Mapping[str, Any], on: date) -> dict[str, Any]:
        """The facts with every derived fact, score and category set worked out."""
        env: dict[str, Any] = {**facts, "decision_day": on}
        for name, run in self.steps:
            env[name] = run(env)
        return env

    def decide(self, facts: Mapping[str, Any], on: date, labels: Mapping[str, Any]) -> Decision:
        """The decision for checked `facts`; `labels` are the pack's name, hashes and whether it is binding."""
        with localcontext(EXACT):
            env = self.environment(facts, on)
            person = _Person(self, env)
            outcomes = {name: self._outcome(person.whole(name), env) for name in self.measures}
            categories = {found.name: self._category(found, rules, env) for found, rules in self.sets}
            scores = {name: self._score(name, env) for name in self.parts}
            rules = self.plan.rules
            derived = {
                name: _stated(env[name], rules.derived[name].expr.type.places if name in rules.derived else 0)
                for name, _ in self.steps
            }
        return Decision(
            on=on,
            facts=MappingProxyType(dict(facts)),
            outcomes=MappingProxyType(outcomes),
            categories=categories,
            derived=derived,
            scores=scores,
            rules=rules,
            **labels,
        )

    def _outcome(self, found: Draft, env: Env) -> Outcome:
        measure, results, status, reason, money = found
        granted, paid = status == ELIGIBLE, measure.amount is not None
        return Outcome(
            measure.name,
            measure.title,
            measure.kind,
            measure.draft,
            status,
            reason,
            money.total if granted and paid else None,
            money.total if paid and status != NOT_ELIGIBLE else None,
            money.due if granted else (),
            money.stopped if granted else (),
            tuple(results),
            fewest_first(results) if status == NEEDS_INFORMATION else (),
            _judges(results, self.plan),
            money.steps if paid else (),
            self.measures[measure.name].claims(env),
            measure.source,
            measure,
        )

    def highest(self, draft: Draft, alone: Callable[[str], Draft]) -> ConditionResult:
        """Of the measures in a group only the highest amount counts (就高不重复); of equal ones, the first."""
        names = self.groups[draft.measure.group]
        mine, place = draft.money.total, names.index(draft.measure.name)
        rivals = [alone(name) for name in names if name != draft.measure.name]
        beaten = [
            all_of((rival.own, _beats(rival.money.total, mine, names.index(rival.measure.name) < place)))
            for rival in rivals
        ]
        won = any_of(beaten)
        met = None if won is None else not won
        open_rivals = [rival for rival, beat in zip(rivals, beaten, strict=True) if beat is None]
        winner = next((rival.measure.title for rival, beat in zip(rivals, beaten, strict=True) if beat), None)
        text = (
            HIGHEST if winner is None else both(Message("Only the highest one counts: {title} is higher", title=winner))
        )
        return _implied(f"highest-of-{draft.measure.group}", met, text, open_rivals)

    def _category(self, found: CategorySet, rules: list[Any], env: Env) -> dict[str, Outcome]:
        """Each category of a set on its own, highest first."""
        assert found.type.choices is not None
        outcomes = {}
        for value, runners in rules:
            results = [run(env) for run in runners]
            status, reason = status_of(results)
            outcomes[value] = Outcome(
                value,
                found.type.choices.labels[value],
                "category",
                found.draft,
                status,
                reason,
                None,
                None,
                (),
                (),
                tuple(results),
                fewest_first(results) if status == NEEDS_INFORMATION else (),
                _judges(results, self.plan),
                (),
                (),
                found.source,
            )
        return outcomes

    def _score(self, name: str, env: Env) -> ScoreResult:
        score = self.plan.rules.scores[name]
        parts = tuple(
            (part.name, part.text, _stated(run(env), part.expr.type.places)) for part, run in self.parts[name]
        )
        missing = tuple(self.missing.facts(score.total, env)) if env[name] is None else ()
        return ScoreResult(name, score.title, _stated(env[name], score.total.type.places), parts, missing)


class _Person:
    """One person's measures, each worked out when another asks for it."""

    def __init__(self, decider: Decider, env: Env) -> None:
        self.decider, self.env = decider, env
        self.drafts: dict[str, Draft] = {}
        self.wholes: dict[str, Draft] = {}

    def alone(self, name: str) -> Draft:
        """The measure by its own conditions and those that it excludes."""
        if name not in self.drafts:
            self.drafts[name] = self.decider.measures[name].draft(self.env, self._other)
        return self.drafts[name]

    def whole(self, name: str) -> Draft:
        """The measure as it comes out, its group compared."""
        if name not in self.wholes:
            draft = self.alone(name)
            if len(self.decider.groups.get(draft.measure.group, ())) > 1:
                results = [*draft.results, self.decider.highest(draft, self.alone)]
                status, reason = status_of(results)
                draft = draft._replace(results=results, status=status, reason=reason)
            self.wholes[name] = draft
        return self.wholes[name]

    def _other(self, name: str) -> Draft | None:
        return self.whole(name) if name in self.decider.measures else None


class _MeasureRun:
    """One measure made ready to run."""

    def __init__(self, measure: Measure, plan: Plan, missing: Missing) -> None:
        self.measure = measure
        self.missing = missing
        self.conditions = [condition_runner(condition, plan, missing) for condition in measure.conditions]
        self.money = money_runner(measure, plan) if measure.amount else None
        self.claims = claims_runner(measure, plan)
        self.open_money = money_expressions(measure)
        self.others = [
            (name, both(Message("No double benefit: {title} is not received", title=plan.rules.measures[name].title)))
            for name in measure.excludes
        ]

    def draft(self, env: Env, others: Callable[[str], Draft | None]) -> Draft:
        results = [run(env) for run in self.conditions]
        money = self.money(env) if self.money else NO_MONEY
        if money.total is None:
            absent = dict.fromkeys(name for expr in self.open_money for name in self.missing.facts(expr, env))
            results.append(
                ConditionResult(
                    "amount",
                    None,
                    None,
                    None,
                    None,
                    None,
                    AMOUNT_KNOWN,
                    self.missing.awaited(absent),
                    missing=tuple(absent),
                )
            )
        for name, text in self.others:
            other = others(name)
            if other is not None:
                met = None if other.own is None else not other.own
                results.append(_implied(f"without-{name}", met, text, [other] if met is None else []))
        status, reason = status_of(results)
        return Draft(self.measure, results, status, reason, money)


def _beats(other: Decimal | None, mine: Decimal | None, earlier: bool) -> bool | None:
    if other is None or mine is None:
        return None
    return other > mine or (earlier and other == mine)


def _implied(name: str, met: bool | None, text: Text, open_ones: list[Draft]) -> ConditionResult:
    """A condition that follows from another measure; it awaits what that measure awaits."""
    awaits = ""
    missing: tuple[str, ...] = ()
    if met is None:
        informed = [item for item in open_ones if item.status != NEEDS_JUDGEMENT]
        awaits = INFORMATION if informed else JUDGEMENT
        waiting = informed or open_ones
        missing = tuple(
            dict.fromkeys(
                fact for item in waiting for result in item.results if result.met is None for fact in result.missing
            )
        )
    return ConditionResult(name, met, None, None, None, None, text, awaits, missing=missing)


def _judges(results: list[ConditionResult], plan: Plan) -> tuple[tuple[str, Text, str], ...]:
    """Whose findings are awaited, each once."""
    facts = dict.fromkeys(fact for result in results if result.awaits == JUDGEMENT for fact in result.missing)
    found = [(fact, plan.judgements[fact]) for fact in facts if fact in plan.judgements]
    return tuple((judgement.by, judgement.text, fact) for fact, judgement in found)


def _stated(value: Any, places: int) -> Any:
    """A number at the places of its type, so that equal results are written alike."""
    if places and value is not None and not isinstance(value, (bool, str, date)):
        return Decimal(value).quantize(Decimal(1).scaleb(-places))
    return value


def both(message: Message) -> Text:
    """A message in every language, for a trace that is kept."""
    return {lang: message.text(lang) for lang in LANGUAGES}


AMOUNT_KNOWN = both(Message("The amount can be computed"))
HIGHEST = both(Message("Only the highest one counts"))
