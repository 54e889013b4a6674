"""A simulation as one language reads it: its names, its numbers and its totals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

import pyarrow as pa

from rencai.policy.report.numbers import Number, Numbers
from rencai.policy.report.parts import Cell, Series, number
from rencai.policy.report.simulation import Simulation
from rencai.policy.report.words import Words

Key: TypeAlias = tuple[Any, ...]
Totals: TypeAlias = Mapping[Key, Mapping[str, Any]]
T = TypeVar("T")

KINDS = ("payment", "service", "status", "")
STATUSES = ("eligible", "needs_judgement", "needs_information", "not_eligible")
MOST_GROUPS = 30

# Neighbours differ in lightness, so that a stack reads in print and to the colour-blind.
PALETTE = ("#0B4F6C", "#7FB9CC", "#3D7F6B", "#B9D3BE", "#55668F", "#B4BFDB", "#2C90AF")
GREY = "#CBD3D8"
AMBER = "#E3A72F"
RED = "#B3261E"
INK = "#1C2B33"


@dataclass(frozen=True)
class Reading:
    """One simulation in one language."""

    simulation: Simulation
    lang: str

    @cached_property
    def words(self) -> Words:
        return Words(self.lang)

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers(self.lang, self.simulation.pack.rules.currency)

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        return ("baseline", "reform") if self.simulation.reform else ("baseline",)

    @property
    def shown(self) -> str:
        """The scenario that charts show: the reform, when one was tried."""
        return self.scenarios[-1]

    @cached_property
    def by_measure(self) -> Totals:
        """Per (scenario, measure): people per status and the amount payable."""
        return totals(self.simulation.summary, ("scenario", "measure"), ("people", *STATUSES, "amount"))

    @cached_property
    def by_year(self) -> Totals:
        """Per (scenario, measure, year): the amount payable."""
        return totals(self.simulation.payments, ("scenario", "measure", "year"), ("amount",))

    @cached_property
    def measures(self) -> list[str]:
        """Payments, then services, then standing; within a kind by name."""
        names = {measure for _, measure in self.by_measure}
        return sorted(names, key=lambda m: (KINDS.index(self.kind(m)), m))

    @cached_property
    def paying(self) -> list[str]:
        """Measures that pay something to somebody, the costliest first."""
        worth = {m: sum(self.amount(s, m) for s in self.scenarios) for m in self.measures}
        return sorted((m for m in self.measures if worth[m]), key=lambda m: -worth[m])

    def amount(self, scenario: str, measure: str) -> Decimal:
        row = self.by_measure.get((scenario, measure))
        return row["amount"] if row else Decimal(0)

    def total(self, scenario: str) -> Decimal:
        """All that is payable in a scenario."""
        return sum((self.amount(scenario, m) for m in self.measures), Decimal(0))

    def people(self, measure: str, status: str, scenario: str | None = None) -> int:
        row = self.by_measure.get((scenario or self.shown, measure))
        return int(row[status]) if row else 0

    def measure(self, name: str) -> str:
        return self.simulation.measure_title(name, self.lang)

    def kind(self, measure: str) -> str:
        """payment, service, status, or nothing where the pack does not say."""
        packs = (self.simulation.reformed or self.simulation.pack, self.simulation.pack)
        found = [pack.rules.measures[measure] for pack in packs if measure in pack.rules.measures]
        return found[0].kind if found else ""

    def condition(self, measure: str, name: str) -> str:
        return self.simulation.condition_text(measure, name, self.lang)

    def group(self, column: str, value: Any) -> str:
        return self.words("unknown") if value is None else self.simulation.group_text(column, value, self.lang)

    def column(self, name: str) -> str:
        """What a column that groups is called within a sentence."""
        key = f"column_{name}"
        if key in self.words:
            return self.words(key)
        return self.simulation.column_text(name, self.lang)

    def heading(self, name: str) -> str:
        """What a column that groups is called at the head of a table."""
        text = self.column(name)
        return text[:1].upper() + text[1:]

    def scenario(self, name: str) -> str:
        return self.words(name)

    def count_cell(self, count: int, **look: Any) -> Cell:
        return number(self.numbers.count(count), count, **look)

    def money_cell(self, amount: Decimal, **look: Any) -> Cell:
        return number(self.numbers.money_cell(amount), amount, **look)

    def change_cell(self, amount: Decimal) -> Cell:
        return number(self.numbers.change(self.numbers.money_cell(amount), amount), amount)

    def money_series(self, name: str, color: str, amounts: Sequence[Decimal], **look: Any) -> Series:
        return self._series(name, color, amounts, self.numbers.money, **look)

    def count_series(self, name: str, color: str, counts: Sequence[int], **look: Any) -> Series:
        return self._series(name, color, counts, self.numbers.count, **look)

    def _series(
        self, name: str, color: str, values: Sequence[Number], write: Callable[[Any], str], **look: Any
    ) -> Series:
        return Series(name, color, [float(v) for v in values], [write(v) for v in values], **look)

    def money_axis(self) -> dict[str, Any]:
        """What stands before and after the numbers of a money axis."""
        before, after = self.numbers.money(Decimal(0)).split("0")
        return {"prefix": before, "suffix": after}


def totals(table: pa.Table, by: Sequence[str], of: Sequence[str]) -> Totals:
    """Sums of the columns `of` for each combination of `by`, in the order of first appearance."""
    found: dict[Key, dict[str, Any]] = {}
    nothing = {c: Decimal(0) if pa.types.is_decimal(table.schema.field(c).type) else 0 for c in of}
    grouped = table.group_by(list(by), use_threads=False).aggregate([(c, "sum") for c in of])
    for row in grouped.to_pylist():
        found[tuple(row[c] for c in by)] = {c: row[f"{c}_sum"] or nothing[c] for c in of}
    return found


def largest(items: Iterable[T], size: Callable[[T], Number], most: int) -> tuple[list[T], list[T]]:
    """The `most` largest, in falling order, and the rest."""
    ordered = sorted(items, key=size, reverse=True)
    return ordered[:most], ordered[most:]
