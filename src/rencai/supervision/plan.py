"""A sampling plan (抽样方案): written down before the frame is known, in YAML or JSON, hashed with the draw."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from rencai.supervision.problems import SupervisionError, between, supervision_error
from rencai.supervision.rules import Discovery, Monetary, Rule, Share

KEYS = ("id", "body", "category", "amount", "decision")
GRANTED, REFUSED = "granted", "refused"


@dataclass(frozen=True)
class Columns:
    """What the frame calls the five columns that every plan needs. `amount` is money, two places at most."""

    id: str = "id"
    body: str = "body"
    category: str = "category"
    amount: str = "amount"
    decision: str = "decision"


@dataclass(frozen=True)
class Special:
    """A rule for the strata whose labels are those of `where`; a label may be one of several."""

    where: Mapping[str, tuple[str, ...]]
    rule: Rule

    def covers(self, labels: Mapping[str, str]) -> bool:
        return all(labels.get(name) in values for name, values in self.where.items())


@dataclass(frozen=True)
class Plan:
    """What is drawn from which frame.

    `strata` names dimensions: body, category, decision, amount (by `bands`), or any further column; body is always one,
    for every figure is one of a body. `whole_above`: at this amount and above every case is checked. `rules`: the first
    that covers a stratum decides, else `rule`. `second_level`: how many checked cases are checked again.
    """

    name: str = "plan"
    columns: Columns = field(default_factory=Columns)
    granted: tuple[str, ...] = (GRANTED,)
    refused: tuple[str, ...] = (REFUSED,)
    strata: tuple[str, ...] = ("body",)
    bands: tuple[float, ...] = ()
    whole_above: float | None = None
    rule: Rule = field(default_factory=Discovery)
    rules: tuple[Special, ...] = ()
    second_level: Share = field(default_factory=lambda: Share(0.2, 1))
    confidence: float = 0.95

    def __post_init__(self) -> None:
        between(self.confidence, "confidence", 0, 1)
        _strata(self)
        _decisions(self)
        _bands(self)
        for special in self.rules:
            for name in set(special.where) - set(self.strata):
                raise supervision_error(
                    "a rule asks for {name!r}, which is no stratum; strata are: {allowed}",
                    name=name,
                    allowed=list(self.strata),
                )

    def rule_for(self, labels: Mapping[str, str]) -> Rule:
        return next((special.rule for special in self.rules if special.covers(labels)), self.rule)

    def rule_without_money(self) -> Rule:
        """How cases without an amount are drawn where the stratum's rule draws money."""
        return Discovery() if isinstance(self.rule, Monetary) else self.rule

    @property
    def frame_columns(self) -> tuple[str, ...]:
        """The columns that the plan reads, in the order in which they are hashed."""
        own = tuple(getattr(self.columns, key) for key in KEYS)
        return own + tuple(name for name in self.strata if name not in KEYS)

    @property
    def hash(self) -> str:
        """SHA-256 of `json()`."""
        return hashlib.sha256(self.json().encode()).hexdigest()

    def data(self) -> dict[str, Any]:
        """The plan as plain data: what `Plan.of` reads."""
        told = asdict(self)
        told["rule"] = _rule_data(self.rule)
        told["rules"] = [
            {"where": {name: list(values) for name, values in special.where.items()}, "rule": _rule_data(special.rule)}
            for special in self.rules
        ]
        told |= {"bands": [float(band) for band in self.bands], "second_level": _plain(self.second_level)}
        told |= {"whole_above": None if self.whole_above is None else float(self.whole_above)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}

    def json(self) -> str:
        """Canonical JSON: keys sorted, no spaces."""
        return json.dumps(self.data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def yaml(self) -> str:
        text: str = yaml.safe_dump(self.data(), allow_unicode=True, sort_keys=False)
        return text

    @classmethod
    def load(cls, path: str | Path) -> Plan:
        """A plan from a YAML or JSON file. Raises PolicyError with file, line and what would be right."""
        from rencai.supervision.plan_file import load_plan

        return load_plan(Path(path))

    @classmethod
    def read(cls, text: str, name: str = "plan") -> Plan:
        """A plan from the text of such a file."""
        from rencai.supervision.plan_file import read_plan

        return read_plan(text, name)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Plan:
        """A plan from plain data, as `data()` gives it."""
        return cls.read(json.dumps(dict(data), ensure_ascii=False))

    def save(self, path: str | Path) -> Path:
        """Writes the plan as YAML, or JSON where the name ends in .json."""
        path = Path(path)
        path.write_text(self.json() if path.suffix == ".json" else self.yaml(), encoding="utf-8", newline="\n")
        return path


def _rule_data(rule: Rule) -> dict[str, Any]:
    return {rule.kind: _plain(rule)}


def _plain(rule: Rule) -> dict[str, Any]:
    """1 and 1.0 are one number: the hash of a plan does not depend on how it was written."""
    given = {item.name: (item.type, getattr(rule, item.name)) for item in fields(rule)}
    return {name: float(value) if kind == "float" else value for name, (kind, value) in given.items()}


def _strata(plan: Plan) -> None:
    if "body" not in plan.strata:
        raise supervision_error("the strata must name 'body': every figure is one of a body")
    if len(set(plan.strata)) < len(plan.strata):
        raise supervision_error("a stratum stands twice: {names}", names=list(plan.strata))
    if "id" in plan.strata:
        raise supervision_error("'id' cannot be a stratum: each case would be alone in it")


def _decisions(plan: Plan) -> None:
    both = set(plan.granted) & set(plan.refused)
    if both:
        raise _unclear(sorted(both)[0])
    if not plan.granted or not plan.refused:
        raise supervision_error("the plan must say which decisions grant and which refuse")


def _unclear(value: str) -> SupervisionError:
    return supervision_error("the decision {value!r} stands under granted and under refused; keep one", value=value)


def _bands(plan: Plan) -> None:
    if ("amount" in plan.strata) != bool(plan.bands):
        raise supervision_error("strata by amount need bands, such as [50000, 200000], and bands need strata by amount")
    if list(plan.bands) != sorted(set(plan.bands)) or any(band <= 0 for band in plan.bands):
        raise supervision_error("bands rise and are above 0, not {bands}", bands=list(plan.bands))
    if plan.whole_above is not None and plan.whole_above <= 0:
        raise supervision_error("whole_above is {value}, but is above 0", value=plan.whole_above)
