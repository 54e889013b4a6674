"""What the report reads: the shape of a simulation, so that the report depends on no engine."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import pyarrow as pa

Text: TypeAlias = Mapping[str, str]


class Titled(Protocol):
    """Anything that a pack gives a name in each language."""

    @property
    def title(self) -> Text: ...


class Measure(Titled, Protocol):
    """`kind` is payment, service or status."""

    @property
    def kind(self) -> str: ...


class Reform(Titled, Protocol):
    """An overlay that was tried on the pack."""

    @property
    def name(self) -> str: ...


class Rules(Protocol):
    """What a pack says, as far as the report shows it."""

    @property
    def currency(self) -> str: ...
    @property
    def not_found(self) -> Sequence[Text]: ...
    @property
    def measures(self) -> Mapping[str, Measure]: ...
    @property
    def scores(self) -> Mapping[str, Titled]: ...


class Pack(Titled, Protocol):
    @property
    def name(self) -> str: ...
    @property
    def hash(self) -> str: ...
    @property
    def rules(self) -> Rules: ...


class Simulation(Protocol):
    """The result of deciding a pack for many people.

    Tables (Arrow; `<by>` stands for the columns of `by`, money is decimal(38, 2)):

    summary      scenario, measure, <by>, people, eligible, not_eligible, needs_information, needs_judgement,
                 amount (null where nothing is paid)
    payments     scenario, measure, <by>, year, amount
    reasons      scenario, measure, <by>, status, reason, people: each person once, under what decided
    near_misses  scenario, measure, <by>, reason, unit, margin, people: whom that condition alone keeps out;
                 margin -3 for at most 3 short, null for further or for no distance
    changes      measure ("all" for all together), <by>, winners, losers, unchanged, gain, loss (not above 0),
                 before, after; None without a reform
    budgets      scenario, measure, kind (budget, quota), limit, demanded, over
    scores       scenario, score, <by>, known, mean, least, most
    bad_rows     row, column, value, problem, problem_zh
    """

    @property
    def pack(self) -> Pack: ...
    @property
    def reformed(self) -> Pack | None: ...
    @property
    def reform(self) -> Reform | None: ...
    @property
    def on(self) -> date: ...
    @property
    def by(self) -> Sequence[str]: ...
    @property
    def drafts(self) -> bool: ...
    @property
    def source(self) -> str: ...
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
    def scores(self) -> pa.Table: ...
    @property
    def bad_rows(self) -> pa.Table: ...

    def write_people(self, path: Path) -> Path: ...
    def measure_title(self, measure: str, lang: str) -> str: ...
    def condition_text(self, measure: str, name: str, lang: str) -> str: ...
    def group_text(self, column: str, value: Any, lang: str) -> str: ...
    def column_text(self, column: str, lang: str) -> str: ...
    def unit_text(self, unit: str, lang: str) -> str: ...
