"""A policy pack: load it, decide with it, simulate it, change it by a reform, replay what it decided."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rencai.messages import Message
from rencai.policy.build import Builder
from rencai.policy.cases import CaseResult, read_cases, read_people, run_case
from rencai.policy.decide import Decider
from rencai.policy.decision import Decision
from rencai.policy.gather import Definitions, gather, overlay
from rencai.policy.model import Case, Person, Rules, Text
from rencai.policy.person import checked_facts, decision_day
from rencai.policy.plan import Plan, breakpoints, make_plan
from rencai.policy.problems import PackError, Place, pack_error
from rencai.policy.references import names_behind, used_by, used_by_set
from rencai.policy.yaml_source import Node, did_you_mean, pack_files, read_file, read_text

if TYPE_CHECKING:
    from rencai.policy.simulation import Simulation
    from rencai.policy.sweep import Sweep

PACKS = Path(__file__).parent.parent / "packs"


def shipped_packs() -> list[str]:
    """The names of the packs that come with Rencai."""
    return sorted(path.name for path in PACKS.iterdir() if (path / "pack.yaml").is_file())


def load_pack(name: str | Path) -> Pack:
    """The shipped pack of that name, or the pack in that folder, read and checked.

    Raises PackError with every problem found: file, line, column, what is wrong and what would be right.
    """
    folder = Path(name)
    if isinstance(name, str) and name in shipped_packs():
        folder = PACKS / name
    elif not folder.is_dir():
        raise pack_error(
            None,
            "there is no pack {name!r}{hint}; shipped are {names}, or give a folder",
            name=str(name),
            hint=did_you_mean(str(name), shipped_packs()),
            names=shipped_packs(),
        )
    definitions = gather(pack_files(folder), str(folder))
    return Pack(definitions, Builder(definitions).rules())


def load_reform(path: str | Path) -> Node:
    """A reform overlay from a file of its own; raises PackError."""
    file = Path(path)
    if not file.is_file():
        raise pack_error(Place(str(path)), "there is no such reform file")
    return read_text(read_file(file, str(path)), str(path))


class Pack:
    """The rules of one place, ready to decide. Unchanging: a reform makes a new one."""

    def __init__(self, definitions: Definitions, rules: Rules, reform: Node | None = None) -> None:
        self.definitions = definitions
        self.rules = rules
        self.reform = reform
        self._breaks = breakpoints(rules)
        self._plans: dict[tuple[int, bool], Plan] = {}
        self._deciders: dict[tuple[int, bool], Decider] = {}
        self._editions: dict[int, str] = {}

    def __repr__(self) -> str:
        return f"<Pack {self.name}: {len(self.rules.measures)} measures>"

    @property
    def name(self) -> str:
        return self.rules.name

    @property
    def title(self) -> Text:
        return self.rules.title

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything that can change a decision (not of tests, people and reforms)."""
        kinds = ("header", "choices", "facts", "derived", "parameter", "measure", "categories", "score")
        return _digest({kind: _content(getattr(self.definitions, kind)) for kind in kinds})

    def edition(self, on: date) -> str:
        """SHA-256 of the rules in force on that day: rules and values for other days leave it as it is."""
        key = bisect_right(self._breaks, on)
        if key not in self._editions:
            self._editions[key] = _digest(self._in_force(on))
        return self._editions[key]

    def _in_force(self, on: date) -> dict[str, Any]:
        plan, definitions, rules = self.plan(on), self.definitions, self.rules
        used = {found.name for found in plan.categories} | set(rules.scores)
        for measure in plan.measures:
            used |= used_by(measure, rules.derived, rules.categories)
        for found in plan.categories:
            used |= used_by_set(found, rules.derived, rules.categories)
        used |= names_behind((score.total for score in rules.scores.values()), rules.derived, rules.categories)
        return {
            "facts": {name: repr(self.rules.facts[name].type) for name in sorted(used & self.rules.facts.keys())},
            "parameters": {name: repr(plan.bound.get(name)) for name in sorted(used & self.rules.parameters.keys())},
            **{
                kind: {name: _content(node) for name, node in getattr(definitions, kind).items() if name in used}
                for kind in ("derived", "score", "categories")
            },
            "measures": {
                measure.name: [_content(definitions.measure[measure.name]), [c.name for c in measure.conditions]]
                for measure in plan.measures
            },
        }

    def plan(self, on: date, *, drafts: bool = False) -> Plan:
        """What is in force on that day."""
        key = (bisect_right(self._breaks, on), drafts)
        if key not in self._plans:
            self._plans[key] = make_plan(self.rules, on, drafts=drafts)
        return self._plans[key]

    def _decider(self, on: date, drafts: bool) -> Decider:
        key = (bisect_right(self._breaks, on), drafts)
        if key not in self._deciders:
            self._deciders[key] = Decider(self.plan(on, drafts=drafts))
        return self._deciders[key]

    # -- one person ----------------------------------------------------------------------------------------

    def decide(self, facts: Mapping[str, Any], *, on: date) -> Decision:
        """What the adopted measures in force on that day give to a person with these facts (None: not known).

        Raises FactError for a fact that the pack does not have or cannot read.
        """
        return self._decide(facts, on, drafts=False)

    def explore(self, facts: Mapping[str, Any], *, on: date) -> Decision:
        """As `decide`, drafts included: to see what they would do. Such a decision is not binding."""
        return self._decide(facts, on, drafts=True)

    def _decide(self, facts: Mapping[str, Any], on: date, *, drafts: bool) -> Decision:
        checked, on = checked_facts(facts, self.rules.facts), decision_day(on)
        labels = {
            "pack": self.name,
            "pack_hash": self.hash,
            "edition": self.edition(on),
            "binding": self.reform is None and not drafts,
            "drafts": drafts,
        }
        return self._decider(on, drafts).decide(checked, on, labels)

    def replay(self, decision: Decision | Mapping[str, Any]) -> list[Message]:
        """Decides again what `decision` (or its JSON) decided; what differs, or nothing."""
        from rencai.policy.replay import replay

        return replay(self, decision)

    # -- many people ---------------------------------------------------------------------------------------

    def simulate(
        self, people: Any, *, on: date, reform: Any = None, by: Sequence[str] = (), **options: Any
    ) -> Simulation:
        """Decides for a table of people. See `rencai.policy.simulation.simulate`."""
        from rencai.policy.simulation import simulate

        return simulate(people, self, on=on, reform=reform, by=by, **options)

    def sweep(self, people: Any, reforms: Sequence[Any] = (), *, on: date, **options: Any) -> Sweep:
        """What many reforms would cost, in a single pass. See `rencai.policy.sweep.sweep`."""
        from rencai.policy.sweep import sweep

        return sweep(people, self, reforms, on=on, **options)

    # -- changes -------------------------------------------------------------------------------------------

    def reformed(self, reform: Any, *, on: date) -> Pack:
        """This pack with a reform laid over it: a Pack, a Node, a file, a reform of this pack by name, or a mapping.

        Changed parameters replace the value in force on that day. Raises PackError.
        """
        if isinstance(reform, Pack):
            return reform
        node = self._reform_node(reform)
        definitions = overlay(self.definitions, node, on)
        return Pack(definitions, Builder(definitions, self.rules, self.definitions).rules(), node)

    def _reform_node(self, reform: Any) -> Node:
        if isinstance(reform, Node):
            return reform
        if isinstance(reform, Mapping):
            text = json.dumps({"reform": "reform", **reform}, ensure_ascii=False, default=str)
            return read_text(text, "reform")
        if isinstance(reform, str) and reform in self.definitions.reform:
            return self.definitions.reform[reform]
        if not Path(reform).is_file():
            raise pack_error(
                None,
                "there is no reform {name!r}{hint}; the pack has {names}, or give a file",
                name=str(reform),
                hint=did_you_mean(str(reform), self.definitions.reform),
                names=list(self.definitions.reform),
            )
        return load_reform(reform)

    # -- tests and examples --------------------------------------------------------------------------------

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        return read_cases(self.definitions.tests, self.rules)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """The pack's invented example people."""
        return read_people(self.definitions.people, self.rules)

    def run_tests(self) -> list[CaseResult]:
        """Each case of the pack with what differs from its expectation."""
        return [run_case(self, case) for case in self.cases]


def _content(value: Any) -> Any:
    """Nodes as plain data, without places."""
    if isinstance(value, Node):
        return _content(value.value)
    if isinstance(value, dict):
        return {key: _content(item) for key, item in value.items()}
    return [_content(item) for item in value] if isinstance(value, list) else value


def _digest(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = ["Pack", "PackError", "load_pack", "load_reform", "shipped_packs"]
