"""Measures, category sets and scores: from YAML to the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rencai.policy import arithmetic as bounds
from rencai.policy.expressions import Arith, Expr, Extreme
from rencai.policy.gather import NAME, SLUG
from rencai.policy.model import (
    Adjustment,
    Amount,
    CategorySet,
    Condition,
    Judgement,
    Limit,
    Measure,
    Part,
    Schedule,
    Score,
    Source,
)
from rencai.policy.read_facts import choice_set, read_period, read_source
from rencai.policy.syntax import Symbol, read_expression
from rencai.policy.types import BOOLEAN, DATE, Type, number, times, unit_of
from rencai.policy.yaml_source import Fields, Node, did_you_mean

ROUNDINGS = ("half_up", "half_even", "down", "up")
MAX_MONTHS = 1_200
MEASURE_FIELDS = {
    "measure",
    "status",
    "from",
    "until",
    "about",
    "conditions",
    "amount",
    "schedule",
    "stops",
    "clawbacks",
    "excludes",
    "highest_of",
    "budget",
    "quota",
    "note",
}
MAX_CONDITIONS = 100


@dataclass(frozen=True)
class Context:
    """What a measure may refer to."""

    currency: str
    documents: Mapping[str, Any]
    bodies: Mapping[str, Any]
    choices: Mapping[str, Any]
    symbols: Mapping[str, Symbol]

    @property
    def money(self) -> Type:
        return number(((self.currency, 1),), 2)

    @property
    def money_a_month(self) -> Type:
        return number(times(((self.currency, 1),), unit_of("month"), -1), 2)

    def source(self, fields: Fields) -> Source | None:
        return read_source(fields.get("source"), self.documents)

    def expr(self, node: Node, expected: Type) -> Expr:
        return read_expression(node, self.symbols, expected)


def slug(node: Node) -> str:
    if not SLUG.fullmatch(node.string()):
        raise node.error("{name!r} cannot be a name here: use lower-case letters, digits and -", name=node.string())
    return node.string()


def read_measure(name: str, node: Node, context: Context) -> Measure:
    fields = node.fields({"title", "kind", "source"}, MEASURE_FIELDS)
    kind = fields.one_of("kind", ("payment", "service", "status"))
    schedule = read_schedule(fields.get("schedule"), context)
    amount = _amount(fields, kind, schedule, context)
    return Measure(
        name,
        fields.bilingual("title"),
        fields.bilingual("about"),
        kind,
        fields.one_of("status", ("adopted", "draft"), "adopted") == "draft",
        read_period(fields),
        read_conditions(fields.get("conditions"), context),
        amount,
        schedule,
        _adjustments(fields.get("stops"), context, _stop, {"when", "on"}),
        _adjustments(fields.get("clawbacks"), context, _clawback, {"when", "amount"}),
        tuple(slug(item) for item in fields["excludes"].items()) if "excludes" in fields else (),
        slug(fields["highest_of"]) if "highest_of" in fields else "",
        _limits(fields, context),
        context.source(fields),
        node.place,
    )


def read_conditions(node: Node | None, context: Context) -> tuple[Condition, ...]:
    items = node.items() if node else []
    if len(items) > MAX_CONDITIONS:
        raise items[MAX_CONDITIONS].error("a rule has at most {n} conditions", n=MAX_CONDITIONS)
    conditions = tuple(_condition(item, context) for item in items)
    names: set[str] = set()
    for condition, item in zip(conditions, items, strict=True):
        if condition.name in names:
            raise item.error("the condition {name!r} stands twice", name=condition.name)
        names.add(condition.name)
    return conditions


def _condition(node: Node, context: Context) -> Condition:
    fields = node.fields({"name", "text", "source"}, {"test", "judgement", "from", "until", "note"})
    test, judgement = fields.get("test"), fields.get("judgement")
    if test is None and judgement is None:
        raise node.error("a condition needs a test, or a judgement")
    return Condition(
        slug(fields["name"]),
        fields.bilingual("text"),
        context.expr(test, BOOLEAN) if test else None,
        _judgement(judgement, context) if judgement else None,
        context.source(fields),
        read_period(fields),
        node.place,
    )


def _judgement(node: Node, context: Context) -> Judgement:
    fields = node.fields({"by", "fact", "text"}, {"source", "note"})
    body, fact = fields.text("by"), fields.text("fact")
    if body not in context.bodies:
        raise fields["by"].error(
            "{name!r} is not among the pack's bodies{hint}", name=body, hint=did_you_mean(body, context.bodies)
        )
    symbol = context.symbols.get(fact)
    if symbol is None or symbol.kind != "fact" or symbol.type.kind != "boolean":
        raise fields["fact"].error("a judgement is recorded in a boolean fact; {name!r} is none", name=fact)
    return Judgement(body, fact, fields.bilingual("text"), context.source(fields))


def _amount(fields: Fields, kind: str, schedule: Schedule, context: Context) -> Amount | None:
    node = fields.get("amount")
    if (node is not None) != (kind == "payment"):
        raise fields.node.error("a payment has an amount; a service or a status has none")
    if node is None:
        return None
    amount = node.fields({"is", "source"}, {"text", "rounding", "uplift", "deducts", "cap", "note"})
    wanted = context.money_a_month if schedule.months is not None else context.money
    base = context.expr(amount["is"], wanted)
    uplifts = _adjustments(amount.get("uplift"), context, _uplift, {"when", "by"})
    rounding = amount.one_of("rounding", ROUNDINGS, "") if "rounding" in amount else ""
    places = base.type.places + max((item.value.type.places for item in uplifts if item.value), default=0)
    if places > 2 and not rounding:
        raise node.error(
            "the amount may have parts of a cent ({places} places); say how it is rounded: rounding: half_up",
            places=places,
        )
    cap = context.expr(amount["cap"], context.money) if "cap" in amount else None
    return Amount(
        base,
        amount.bilingual("text"),
        rounding or "half_up",
        uplifts,
        _adjustments(amount.get("deducts"), context, _deduction, {"when", "amount"}),
        cap,
        context.source(amount),
    )


def read_schedule(node: Node | None, context: Context) -> Schedule:
    if node is None:
        return Schedule(None)
    fields = node.fields(set(), {"start", "instalments", "every", "monthly"})
    if "monthly" in fields and ("instalments" in fields or "every" in fields):
        raise fields["monthly"].error("a schedule is monthly, or has instalments; keep one of them")
    start = context.expr(fields["start"], DATE) if "start" in fields else None
    if "monthly" in fields:
        months = context.expr(fields["monthly"], number(unit_of("month")))
        if months.type.places or months.type.high > MAX_MONTHS:
            raise fields["monthly"].error(
                "a whole number of months, at most {n}, is expected; use LEAST(…, {n})", n=MAX_MONTHS
            )
        return Schedule(start, months=months)
    shares = (
        tuple(item.decimal(2) / 100 for item in fields["instalments"].items())
        if "instalments" in fields
        else (Decimal(1),)
    )
    if min(shares, default=0) < 0:
        raise fields["instalments"].error("an instalment is at least 0 per cent")
    if (total := sum(shares, Decimal(0)) * 100) != 100:
        raise fields["instalments"].error(
            "the instalments add up to {sum} per cent, not 100", sum=f"{total.normalize():f}"
        )
    every = fields["every"].integer() if "every" in fields else 12
    if not 1 <= every <= 120 or len(shares) > 120:
        raise node.error("there are at most 120 instalments, 1 to 120 months apart")
    return Schedule(start, shares, every)


def _adjustments(
    node: Node | None,
    context: Context,
    reader: Callable[[Fields, Node, Context], tuple[Expr | None, Expr | None]],
    own: set[str],
) -> tuple[Adjustment, ...]:
    found = []
    for item in node.items() if node else []:
        fields = item.fields({"name", "text", "source"}, {*own, "note"})
        when, value = reader(fields, item, context)
        found.append(
            Adjustment(slug(fields["name"]), fields.bilingual("text"), when, value, context.source(fields), item.place)
        )
    return tuple(found)


def _needed(fields: Fields, item: Node, key: str) -> Node:
    found = fields.get(key)
    if found is None:
        raise item.error("the field {key!r} is missing", key=key)
    return found


def _uplift(fields: Fields, item: Node, context: Context) -> tuple[Expr | None, Expr | None]:
    when = context.expr(fields["when"], BOOLEAN) if "when" in fields else None
    return when, context.expr(_needed(fields, item, "by"), number())


def _deduction(fields: Fields, item: Node, context: Context) -> tuple[Expr | None, Expr | None]:
    when = context.expr(fields["when"], BOOLEAN) if "when" in fields else None
    return when, _cents(_needed(fields, item, "amount"), context)


def _clawback(fields: Fields, item: Node, context: Context) -> tuple[Expr | None, Expr | None]:
    return (context.expr(_needed(fields, item, "when"), BOOLEAN), _cents(_needed(fields, item, "amount"), context))


def _stop(fields: Fields, item: Node, context: Context) -> tuple[Expr | None, Expr | None]:
    on = context.expr(fields["on"], DATE) if "on" in fields else None
    return context.expr(_needed(fields, item, "when"), BOOLEAN), on


def _cents(node: Node, context: Context) -> Expr:
    expr = context.expr(node, context.money)
    if expr.type.places > 2:
        raise node.error("the amount may have parts of a cent; use ROUND(…, 2)")
    return expr


def _limits(fields: Fields, context: Context) -> tuple[Limit, ...]:
    limits = []
    for kind, key, wanted in (("budget", "amount", context.money), ("quota", "people", number(unit_of("person")))):
        node = fields.get(kind)
        if node is not None:
            inner = node.fields({key, "text", "source"}, {"ranked_by", "note"})
            ranked = read_expression(inner["ranked_by"], context.symbols) if "ranked_by" in inner else None
            limits.append(
                Limit(kind, context.expr(inner[key], wanted), ranked, inner.bilingual("text"), context.source(inner))
            )
    return tuple(limits)


def read_categories(name: str, node: Node, context: Context) -> CategorySet:
    fields = node.fields(
        {"categories", "of", "otherwise", "title", "rules"}, {"status", "source", "from", "until", "about", "note"}
    )
    choices = choice_set(node, fields["of"], context.choices)
    kind = Type("choice", choices=choices)
    otherwise = fields.text("otherwise")
    rules = fields["rules"].mapping()
    for value, item in [(otherwise, fields["otherwise"]), *rules.items()]:
        if value not in choices.values:
            raise item.error(
                "{value!r} is no value of {name}; it has: {values}",
                value=value,
                name=choices.name,
                values=list(choices.values),
            )
    read = {value: _rule(rules[value], context) for value in reversed(choices.values) if value in rules}
    return CategorySet(
        name,
        fields.bilingual("title"),
        kind,
        otherwise,
        fields.one_of("status", ("adopted", "draft"), "adopted") == "draft",
        read_period(fields),
        read,
        context.source(fields),
        node.place,
    )


def _rule(node: Node, context: Context) -> tuple[Condition, ...]:
    fields = node.fields({"conditions"}, {"text", "source", "note"})
    return read_conditions(fields["conditions"], context)


def read_score(name: str, node: Node, context: Context) -> Score:
    fields = node.fields({"score", "title", "parts"}, {"unit", "source", "cap", "about", "note"})
    unit = unit_of(fields.text("unit", "point"))
    parts = tuple(_part(item, unit, context) for item in fields["parts"].items())
    if not parts:
        raise fields["parts"].error("a score needs at least one part")
    total = parts[0].expr
    for part in parts[1:]:
        total = Arith(bounds.add(total.type, part.expr.type), "+", total, part.expr)
    return Score(
        name,
        fields.bilingual("title"),
        total.type,
        parts,
        _capped(total, fields.get("cap"), unit, context),
        context.source(fields),
        node.place,
    )


def _part(node: Node, unit: Any, context: Context) -> Part:
    fields = node.fields({"name", "text", "is"}, {"cap", "source", "note"})
    name = fields.text("name")
    if not (NAME.fullmatch(name) or SLUG.fullmatch(name)):
        raise fields["name"].error("{name!r} cannot be a name here", name=name)
    expr = context.expr(fields["is"], number(unit))
    return Part(name, fields.bilingual("text"), _capped(expr, fields.get("cap"), unit, context), context.source(fields))


def _capped(expr: Expr, cap: Node | None, unit: Any, context: Context) -> Expr:
    if cap is None:
        return expr
    most = context.expr(cap, number(unit))
    kind = bounds.extreme("LEAST", bounds.hull([expr.type, most.type]), [expr.type, most.type])
    return Extreme(kind, "LEAST", (expr, most))
