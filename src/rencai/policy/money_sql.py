"""Payments as SQL: cents in all, cents by calendar year, what a stop rule ends. The same rules as `payments`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rencai.policy import arithmetic as bounds
from rencai.policy.evaluate import add_months
from rencai.policy.expressions import Expr, Name
from rencai.policy.model import Adjustment, Measure
from rencai.policy.sql import PlanWriter
from rencai.policy.types import BOOLEAN, INT64, NONE, Type, number
from rencai.policy.writer import Sql, Writer

YEARS_BACK, YEARS_AHEAD = 10, 12


@dataclass
class Money:
    """Columns of one payment measure: cents in all, cents a payment, months, first day."""

    total: Sql
    each: Sql
    months: Sql | None
    start: Sql | None
    most: int


class MoneyWriter:
    """Writes the money of one plan's measures."""

    def __init__(self, writer: Writer, write: PlanWriter) -> None:
        self.writer = writer
        self.write = write

    # -- money ---------------------------------------------------------------------------------------------

    def money(self, measure: Measure) -> Money:
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
                return self.write.at(amount.base, 2, wide=cents.wide), cents
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
            found = self.writer.sql("({} * {})", self.write.wide(found), self.writer.whole(10 ** (2 - product.places)))
        cents = _at_cents(product)
        return self.writer.column(self.write.rounded(found, product, cents, amount.rounding)), cents

    def _if(self, item: Adjustment, value: Sql) -> Sql:
        """`value` where the adjustment applies, 0 where it does not, not known where that is not known."""
        if item.when is None:
            return value
        when = self.write.column(item.when)
        return self.writer.sql(
            "(CASE WHEN {w} THEN {v} WHEN NOT {w} THEN {z} END)", w=when, v=value, z=self.writer.whole(0)
        )

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
        taken = self._no_less(self.write.at(item.value, 2), item.value.type)
        left = self.writer.column(self.writer.sql("({} - {})", total, self._if(item, taken)))
        return self.writer.sql("(CASE WHEN {v} < 0 THEN {z} ELSE {v} END)", v=left, z=self.writer.whole(0))

    def _capped(self, total: Sql, cap: Expr) -> Sql:
        most = (
            self.write.at(cap, 2)
            if cap.type.places <= 2
            else self.write.rounded(self.write.column(cap), cap.type, bounds.rounded(cap.type, 2), "down")
        )
        held, most = self.writer.column(total), self.writer.column(self._no_less(most, cap.type))
        return self.writer.sql("(CASE WHEN {m} IS NULL THEN NULL WHEN {v} > {m} THEN {m} ELSE {v} END)", v=held, m=most)

    # -- money by year -------------------------------------------------------------------------------------

    def years(self, measure: Measure, money: Money, code: Sql) -> dict[int, Sql]:
        """Cents due in each calendar year to whoever is eligible, stop rules applied.

        Payments more than 10 years before or 12 years after the day of the simulation count in the outermost year.
        """
        last = self._stop_day(measure)
        due = self._monthly(measure, money, last) if money.months else self._instalments(measure, money, last)
        paid = {year: self.writer.sql("(CASE WHEN {} = 0 THEN {} END)", code, sql) for year, sql in due.items()}
        return {year: self.writer.column(sql) for year, sql in paid.items()}

    def _stop_day(self, measure: Measure) -> Sql | None:
        """The last day on which a payment is made; NULL where no stop rule has come to pass."""
        today = self.write.name(Name(BOOLEAN, "decision_day"))
        days = [
            self.writer.sql(
                "(CASE WHEN {} THEN {} END)",
                self.write.write(stop.when),
                self.writer.sql("COALESCE({}, {})", self.write.write(stop.value), today) if stop.value else today,
            )
            for stop in measure.stops
            if stop.when is not None
        ]
        if not days:
            return None
        if len(days) == 1:
            return self.writer.column(days[0])
        late = Sql("DATE '9999-12-31'")
        least = ", ".join(f"COALESCE({day.text}, {late.text})" for day in days)
        return self.writer.column(Sql(f"LEAST({least})", max(day.layer for day in days)))

    def _parts(self, measure: Measure, money: Money) -> list[Sql]:
        """The instalments in cents: each share rounded down, the last one taking what is left."""
        shares = measure.schedule.shares
        if len(shares) == 1:
            return [money.total]
        wide = money.most * 10_000 > 2**62
        total = self.write.wide(money.total) if wide else money.total
        parts = []
        for share in shares[:-1]:
            over = self.writer.sql("({} * {})", total, self.writer.whole(int(share * 10_000)))
            part = self.writer.divided(over, self.writer.whole(10_000), wide=wide)
            parts.append(
                self.writer.column(
                    self.writer.sql(f"CAST({{}} AS {self.writer.dialect.whole})", part) if wide else part
                )
            )
        rest = " - ".join(part.text for part in [money.total, *parts])
        return [*parts, Sql(f"({rest})", max(part.layer for part in [money.total, *parts]))]

    def _instalments(self, measure: Measure, money: Money, last: Sql | None) -> dict[int, Sql]:
        every, on = measure.schedule.every, self.writer.on
        due: dict[int, list[Sql]] = {}
        for index, part in enumerate(self._parts(measure, money)):
            day = self._day_after(money.start, every * index)
            paid = (
                part
                if last is None
                else self.writer.sql("(CASE WHEN {l} IS NULL OR {d} <= {l} THEN {p} ELSE 0 END)", l=last, d=day, p=part)
            )
            if money.start is None:
                due.setdefault(add_months(on, every * index).year, []).append(paid)
                continue
            year = self.writer.column(self._clamped_year(day))
            for each_year in self._window():
                due.setdefault(each_year, []).append(
                    self.writer.sql(f"(CASE WHEN {{}} = {each_year} THEN {{}} ELSE 0 END)", year, paid)
                )
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

    def _monthly(self, measure: Measure, money: Money, last: Sql | None) -> dict[int, Sql]:
        """By year: what has been paid up to its end, less what had been paid before it."""
        assert money.months is not None
        months = money.months if last is None else self.writer.column(self._months_before(money, last))
        schedule = measure.schedule
        assert schedule.months is not None
        first, most = self._first_month(money.start), schedule.months.type.high
        on_month = self.writer.on.year * 12 + self.writer.on.month - 1
        years = self._window() if money.start else range(self.writer.on.year, (on_month + max(most, 1) - 1) // 12 + 1)
        due, before = {}, self.writer.whole(0)
        for year in years:
            if year == years[-1]:
                paid_months = months
            else:
                paid_months = self.writer.sql(
                    "LEAST(GREATEST({} - {}, 0), {})", self.writer.whole((year + 1) * 12), first, months
                )
            each = self.write.wide(money.each) if money.most > INT64 else money.each
            paid = self.writer.column(self.writer.sql("LEAST({}, {} * {})", money.total, each, paid_months))
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
        return self.writer.sql(
            "(CASE WHEN {l} IS NULL THEN {m} WHEN {l} < {s} THEN 0 ELSE LEAST({m}, {r} + 1) END)",
            l=last,
            m=money.months,
            s=start,
            r=run,
        )


def _at_cents(kind: Type) -> Type:
    if kind.places <= 2:
        low, high = kind.scaled(2)
        return number(kind.unit, 2, low, high)
    return bounds.rounded(kind, 2)


def _added(parts: Sequence[Sql]) -> Sql:
    if len(parts) == 1:
        return parts[0]
    return Sql("(" + " + ".join(part.text for part in parts) + ")", max(part.layer for part in parts))
