"""Conditions for one person: met or not, the person's value, the threshold, the margin, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from rencai.policy.decision import ELIGIBLE, NEEDS_INFORMATION, NEEDS_JUDGEMENT, NOT_ELIGIBLE, ConditionResult
from rencai.policy.evaluate import Run, any_of, compile_expr
from rencai.policy.expressions import (
    Between,
    Case,
    Compare,
    Expr,
    In,
    Name,
    children,
)
from rencai.policy.model import Condition
from rencai.policy.plan import Plan, measurable, subject

INFORMATION, JUDGEMENT = "information", "judgement"


class Missing:
    """Finds the facts without which an expression stays not known."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.steps = dict(plan.steps)
        self.compiled: dict[int, Run] = {}
        self.parts: dict[int, tuple[Expr, ...]] = {}

    def facts(self, expr: Expr, env: Mapping[str, Any]) -> dict[str, None]:
        """Facts in the order in which they are met; empty where the expression is known."""
        found: dict[str, None] = {}
        if self._unknown(expr, env):
            self._collect(expr, env, found, set())
        return found

    def awaited(self, absent: Iterable[str]) -> str:
        """Whether these missing facts await information, or are all a human's to find."""
        names = tuple(absent)
        return JUDGEMENT if names and all(name in self.plan.judgements for name in names) else INFORMATION

    def _unknown(self, expr: Expr, env: Mapping[str, Any]) -> bool:
        run = self.compiled.get(id(expr))
        if run is None:
            run = self.compiled[id(expr)] = compile_expr(expr, self.plan.bound)
        return run(env) is None

    def _collect(self, expr: Expr, env: Mapping[str, Any], found: dict[str, None], seen: set[str]) -> None:
        if isinstance(expr, Name):
            self._collect_name(expr.name, env, found, seen)
            return
        if isinstance(expr, Case):
            parts: Iterable[Expr] = self._deciding_parts(expr, env)
        else:
            parts = self._parts(expr)
        for part in parts:
            if self._unknown(part, env):
                self._collect(part, env, found, seen)

    def _parts(self, expr: Expr) -> tuple[Expr, ...]:
        """As `children`, looked up once: a decision asks for the same parts again and again."""
        found = self.parts.get(id(expr))
        if found is None:
            found = self.parts[id(expr)] = tuple(children(expr))
        return found

    def _collect_name(self, name: str, env: Mapping[str, Any], found: dict[str, None], seen: set[str]) -> None:
        if env.get(name) is not None or name in seen:
            return
        seen.add(name)
        if name in self.steps:
            self._collect(self.steps[name], env, found, seen)
        elif name in self.plan.rules.facts:
            found[name] = None

    def _deciding_parts(self, expr: Case, env: Mapping[str, Any]) -> list[Expr]:
        """The first condition that is not known, or the result that was reached."""
        for test, result in expr.whens:
            run = self.compiled.setdefault(id(test), compile_expr(test, self.plan.bound))
            met = run(env)
            if met is None:
                return [test]
            if met:
                return [result]
        return [expr.otherwise]


def condition_runner(
    condition: Condition, plan: Plan, missing: Missing
) -> Callable[[Mapping[str, Any]], ConditionResult]:
    """A function from a person's values to the result of `condition`."""
    bound, test, judgement = plan.bound, condition.test, condition.judgement
    run = compile_expr(test, bound) if test is not None else None
    left, right = subject(test)
    value_of = compile_expr(left, bound) if left is not None else None
    threshold_of = _threshold(test, right, plan)
    measured = measurable(test)
    margin_of = _margin(measured) if measured is not None else None
    finding = judgement.fact if judgement else ""
    name, source, text = condition.name, condition.source, condition.text

    def result(env: Mapping[str, Any]) -> ConditionResult:
        tested = run(env) if run is not None else None
        met, awaits = tested, ""
        absent: tuple[str, ...] = ()
        if finding:
            met = any_of((tested, env[finding])) if run is not None else env[finding]
        if met is None:
            if finding and (run is None or tested is False):
                awaits, absent = JUDGEMENT, (finding,)
            else:
                assert test is not None
                absent = tuple(missing.facts(test, env))
                awaits = missing.awaited(absent)
        value = value_of(env) if value_of is not None else None
        threshold = threshold_of(env) if threshold_of is not None else None
        margin = None
        if margin_of is not None and tested is not None and value is not None and threshold is not None:
            margin = margin_of(value, threshold, tested)
        relaxed = bool(finding) and run is not None and met is True and tested is not True
        return ConditionResult(
            name, met, value, threshold, margin, source, text, awaits, relaxed, absent, condition, left
        )

    return result


def _threshold(test: Expr | None, right: Expr | None, plan: Plan) -> Run | None:
    if right is not None:
        return compile_expr(right, plan.bound)
    measured = measurable(test)
    if isinstance(measured, Between):
        low, high = compile_expr(measured.low, plan.bound), compile_expr(measured.high, plan.bound)
        return lambda env: None if (one := low(env)) is None or (other := high(env)) is None else (one, other)
    if isinstance(test, In):
        items = tuple(item.value for item in test.items)
        return lambda env: items
    return None


def _margin(measured: Compare | Between) -> Callable[[Any, Any, bool], Any]:
    kind = measured.left.type if isinstance(measured, Compare) else measured.value.type
    distance = _distance(kind)
    if isinstance(measured, Between):
        return lambda value, ends, met: min(distance(value, ends[0]), distance(ends[1], value))
    sign = 1 if measured.op in (">", ">=") else -1
    least = least_step(measured)

    def margin(value: Any, threshold: Any, met: bool) -> Any:
        found = distance(value, threshold) * sign - least
        # An alternative condition may be met while this comparison is not, or the other way round.
        return found if met == (found >= 0) else None

    return margin


def least_step(measured: Compare) -> Any:
    """By how much a value must pass a threshold that it may not equal: one day, one step, one in the last place."""
    if measured.op in (">=", "<="):
        return 0
    places = max(measured.left.type.places, measured.right.type.places)
    return Decimal(1).scaleb(-places) if places else 1


def _distance(kind: Any) -> Callable[[Any, Any], Any]:
    if kind.kind == "date":
        return lambda one, other: (one - other).days
    if kind.choices is not None:
        rank = kind.choices.values.index
        return lambda one, other: rank(one) - rank(other)
    return lambda one, other: one - other


def status_of(conditions: Iterable[ConditionResult]) -> tuple[str, str]:
    """(status, the condition that decided it): a condition not met, else the first one still open."""
    status, reason = ELIGIBLE, ""
    for condition in conditions:
        if condition.met is False:
            return NOT_ELIGIBLE, condition.name
        if condition.met is None:
            if condition.awaits == INFORMATION and status != NEEDS_INFORMATION:
                status, reason = NEEDS_INFORMATION, condition.name
            elif status == ELIGIBLE:
                status, reason = NEEDS_JUDGEMENT, condition.name
    return status, reason


def fewest_first(conditions: Iterable[ConditionResult]) -> tuple[str, ...]:
    """The facts to ask for: those of the condition that needs fewest first."""
    open_ones = [
        condition.missing for condition in conditions if condition.met is None and condition.awaits == INFORMATION
    ]
    return tuple(dict.fromkeys(name for names in sorted(open_ones, key=len) for name in names))
