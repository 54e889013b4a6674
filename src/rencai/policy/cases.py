"""The tests and the example people that a pack brings along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rencai.messages import Message
from rencai.policy.decision import NOT_ELIGIBLE, STATUSES, Decision, Outcome
from rencai.policy.model import Case, Person, Rules
from rencai.policy.read_facts import read_value
from rencai.policy.yaml_source import Node, did_you_mean

if TYPE_CHECKING:
    from rencai.policy.pack import Pack

NOT_IN_FORCE = "not_in_force"
EXPECTATIONS = {"status", "amount", "schedule", "because", "missing", "judges", "potential"}


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case, and in words what came out otherwise than expected."""

    case: Case
    differences: tuple[Message, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def read_facts_node(node: Node, rules: Rules) -> dict[str, Any]:
    found = {}
    for name, item in node.mapping().items():
        if name not in rules.facts:
            raise item.error("{name!r} is no fact of this pack{hint}", name=name, hint=did_you_mean(name, rules.facts))
        found[name] = None if item.is_null else read_value(item, rules.facts[name].type)
    return found


def read_cases(nodes: Iterable[Node], rules: Rules) -> tuple[Case, ...]:
    return tuple(_case(node, rules) for node in nodes)


def _case(node: Node, rules: Rules) -> Case:
    fields = node.fields({"name", "on", "facts", "expect"}, {"note", "drafts", "source"})
    expect = {name: _expectation(name, item, rules) for name, item in fields["expect"].mapping().items()}
    if fields.flag("drafts"):
        expect["*drafts*"] = True
    return Case(fields.text("name"), fields["on"].day(), read_facts_node(fields["facts"], rules), expect, node.place)


def _expectation(name: str, node: Node, rules: Rules) -> Any:
    known = [*rules.measures, *rules.scores, *rules.categories, *rules.derived]
    if name not in known:
        raise node.error(
            "{name!r} is no measure, score, category set or derived fact{hint}",
            name=name,
            hint=did_you_mean(name, known),
        )
    if name not in rules.measures:
        kind = rules.categories[name].type if name in rules.categories else rules.derived[name].expr.type
        return None if node.is_null else _loose(node, kind)
    fields = node.fields(set(), EXPECTATIONS)
    expected: dict[str, Any] = {}
    if "status" in fields:
        expected["status"] = fields.one_of("status", (*STATUSES, NOT_IN_FORCE))
    for key in ("amount", "potential"):
        if key in fields:
            expected[key] = fields[key].decimal(2) if fields.get(key) else None
    for key in ("because", "missing", "judges"):
        if key in fields:
            expected[key] = [item.string() for item in fields[key].items()]
    if "schedule" in fields:
        expected["schedule"] = {day: item.decimal(2) for day, item in fields["schedule"].mapping().items()}
    return expected


def _loose(node: Node, kind: Any) -> Any:
    return node.decimal() if kind.is_number else read_value(node, kind)


def run_case(pack: Pack, case: Case) -> CaseResult:
    decide = pack.explore if case.expect.get("*drafts*") else pack.decide
    decision = decide(case.facts, on=case.on)
    differences = [
        difference
        for name, expected in case.expect.items()
        if name != "*drafts*"
        for difference in _differences(name, expected, decision)
    ]
    return CaseResult(case, tuple(differences))


def _differences(name: str, expected: Any, decision: Decision) -> Iterable[Message]:
    if isinstance(expected, Mapping):
        outcome = decision.outcomes.get(name)
        if outcome is None:
            if expected != {"status": NOT_IN_FORCE}:
                yield Message("{name} is not in force on {day}", name=name, day=decision.on)
            return
        for key, wanted in expected.items():
            found = _found(outcome, key)
            if found != wanted:
                yield Message(
                    "{name}: {key} is {found}, expected {wanted}",
                    name=name,
                    key=key,
                    found=_plain(found),
                    wanted=_plain(wanted),
                )
    elif decision.derived.get(name) != expected:
        yield Message(
            "{name} is {found}, expected {wanted}",
            name=name,
            found=_plain(decision.derived.get(name)),
            wanted=_plain(expected),
        )


def _found(outcome: Outcome, key: str) -> Any:
    if key == "because":
        return [
            condition.name
            for condition in outcome.conditions
            if (condition.met is False if outcome.status == NOT_ELIGIBLE else condition.met is None)
        ]
    if key == "schedule":
        return {day.isoformat(): amount for day, amount in outcome.schedule}
    if key == "missing":
        return list(outcome.missing)
    if key == "judges":
        return [body for body, _, _ in outcome.judges]
    return getattr(outcome, key)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_plain(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def read_people(nodes: Iterable[Node], rules: Rules) -> tuple[Person, ...]:
    people = []
    for node in nodes:
        fields = node.fields({"name", "on", "facts"}, {"about"})
        people.append(
            Person(
                fields.bilingual("name"),
                fields.bilingual("about"),
                fields["on"].day(),
                read_facts_node(fields["facts"], rules),
            )
        )
    return tuple(people)
