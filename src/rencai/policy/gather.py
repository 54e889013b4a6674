"""All definitions of a pack by kind and name, still as text with places; and a reform laid over them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from rencai.messages import Message
from rencai.policy.parsing import RESERVED
from rencai.policy.problems import PackError, Place, Problem, pack_error
from rencai.policy.yaml_source import Node, did_you_mean, read_text

SINGLE = ("parameter", "measure", "categories", "score", "reform")
GROUPS = ("choices", "facts", "derived")
LISTS = ("tests", "people")
# A reform that gives the first takes the place of the others.
INSTEAD = (("monthly", ("instalments", "every")), ("instalments", ("monthly",)))
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
SLUG = re.compile(r"[a-z][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class Definitions:
    """What the files of one pack define. `header` is pack.yaml."""

    header: Node
    choices: dict[str, Node] = field(default_factory=dict)
    facts: dict[str, Node] = field(default_factory=dict)
    derived: dict[str, Node] = field(default_factory=dict)
    parameter: dict[str, Node] = field(default_factory=dict)
    measure: dict[str, Node] = field(default_factory=dict)
    categories: dict[str, Node] = field(default_factory=dict)
    score: dict[str, Node] = field(default_factory=dict)
    reform: dict[str, Node] = field(default_factory=dict)
    tests: list[Node] = field(default_factory=list)
    people: list[Node] = field(default_factory=list)


def gather(files: Iterable[tuple[str, str]], name: str) -> Definitions:
    """The definitions in (file name, text) pairs; all problems of form are reported together."""
    header: Node | None = None
    roots: list[Node] = []
    problems: list[Problem] = []
    for file, text in files:
        try:
            root = read_text(text, file)
            if file in ("pack.yaml", "pack.yml"):
                if header is not None:
                    raise root.error("there are pack.yaml and pack.yml; keep one")
                header = root
            else:
                roots.append(root)
        except PackError as error:
            problems.extend(error.problems)
    if header is None and not problems:
        raise pack_error(Place(name), "this is no policy pack: it has no pack.yaml")
    if problems or header is None:
        raise PackError(problems)
    return _sorted_out(header, roots)


def _sorted_out(header: Node, roots: list[Node]) -> Definitions:
    found = Definitions(header)
    problems: list[Problem] = []
    for root in roots:
        try:
            _put(found, root)
        except PackError as error:
            problems.extend(error.problems)
    if problems:
        raise PackError(problems)
    return found


def _put(found: Definitions, root: Node) -> None:
    mapping = root.mapping()
    first = next(iter(mapping), "")
    if first in SINGLE:
        named = mapping[first]
        _add(getattr(found, first), named.string(), named, root, SLUG if first in ("measure", "reform") else NAME)
        return
    for key, node in mapping.items():
        if key in GROUPS:
            for name, item in node.mapping().items():
                _add(getattr(found, key), name, item, item, NAME)
        elif key in LISTS:
            getattr(found, key).extend(node.items())
        else:
            known = (*SINGLE, *GROUPS, *LISTS)
            raise node.error(
                "a file starts with one of {known}, not with {key!r}{hint}",
                known=list(known),
                key=key,
                hint=did_you_mean(key, known),
            )


def _add(into: dict[str, Node], name: str, at: Node, node: Node, pattern: re.Pattern[str]) -> None:
    if not pattern.fullmatch(name) or (pattern is NAME and name in RESERVED):
        form = Message("letters, digits and -") if pattern is SLUG else Message("letters, digits and _")
        raise at.error(
            "{name!r} cannot be a name here: use lower-case {form}, start with a letter, at most 60, "
            "and no word of SQL",
            name=name,
            form=form,
        )
    if name in into:
        raise at.error("{name} is already defined at {place}", name=name, place=into[name].place)
    into[name] = node


def overlay(base: Definitions, reform: Node, on: date) -> Definitions:
    """`base` with a reform laid over it; parameters change the value in force on that day. The base is not changed."""
    fields = reform.fields({"reform"}, {"title", "about", "parameters", "measures", "source"})
    measures, parameters = dict(base.measure), dict(base.parameter)
    for name, patch in (fields["parameters"].mapping() if "parameters" in fields else {}).items():
        if name not in parameters:
            raise patch.error(
                "there is no parameter {name!r} to change{hint}", name=name, hint=did_you_mean(name, parameters)
            )
        parameters[name] = _new_value(parameters[name], name, patch, on)
    for name, patch in (fields["measures"].mapping() if "measures" in fields else {}).items():
        _lay_measure(measures, name, patch)
    return replace(base, measure=measures, parameter=parameters)


def _new_value(parameter: Node, name: str, patch: Node, on: date) -> Node:
    """The parameter with one value for all days: the one in force on `on`, changed by `patch`."""
    fields = parameter.mapping()
    for item in fields["values"].items() if "values" in fields else ():
        inner = item.mapping()
        first, last = (inner[key].day() if key in inner else None for key in ("from", "until"))
        if (first is None or first <= on) and (last is None or on <= last):
            kept = {key: node for key, node in inner.items() if key not in ("from", "until")}
            key = "table" if "table" in kept else "value"
            kept[key] = _merged(kept[key], patch) if key == "table" else patch
            value = Node(kept, patch.file, patch.line, patch.column, None)
            values = Node([value], patch.file, patch.line, patch.column, None)
            return Node({**fields, "values": values}, patch.file, patch.line, patch.column, None)
    raise patch.error("{name} has no value in force on {day}, so there is none to change", name=name, day=on)


def _lay_measure(measures: dict[str, Node], name: str, patch: Node) -> None:
    if _dropped(patch):
        if name not in measures:
            raise patch.error(
                "there is no measure {name!r} to drop{hint}", name=name, hint=did_you_mean(name, measures)
            )
        del measures[name]
    elif name in measures:
        measures[name] = _merged(measures[name], patch)
    elif "kind" not in patch.mapping():
        raise patch.error(
            "there is no measure {name!r} to change{hint}; a new one is given whole, with its kind",
            name=name,
            hint=did_you_mean(name, measures),
        )
    else:
        if not SLUG.fullmatch(name):
            raise patch.error("{name!r} cannot be the name of a measure", name=name)
        measures[name] = patch


def _dropped(node: Node) -> bool:
    drop = node.mapping().get("drop")
    return drop is not None and drop.boolean()


def _merged(base: Node, patch: Node) -> Node:
    """`base` with the fields of `patch`; mappings merge, lists of named things merge by name, the rest is replaced."""
    if patch.is_mapping and base.is_mapping:
        merged = {
            key: node
            for key, node in base.mapping().items()
            if not any(key in others and first in patch.mapping() for first, others in INSTEAD)
        }
        for key, node in patch.mapping().items():
            merged[key] = _merged(merged[key], node) if key in merged else node
        return Node(merged, patch.file, patch.line, patch.column, None)
    if patch.is_list and base.is_list and _all_named(base) and _all_named(patch):
        return Node(_merged_lists(base, patch), patch.file, patch.line, patch.column, None)
    return patch


def _all_named(node: Node) -> bool:
    return all(item.is_mapping and "name" in item.mapping() for item in node.items())


def _merged_lists(base: Node, patch: Node) -> list[Node]:
    by_name = {item.mapping()["name"].string(): item for item in base.items()}
    for item in patch.items():
        name = item.mapping()["name"].string()
        if _dropped(item):
            if name not in by_name:
                raise item.error("there is no {name!r} to drop{hint}", name=name, hint=did_you_mean(name, by_name))
            del by_name[name]
        else:
            by_name[name] = _merged(by_name[name], item) if name in by_name else item
    return list(by_name.values())
