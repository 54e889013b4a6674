"""What an application asks: the facts on which its conditions rest, condition by condition, each once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rencai.office.pack import the_pack, worded
from rencai.office.recognition.classes import BY_MEASURE, HIGH_LEVEL
from rencai.office.recognition.finding import BY_PROCEDURE, INTRODUCED, LOCAL, Finding
from rencai.policy import ConditionResult
from rencai.policy.references import names_behind


class Group(NamedTuple):
    """A condition with what is asked for it. `key`: for what evidence is put forward; `measure`: its title, where it
    is another than the one that is applied for."""

    key: str
    measure: str
    words: str
    facts: tuple[str, ...]


def groups_of(finding: Finding, *, anew: bool) -> list[Group]:
    """The conditions of what decides the case, in their order; `anew`: the talent is recognised already.

    A fact stands with the first condition that rests on it. What the procedure itself says, and what a body finds by
    its own judgement, nobody is asked.
    """
    unasked = {*BY_PROCEDURE, *_found_by_judgement()}
    found = []
    for measure, result in _conditions(finding, anew):
        facts = tuple(name for name in facts_behind(result) if name not in unasked)
        if not facts and (measure != finding.case.measure or facts_behind(result)):
            continue
        unasked |= set(facts)
        own = measure == finding.case.measure
        title = "" if own else worded(finding.decision[measure].title)
        found.append(Group(evidence_key(finding.case.measure, measure, result.name), title, worded(result.text), facts))
    return found


def evidence_key(applied: str, measure: str, condition: str) -> str:
    """For what a document is put forward: a condition, named with its measure where that is not the `applied` one."""
    return condition if measure == applied else f"{measure}--{condition}"


def words_of(finding: Finding) -> dict[str, str]:
    """What evidence can be put forward for, in words."""
    return {
        evidence_key(finding.case.measure, measure, one.name): worded(one.text)
        for measure, one in _conditions(finding, anew=True)
    }


def _conditions(finding: Finding, anew: bool) -> Iterator[tuple[str, ConditionResult]]:
    measure = finding.case.measure
    others = [BY_MEASURE[measure].renewal] if anew else []
    others += [INTRODUCED, LOCAL] if measure == HIGH_LEVEL else []
    known = {outcome.name: outcome for outcome in finding.decision}
    for name in (measure, *others):
        if name in known:
            yield from ((name, result) for result in known[name].conditions)


def facts_behind(result: ConditionResult) -> list[str]:
    """The facts on which a condition rests, in the order of the pack."""
    test = result.condition.test if result.condition else None
    if test is None:
        return []
    rules = the_pack().rules
    behind = names_behind((test,), rules.derived, rules.categories)
    return [name for name in rules.facts if name in behind]


def _found_by_judgement() -> frozenset[str]:
    return _judged(the_pack().name)


@lru_cache(maxsize=4)
def _judged(pack: str) -> frozenset[str]:
    """Facts that record what a body has found by its own judgement."""
    rules = the_pack().rules
    every = [one for measure in rules.measures.values() for one in measure.conditions]
    every += [one for found in rules.categories.values() for held in found.rules.values() for one in held]
    return frozenset(one.judgement.fact for one in every if one.judgement)
