"""From definitions to rules: everything read, typed and checked, all problems reported together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from rencai.policy.expressions import names_in, parameters_in
from rencai.policy.gather import Definitions
from rencai.policy.model import CategorySet, Derived, Document, Fact, Parameter, Rules, Score, Text
from rencai.policy.problems import PackError, Place, Problem
from rencai.policy.read_facts import read_choices, read_fact, read_parameter, read_source
from rencai.policy.read_measures import Context, read_categories, read_measure, read_score
from rencai.policy.references import MAX_CHAIN, check_placeholders, check_references, used_by
from rencai.policy.syntax import Symbol, read_expression
from rencai.policy.types import DATE, Type, unit_of, unit_text
from rencai.policy.yaml_source import Node, bilingual, did_you_mean

Read = TypeVar("Read")
STANDINGS = ("primary", "secondary", "derived", "unpublished")
DECISION_DAY = "decision_day"
DEFINED_AS = {"parameters": "parameter", "measures": "measure", "scores": "score"}


class Builder(Mapping[str, Symbol]):
    """Reads definitions on demand: a name is read when an expression first uses it, so order does not matter."""

    def __init__(self, definitions: Definitions, before: Rules | None = None, base: Definitions | None = None) -> None:
        self.definitions = definitions
        self.before, self.base = before, base
        self.problems: dict[tuple[Any, str], Problem] = {}
        self.derived: dict[str, Derived] = {}
        self.scores: dict[str, Score] = {}
        self.categories: dict[str, CategorySet] = {}
        self.reading: list[str] = []
        self.order: list[str] = []
        self.failed: set[str] = set()
        self.retyped: set[str] = set()
        self._header()
        choices = self._each(definitions.choices, read_choices, "choices")
        currency, documents, bodies = self.currency, self.documents, self.bodies
        self.facts: dict[str, Fact] = self._each(
            definitions.facts, lambda name, node: read_fact(name, node, currency, choices, bodies, documents), "facts"
        )
        self.parameters: dict[str, Parameter] = self._each(
            definitions.parameter,
            lambda name, node: read_parameter(name, node, currency, choices, documents),
            "parameters",
        )
        self.choices = choices
        self.context = Context(currency, documents, bodies, choices, self)
        self.retyped = self._retyped()
        self._one_namespace()

    # -- the names that expressions may use ----------------------------------------------------------------

    def __getitem__(self, name: str) -> Symbol:
        if name == DECISION_DAY:
            return Symbol("fact", DATE)
        if name in self.facts:
            return Symbol("fact", self.facts[name].type)
        if name in self.parameters:
            found = self.parameters[name]
            return Symbol("parameter", found.type, tuple(key.type for key in found.keys) or None)
        if name in self.definitions.facts or name in self.definitions.parameter:
            raise PackError(())  # its own problem is already reported
        return Symbol("derived", self._derived_type(name))

    def __iter__(self) -> Iterator[str]:
        yield from (DECISION_DAY, *self.facts, *self.parameters, *self.definitions.derived)
        yield from (*self.definitions.score, *self.definitions.categories)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _derived_type(self, name: str) -> Type:
        """The type of a derived fact, score or category set; it is read now if it has not been."""
        readers: tuple[tuple[dict[str, Node], Callable[[str, Node], None]], ...] = (
            (self.definitions.derived, self._read_derived),
            (self.definitions.score, self._read_score),
            (self.definitions.categories, self._read_categories),
        )
        for nodes, reader in readers:
            if name in nodes and name not in self.derived and name not in self.categories:
                self._guarded(name, nodes[name], reader)
        if name in self.categories:
            return self.categories[name].type
        return self.derived[name].expr.type

    def _guarded(self, name: str, node: Node, reader: Callable[[str, Node], None]) -> None:
        if name in self.reading:
            circle = " → ".join([*self.reading[self.reading.index(name) :], name])
            raise node.error("{circle}: this is defined by itself; break the circle", circle=circle)
        if name in self.failed:
            raise PackError(())
        if len(self.reading) >= MAX_CHAIN:
            raise node.error("derived facts rest on each other more than {n} deep; shorten the chain", n=MAX_CHAIN)
        self.reading.append(name)
        try:
            reader(name, node)
            self.order.append(name)
        except PackError:
            self.failed.add(name)
            raise
        finally:
            self.reading.pop()

    def _kept(self, kind: str, name: str, node: Node) -> Any:
        """What was read from the very same node before, if it still means the same; else None."""
        if self.before is None or self.base is None:
            return None
        nodes = getattr(self.base, DEFINED_AS.get(kind, kind))
        if nodes.get(name) is not node or name in self.retyped:
            return None
        kept = getattr(self.before, kind).get(name)
        if kind == "measures" and kept is not None:
            return None if used_by(kept, self.before.derived, self.before.categories) & self.retyped else kept
        return kept

    def _retyped(self) -> set[str]:
        """Parameters whose type or bounds a reform has changed, and every derived fact that rests on them."""
        if self.before is None:
            return set()
        before = self.before
        changed = {
            name
            for name, found in self.parameters.items()
            if name not in before.parameters or before.parameters[name].type != found.type
        }
        for name in before.order:
            if changed & _names_behind(before, name):
                changed.add(name)
        return changed

    def _read_derived(self, name: str, node: Node) -> None:
        kept = self._kept("derived", name, node)
        if kept is not None:
            self.derived[name] = kept
            return
        fields = node.fields({"is", "label"}, {"unit", "of", "source", "note", "about"})
        wanted = Type("choice", choices=self._choice(fields.get("of"))) if "of" in fields else None
        expr = read_expression(fields["is"], self, wanted)
        if "unit" in fields and expr.type.unit != unit_of(fields.text("unit")):
            raise fields["unit"].error(
                "the expression is in {found}, not in {unit}",
                found=unit_text(expr.type.unit) or "plain numbers",
                unit=fields.text("unit"),
            )
        source = read_source(fields.get("source"), self.documents)
        self.derived[name] = Derived(name, fields.bilingual("label"), expr, source, node.place)

    def _choice(self, node: Node | None) -> Any:
        name = node.string() if node else ""
        if node is None or name not in self.choices:
            raise (node or self.definitions.header).error(
                "{name!r} is no choice set{hint}", name=name, hint=did_you_mean(name, self.choices)
            )
        return self.choices[name]

    def _read_score(self, name: str, node: Node) -> None:
        score = self._kept("scores", name, node) or read_score(name, node, self.context)
        self.scores[name] = score
        self.derived[name] = Derived(name, score.title, score.total, score.source, node.place, "score")

    def _read_categories(self, name: str, node: Node) -> None:
        self.categories[name] = self._kept("categories", name, node) or read_categories(name, node, self.context)

    # -- reading everything --------------------------------------------------------------------------------

    def rules(self) -> Rules:
        before = self.before.order if self.before else ()  # what is kept is not read, so its order is kept too
        for name in [*before, *self.definitions.derived, *self.definitions.score, *self.definitions.categories]:
            self._attempt(partial(self._derived_type, name))
        measures = self._each(
            self.definitions.measure, lambda name, node: read_measure(name, node, self.context), "measures"
        )
        self._attempt(lambda: check_references(measures))
        self._attempt(lambda: check_placeholders(self.parameters, measures, self.derived, self.categories))
        if self.problems:
            raise PackError(sorted(self.problems.values(), key=lambda problem: problem.place or Place("")))
        return Rules(
            self.name,
            self.title,
            self.about,
            self.currency,
            self.documents,
            self.bodies,
            self.not_found,
            self.facts,
            self.parameters,
            self.derived,
            measures,
            self.categories,
            self.scores,
            self.choices,
            tuple(self.order),
        )

    def _attempt(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except PackError as error:
            for problem in error.problems:
                self.problems[(problem.place, problem.message.text())] = problem
            return None

    def _each(self, nodes: Mapping[str, Node], reader: Callable[[str, Node], Read], kind: str = "") -> dict[str, Read]:
        found = {}
        for name, node in nodes.items():
            kept = self._kept(kind, name, node) if kind else None
            read = kept if kept is not None else self._attempt(partial(reader, name, node))
            if read is not None:
                found[name] = read
        return found

    def _one_namespace(self) -> None:
        seen: dict[str, Node] = {}
        definitions = self.definitions
        for nodes in (
            definitions.facts,
            definitions.parameter,
            definitions.derived,
            definitions.score,
            definitions.categories,
        ):
            for name, node in nodes.items():
                if name in seen:
                    self._attempt(partial(_clash, node, name, seen[name]))
                seen[name] = node

    # -- pack.yaml -----------------------------------------------------------------------------------------

    def _header(self) -> None:
        fields = self.definitions.header.fields(
            {"pack", "title", "currency", "sources"}, {"about", "bodies", "not_found", "note"}
        )
        self.name = fields.text("pack")
        self.title, self.about = fields.bilingual("title"), fields.bilingual("about")
        self.currency = fields.text("currency")
        if not (self.currency.isalpha() and self.currency.isupper()):
            raise fields["currency"].error("the currency is a code such as CNY")
        self.documents: dict[str, Document] = self._each(fields["sources"].mapping(), _document)
        if self.problems:
            raise PackError(self.problems.values())
        bodies = fields["bodies"].mapping() if "bodies" in fields else {}
        self.bodies: dict[str, Text] = {name: bilingual(node) for name, node in bodies.items()}
        missing = fields["not_found"].items() if "not_found" in fields else []
        self.not_found = tuple(bilingual(node) for node in missing)


def _names_behind(rules: Rules, name: str) -> set[str]:
    """The names that a derived fact, score or category set uses directly."""
    exprs = (
        [rules.derived[name].expr]
        if name in rules.derived
        else [
            condition.test
            for conditions in rules.categories[name].rules.values()
            for condition in conditions
            if condition.test
        ]
    )
    return {used for expr in exprs for used in {**names_in(expr), **parameters_in(expr)}}


def _clash(node: Node, name: str, other: Node) -> None:
    raise node.error(
        "{name} is already defined at {place}; names are shared by facts, parameters, derived facts, "
        "scores and category sets",
        name=name,
        place=other.place,
    )


def _document(name: str, node: Node) -> Document:
    fields = node.fields({"title", "standing"}, {"link", "note"})
    note = fields.get("note")
    return Document(
        name,
        fields.bilingual("title"),
        fields.text("link"),
        fields.one_of("standing", STANDINGS),
        bilingual(note) if note else {},
    )
