"""What refers to what in a pack: names behind a rule, measures that exclude each other, numbers still to be decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rencai.policy.expressions import Expr, names_in, parameters_in
from rencai.policy.model import CategorySet, Derived, Measure, Parameter
from rencai.policy.problems import PackError, Problem, pack_error
from rencai.policy.yaml_source import did_you_mean

MAX_CHAIN = 30
"""How deep derived facts and exclusions may rest on each other."""


def check_references(measures: Mapping[str, Measure]) -> None:
    """Excluded measures exist, and nobody excludes in a circle."""
    problems = [
        Problem(
            measure.place,
            pack_error(
                None,
                "{name!r}, which {measure} excludes, is no measure{hint}",
                name=other,
                measure=measure.name,
                hint=did_you_mean(other, measures),
            )
            .problems[0]
            .message,
        )
        for measure in measures.values()
        for other in measure.excludes
        if other not in measures
    ]
    if problems:
        raise PackError(problems)
    _no_circle(measures)


def _no_circle(measures: Mapping[str, Measure]) -> None:
    """Nobody waits for himself: to exclude a measure is to wait for it and for the whole of its group."""
    settled: set[tuple[str, bool]] = set()
    path: list[tuple[str, bool]] = []

    def visit(name: str, whole: bool) -> None:
        step = (name, whole)
        if step in path:
            circle = " → ".join(dict.fromkeys(other for other, _ in path[path.index(step) :]))
            raise pack_error(
                measures[name].place,
                "{circle}: measures exclude each other in a circle; decide which comes first",
                circle=f"{circle} → {name}",
            )
        if len(path) > 2 * MAX_CHAIN:
            raise pack_error(
                measures[name].place, "measures exclude each other more than {n} deep; shorten the chain", n=MAX_CHAIN
            )
        if step not in settled:
            path.append(step)
            for other, other_whole in _waits_for(measures, name, whole):
                visit(other, other_whole)
            path.pop()
            settled.add(step)

    for name in measures:
        visit(name, True)


def _waits_for(measures: Mapping[str, Measure], name: str, whole: bool) -> list[tuple[str, bool]]:
    """A measure by itself waits for those that it excludes; as a whole, for itself and its group by themselves."""
    if not whole:
        return [(other, True) for other in measures[name].excludes]
    group = measures[name].group
    return [(name, False), *((other, False) for other in measures if group and measures[other].group == group)]


def check_placeholders(
    parameters: Mapping[str, Parameter],
    measures: Mapping[str, Measure],
    derived: Mapping[str, Derived],
    categories: Mapping[str, CategorySet],
) -> None:
    """A number still to be decided may stand in drafts only."""
    open_numbers = {name for name, found in parameters.items() if any(v.placeholder for v in found.values)}
    if not open_numbers:
        return
    rules = [(measure, used_by(measure, derived, categories)) for measure in measures.values()]
    sets = [(found, used_by_set(found, derived, categories)) for found in categories.values()]
    every: list[tuple[Measure | CategorySet, set[str]]] = [*rules, *sets]
    for found, used in every:
        if not found.draft and used & open_numbers:
            raise pack_error(
                found.place,
                "{name} is adopted, but uses numbers that are still to be decided: "
                "{names}; make it a draft, or decide them",
                name=found.name,
                names=sorted(used & open_numbers),
            )


def used_by(measure: Measure, derived: Mapping[str, Derived], categories: Mapping[str, CategorySet]) -> set[str]:
    """Every fact, parameter and derived fact that a measure uses, directly or through another."""
    findings = {condition.judgement.fact for condition in measure.conditions if condition.judgement}
    return names_behind(expressions_of(measure), derived, categories) | findings


def used_by_set(found: CategorySet, derived: Mapping[str, Derived], categories: Mapping[str, CategorySet]) -> set[str]:
    """Every fact, parameter and derived fact that the rules of a category set use."""
    conditions = [condition for rules in found.rules.values() for condition in rules]
    findings = {condition.judgement.fact for condition in conditions if condition.judgement}
    return names_behind((c.test for c in conditions if c.test), derived, categories) | findings


def names_behind(
    exprs: Iterable[Expr], derived: Mapping[str, Derived], categories: Mapping[str, CategorySet]
) -> set[str]:
    """Every name on which expressions rest."""
    seen: set[str] = set()
    waiting = list(exprs)
    while waiting:
        expr = waiting.pop()
        for name in {**names_in(expr), **parameters_in(expr)}.keys() - seen:
            seen.add(name)
            if name in derived:
                waiting.append(derived[name].expr)
            elif name in categories:
                seen |= used_by_set(categories[name], derived, categories)
    return seen


def expressions_of(measure: Measure) -> Iterator[Expr]:
    """All expressions that stand in a measure."""
    found: list[Expr | None] = [condition.test for condition in measure.conditions]
    found += [measure.schedule.start, measure.schedule.months]
    found += [part for limit in measure.limits for part in (limit.amount, limit.ranked_by)]
    adjustments = [*measure.stops, *measure.clawbacks]
    if measure.amount:
        found += [measure.amount.base, measure.amount.cap]
        adjustments += [*measure.amount.uplifts, *measure.amount.deducts]
    found += [part for item in adjustments for part in (item.when, item.value)]
    yield from (expr for expr in found if expr is not None)
