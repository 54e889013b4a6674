"""From findings to acts (结果运用): the declared table of measures, and which of them the figures allow.

The table is data: `measures.yaml` beside this file, or a city's own. A measure is proposed, never taken, here: the body
has the right to answer within `answer_days` working days. Suspension and withdrawal must rest on the lower bound of the
rate of the way of working (`process_lower`): of a body whose few decisions were all checked the rate in the frame is
known, and one slip in ten of them says little. A table in which they rest on anything else is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rencai.policy.yaml_source import Node, bilingual, read_file, read_text
from rencai.supervision.results import Group

SHIPPED = Path(__file__).parent / "measures.yaml"
MONEY = "overpaid"
FIGURES = ("wrong", "wrongly_granted", "wrongly_refused", MONEY)
BOUNDS = ("found", "estimate", "lower", "upper", "process_lower")
SURE = "process_lower"
GRAVE = ("suspension", "withdrawal")


@dataclass(frozen=True)
class Measure:
    """A row of the table: allowed where `bound` of the figure `of` is above `above`."""

    key: str
    title: Mapping[str, str]
    of: str
    bound: str
    above: float
    least_found: int
    answer_days: int

    def allowed(self, group: Group) -> bool:
        figure = getattr(group, self.of)
        return bool(getattr(figure, self.bound) > self.above and figure.found >= self.least_found)


@dataclass(frozen=True)
class Measures:
    """The whole table. `draft`: nobody has decided these limits yet."""

    draft: bool
    limits: Mapping[str, float]
    measures: tuple[Measure, ...]

    def proposed(self, group: Group) -> list[Measure]:
        """What the figures of a body allow, the mildest first."""
        return [measure for measure in self.measures if measure.allowed(group)]


def load_measures(path: str | Path = SHIPPED) -> Measures:
    """A table of measures. Raises PolicyError with file, line and what would be right."""
    return read_measures(read_file(Path(path), str(path)), str(path))


def read_measures(text: str, name: str = "measures") -> Measures:
    root = read_text(text, name).fields({"limits", "measures"}, {"draft"})
    limits = {key: float(node.decimal()) for key, node in root["limits"].mapping().items()}
    return Measures(root.flag("draft"), limits, tuple(_measure(node, limits) for node in root["measures"].items()))


def _measure(node: Node, limits: Mapping[str, float]) -> Measure:
    found = node.fields({"key", "title", "of", "bound", "above", "answer_days"}, {"least_found"})
    key, bound = found["key"].string(), found.one_of("bound", BOUNDS)
    if key in GRAVE and bound != SURE:
        raise found["bound"].error("{key} must rest on process_lower: chance must not suffice for it", key=key)
    least = found["least_found"].integer() if "least_found" in found else 0
    days = found["answer_days"].integer()
    if days < 1:
        raise found["answer_days"].error("a body has one working day at least to answer")
    of = found.one_of("of", FIGURES)
    if of == MONEY and bound == SURE:
        raise found["bound"].error("money has no {bound}; take lower", bound=bound)
    return Measure(key, bilingual(found["title"]), of, bound, _limit(found["above"], limits), least, days)


def _limit(node: Node, limits: Mapping[str, float]) -> float:
    text = node.string()
    if text in limits:
        return limits[text]
    if text.isidentifier():
        raise node.error("the limit {name!r} is not declared; limits are: {allowed}", name=text, allowed=list(limits))
    return float(node.decimal())
