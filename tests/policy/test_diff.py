"""What differs between two editions, in words."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from factory import DAY, TEXT, condition, derived, extra, judgement, measure, pack_of, parameter, yaml

from rencai.policy import Pack, load_pack
from rencai.policy.diff import Change, Side, changes_between


def between(old: Pack, new: Pack, **more: Any) -> list[Change]:
    return changes_between(Side(old, DAY, **more), Side(new, DAY, **more))


def said(old: str, new: str, *both: str, lang: str = "en") -> list[str]:
    """What changes when one text of a pack is replaced by another."""
    found = between(pack_of(old, *both), pack_of(new, *both))
    return [f"{change.how} {change.text(lang)}" for change in found]


def test_nothing_is_different_from_itself() -> None:
    pack = load_pack("dalian")
    assert between(pack, pack) == []


def test_a_single_number_is_told_old_and_new_with_the_measures_that_use_it() -> None:
    user = measure("m", "n >= p")
    (change,) = between(pack_of(parameter("p", "integer", 1), user), pack_of(parameter("p", "integer", 2), user))
    assert (change.kind, change.name, change.text("en")) == ("parameter", "p", "1 → 2")
    assert change.used_by == ({"en": "m", "zh": "m"},)


def test_only_the_entries_of_a_table_that_changed_are_told() -> None:
    def table(top: int) -> str:
        return parameter(
            "p", "money", values=[{"table": {"none": 0, "junior": 1, "senior": 2, "top": top}}], by=["grade"]
        )

    user = measure("m", "flag", amount="p[grade]")
    assert said(table(3), table(4), user) == ["changed top: CNY 3 → CNY 4"]
    assert said(table(3), table(4), user, lang="zh") == ["changed 顶：3元 → 4元"]


def test_numbers_that_no_measure_in_force_uses_are_left_out() -> None:
    assert said(parameter("p", "integer", 1), parameter("p", "integer", 2)) == []


def test_a_number_that_begins_or_ends_is_told() -> None:
    number = parameter("p", "integer", values=[{"value": 7, "from": "2020-01-01"}])
    pack = pack_of(number, measure("m", "n >= p"))
    (change,) = changes_between(Side(pack, date(2019, 1, 1)), Side(pack, DAY))
    assert (change.how, change.text("en")) == ("added", "now has a value: 7")
    (change,) = changes_between(Side(pack, DAY), Side(pack, date(2019, 1, 1)))
    assert (change.how, change.text("zh")) == ("removed", "不再有数值：7")


def test_conditions_that_are_new_gone_or_otherwise_are_told() -> None:
    old = measure("m", condition("stays", "n >= 1"), condition("goes", "flag"))
    new = measure("m", condition("stays", "n >= 2"), condition("comes", "other", judgement=judgement()))
    assert said(old, new) == [
        "changed condition stays: n is at least 1 → n is at least 2",
        "added condition comes: words",
        "removed condition goes: words",
    ]


def test_a_changed_text_and_a_new_judgement_are_told() -> None:
    old = measure("m", condition("c", "flag"))
    new = measure("m", {**condition("c", "flag", judgement=judgement()), "text": {"en": "new", "zh": "新"}})
    assert said(old, new) == [
        "changed text of condition c: words → new",
        "changed condition c: flag → flag; the board decides: The board may relax it",
    ]


def test_amounts_schedules_and_relations_are_told() -> None:
    old = measure("m", amount={"is": "wage", "uplift": [extra("u", by="0.1")], "rounding": "down"}, highest_of="a")
    new = measure(
        "m",
        amount={
            "is": "wage * 2",
            "cap": "1000",
            "deducts": [extra("d", amount="received")],
            "rounding": "down",
        },
        schedule={"instalments": [60, 40], "every": 6},
        excludes=["other-one"],
        stops=[extra("gone", when="flag")],
    )
    assert said(old, new, measure("other-one", "flag")) == [
        "changed amount: wage → wage × 2",
        "changed cap: none → CNY 1,000",
        "changed payment: all at once → in parts of 60%, 40%, 6 months apart",
        "changed no double benefit with: none → other-one",
        "changed highest amount only, within: a → none",
        "added payments stop gone: words",
        "removed uplift u: words",
        "added deduction d: words",
    ]


def test_measures_that_begin_end_or_are_adopted_are_told() -> None:
    draft, adopted = measure("m", "flag", status="draft"), measure("m", "flag")
    assert said(draft, adopted) == ["added was a draft and is adopted now"]
    assert said(adopted, draft) == ["removed is a draft now"]
    assert said(adopted, measure("two", "flag")) == ["added is new", "removed is gone"]
    pack = pack_of(measure("m", "flag", until="2019-12-31"))
    (change,) = changes_between(Side(pack, date(2019, 1, 1)), Side(pack, DAY))
    assert change.text("zh") == "不再施行"


def test_derived_facts_categories_scores_and_facts_are_told() -> None:
    def level(test: str) -> str:
        return yaml(
            {
                "categories": "level",
                "of": "grade",
                "otherwise": "none",
                "title": TEXT,
                "rules": {"top": {"conditions": [condition("c", test)]}},
            }
        )

    def score(points: int) -> str:
        part = {
            "name": "p",
            "text": {"en": "part", "zh": "项"},
            "is": f"CASE WHEN flag THEN {points} ELSE 0 END",
        }
        return yaml({"score": "s", "title": TEXT, "parts": [part]})

    assert said(derived(d="n + 1"), derived(d="n + 2")) == ["changed n + 1 → n + 2"]
    assert said(level("flag"), level("other")) == ["changed condition c: flag → other"]
    assert said(score(1), score(2)) == [
        "changed part: if flag: 1 point; otherwise: 0 points → if flag: 2 points; otherwise: 0 points"
    ]
    new = yaml({"facts": {"extra": {"type": "boolean", "label": TEXT, "question": TEXT}}})
    (change,) = between(pack_of(), pack_of(new))
    assert (change.how, change.kind, change.text("zh")) == ("added", "fact", "真假值")


def test_a_reform_is_told_and_as_json_in_both_languages() -> None:
    pack = load_pack("dalian")
    day = date(2022, 1, 1)
    changes = changes_between(Side(pack, day), Side(pack.reformed("shorter-contracts", on=day), day))
    number = next(change.as_json() for change in changes if change.kind == "parameter")
    assert (number["name"], number["old"]["zh"], number["new"]["en"]) == (
        "min_contract_months",
        "36个月",
        "24 months",
    )


def test_the_years_of_the_dalian_pack_can_all_be_compared() -> None:
    pack = load_pack("dalian")
    days = [date(year, 6, 1) for year in range(2015, 2026)]
    for old, new in pairwise(days):
        for change in changes_between(Side(pack, old, drafts=True), Side(pack, new, drafts=True)):
            assert all("{" not in change.text(lang) for lang in ("en", "zh"))
