"""A pack as a whole: its tests and people, its hash and editions, and a decision written as JSON."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from factory import DAY, HEADER, SOURCE, TEXT, condition, derived, judgement, measure, pack_of, parameter, yaml
from hypothesis import given
from hypothesis import strategies as st

from rencai.policy import PackError, load_pack, shipped_packs

PAY = measure(
    "m", condition("able", "months >= 36", judgement=judgement()), amount="wage", schedule={"instalments": [60, 40]}
)


def case(name: str = "a case", expect: Any = None, **fields: Any) -> str:
    return yaml({"tests": [{"name": name, "on": "2020-06-01", "facts": {}, "expect": expect or {}, **fields}]})


def differences(expect: Any, facts: dict[str, Any], *texts: str, **fields: Any) -> list[str]:
    """In words, what the one case of a pack found otherwise than expected."""
    (found,) = pack_of(*texts, case(expect=expect, facts=facts, **fields)).run_tests()
    assert found.passed == (not found.differences)
    return [message.text() for message in found.differences]


# -- tests of a pack ---------------------------------------------------------------------------------------

FACTS = {"months": 36, "wage": 100}


@pytest.mark.parametrize(
    "expect",
    [
        {"m": {"status": "eligible", "amount": 100, "schedule": {"2020-06-01": 60, "2021-06-01": "40.00"}}},
        {"m": {"amount": "100.00", "because": [], "missing": [], "judges": []}},
        {"twice": 200},
        {"twice": "200.00", "m": {}},
    ],
)
def test_a_case_passes_where_everything_comes_out_as_expected(expect: Any) -> None:
    assert differences(expect, FACTS, PAY, derived(twice="wage * 2")) == []


@pytest.mark.parametrize(
    ("expect", "facts", "expected"),
    [
        (
            {"m": {"status": "eligible"}},
            {"months": 1, "wage": 5, "relaxed": False},
            ["m: status is not_eligible, expected eligible"],
        ),
        ({"m": {"amount": 99}}, FACTS, ["m: amount is 100.00, expected 99"]),
        (
            {"m": {"schedule": {"2020-06-01": 100}}},
            FACTS,
            ["m: schedule is {2020-06-01: 60.00, 2021-06-01: 40.00}, expected {2020-06-01: 100}"],
        ),
        (
            {"m": {"because": ["wage"]}},
            {"months": 1, "wage": 5, "relaxed": False},
            ["m: because is [able], expected [wage]"],
        ),
        ({"m": {"missing": ["wage"]}}, {}, ["m: missing is [months, wage], expected [wage]"]),
        ({"m": {"judges": []}}, {"months": 1, "wage": 5}, ["m: judges is [board], expected []"]),
        ({"m": {"potential": None}}, {"months": 1, "wage": 5}, ["m: potential is 5.00, expected None"]),
        ({"twice": 3}, {"wage": 1}, ["twice is 2.00, expected 3"]),
        ({"twice": None}, {"wage": 1}, ["twice is 2.00, expected None"]),
    ],
)
def test_a_case_says_in_words_what_came_out_otherwise(expect: Any, facts: dict[str, Any], expected: list[str]) -> None:
    assert differences(expect, facts, PAY, derived(twice="wage * 2")) == expected


def test_a_case_about_a_measure_out_of_force_says_so() -> None:
    later = measure("m", "flag", **{"from": "2021-01-01"})
    assert differences({"m": {"status": "eligible"}}, {}, later) == ["m is not in force on 2020-06-01"]
    assert differences({"m": {"status": "not_in_force"}}, {}, later) == []


def test_a_case_may_ask_for_drafts() -> None:
    draft = measure("m", "flag", status="draft")
    assert differences({"m": {"status": "eligible"}}, {"flag": True}, draft, drafts=True) == []
    assert differences({"m": {"status": "eligible"}}, {"flag": True}, draft) != []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"expect": {"mm": {}}}, "'mm' is no measure, score, category set or derived fact (m?)"),
        ({"expect": {"m": {"state": "eligible"}}}, "the field 'state' is not known here (status?)"),
        (
            {"expect": {"m": {"status": "fine"}}},
            "status is 'fine', but may be: eligible, not_eligible, needs_information",
        ),
        ({"facts": {"monts": 3}}, "'monts' is no fact of this pack (months?)"),
        ({"facts": {"months": "many"}}, "an exact number such as 12 or 0.25 is expected here, not 'many'"),
        ({"on": "someday"}, "a day such as 2019-04-22 is expected here, not 'someday'"),
    ],
)
def test_a_case_that_cannot_be_meant_is_refused_with_its_place(fields: dict[str, Any], expected: str) -> None:
    pack = pack_of(PAY, case(**fields))
    with pytest.raises(PackError) as caught:
        pack.run_tests()
    place, _, message = caught.value.text().partition(": ")
    assert place.startswith("b.yaml:1:")
    assert message.startswith(expected)


def test_a_pack_brings_its_invented_people() -> None:
    person = {
        "name": {"en": "Lin (invented)", "zh": "林（虚构）"},
        "on": "2020-06-01",
        "facts": {"months": 40, "wage": None},
    }
    (found,) = pack_of(PAY, yaml({"people": [person]})).people
    assert (found.name["zh"], found.on, found.facts) == ("林（虚构）", DAY, {"months": 40, "wage": None})


# -- hash and editions -------------------------------------------------------------------------------------

DATED = parameter("p", "integer", values=[{"until": "2019-12-31", "value": 1}, {"from": "2020-01-01", "value": 2}])


def test_the_hash_changes_with_everything_that_can_change_a_decision() -> None:
    texts = [PAY, derived(a="n"), DATED, HEADER]
    changed = [PAY.replace("36", "35"), derived(a="m"), DATED.replace("2}", "3}"), HEADER.replace("CNY", "SGD")]
    hashes = {pack_of(*texts[:3]).hash}
    for index in range(3):
        hashes.add(pack_of(*[*texts[:index], changed[index], *texts[index + 1 : 3]]).hash)
    hashes.add(pack_of(header=changed[3]).hash)
    assert len(hashes) == 5


def test_the_hash_does_not_change_with_tests_people_layout_or_remarks() -> None:
    plain = pack_of("derived:\n  a: {label: {en: a, zh: 甲}, is: n}\n")
    other = pack_of("# a remark\nderived:\n  a:\n    is: n\n    label:\n      zh: 甲\n      en: a\n", case())
    assert plain.hash == other.hash


def test_a_later_edition_leaves_the_earlier_ones_as_they_are() -> None:
    later = DATED.replace('"from": "2020-01-01"', '"from": "2020-01-01", "until": "2020-12-31"').replace(
        ' "value": 2}', ' "value": 2}, {"source": {"document": "rules"}, "from": "2021-01-01", "value": 3}'
    )
    asks = measure("asks", "n >= p")
    before, after = pack_of(DATED, asks), pack_of(later, asks)
    assert before.hash != after.hash
    assert before.edition(DAY) == after.edition(DAY)
    assert before.edition(date(2021, 6, 1)) != after.edition(date(2021, 6, 1))
    assert before.edition(date(2019, 6, 1)) != before.edition(DAY)


def test_a_fact_that_nothing_in_force_uses_leaves_the_edition_as_it_is() -> None:
    assert pack_of(PAY).edition(DAY) == pack_of(PAY, derived(unused="n")).edition(DAY)


# -- JSON --------------------------------------------------------------------------------------------------


def decided(**facts: Any) -> Any:
    total = yaml({"score": "total", "title": TEXT, "unit": "", "parts": [{"name": "a", "text": TEXT, "is": "n"}]})
    level = yaml(
        {
            "categories": "level",
            "of": "grade",
            "otherwise": "none",
            "title": TEXT,
            "source": SOURCE,
            "rules": {"top": {"conditions": [condition("c", "flag")]}},
        }
    )
    return pack_of(PAY, total, level, derived(age="years_between(born, decision_day)")).decide(facts, on=DAY)


def test_a_decision_is_written_as_json_with_facts_reasons_and_hashes() -> None:
    decision = decided(months=32, wage="100.10", born="1980-02-29", n=3, flag=True)
    found = json.loads(decision.to_json())
    assert found["facts"] == {"months": 32, "wage": "100.10", "born": "1980-02-29", "n": 3, "flag": True}
    assert (found["on"], found["binding"], len(found["pack_hash"]), len(found["edition"])) == (
        "2020-06-01",
        True,
        64,
        64,
    )
    assert found["derived"] == {"total": 3, "level": "top", "age": 40}
    outcome = found["outcomes"]["m"]
    assert (outcome["status"], outcome["amount"], outcome["potential"]) == ("needs_judgement", None, "100.10")
    assert outcome["conditions"][0]["margin"] == -4
    assert outcome["judges"] == [
        {"by": "board", "decides": {"en": "The board may relax it", "zh": "可由评审委员会放宽"}, "fact": "relaxed"}
    ]


def test_numbers_keep_every_place_in_json() -> None:
    found = decided(months=36, wage="100.10").as_json()["outcomes"]["m"]
    assert (found["amount"], found["schedule"]) == ("100.10", [["2020-06-01", "60.06"], ["2021-06-01", "40.04"]])


@pytest.mark.parametrize(
    "test",
    [
        "wage BETWEEN 0.50 AND 2.50",
        "born BETWEEN DATE '2000-01-01' AND since",
        "grade IN ('junior', 'top')",
        "born IN (DATE '2000-01-01')",
    ],
)
def test_a_threshold_of_several_values_is_a_list_in_json(test: str) -> None:
    pack = pack_of(measure("m", test))
    decision = pack.decide({"wage": 1, "born": "2000-01-01", "since": "2001-01-01", "grade": "top"}, on=DAY)
    record = json.loads(decision.to_json())
    assert isinstance(record["outcomes"]["m"]["conditions"][0]["threshold"], list)
    assert pack.replay(record) == []


def test_json_keeps_chinese_as_it_is_written() -> None:
    assert "文字" in decided().to_json()


def test_a_decision_does_not_change() -> None:
    decision = decided()
    with pytest.raises(FrozenInstanceError):
        decision.on = date(2021, 1, 1)
    with pytest.raises(FrozenInstanceError):
        decision["m"].status = "eligible"


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "months": st.integers(0, 60),
            "wage": st.decimals(0, 10**6, places=2),
            "relaxed": st.booleans(),
            "flag": st.booleans(),
            "born": st.dates(date(1950, 1, 1), date(2010, 1, 1)),
            "n": st.integers(-9, 9),
        },
    )
)
def test_json_made_from_json_decides_the_same(facts: dict[str, Any]) -> None:
    decision = decided(**facts)
    again = decided(**json.loads(decision.to_json())["facts"])
    assert again == decision
    assert again.to_json() == decision.to_json()


def test_a_condition_unpacks_into_name_met_value_threshold_margin_and_source() -> None:
    name, met, value, threshold, margin, source = decided(months=32, wage=1)["m"].conditions[0]
    assert (name, met, value, threshold, margin, str(source)) == ("able", None, 32, 36, -4, "rules, 1")


def test_a_schedule_is_a_list_of_days_and_exact_amounts() -> None:
    assert list(decided(months=36, wage=1)["m"].schedule) == [
        (date(2020, 6, 1), Decimal("0.60")),
        (date(2021, 6, 1), Decimal("0.40")),
    ]


def test_the_shipped_packs_are_named() -> None:
    assert {"dalian", "canada-crs", "singapore-compass"} <= set(shipped_packs())
    assert load_pack("dalian").name == "dalian"
