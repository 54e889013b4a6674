"""A plan as SQL: for each measure one code per person, which tells the state and the reason.

The same rules as `decide`, in the same order; `tests/policy/test_agreement.py` holds the two to one meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rencai.policy import arithmetic as bounds
from rencai.policy.expressions import Arith, Between, Compare, Expr, Name
from rencai.policy.model import Condition, Measure
from rencai.policy.money_sql import Money, MoneyWriter
from rencai.policy.payments import money_expressions
from rencai.policy.plan import Plan, measurable
from rencai.policy.sql import PlanWriter
from rencai.policy.types import BOOLEAN, Type, number, unit_of
from rencai.policy.writer import Sql, Writer

STATE_OF_CODE = {0: "eligible", 1: "not_eligible", 2: "needs_information", 3: "needs_judgement"}
STATE = 1_000
"""A code is state * 1000 + the place of the deciding condition, counted from 1."""
OPEN, FOR_JUDGEMENT = 2 * STATE, 3 * STATE
"""From OPEN on nothing is decided: first for want of information, from FOR_JUDGEMENT on for want of a judgement."""


@dataclass
class Tested:
    """One condition: `met` three-valued, `informed` whether information (not judgement) is awaited."""

    name: str
    met: Sql
    informed: Sql
    margin: Sql | None = None
    kind: Type | None = None
    can_fail: bool = True


@dataclass
class MeasureSql:
    """What the program knows of one measure for each row."""

    measure: Measure
    tests: list[Tested]
    code: Sql
    money: Money | None = None
    own: Sql = field(default_factory=lambda: Sql("TRUE"))

    @property
    def names(self) -> list[str]:
        return [tested.name for tested in self.tests]

    @property
    def codes(self) -> list[tuple[int, str, str]]:
        """(code, state, reason) of every way in which this measure can come out but eligible, whose code is 0."""
        found: list[tuple[int, str, str]] = []
        for state in (1, 2, 3):
            found += [
                (state * STATE + place, STATE_OF_CODE[state], tested.name)
                for place, tested in enumerate(self.tests, 1)
                if self._possible(state, tested)
            ]
        return found

    def _possible(self, state: int, tested: Tested) -> bool:
        if state == 1:
            return tested.can_fail
        return tested.informed.text != "FALSE" if state == 2 else tested.informed.text != UNKNOWN


UNKNOWN = "UNKNOWN"
"""Marks a condition for which every unknown awaits information."""


class Program:
    """The columns of one plan, written when they are asked for. Programs that share a writer share their columns."""

    def __init__(self, plan: Plan, writer: Writer) -> None:
        self.plan = plan
        self.writer = writer
        self.write = PlanWriter(writer, plan.bound, dict(plan.steps))
        self.money = MoneyWriter(writer, self.write)
        self.by_name = {measure.name: measure for measure in plan.measures}
        self.alone: dict[str, MeasureSql] = {}
        self.whole: dict[str, MeasureSql] = {}

    def measure(self, name: str) -> MeasureSql:
        """The measure as it comes out, its group compared."""
        if name not in self.whole:
            self.whole[name] = self._compared(self._alone(name))
        return self.whole[name]

    def _alone(self, name: str) -> MeasureSql:
        """The measure by its own conditions."""
        if name not in self.alone:
            self.alone[name] = self._own(self.by_name[name])
        return self.alone[name]

    # -- one measure by itself -----------------------------------------------------------------------------

    def _own(self, measure: Measure) -> MeasureSql:
        tests = [self._tested(condition) for condition in measure.conditions]
        money = self.money.money(measure) if measure.amount else None
        if money is not None:
            known = self.writer.sql("(CASE WHEN {} IS NOT NULL THEN TRUE END)", money.total)
            informed = self._informed(money_expressions(measure))
            tests.append(Tested("amount", self.writer.column(known), informed, can_fail=False))
        tests += [self._without(name) for name in measure.excludes if name in self.by_name]
        found = MeasureSql(measure, tests, self._code(tests), money)
        found.own = self._granted(found)
        return found

    def _tested(self, condition: Condition) -> Tested:
        finding = Name(BOOLEAN, condition.judgement.fact) if condition.judgement else None
        if condition.test is None:
            assert finding is not None
            return Tested(condition.name, self.write.column(finding), Sql("FALSE"))
        test = self.write.column(condition.test)
        margin, kind = self._margin(condition.test)
        informed = self._informed([condition.test])
        if finding is None:
            return Tested(condition.name, test, informed, margin, kind)
        met = self.writer.column(self.writer.sql("({} OR {})", test, self.write.write(finding)))
        if informed.text == UNKNOWN:
            return Tested(condition.name, met, self.writer.sql("{} IS NULL", test), margin, kind)
        return Tested(condition.name, met, self.writer.sql("({} IS NULL AND {})", test, informed), margin, kind)

    def _informed(self, exprs: Sequence[Expr]) -> Sql:
        """Whether what is missing is information: not when every missing fact is a human's to find."""
        judged = set(self.plan.judgements)
        wanting = [
            (self.writer.sql("{} IS NULL", self.write.column(expr)), expr)
            for expr in exprs
            if self.write.facts_behind(expr) & judged
        ]
        if not wanting:
            return Sql(UNKNOWN)
        asked = set(self.plan.rules.facts) - judged
        found = self._lacks([(self.writer.sql("{} IS NULL", self.write.column(expr)), expr) for expr in exprs], asked)
        return self.writer.sql("({} OR NOT {})", found, self._lacks(wanting, judged))

    def _lacks(self, exprs: Sequence[tuple[Sql, Expr]], wanted: set[str]) -> Sql:
        parts = [self.writer.sql("({} AND {})", unknown, self.write.lacks(expr, wanted)) for unknown, expr in exprs]
        return self.writer.column(self.writer.sql("COALESCE({}, FALSE)", self.writer.junction("OR", parts)))

    def _margin(self, test: Expr) -> tuple[Sql | None, Type | None]:
        """How far the value is inside (+) or outside (-) the threshold, scaled."""
        measured = measurable(test)
        if isinstance(measured, Between):
            low, kind = self._distance(measured.value, measured.low)
            high, _ = self._distance(measured.high, measured.value)
            return self.writer.sql("LEAST({}, {})", low, high), kind
        if isinstance(measured, Compare):
            ahead = measured.op in (">", ">=")
            found, kind = self._distance(
                *((measured.left, measured.right) if ahead else (measured.right, measured.left))
            )
            return (found if measured.op in (">=", "<=") else self.writer.sql("({} - 1)", found)), kind
        return None, None

    def _distance(self, one: Expr, other: Expr) -> tuple[Sql, Type]:
        if one.type.kind == "date":
            days = self.writer.sql(self.writer.dialect.days, a=self.write.write(other), b=self.write.write(one))
            return days, number(unit_of("day"))
        if one.type.choices is not None:
            return self.writer.sql("({} - {})", self.write.write(one), self.write.write(other)), number(unit_of("step"))
        kind = bounds.subtract(one.type, other.type)
        return self.write.write(Arith(kind, "-", one, other)), kind

    def _without(self, name: str) -> Tested:
        other = self.measure(name)
        met = self.writer.column(self.writer.sql("(NOT {})", self._granted(other)))
        informed = self.writer.sql(f"({{met}} IS NULL AND {{code}} < {FOR_JUDGEMENT})", met=met, code=other.code)
        return Tested(f"without-{name}", met, informed)

    def _code(self, tests: Sequence[Tested]) -> Sql:
        """State and reason in one number: a condition not met decides, else the first one still open."""
        failing = [(place, tested) for place, tested in enumerate(tests, 1) if tested.can_fail]
        arms = [(self.writer.sql("NOT {}", tested.met), STATE + place) for place, tested in failing]
        for place, tested in enumerate(tests, 1):
            if tested.informed.text == UNKNOWN:
                arms.append((self.writer.sql("{} IS NULL", tested.met), 2 * STATE + place))
            elif tested.informed.text != "FALSE":
                arms.append((self.writer.sql("{} IS NULL AND {}", tested.met, tested.informed), 2 * STATE + place))
        for place, tested in enumerate(tests, 1):
            if tested.informed.text != UNKNOWN:
                arms.append((self.writer.sql("{} IS NULL", tested.met), 3 * STATE + place))
        if not arms:
            return Sql("0")
        text = " ".join(f"WHEN {test.text} THEN {code}" for test, code in arms)
        return self.writer.column(Sql(f"CASE {text} ELSE 0 END", max(test.layer for test, _ in arms)))

    def _granted(self, found: MeasureSql) -> Sql:
        """Whether the measure is granted: three-valued."""
        return self.writer.column(
            self.writer.sql(f"(CASE WHEN {{c}} = 0 THEN TRUE WHEN {{c}} < {OPEN} THEN FALSE END)", c=found.code)
        )

    # -- of a group only the highest -----------------------------------------------------------------------

    def _compared(self, mine: MeasureSql) -> MeasureSql:
        names = [
            name for name, measure in self.by_name.items() if measure.group and measure.group == mine.measure.group
        ]
        if len(names) < 2:
            return mine
        place = names.index(mine.measure.name)
        beats, open_ones = [], []
        for index, name in enumerate(names):
            if index != place:
                other = self._alone(name)
                beat = self.writer.column(self._beats(other, mine, earlier=index < place))
                beats.append(beat)
                open_ones.append(self.writer.sql(f"({{b}} IS NULL AND {{c}} < {FOR_JUDGEMENT})", b=beat, c=other.code))
        met = self.writer.column(self.writer.sql("(NOT {})", self.writer.junction("OR", beats)))
        informed = self.writer.sql("({} IS NULL AND {})", met, self.writer.junction("OR", open_ones))
        tests = [*mine.tests, Tested(f"highest-of-{mine.measure.group}", met, informed)]
        return MeasureSql(mine.measure, tests, self._code(tests), mine.money, mine.own)

    def _beats(self, other: MeasureSql, mine: MeasureSql, *, earlier: bool) -> Sql:
        zero = self.writer.whole(0)
        theirs = other.money.total if other.money else zero
        ours = mine.money.total if mine.money else zero
        op = ">=" if earlier else ">"
        return self.writer.sql(f"({{}} AND {{}} {op} {{}})", other.own, theirs, ours)
