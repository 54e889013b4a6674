"""A simulation with invented figures, for the tests of the report."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

MONEY = pa.decimal128(38, 2)
COUNTS = "people eligible not_eligible needs_information needs_judgement known year winners losers unchanged row"
AMOUNTS = "amount gain loss before after limit demanded"
NUMBERS = "margin mean least most"
TYPES = {
    **dict.fromkeys(COUNTS.split(), pa.int64()),
    **dict.fromkeys(AMOUNTS.split(), MONEY),
    **dict.fromkeys(NUMBERS.split(), pa.decimal128(38, 6)),
    "over": pa.bool_(),
}

MEASURES = {
    "settling-in": ("Settling-in allowance", "安家费", 15_000, 240_000),
    "local-allowance": (
        "Monthly allowance for local high-level talents",
        "本地高层次人才津贴",
        9_000,
        28_000,
    ),
    "rent-subsidy": ("Rent subsidy", "住房租赁补贴", 21_000, 42_000),
    "purchase-subsidy": ("Purchase subsidy", "购房补贴", 5_400, 51_000),
    "shortage-pay": ("Pay subsidy for talents in short supply", "紧缺人才薪酬补贴", 800, 140_000),
    "tuition": ("Tuition subsidy for doctorates", "博士学费补助", 2_100, 30_000),
    "school": ("Choice of school", "子女入学", 6_200, 0),
    "talent-flat": ("Talent flat", "人才公寓", 11_000, 0),
}
PLACES = {
    "zhongshan": ("Zhongshan", "中山区"), "xigang": ("Xigang", "西岗区"),
    "shahekou": ("Shahekou", "沙河口区"),
    "ganjingzi": ("Ganjingzi", "甘井子区"), "lvshunkou": ("Lvshunkou", "旅顺口区"),
    "jinzhou": ("Jinzhou", "金州区"), "pulandian": ("Pulandian", "普兰店区"),
    "changhai": ("Changhai", "长海县"), "wafangdian": ("Wafangdian", "瓦房店市"),
    "zhuanghe": ("Zhuanghe", "庄河市"),
}  # fmt: skip
CONDITIONS = {
    "contract": ("The contract runs at least three years or is open-ended", "劳动合同三年以上或无固定期限"),
    "age": ("Not older than the limit of the category on arrival", "引进时未超过该类别年龄上限"),
    "insured": ("Paid social insurance in Dalian for the last six months", "近六个月在大连缴纳社会保险"),
    "category": ("Recognised in one of the four categories", "已认定为四类高层次人才之一"),
    "no-home": ("Owns no home in the district", "本区域内无自有住房"),
}
UNITS = {"month": ("months", "个月"), "year": ("years", "年")}


@dataclass(frozen=True)
class Name:
    name: str
    title: Mapping[str, str]
    kind: str = "payment"


@dataclass(frozen=True)
class FakeRules:
    currency: str = "CNY"
    not_found: Sequence[Mapping[str, str]] = (
        {"en": "The full tables of the 2019, 2021 and 2024 catalogues", "zh": "2019、2021、2024年目录全文"},
        {"en": "What share of the housing allowance a district pays", "zh": "住房补贴中区市县承担的比例"},
        {"en": "The day on which the monthly list is closed", "zh": "每月名单截止日期"},
    )
    scores: Mapping[str, Name] = field(
        default_factory=lambda: {"merit": Name("merit", {"en": "Merit", "zh": "贡献积分"})}
    )

    @property
    def measures(self) -> Mapping[str, Name]:
        return {n: Name(n, pair(t), "payment" if t[3] else "service") for n, t in MEASURES.items()}


@dataclass(frozen=True)
class FakePack:
    name: str = "dalian"
    hash: str = "9f2c" * 16
    title: Mapping[str, str] = field(default_factory=lambda: {"en": "Dalian talent measures", "zh": "大连市人才政策"})
    rules: FakeRules = field(default_factory=FakeRules)


@dataclass(frozen=True)
class FakeSimulation:
    pack: FakePack
    on: date
    reform: Name | None
    by: list[str]
    rows: int
    seconds: float
    summary: pa.Table
    payments: pa.Table
    reasons: pa.Table
    near_misses: pa.Table
    changes: pa.Table | None
    budgets: pa.Table
    bad_rows: pa.Table
    scores: pa.Table
    reformed: FakePack | None = None
    drafts: bool = False
    source: str = "city.parquet"

    def write_people(self, path: Path) -> Path:
        pq.write_table(pa.table({"id": ["P1"]}), path)
        return path

    def measure_title(self, measure: str, lang: str) -> str:
        return text(MEASURES[measure], lang)

    def condition_text(self, measure: str, name: str, lang: str) -> str:
        return text(CONDITIONS[name], lang)

    def group_text(self, column: str, value: Any, lang: str) -> str:
        return text(PLACES[value], lang)

    def column_text(self, column: str, lang: str) -> str:
        return column

    def unit_text(self, unit: str, lang: str) -> str:
        return text(UNITS[unit], lang)


def text(texts: Sequence[Any], lang: str) -> str:
    return str(texts[lang == "zh"])


def pair(texts: Sequence[Any]) -> dict[str, str]:
    return {"en": texts[0], "zh": texts[1]}


def table(columns: str, rows: Sequence[Sequence[Any]]) -> pa.Table:
    names = columns.split()
    fields = [pa.field(name, TYPES.get(name, pa.string())) for name in names]
    return pa.Table.from_pylist([dict(zip(names, r, strict=True)) for r in rows], schema=pa.schema(fields))


def simulation(*, reform: bool = True, size: int = 200_000, **changed: Any) -> FakeSimulation:
    """A simulation with invented figures for invented people."""
    dice = random.Random(20210107)
    scenarios = ("baseline", "reform") if reform else ("baseline",)
    summary = [r for s in scenarios for m in MEASURES for p in PLACES if (r := decided(dice, s, m, p, size))]
    made = FakeSimulation(
        pack=FakePack(),
        on=date(2021, 1, 7),
        reform=Name("longer-contracts", {"en": "Longer contracts", "zh": "延长合同年限"}) if reform else None,
        by=["place"],
        rows=size,
        seconds=1.37,
        summary=table(
            "scenario measure place people eligible not_eligible needs_information needs_judgement amount",
            summary,
        ),
        payments=table("scenario measure place year amount", [p for r in summary for p in paid(r)]),
        reasons=table("scenario measure place status reason people", [x for r in summary for x in stopped(dice, r)]),
        near_misses=table(
            "scenario measure place reason unit margin people", [x for r in summary for x in nearly(dice, r)]
        ),
        changes=changed_by(summary) if reform else None,
        budgets=limits(scenarios),
        bad_rows=table("row column value problem problem_zh", [(17, "age", "-3", "below 0", "小于0")]),
        scores=table("scenario score place known mean least most", []),
    )
    return replace(made, **changed)


def decided(dice: random.Random, scenario: str, measure: str, place: str, people: int) -> tuple[Any, ...]:
    _, _, most, each = MEASURES[measure]
    here = people // len(PLACES)
    weight = 1 / (1 + list(PLACES).index(place)) * (1.0 if scenario == "baseline" else dice.uniform(0.93, 1.2))
    eligible = round(most * people / 200_000 * weight / 3)
    unknown, judged = round(here * dice.uniform(0.01, 0.06)), eligible // 7
    amount = Decimal(eligible * each) + (Decimal("0.50") if each else 0)
    rest = here - eligible - unknown - judged
    return scenario, measure, place, here, eligible, rest, unknown, judged, amount


def paid(row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    scenario, measure, place, *_, amount = row
    if not amount:
        return []
    parts = [(2021, amount * 6 // 10), (2022, amount * 2 // 10)]
    parts.append((2023, amount - sum(p for _, p in parts)))
    return [(scenario, measure, place, year, part) for year, part in parts]


def stopped(dice: random.Random, row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    scenario, measure, place, _, _, rest, unknown, judged, _ = row
    found = [("not_eligible", c, round(rest * dice.random() ** 2)) for c in CONDITIONS]
    found += [("needs_information", "insured", unknown), ("needs_judgement", "age", judged)]
    return [(scenario, measure, place, status, reason, n) for status, reason, n in found]


def nearly(dice: random.Random, row: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    scenario, measure, place, here, *_ = row
    start = (scenario, measure, place)
    months = [(*start, "contract", "month", Decimal(-m), round(here / m**1.3 * 0.02)) for m in range(1, 25, 3)]
    years = [(*start, "age", "year", Decimal(-y), round(here / y**0.7 * 0.008)) for y in (1, 2, 3, 5, 10)]
    years.append((*start, "age", "year", None, round(here * 0.001)))
    return [*months, *years, (*start, "no-home", None, None, round(here * dice.random() * 0.05))]


def changed_by(summary: Sequence[tuple[Any, ...]]) -> pa.Table:
    after = {r[1:3]: r for r in summary if r[0] == "reform"}
    rows = []
    for scenario, measure, place, here, eligible, *_, amount in summary:
        if scenario == "baseline":
            then = after[measure, place]
            winners, losers = max(then[4] - eligible, 0) + 40, max(eligible - then[4], 0) + 9
            gain, loss = max(then[-1] - amount, Decimal(0)), min(then[-1] - amount, Decimal(0))
            rows.append((measure, place, winners, losers, here - winners - losers, gain, loss, amount, then[-1]))
    rows += together(rows)
    return table("measure place winners losers unchanged gain loss before after", rows)


def limits(scenarios: Sequence[str]) -> pa.Table:
    rows = [(s, "settling-in", "budget", Decimal(3 * 10**9), Decimal(3_456_000_000), True) for s in scenarios]
    rows += [(s, "shortage-pay", "quota", Decimal(200), Decimal(187), False) for s in scenarios]
    return table("scenario measure kind limit demanded over", rows)


def together(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows of all measures together, where some people stand in two measures."""
    found = []
    for place in PLACES:
        of = [row for row in rows if row[1] == place]
        winners, losers = sum(r[2] for r in of) * 9 // 10, sum(r[3] for r in of)
        here = sum(of[0][2:5])
        found.append(
            (
                "all",
                place,
                winners,
                losers,
                here - winners - losers,
                *(sum(r[i] for r in of) for i in range(5, 9)),
            )
        )
    return found
