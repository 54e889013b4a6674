"""A plan as SQL: for each measure one code per person (state and reason), the total, the money by year, near misses.

The same rules as `decide`, in the same order; `tests/policy/test_agreement.py` holds the two to one meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from decimal import Decimal

from rencai.policy import arithmetic as bounds
from rencai.policy.evaluate import add_months
from rencai.policy.expressions import Arith, Between, Compare, Expr, Name
from rencai.policy.model import Adjustment, Condition, Measure
from rencai.policy.payments import money_expressions
from rencai.policy.plan import Plan, measurable
from rencai.policy.sql import PlanWriter, Sql, Writer
from rencai.policy.types import BOOLEAN, NONE, Type, number, unit_of

STATE_OF_CODE = {0: "eligible", 1: "not_eligible", 2: "needs_information", 3: "needs_judgement"}
STATE = 1_000
"""A code is state * 1000 + the place of the deciding condition, counted from 1."""
YEARS_BACK, YEARS_AHEAD = 10, 12


@dataclass
class Tested:
    """One condition: `met` three-valued, `informed` whether information (not judgement) is awaited."""

    name: str
    met: Sql
    informed: Sql
    margin: Sql | None = None
    kind: Type | None = None


@dataclass
class Money:
    """Columns of one payment measure: cents in all, cents a payment, months, first day."""

    total: Sql
    each: Sql
    months: Sql | None
    start: Sql | None
    most: int


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
        """(code, state, reason) of every way in which this measure can come out."""
        found = [(0, "eligible", "")]
        for state in (1, 2, 3):
            found += [(state * STATE + place, STATE_OF_CODE[state], tested.name)
                      for place, tested in enumerate(self.tests, 1) if self._possible(state, tested)]
        return found

    def _possible(self, state: int, tested: Tested) -> bool:
        return state == 1 or (tested.informed.text != "FALSE" if state == 2 else tested.informed.text != UNKNOWN)


UNKNOWN = "UNKNOWN"
"""Marks a condition for which every unknown awaits information."""


class Program:
    """The columns of one plan, written when they are asked for. Programs that share a writer share their columns."""

    def __init__(self, plan: Plan, writer: Writer) -> None:
        self.plan = plan
        self.writer = writer
        self.write = PlanWriter(writer, plan.bound, dict(plan.steps))
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
        money = self._money(measure) if measure.amount else None
        if money is not None:
            known = self.writer.sql("(CASE WHEN {} IS NOT NULL THEN TRUE END)", money.total)
            tests.append(Tested("amount", self.writer.column(known), self._informed(money_expressions(measure))))
        for name in measure.excludes:
            if name in self.by_name:
                tests.append(self._without(name))
        found = MeasureSql(measure, tests, self._code(tests), money)
        found.own = self._own_state(found)
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
        wanting = [(self.writer.sql("{} IS NULL", self.write.column(expr)), expr) for expr in exprs
                   if self.write.facts_behind(expr) & judged]
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
            found, kind = self._distance(*((measured.left, measured.right) if ahead else (measured.right, measured.left)))
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
        other = self._alone(name)
        met = self.writer.column(self.writer.sql("(NOT {})", other.own))
        informed = self.writer.sql("({met} IS NULL AND {code} < 3000)", met=met, code=other.code)
        return Tested(f"without-{name}", met, informed)

    def _code(self, tests: Sequence[Tested]) -> Sql:
        """State and reason in one number: a condition not met decides, else the first one still open."""
        arms = [(self.writer.sql("NOT {}", tested.met), STATE + place) for place, tested in enumerate(tests, 1)]
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

    def _own_state(self, found: MeasureSql) -> Sql:
        """Whether the measure stands on its own conditions: three-valued."""
        return self.writer.column(self.writer.sql("(CASE WHEN {c} = 0 THEN TRUE WHEN {c} < 2000 THEN FALSE END)", c=found.code))

    # -- of a group only the highest -----------------------------------------------------------------------

    def _compared(self, mine: MeasureSql) -> MeasureSql:
        names = [name for name, measure in self.by_name.items() if measure.group and measure.group == mine.measure.group]
        if len(names) < 2:
            return mine
        place = names.index(mine.measure.name)
        beats, open_ones = [], []
        for index, name in enumerate(names):
            if index != place:
                other = self._alone(name)
                beat = self.writer.column(self._beats(other, mine, earlier=index < place))
                beats.append(beat)
                open_ones.append(self.writer.sql("({b} IS NULL AND {own} IS NULL AND {c} < 3000)",
                                                 b=beat, own=other.own, c=other.code))
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

    # -- money ---------------------------------------------------------------------------------------------

    def _money(self, measure: Measure) -> Money:
        amount, schedule = measure.amount, measure.schedule
        assert amount is not None
        start = self.write.column(schedule.start) if schedule.start is not None else None
        each, kind = self._each(measure)
        each, kind = self._no_less(each, kind), bounds.extreme("GREATEST", kind, [kind, number(NONE, 2)])
        total, months = each, None
        if schedule.months is not None:
            months = self.writer.column(self._no_less(self.write.write(schedule.months), schedule.months.type))
            kind = bounds.multiply(kind, number(NONE, 0, 0, max(schedule.months.type.high, 0)))
            total = self._product(each, months, kind)
        for item in amount.deducts:
            total = self._less(total, item)
        if amount.cap is not None:
            total = self._capped(total, amount.cap)
        if start is not None:
            total = self.writer.sql("(CASE WHEN {} IS NOT NULL THEN {} END)", start, total)
        return Money(self.writer.column(total), self.writer.column(each), months, start, kind.high)

    def _each(self, measure: Measure) -> tuple[Sql, Type]:
        """One payment in cents: the base with its uplifts, rounded."""
        amount = measure.amount
        assert amount is not None
        base, kind = self.write.column(amount.base), amount.base.type
        if not amount.uplifts:
            cents = _at_cents(kind)
            if kind.places <= 2:
                return self.write.at(amount.base, 2), cents
            return self.writer.column(self.write.rounded(base, kind, cents, amount.rounding)), cents
        places = max(item.value.type.places for item in amount.uplifts if item.value)
        share: Sql = self.writer.whole(10**places)
        share_type = number(NONE, places, 10**places, 10**places)
        for item in amount.uplifts:
            assert item.value is not None
            share = self.writer.sql("({} + {})", share, self._if(item, self.write.at(item.value, places)))
            low, high = item.value.type.scaled(places)
            share_type = number(NONE, places, share_type.low + min(low, 0), share_type.high + max(high, 0))
        product = bounds.multiply(kind, share_type)
        found = self._product(base, share, product)
        if product.places < 2:
            found = self.writer.sql("({} * {})", found, self.writer.whole(10 ** (2 - product.places)))
        cents = _at_cents(product)
        return self.writer.column(self.write.rounded(found, product, cents, amount.rounding)), cents

    def _if(self, item: Adjustment, value: Sql) -> Sql:
        """`value` where the adjustment applies, 0 where it does not, not known where that is not known."""
        if item.when is None:
            return value
        when = self.write.column(item.when)
        return self.writer.sql("(CASE WHEN {w} THEN {v} WHEN NOT {w} THEN {z} END)", w=when, v=value, z=self.writer.whole(0))

    def _product(self, one: Sql, other: Sql, kind: Type) -> Sql:
        return self.writer.sql("({} * {})", self.write.wide(one) if kind.wide else one, other)

    def _no_less(self, value: Sql, kind: Type) -> Sql:
        """`value`, or 0 where it is negative."""
        if kind.low >= 0:
            return value
        held = self.writer.column(value)
        return self.writer.sql("(CASE WHEN {v} < 0 THEN {z} ELSE {v} END)", v=held, z=self.writer.whole(0))

    def _less(self, total: Sql, item: Adjustment) -> Sql:
        assert item.value is not None
        taken = self.writer.column(self.writer.sql("({} - {})", total, self._if(item, self.write.at(item.value, 2))))
        return self.writer.sql("(CASE WHEN {v} < 0 THEN {z} ELSE {v} END)", v=taken, z=self.writer.whole(0))

    def _capped(self, total: Sql, cap: Expr) -> Sql:
        most = self.write.at(cap, 2) if cap.type.places <= 2 else self.write.rounded(
            self.write.column(cap), cap.type, bounds.rounded(cap.type, 2), "down")
        held, most = self.writer.column(total), self.writer.column(self._no_less(most, cap.type))
        return self.writer.sql("(CASE WHEN {m} IS NULL THEN NULL WHEN {v} > {m} THEN {m} ELSE {v} END)", v=held, m=most)

    # -- money by year -------------------------------------------------------------------------------------

    def years(self, found: MeasureSql) -> dict[int, Sql]:
        """Cents due in each calendar year to whoever is eligible, stop rules applied.

        Payments more than 10 years before or 12 years after the day of the simulation count in the outermost year.
        """
        money = found.money
        if money is None:
            return {}
        last = self._stop_day(found.measure)
        due = self._monthly(found, money, last) if money.months else self._instalments(found, money, last)
        return {year: self.writer.sql("(CASE WHEN {} = 0 THEN {} END)", found.code, sql) for year, sql in due.items()}

    def _stop_day(self, measure: Measure) -> Sql | None:
        """The last day on which a payment is made; NULL where no stop rule has come to pass."""
        today = self.write.name(Name(BOOLEAN, "decision_day"))
        days = [
            self.writer.sql("(CASE WHEN {} THEN {} END)", self.write.write(stop.when),
                            self.writer.sql("COALESCE({}, {})", self.write.write(stop.value), today) if stop.value else today)
            for stop in measure.stops if stop.when is not None
        ]
        if not days:
            return None
        if len(days) == 1:
            return self.writer.column(days[0])
        late = Sql("DATE '9999-12-31'")
        least = ", ".join(f"COALESCE({day.text}, {late.text})" for day in days)
        return self.writer.column(Sql(f"LEAST({least})", max(day.layer for day in days)))

    def _parts(self, found: MeasureSql, money: Money) -> list[Sql]:
        """The instalments in cents: each share rounded down, the last one taking what is left."""
        shares = found.measure.schedule.shares
        if len(shares) == 1:
            return [money.total]
        wide = money.most * 10_000 > 2**62
        total = self.write.wide(money.total) if wide else money.total
        parts = []
        for share in shares[:-1]:
            over = self.writer.sql("({} * {})", total, self.writer.whole(int(share * 10_000)))
            part = self.writer.divided(over, self.writer.whole(10_000), wide=wide)
            parts.append(self.writer.column(self.writer.sql(f"CAST({{}} AS {self.writer.dialect.whole})", part) if wide else part))
        rest = " - ".join(part.text for part in [money.total, *parts])
        return [*parts, Sql(f"({rest})", max(part.layer for part in [money.total, *parts]))]

    def _instalments(self, found: MeasureSql, money: Money, last: Sql | None) -> dict[int, Sql]:
        every, on = found.measure.schedule.every, self.writer.on
        due: dict[int, list[Sql]] = {}
        for index, part in enumerate(self._parts(found, money)):
            day = self._day_after(money.start, every * index)
            paid = part if last is None else self.writer.sql("(CASE WHEN {l} IS NULL OR {d} <= {l} THEN {p} ELSE 0 END)", l=last, d=day, p=part)
            if money.start is None:
                due.setdefault(add_months(on, every * index).year, []).append(paid)
                continue
            year = self.writer.column(self._clamped_year(day))
            for each_year in self._window():
                due.setdefault(each_year, []).append(self.writer.sql(f"(CASE WHEN {{}} = {each_year} THEN {{}} ELSE 0 END)", year, paid))
        return {year: _added(parts) for year, parts in sorted(due.items())}

    def _day_after(self, start: Sql | None, months: int) -> Sql:
        if start is None:
            return Sql(f"DATE '{add_months(self.writer.on, months).isoformat()}'")
        if months == 0:
            return start
        return self.writer.column(self.writer.sql(self.writer.dialect.add_months, d=start, n=self.writer.whole(months)))

    def _window(self) -> range:
        return range(self.writer.on.year - YEARS_BACK, self.writer.on.year + YEARS_AHEAD + 1)

    def _clamped_year(self, day: Sql) -> Sql:
        window = self._window()
        year = self.writer.sql(self.writer.dialect.year, d=day)
        return self.writer.sql(f"LEAST(GREATEST({{}}, {window[0]}), {window[-1]})", year)

    def _monthly(self, found: MeasureSql, money: Money, last: Sql | None) -> dict[int, Sql]:
        """By year: what has been paid up to its end, less what had been paid before it."""
        assert money.months is not None
        months = money.months if last is None else self.writer.column(self._months_before(money, last))
        schedule = found.measure.schedule
        assert schedule.months is not None
        first, most = self._first_month(money.start), schedule.months.type.high
        on_month = self.writer.on.year * 12 + self.writer.on.month - 1
        years = self._window() if money.start else range(self.writer.on.year, (on_month + max(most, 1) - 1) // 12 + 1)
        due, before = {}, self.writer.whole(0)
        for year in years:
            if year == years[-1]:
                paid_months = months
            else:
                paid_months = self.writer.sql("LEAST(GREATEST({} - {}, 0), {})", self.writer.whole((year + 1) * 12), first, months)
            paid = self.writer.column(self.writer.sql("LEAST({}, {} * {})", money.total, money.each, paid_months))
            due[year] = self.writer.sql("({} - {})", paid, before)
            before = paid
        return due

    def _first_month(self, start: Sql | None) -> Sql:
        if start is None:
            return self.writer.whole(self.writer.on.year * 12 + self.writer.on.month - 1)
        dialect = self.writer.dialect
        year, month = self.writer.sql(dialect.year, d=start), self.writer.sql(dialect.month, d=start)
        return self.writer.column(self.writer.sql("({} * 12 + {} - 1)", year, month))

    def _months_before(self, money: Money, last: Sql) -> Sql:
        """How many monthly payments fall on or before the stop day."""
        assert money.months is not None
        start = self._day_after(money.start, 0)
        run = self.writer.column(self.write._months_between(start, last))
        return self.writer.sql("(CASE WHEN {l} IS NULL THEN {m} WHEN {l} < {s} THEN 0 ELSE LEAST({m}, {r} + 1) END)",
                               l=last, m=money.months, s=start, r=run)

    # -- near misses ---------------------------------------------------------------------------------------

    def near(self, found: MeasureSql) -> tuple[Sql, list[tuple[int, Tested, Decimal | None]]] | None:
        """A code for people whom exactly one condition keeps out, and what each code means: (code, condition, bucket).

        A bucket of -3 holds those who are at most 3 short; None those further away, or without a distance.
        """
        if not found.tests:
            return None
        failing = " + ".join(f"CASE WHEN {tested.met.text} THEN 0 ELSE 1 END" for tested in found.tests)
        alone = self.writer.column(Sql(f"({failing})", max(tested.met.layer for tested in found.tests)))
        arms: list[str] = []
        meanings: list[tuple[int, Tested, Decimal | None]] = []
        layer = max(alone.layer, found.code.layer)
        for place, tested in enumerate(found.tests, 1):
            margin = self.writer.column(tested.margin) if tested.margin is not None else None
            for number_, bucket in enumerate(buckets(tested.kind)):
                limit = int(bucket.scaleb(tested.kind.places)) if tested.kind else 0
                meanings.append((place * 10 + number_, tested, bucket))
                assert margin is not None
                arms.append(f"WHEN {found.code.text} = {STATE + place} AND {margin.text} >= {limit} THEN {place * 10 + number_}")
                layer = max(layer, margin.layer)
            meanings.append((place * 10 + 9, tested, None))
            arms.append(f"WHEN {found.code.text} = {STATE + place} THEN {place * 10 + 9}")
        text = f"CASE WHEN {alone.text} = 1 AND {found.code.text} BETWEEN 1001 AND 1999 THEN (CASE {' '.join(arms)} END) END"
        return self.writer.column(Sql(text, layer)), meanings


BUCKETS: Mapping[str, tuple[int, ...]] = {
    "month": (1, 3, 6, 12, 24), "year": (1, 2, 3, 5, 10), "day": (30, 90, 180, 365, 730), "step": (1, 2, 3),
    "money": (1_000, 5_000, 10_000, 50_000, 100_000), "": (1, 2, 5, 10, 20),
}


def buckets(kind: Type | None) -> list[Decimal]:
    """Upper ends of the near-miss buckets in the margin's unit: -1, -3, -6 …; empty where there is no distance."""
    if kind is None:
        return []
    names = [name for name, power in kind.unit if power > 0]
    name = names[0] if names else ""
    return [Decimal(-step) for step in BUCKETS.get("money" if name.isupper() else name, BUCKETS[""])]


def _at_cents(kind: Type) -> Type:
    if kind.places <= 2:
        low, high = kind.scaled(2)
        return number(kind.unit, 2, low, high)
    return bounds.rounded(kind, 2)


def _added(parts: Sequence[Sql]) -> Sql:
    return Sql("(" + " + ".join(part.text for part in parts) + ")", max(part.layer for part in parts))


