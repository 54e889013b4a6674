"""What a pack defines and nothing uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rencai.messages import Message
from rencai.policy.lint.finding import WARNING, Finding
from rencai.policy.lint.uses import all_names
from rencai.policy.problems import Place
from rencai.policy.yaml_source import Node

if TYPE_CHECKING:
    from rencai.policy.pack import Pack


def leftovers(pack: Pack) -> Iterator[Finding]:
    """Facts, parameters, derived facts, choice sets, sources and bodies that nothing needs."""
    rules, used = pack.rules, all_names(pack.rules)
    for kind, items in (
        (Message("the fact"), rules.facts),
        (Message("the parameter"), rules.parameters),
        (Message("the derived fact"), _derived(pack)),
    ):
        for name, item in items.items():
            if name not in used:
                yield _unused(kind, name, item.place)
    for name in rules.choices:
        if name not in _choice_sets(pack):
            yield _unused(Message("the choice set"), name, pack.definitions.choices[name].place)
    yield from _header(pack, "sources", Message("the source"), _mentioned(pack, "document"))
    yield from _header(pack, "bodies", Message("the body"), _mentioned(pack, "by") | _mentioned(pack, "attested_by"))


def _unused(kind: Message, name: str, place: Place) -> Finding:
    return Finding(WARNING, "unused", place, Message("{kind} {name} is not used", kind=kind, name=name))


def _derived(pack: Pack) -> dict[str, Any]:
    return {name: found for name, found in pack.rules.derived.items() if found.origin == "derived"}


def _choice_sets(pack: Pack) -> set[str]:
    rules = pack.rules
    types = [fact.type for fact in rules.facts.values()]
    types += [found.type for found in rules.categories.values()]
    types += [found.expr.type for found in rules.derived.values()]
    for parameter in rules.parameters.values():
        types += [parameter.type, *(key.type for key in parameter.keys)]
    return {kind.choices.name for kind in types if kind.choices is not None}


def _header(pack: Pack, field: str, kind: Message, used: set[str]) -> Iterator[Finding]:
    found = pack.definitions.header.mapping().get(field)
    for name, node in found.mapping().items() if found and found.is_mapping else ():
        if name not in used:
            yield _unused(kind, name, node.place)


def _mentioned(pack: Pack, field: str) -> set[str]:
    """Every value of a field of that name, anywhere in the pack."""
    definitions = pack.definitions
    roots = [*definitions.tests, *definitions.people]
    for kind in ("choices", "facts", "derived", "parameter", "measure", "categories", "score", "reform"):
        roots += getattr(definitions, kind).values()
    return {value for root in roots for value in _values(root, field)}


def _values(node: Node, field: str) -> Iterator[str]:
    if node.is_mapping:
        for key, item in node.mapping().items():
            if key == field:
                yield from (
                    part.value for part in (item.items() if item.is_list else [item]) if isinstance(part.value, str)
                )
            yield from _values(item, field)
    elif node.is_list:
        for item in node.items():
            yield from _values(item, field)
