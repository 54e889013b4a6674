"""Reads a sampling plan from YAML or JSON; an error names file, line, column and what would be right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from rencai.policy.problems import Problem
from rencai.policy.yaml_source import Node, did_you_mean, read_file, read_text
from rencai.supervision.plan import KEYS, Columns, Plan, Special
from rencai.supervision.problems import SupervisionError
from rencai.supervision.rules import KINDS, Rule, Share


def load_plan(path: Path) -> Plan:
    return read_plan(read_file(path, str(path)), str(path))


def read_plan(text: str, name: str) -> Plan:
    root = read_text(text, name)
    found = root.fields({"name"}, {item.name for item in fields(Plan)} - {"name"})
    given = {key: read(found[key]) for key, read in READERS.items() if found.get(key) is not None}
    plan: Plan = _placed(root, lambda: Plan(**given))
    return plan


def _placed(node: Node, make: Callable[[], Any]) -> Any:
    """What `make` makes; its refusal is told with the place of `node`."""
    try:
        return make()
    except SupervisionError as error:
        raise SupervisionError(Problem(node.place, error.problems[0].message)) from None


def _text(node: Node) -> str:
    return node.string()


def _texts(node: Node) -> tuple[str, ...]:
    return tuple(item.string() for item in node.items()) if node.is_list else (node.string(),)


def _number(node: Node) -> float:
    return float(node.decimal())


def _numbers(node: Node) -> tuple[float, ...]:
    return tuple(_number(item) for item in node.items())


def _columns(node: Node) -> Columns:
    found = node.fields(set(), set(KEYS))
    return Columns(**{key: found[key].string() for key in KEYS if key in found})


VALUES: dict[str, Callable[[Node], Any]] = {"str": _text, "float": _number, "int": Node.integer}


def _rule(node: Node) -> Rule:
    pairs = node.mapping()
    if len(pairs) != 1:
        raise node.error("one rule is expected here: {allowed}", allowed=list(KINDS))
    [(kind, inner)] = pairs.items()
    if kind not in KINDS:
        raise inner.error(
            "{name!r} is no rule{hint}; there are: {allowed}",
            name=kind,
            hint=did_you_mean(kind, KINDS),
            allowed=list(KINDS),
        )
    rule: Rule = _made(KINDS[kind], inner)
    return rule


def _made(kind: type[Rule], node: Node) -> Any:
    known = {item.name: str(item.type) for item in fields(kind)}
    found: Any = {} if node.is_null else node.fields(set(), set(known))
    given = {name: VALUES[known[name]](found[name]) for name in known if name in found}
    return _placed(node, lambda: kind(**given))


def _share(node: Node) -> Share:
    share: Share = _made(Share, node)
    return share


def _specials(node: Node) -> tuple[Special, ...]:
    return tuple(_special(item) for item in node.items())


def _special(node: Node) -> Special:
    found = node.fields({"where", "rule"})
    where = {name: _texts(values) for name, values in found["where"].mapping().items()}
    return Special(where, _rule(found["rule"]))


READERS: dict[str, Callable[[Node], Any]] = {
    "name": _text,
    "columns": _columns,
    "granted": _texts,
    "refused": _texts,
    "strata": _texts,
    "bands": _numbers,
    "whole_above": _number,
    "rule": _rule,
    "rules": _specials,
    "second_level": _share,
    "confidence": _number,
}
