"""A whole decision: derived facts, categories, scores, measures that touch each other, and the facts as given."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from factory import (
    DAY,
    TEXT,
    condition,
    derived,
    judgement,
    measure,
    outcome,
    pack_of,
    parameter,
    yaml,
)
from hypothesis import given
from hypothesis import strategies as st

from rencai.policy import Decision, FactError, Pack
from rencai.policy.build import Builder
from rencai.policy.gather import gather

# -- categories --------------------------------------------------------------------------------------------

LEVELS = yaml(
    {
        "categories": "level",
        "of": "grade",
        "otherwise": "none",
        "title": TEXT,
        "rules": {
            "junior": {"conditions": [condition("doctor", "flag")]},
            "top": {
                "conditions": [condition("prize", "other"), condition("age", "years <= 70", judgement=judgement())]
            },
        },
    }
)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"flag": True, "other": False}, "junior"),
        ({"flag": True, "other": True, "years": 60}, "top"),
        ({"flag": False, "other": True, "years": 60}, "top"),
        ({"flag": False, "other": False}, "none"),
        ({"flag": True, "other": True, "years": 71, "relaxed": True}, "top"),
        ({"flag": True, "other": True, "years": 71, "relaxed": False}, "junior"),
        ({"flag": True, "other": True, "years": 71}, None),
        ({"flag": True}, None),
        ({"other": False}, None),
    ],
)
def test_the_highest_category_counts_and_an_open_higher_one_leaves_it_not_known(
    facts: dict[str, Any], level: Any
) -> None:
    assert pack_of(LEVELS).decide(facts, on=DAY).derived["level"] == level


def test_each_category_shows_its_own_conditions_highest_first() -> None:
    found = pack_of(LEVELS).decide({"flag": True, "other": True, "years": 71}, on=DAY).categories["level"]
    assert {name: item.status for name, item in found.items()} == {"top": "needs_judgement", "junior": "eligible"}
    assert list(found) == ["top", "junior"]
    assert found["top"].conditions[1].margin == -1


def test_a_measure_that_rests_on_a_category_asks_for_the_facts_of_the_category() -> None:
    found = outcome(LEVELS, measure("m", "level > 'none'"), other=False)
    assert (found.status, found.missing) == ("needs_information", ("flag",))


def test_a_measure_that_rests_on_a_category_awaits_the_judgement_of_the_category() -> None:
    found = outcome(LEVELS, measure("m", "level > 'junior'"), flag=True, other=True, years=71)
    assert found.status == "needs_judgement"


# -- scores ------------------------------------------------------------------------------------------------

TOTAL = yaml(
    {
        "score": "total",
        "title": TEXT,
        "unit": "",
        "cap": "100",
        "parts": [
            {"name": "first", "text": TEXT, "is": "n * 2", "cap": "60"},
            {"name": "second", "text": TEXT, "is": "m"},
        ],
    }
)


@pytest.mark.parametrize(
    ("facts", "total", "parts"),
    [
        ({"n": 10, "m": 5}, 25, [20, 5]),
        ({"n": 40, "m": 5}, 65, [60, 5]),
        ({"n": 40, "m": 50}, 100, [60, 50]),
        ({"n": 10}, None, [20, None]),
    ],
)
def test_a_score_adds_its_parts_each_capped_and_caps_the_total(facts: dict[str, Any], total: Any, parts: Any) -> None:
    found = pack_of(TOTAL).decide(facts, on=DAY).score("total")
    assert (found.value, [part[2] for part in found.parts]) == (total, parts)


def test_a_score_names_the_facts_it_lacks_and_is_used_by_name() -> None:
    pack = pack_of(TOTAL, measure("m", "total >= 50"))
    assert pack.decide({"n": 10}, on=DAY).score("total").missing == ("m",)
    assert pack.decide({"n": 20, "m": 10}, on=DAY)["m"].status == "eligible"
    assert pack.decide({"n": 10}, on=DAY)["m"].missing == ("m",)


def test_a_score_that_the_pack_does_not_have_is_answered_with_those_it_has() -> None:
    with pytest.raises(FactError, match="'points' is no score of this pack; it has: total"):
        pack_of(TOTAL).decide({}, on=DAY).score("points")


# -- no double benefit -------------------------------------------------------------------------------------

FLAT = measure("flat", "flag")
CASH = measure("cash", "other", amount="wage", excludes=["flat"])


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"flag": False, "other": True, "wage": 1}, "eligible"),
        ({"flag": True, "other": True, "wage": 1}, "not_eligible"),
        ({"other": True, "wage": 1}, "needs_information"),
        ({"flag": True, "wage": 1}, "not_eligible"),
    ],
)
def test_whoever_gets_a_measure_does_not_get_one_that_it_excludes(facts: dict[str, Any], status: str) -> None:
    assert outcome(FLAT, CASH, of="cash", **facts).status == status


def test_the_reason_names_the_other_measure_and_the_facts_that_would_settle_it() -> None:
    found = outcome(FLAT, CASH, of="cash", other=True, wage=1)
    last = found.conditions[-1]
    assert (last.name, last.text["en"]) == ("without-flat", "No double benefit: flat is not received")
    assert found.missing == ("flag",)


def test_an_excluded_measure_that_needs_a_judgement_leaves_a_judgement_open() -> None:
    judged = measure("flat", condition("c", judgement=judgement()))
    assert outcome(judged, CASH, of="cash", other=True, wage=1).status == "needs_judgement"


def test_exclusion_works_along_a_chain() -> None:
    texts = (measure("a", "flag"), measure("b", "flag", excludes=["a"]), measure("c", "flag", excludes=["b"]))
    decision = pack_of(*texts).decide({"flag": True}, on=DAY)
    assert [decision[name].status for name in "abc"] == ["eligible", "not_eligible", "eligible"]


def test_a_measure_out_of_force_excludes_nothing() -> None:
    assert (
        outcome(measure("flat", "flag", until="2019-01-01"), CASH, of="cash", flag=True, other=True, wage=1).status
        == "eligible"
    )


# -- the highest one counts --------------------------------------------------------------------------------


def allowances(first: str = "wage", second: str = "received") -> Pack:
    return pack_of(
        measure("first", "flag", amount=first, highest_of="pay"),
        measure("second", "other", amount=second, highest_of="pay"),
    )


@pytest.mark.parametrize(
    ("facts", "statuses"),
    [
        ({"flag": True, "other": True, "wage": 2, "received": 1}, ("eligible", "not_eligible")),
        ({"flag": True, "other": True, "wage": 1, "received": 2}, ("not_eligible", "eligible")),
        ({"flag": True, "other": True, "wage": 1, "received": 1}, ("eligible", "not_eligible")),
        ({"flag": False, "other": True, "wage": 2, "received": 1}, ("not_eligible", "eligible")),
        ({"flag": None, "other": True, "wage": 2, "received": 1}, ("needs_information", "needs_information")),
        ({"flag": None, "other": True, "wage": 1, "received": 2}, ("not_eligible", "eligible")),
        ({"flag": None, "other": False, "wage": 2, "received": 1}, ("needs_information", "not_eligible")),
        ({"flag": True, "other": True, "wage": 2}, ("needs_information", "needs_information")),
    ],
)
def test_of_a_group_only_the_highest_amount_counts_once_it_is_certain(facts: dict[str, Any], statuses: Any) -> None:
    decision = allowances().decide(facts, on=DAY)
    assert (decision["first"].status, decision["second"].status) == statuses


def test_the_one_that_is_beaten_names_the_one_that_wins() -> None:
    decision = allowances().decide({"flag": True, "other": True, "wage": 2, "received": 1}, on=DAY)
    assert decision["second"].reason == "highest-of-pay"
    assert decision["second"].conditions[-1].text["en"] == "Only the highest one counts: first is higher"
    assert decision["second"].amount is None


def test_at_most_one_of_a_group_is_ever_paid() -> None:
    @given(
        st.fixed_dictionaries(
            {},
            optional={
                "flag": st.booleans(),
                "other": st.booleans(),
                "wage": st.integers(0, 3),
                "received": st.integers(0, 3),
            },
        )
    )
    def check(facts: dict[str, Any]) -> None:
        decision = pack.decide(facts, on=DAY)
        assert sum(item.status == "eligible" for item in decision) <= 1

    pack = allowances()
    check()


def test_a_group_of_one_asks_nothing() -> None:
    found = outcome(measure("m", "flag", amount="wage", highest_of="pay"), flag=True, wage=1)
    assert [item.name for item in found.conditions] == ["c1"]


def test_a_measure_that_lost_in_its_group_is_not_received_and_so_excludes_nothing() -> None:
    texts = (
        measure("low", "flag", amount="1", highest_of="pay"),
        measure("high", "flag", amount="2", highest_of="pay"),
        measure("flat", "flag", excludes=["low"]),
    )
    decision = pack_of(*texts).decide({"flag": True}, on=DAY)
    assert decision["low"].status == "not_eligible"
    assert decision["flat"].status == "eligible"


# -- drafts ------------------------------------------------------------------------------------------------


def test_a_draft_never_decides_a_case_but_can_be_explored() -> None:
    pack = pack_of(measure("m", "flag", status="draft"), measure("real", "flag"))
    decided, explored = pack.decide({"flag": True}, on=DAY), pack.explore({"flag": True}, on=DAY)
    assert list(decided.outcomes) == ["real"]
    assert decided.binding
    assert explored["m"].status == "eligible"
    assert explored["m"].draft
    assert not explored.binding
    with pytest.raises(FactError, match="m is a draft; a draft decides no case"):
        decided["m"]


def test_a_draft_neither_excludes_nor_beats_an_adopted_measure() -> None:
    texts = (
        measure("draft", "flag", amount="5", highest_of="pay", status="draft"),
        measure("real", "flag", amount="1", highest_of="pay"),
        measure("other", "flag", excludes=["draft"]),
    )
    pack = pack_of(*texts)
    assert pack.decide({"flag": True}, on=DAY)["real"].status == "eligible"
    assert pack.decide({"flag": True}, on=DAY)["other"].status == "eligible"
    explored = pack.explore({"flag": True}, on=DAY)
    assert (explored["real"].status, explored["other"].status) == ("not_eligible", "not_eligible")


def test_a_draft_category_set_recognises_nobody_but_can_be_explored() -> None:
    pack = pack_of(LEVELS.replace('"title"', '"status": "draft", "title"', 1))
    facts = {"flag": True, "other": False}
    assert pack.decide(facts, on=DAY).derived["level"] == "none"
    assert pack.decide(facts, on=DAY).categories == {}
    assert pack.explore(facts, on=DAY).derived["level"] == "junior"


# -- order -------------------------------------------------------------------------------------------------

TEXTS = (
    derived(b="a + 1", a="n * 2"),
    derived(z="b + total"),
    LEVELS,
    TOTAL,
    FLAT,
    CASH,
    parameter("limit", "integer", values=[{"until": "2019-12-31", "value": 3}, {"from": "2020-01-01", "value": 5}]),
    measure("m", "z > limit", "level >= 'junior'", amount="wage", highest_of="pay"),
    measure("k", "n > 0", amount="received", highest_of="pay"),
)
SOME_FACTS = st.fixed_dictionaries(
    {},
    optional={
        "flag": st.booleans(),
        "other": st.booleans(),
        "relaxed": st.booleans(),
        "n": st.integers(-9, 9),
        "m": st.integers(0, 9),
        "years": st.integers(60, 80),
        "wage": st.decimals(100, 200, places=2),
        "received": st.integers(201, 300),
        "grade": st.sampled_from(["none", "junior", "top"]),
        "born": st.dates(date(1950, 1, 1), date(2000, 1, 1)),
    },
)


@given(st.randoms(use_true_random=False), SOME_FACTS)
def test_the_order_in_which_files_are_read_does_not_matter(shuffle: random.Random, facts: dict[str, Any]) -> None:
    texts = list(TEXTS)
    shuffle.shuffle(texts)
    one, other = pack_of(*TEXTS), pack_of(*texts)
    assert one.hash == other.hash
    assert same(one.decide(facts, on=DAY)) == same(other.decide(facts, on=DAY))


def same(decision: Decision) -> Any:
    """What is decided, without regard to the order in which it is listed."""
    found = decision.as_json()
    for item in found["outcomes"].values():
        item["missing"] = sorted(item["missing"])
        for tested in item["conditions"]:
            tested["missing"] = sorted(tested.get("missing", []))
    return found


@given(st.randoms(use_true_random=False), SOME_FACTS)
def test_the_order_in_which_facts_are_given_does_not_matter(shuffle: random.Random, facts: dict[str, Any]) -> None:
    names = list(facts)
    shuffle.shuffle(names)
    assert SHUFFLED.decide({name: facts[name] for name in names}, on=DAY) == SHUFFLED.decide(facts, on=DAY)


SHUFFLED = pack_of(*TEXTS)


@given(SOME_FACTS, st.data())
def test_more_facts_never_turn_a_settled_outcome_around(facts: dict[str, Any], data: st.DataObject) -> None:
    """Unknown is not false: whatever is settled with some facts missing stays so once they are known."""
    known = {name: facts[name] for name in facts if data.draw(st.booleans(), label=name)}
    before, after = SHUFFLED.decide(known, on=DAY), SHUFFLED.decide(facts, on=DAY)
    for name, item in before.outcomes.items():
        if item.status in ("eligible", "not_eligible"):
            assert after[name].status == item.status
    for name, found in before.derived.items():
        assert found is None or after.derived[name] == found


def test_a_decision_lists_its_measures_and_says_when_there_is_none() -> None:
    decision = pack_of(FLAT).decide({}, on=DAY)
    names: Iterator[str] = (item.name for item in decision)
    assert list(names) == ["flat"]
    with pytest.raises(FactError, match="'flats' is no measure of this pack; in force are: flat"):
        decision["flats"]


def test_files_given_one_by_one_make_the_same_pack_as_a_folder() -> None:
    definitions = gather([("pack.yaml", "pack: x\ntitle: {en: x, zh: 甲}\ncurrency: CNY\nsources: {}\n")], "x")
    assert Pack(definitions, Builder(definitions).rules()).decide({}, on=DAY).outcomes == {}
