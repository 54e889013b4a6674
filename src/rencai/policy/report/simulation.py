"""What the report reads: the shape of a simulation, so that the report depends on no engine."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol, TypeAlias

import pyarrow as pa

Text: TypeAlias = Mapping[str, str]


class Titled(Protocol):
    """Anything that a pack gives a name in each language."""

    @property
    def title(self) -> Text: ...


class Reform(Titled, Protocol):
    """An overlay that was tried on the pack."""

    @property
    def name(self) -> str: ...


class Pack(Protocol):
    """The part of a policy pack that the report shows."""

    @property
    def name(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def not_found(self) -> Sequence[Text]: ...

    def title(self, lang: str) -> str: ...
    def measure(self, name: str) -> Titled: ...


class Simulation(Protocol):
    """The result of deciding a pack for many people.

    Tables (Arrow; `<by>` stands for the columns of `by`, money is decimal(38, 2)):

    summary      scenario, measure, <by>, people, eligible, not_eligible, needs_information, needs_judgement,
                 amount
    payments     scenario, measure, <by>, year, amount
    reasons      scenario, measure, <by>, status, reason, people
    near_misses  scenario, measure, <by>, reason, unit, margin, people
    changes      measure, <by>, winners, losers, unchanged, gain, loss, before, after   (only with a reform)
    budgets      scenario, measure, kind, limit, demanded, over
    bad_rows     row, column, value, problem
    people       one row per person, or None
    """

    @property
    def pack(self) -> Pack: ...
    @property
    def on(self) -> date: ...
    @property
    def reform(self) -> Reform | None: ...
    @property
    def by(self) -> Sequence[str]: ...
    @property
    def rows(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    @property
    def summary(self) -> pa.Table: ...
    @property
    def payments(self) -> pa.Table: ...
    @property
    def reasons(self) -> pa.Table: ...
    @property
    def near_misses(self) -> pa.Table: ...
    @property
    def changes(self) -> pa.Table | None: ...
    @property
    def budgets(self) -> pa.Table: ...
    @property
    def bad_rows(self) -> pa.Table: ...
    @property
    def people(self) -> pa.Table | None: ...

    def measure_title(self, measure: str, lang: str) -> str: ...
    def condition_text(self, measure: str, name: str, lang: str) -> str: ...
    def group_text(self, column: str, value: Any, lang: str) -> str: ...
    def unit_text(self, unit: str, lang: str) -> str: ...
