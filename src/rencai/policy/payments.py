"""Amounts to the cent: base, uplift, rounding, deductions, cap; then the dated payments and what stops them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, NamedTuple

from rencai.messages import Message
from rencai.policy.decision import Claim, Step
from rencai.policy.evaluate import Run, add_months, compile_expr, round_to
from rencai.policy.expressions import Case, Expr, Literal
from rencai.policy.model import Adjustment, Amount, Measure
from rencai.policy.plan import Plan
from rencai.policy.types import number

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
Payments = tuple[tuple[date, Decimal], ...]


class Money(NamedTuple):
    """The total (None if not known), how it was computed, the payments due and those that a stop rule ended."""

    total: Decimal | None
    steps: tuple[Step, ...]
    due: Payments = ()
    stopped: Payments = ()


def money_runner(measure: Measure, plan: Plan) -> Callable[[Mapping[str, Any]], Money]:
    """A function from a person's values to the money of a payment measure."""
    assert measure.amount is not None
    amount, schedule = measure.amount, measure.schedule
    base_of = _run(amount.base, plan)
    uplifts, deducts = _adjusters(amount.uplifts, plan), _adjusters(amount.deducts, plan)
    cap_of = _run(amount.cap, plan) if amount.cap else None
    months_of = _run(schedule.months, plan) if schedule.months else None
    start_of = _run(schedule.start, plan) if schedule.start else None
    stops = _adjusters(measure.stops, plan)

    def money(env: Mapping[str, Any]) -> Money:
        base, start = base_of(env), start_of(env) if start_of else env["decision_day"]
        months = max(found, 0) if months_of and (found := months_of(env)) is not None else None
        if base is None or start is None or (months_of and months is None):
            return Money(None, ())
        steps = [Step(amount.text or Message("Base amount"), _cents(base, amount.rounding))]
        each = _uplifted(base, uplifts, env, amount, steps)
        if each is None:
            return Money(None, ())
        total = each = max(each, NOTHING)
        if months is not None:
            total = each * months
            steps.append(Step(Message("{each} a month for {months} months", each=f"{each:,}", months=months), total))
        left = _reduced(total, deducts, cap_of, env, steps)
        if left is None:
            return Money(None, ())
        payments = (
            _monthly(left, each, months, start)
            if months is not None
            else _instalments(left, schedule.shares, schedule.every, start)
        )
        last = _stop_day(stops, env)
        due = tuple(item for item in payments if last is None or item[0] <= last)
        return Money(left, tuple(steps), due, payments[len(due) :])

    return money


def _run(expr: Expr, plan: Plan) -> Run:
    return compile_expr(expr, plan.bound)


def _adjusters(adjustments: tuple[Adjustment, ...], plan: Plan) -> list[tuple[Adjustment, Run | None, Run | None]]:
    return [
        (item, _run(item.when, plan) if item.when else None, _run(item.value, plan) if item.value else None)
        for item in adjustments
    ]


def _cents(value: Any, rounding: str) -> Decimal:
    return Decimal(round_to(value, 2, rounding))


def _uplifted(
    base: Any, uplifts: list[Any], env: Mapping[str, Any], amount: Amount, steps: list[Step]
) -> Decimal | None:
    """The base with its uplifts, rounded to the cent; None where an uplift is not known."""
    share: Any = 0
    for item, when, by in uplifts:
        applies = when(env) if when else True
        if applies is None:
            return None
        if applies:
            more = by(env)
            if more is None:
                return None
            share += more
            steps.append(Step(item.text, _cents(base * more, amount.rounding)))
    return _cents(base * (1 + share), amount.rounding)


def _reduced(
    total: Decimal, deducts: list[Any], cap_of: Run | None, env: Mapping[str, Any], steps: list[Step]
) -> Decimal | None:
    for item, when, amount_of in deducts:
        applies = when(env) if when else True
        less = amount_of(env) if applies else NOTHING
        if applies is None or less is None:
            return None
        if applies:
            less = max(less, NOTHING)
            steps.append(Step(item.text, -_cents(less, "half_up")))
            total = max(total - less, NOTHING)
    if cap_of is not None:
        cap = cap_of(env)
        if cap is None:
            return None
        if cap < total:
            total = max(_cents(cap, "down"), NOTHING)
            steps.append(Step(Message("At most this much for one person"), total))
    return total.quantize(CENT)


def _instalments(total: Decimal, shares: tuple[Decimal, ...], every: int, start: date) -> Payments:
    """Each share rounded down to the cent, the last one taking what is left: they add up exactly."""
    parts = [(total * share).quantize(CENT, ROUND_DOWN) for share in shares[:-1]]
    parts.append(total - sum(parts, NOTHING))
    return tuple((add_months(start, every * index), part) for index, part in enumerate(parts))


def _monthly(total: Decimal, each: Decimal, months: int, start: date) -> Payments:
    """`each` a month until the total is paid out."""
    payments = []
    for index in range(months):
        part = min(each, total - each * index)
        if part <= 0:
            break
        payments.append((add_months(start, index), part))
    return tuple(payments)


def _stop_day(stops: list[Any], env: Mapping[str, Any]) -> date | None:
    """The last day on which a payment is still made; None where no stop rule has come to pass."""
    days = [(on(env) if on else None) or env["decision_day"] for _, when, on in stops if when(env)]
    return min(days, default=None)


def claims_runner(measure: Measure, plan: Plan) -> Callable[[Mapping[str, Any]], tuple[Claim, ...]]:
    """A function from a person's values to the claw-backs that have come to pass."""
    rules = _adjusters(measure.clawbacks, plan)

    def claims(env: Mapping[str, Any]) -> tuple[Claim, ...]:
        return tuple(
            Claim(
                item.name,
                item.text,
                None if (due := amount(env)) is None else max(_cents(due, "half_up"), NOTHING),
                item.source,
            )
            for item, when, amount in rules
            if when and amount and when(env)
        )

    return claims


def money_expressions(measure: Measure) -> list[Expr]:
    """The expressions without which the amount of a payment is not known."""
    amount, schedule = measure.amount, measure.schedule
    if amount is None:
        return []
    adjusting = [_where_it_applies(item) for item in (*amount.uplifts, *amount.deducts)]
    return [expr for expr in (amount.base, schedule.months, schedule.start, *adjusting, amount.cap) if expr is not None]


def _where_it_applies(item: Adjustment) -> Expr | None:
    """The adjustment's value, which nobody need know where it does not apply."""
    if item.when is None or item.value is None:
        return item.value
    return Case(item.value.type, ((item.when, item.value),), Literal(number(item.value.type.unit), 0))
