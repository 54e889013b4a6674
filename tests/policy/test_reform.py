"""A reform laid over a pack: changed numbers, conditions and measures; the pack itself stays as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factory import DAY, SOURCE, TEXT, condition, derived, extra, judgement, measure, pack_of, parameter, yaml

from rencai.policy import Pack, PackError, load_pack, load_reform, shipped_packs

LIMIT = parameter(
    "limit", "integer", unit="month", values=[{"until": "2019-12-31", "value": 12}, {"from": "2020-01-01", "value": 36}]
)
TABLE = parameter(
    "pay",
    "money",
    by=["grade"],
    values=[{"table": {"none": 0, "junior": 300_000, "senior": 1_200_000, "top": 5_000_000}}],
)
PAY = measure(
    "m",
    condition("long", "months >= limit"),
    condition("age", "years <= 45", judgement=judgement()),
    amount="pay[grade]",
    schedule={"instalments": [60, 20, 20]},
)
KEEN = yaml({"reform": "keen", "title": TEXT, "parameters": {"limit": 24}})
PACK = pack_of(LIMIT, TABLE, PAY, measure("other", "flag"), derived(late="early + 1", early="n * 2"), KEEN)
FACTS = {"months": 30, "years": 40, "grade": "junior", "flag": True, "n": 1}


def reformed(on: date = DAY, pack: Pack = PACK, **changes: Any) -> Pack:
    return pack.reformed(changes, on=on)


def refusal(on: date = DAY, **changes: Any) -> str:
    with pytest.raises(PackError) as caught:
        reformed(on, **changes)
    return caught.value.text().partition(": ")[2]


def outcomes(pack: Pack, **facts: Any) -> dict[str, str]:
    return {item.name: item.status for item in pack.decide({**FACTS, **facts}, on=DAY)}


# -- parameters --------------------------------------------------------------------------------------------


def test_a_parameter_gets_another_value() -> None:
    assert outcomes(PACK)["m"] == "not_eligible"
    assert outcomes(reformed(parameters={"limit": 24}))["m"] == "eligible"


def test_named_entries_of_a_table_are_replaced_and_the_rest_stays() -> None:
    pack = reformed(parameters={"pay": {"junior": 350_000}, "limit": 24})
    assert pack.decide(FACTS, on=DAY)["m"].amount == 350_000
    assert pack.decide({**FACTS, "grade": "top"}, on=DAY)["m"].amount == 5_000_000


def test_the_value_of_the_day_is_the_one_that_is_changed_and_it_holds_on_every_day() -> None:
    pack = reformed(date(2019, 6, 1), parameters={"pay": {"junior": 1}})
    assert pack.plan(date(2030, 1, 1)).bound["limit"] == 36
    assert reformed(parameters={"limit": 24}).plan(date(2019, 1, 1)).bound["limit"] == 24


def test_whatever_rests_on_the_parameter_follows_however_far_down() -> None:
    texts = (parameter("base", "integer", 1), derived(c="b + 1", b="a + 1", a="base + n"), measure("m", "c > 10"))
    pack = reformed(pack=pack_of(*texts), parameters={"base": 1_000_000})
    decision = pack.decide({"n": 0}, on=DAY)
    assert (decision.derived["c"], decision["m"].status) == (1_000_002, "eligible")


def test_derived_facts_are_still_worked_out_in_the_order_of_their_need() -> None:
    assert reformed(parameters={"limit": 24}).decide(FACTS, on=DAY).derived == {"late": 3, "early": 2}


# -- conditions and measures -------------------------------------------------------------------------------


def test_a_condition_is_changed_by_name_and_keeps_what_is_not_named() -> None:
    pack = reformed(measures={"m": {"conditions": [{"name": "long", "test": "months >= 6"}]}})
    found = pack.decide(FACTS, on=DAY)["m"].conditions
    assert [(item.name, item.threshold, item.text) for item in found] == [("long", 6, TEXT), ("age", 45, TEXT)]


def test_a_condition_is_dropped_and_another_is_added() -> None:
    pack = reformed(measures={"m": {"conditions": [{"name": "long", "drop": True}, condition("new", "flag")]}})
    assert [item.name for item in pack.decide(FACTS, on=DAY)["m"].conditions] == ["age", "new"]


def test_a_measure_is_dropped() -> None:
    assert list(outcomes(reformed(measures={"other": {"drop": True}}))) == ["m"]


def test_a_whole_new_measure_is_added() -> None:
    new = {"kind": "payment", "title": TEXT, "source": SOURCE, "amount": {"is": "100", "source": SOURCE}}
    pack = reformed(measures={"brand-new": new})
    assert pack.decide(FACTS, on=DAY)["brand-new"].amount == 100


def test_the_amount_and_its_schedule_are_changed() -> None:
    pack = reformed(
        parameters={"limit": 24},
        measures={
            "m": {
                "amount": {"is": "pay[grade] * 2", "deducts": [extra("d", amount="received")]},
                "schedule": {"instalments": [50, 50]},
            }
        },
    )
    found = pack.decide({**FACTS, "received": 100_000}, on=DAY)["m"]
    assert [int(amount) for _, amount in found.schedule] == [250_000, 250_000]


def test_monthly_payment_takes_the_place_of_instalments_and_the_other_way_round() -> None:
    pack = reformed(parameters={"limit": 24}, measures={"m": {"amount": {"is": "rent"}, "schedule": {"monthly": "3"}}})
    assert len(pack.decide({**FACTS, "rent": 5}, on=DAY)["m"].schedule) == 3
    back = reformed(pack=pack, measures={"m": {"amount": {"is": "wage"}, "schedule": {"instalments": [100]}}})
    assert len(back.decide({**FACTS, "wage": 5}, on=DAY)["m"].schedule) == 1


def test_a_draft_may_be_adopted_by_a_reform() -> None:
    pack = pack_of(measure("m", "flag", status="draft"))
    assert list(reformed(pack=pack, measures={"m": {"status": "adopted"}}).decide({}, on=DAY).outcomes) == ["m"]


# -- what a reform is given as -----------------------------------------------------------------------------


def test_a_reform_is_given_by_name_as_a_file_a_mapping_or_a_pack(tmp_path: Path) -> None:
    file = tmp_path / "keen.yaml"
    file.write_text(KEEN, encoding="utf-8")
    given: tuple[Any, ...] = (
        "keen",
        file,
        str(file),
        load_reform(file),
        {"parameters": {"limit": 24}},
        reformed(parameters={"limit": 24}),
    )
    assert {outcomes(PACK.reformed(item, on=DAY))["m"] for item in given} == {"eligible"}


def test_a_reform_never_changes_the_pack_and_its_decisions_are_not_binding() -> None:
    before = PACK.hash
    pack = reformed(parameters={"limit": 24})
    assert (PACK.hash, outcomes(PACK)["m"]) == (before, "not_eligible")
    assert pack.hash != before
    assert not pack.decide(FACTS, on=DAY).binding
    assert PACK.decide(FACTS, on=DAY).binding


def test_an_empty_reform_decides_as_the_pack() -> None:
    assert reformed().decide(FACTS, on=DAY).outcomes == PACK.decide(FACTS, on=DAY).outcomes


def test_two_reforms_may_be_laid_one_over_the_other() -> None:
    both = reformed(pack=reformed(parameters={"limit": 24}), parameters={"pay": {"junior": 1}})
    assert both.decide(FACTS, on=DAY)["m"].amount == 1


# -- refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"parameters": {"limmit": 3}}, "there is no parameter 'limmit' to change (limit?)"),
        ({"parameters": {"limit": "many"}}, "an exact number such as 12 or 0.25 is expected here, not 'many'"),
        (
            {"parameters": {"pay": {"juniors": 3}}},
            "'juniors' is no key of this table (junior?); it has: none, junior, senior, top",
        ),
        ({"parameters": {"pay": 3}}, "a mapping (name: value) is expected here"),
        (
            {"measures": {"mm": {"conditions": []}}},
            "there is no measure 'mm' to change (m?); a new one is given whole, with its kind",
        ),
        ({"measures": {"mm": {"drop": True}}}, "there is no measure 'mm' to drop (m?)"),
        ({"measures": {"m": {"conditions": [{"name": "lon", "drop": True}]}}}, "there is no 'lon' to drop (long?)"),
        ({"measures": {"m": {"conditions": [{"name": "lon", "test": "flag"}]}}}, "the field 'source' is missing"),
        (
            {"measures": {"m": {"conditions": [{"name": "long", "test": "month >= 3"}]}}},
            "'month' is no fact, parameter or derived fact of this pack (months?)",
        ),
        ({"measures": {"m": {"amout": {}}}}, "the field 'amout' is not known here (amount?)"),
        ({"facts": {}}, "the field 'facts' is not known here"),
    ],
)
def test_a_reform_that_cannot_be_meant_is_refused(changes: dict[str, Any], expected: str) -> None:
    assert refusal(**changes).startswith(expected)


def test_a_parameter_without_a_value_on_the_day_cannot_be_changed() -> None:
    pack = pack_of(parameter("p", "integer", values=[{"from": "2021-01-01", "value": 1}]))
    with pytest.raises(PackError, match="p has no value in force on 2020-06-01, so there is none to change"):
        reformed(pack=pack, parameters={"p": 3})


def test_a_problem_in_a_reform_file_is_placed_in_that_file(tmp_path: Path) -> None:
    file = tmp_path / "keen.yaml"
    file.write_text("reform: keen\nparameters:\n  limit: many\n", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        PACK.reformed(file, on=DAY)
    assert caught.value.text().startswith(f"{file}:3:10: ")


def test_a_reform_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"there is no reform 'ken' \(keen\?\); the pack has keen, or give a file"):
        PACK.reformed("ken", on=DAY)
    with pytest.raises(PackError, match="there is no such reform file"):
        load_reform(tmp_path / "none.yaml")


@pytest.mark.parametrize("name", shipped_packs())
def test_the_reforms_of_a_shipped_pack_can_be_laid_over_it(name: str) -> None:
    pack = load_pack(name)
    for reform in pack.definitions.reform:
        assert pack.reformed(reform, on=date(2024, 3, 1)).hash != pack.hash
