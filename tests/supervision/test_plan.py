"""A written plan: what it may say, and what it says when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import frame

from rencai.policy.problems import PolicyError
from rencai.supervision import Attribute, Discovery, Fixed, Monetary, Plan, Share, Special, what_if
from rencai.supervision.rules import Rule

WRITTEN = """
name: second half of 2026
columns: {id: case, amount: yuan}
granted: [通过]
refused: [不通过]
strata: [body, category, decision, amount]
bands: [50000, 200000]
whole_above: 500000
rule: {discovery: {confidence: 0.95, tolerable: 0.05}}
rules:
  - where: {category: [尖端, 领军]}
    rule: {share: {share: 1}}
  - where: {decision: granted, body: 甲区}
    rule: {monetary: {materiality: 0.02, expected: 0.005, selection: cell}}
  - where: {body: 乙区}
    rule: {attribute: {aql: 1.0, severity: tightened}}
second_level: {share: 0.25, at_least: 1}
confidence: 0.9
"""


def test_a_written_plan_says_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(WRITTEN, encoding="utf-8")
    plan = Plan.load(tmp_path / "plan.yaml")
    assert plan.columns.id == "case"
    assert plan.rule_for({"category": "领军", "body": "乙区"}) == Share(1)
    assert plan.rule_for({"decision": "granted", "body": "甲区"}) == Monetary(0.02, 0.005, selection="cell")
    assert plan.rule_for({"body": "乙区"}) == Attribute(aql=1.0, severity="tightened")
    assert plan.rule_for({"body": "丙区"}) == Discovery()
    assert plan.second_level == Share(0.25, 1)
    assert plan.frame_columns == ("case", "body", "category", "yuan", "decision")


RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Discovery, st.sampled_from([0.9, 0.95]), st.sampled_from([0.01, 0.05])),
    st.builds(Attribute, st.sampled_from(["I", "II", "S-4"]), st.sampled_from([0.65, 1.0, 2.5]), st.just("reduced")),
    st.builds(Monetary, st.sampled_from([0.05, 0.1]), st.sampled_from([0.0, 0.01])),
    st.builds(Share, st.sampled_from([0.1, 1]), st.integers(0, 5)),
    st.builds(Fixed, st.integers(1, 100)),
)


@given(
    name=st.text("plan 方案:'\"#", min_size=1),
    rule=RULES,
    special=RULES,
    label=st.text("甲ab |,", min_size=1, max_size=8).map(str.strip).filter(bool),
    whole=st.one_of(st.none(), st.integers(1, 10**9)),
)
def test_a_plan_comes_back_from_yaml_and_json_as_it_was(
    name: str, rule: Rule, special: Rule, label: str, whole: int | None
) -> None:
    plan = Plan(
        name=name.strip() or "plan", rule=rule, rules=(Special({"body": (label,)}, special),), whole_above=whole
    )
    for again in (Plan.read(plan.yaml()), Plan.read(plan.json()), Plan.of(plan.data())):
        assert again == plan
        assert again.hash == plan.hash


@pytest.mark.parametrize("name", ["plan.yaml", "plan.json"])
def test_a_saved_plan_is_the_plan(tmp_path: Path, name: str) -> None:
    plan = Plan.read(WRITTEN)
    assert Plan.load(plan.save(tmp_path / name)) == plan


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("strata: [body, category, decision, amount]", "strata: [category]", "the strata must name 'body'"),
        ("strata: [body, category,", "strata: [body, body, category,", "a stratum stands twice"),
        ("strata: [body, category,", "strata: [id, body, category,", "'id' cannot be a stratum"),
        ("bands: [50000, 200000]", "bands: []", "strata by amount need bands"),
        ("bands: [50000, 200000]", "bands: [200000, 50000]", "bands rise and are above 0"),
        ("whole_above: 500000", "whole_above: 0", "whole_above is 0.0, but is above 0"),
        ("refused: [不通过]", "refused: [通过]", "stands under granted and under refused"),
        ("refused: [不通过]", "refused: []", "which decisions grant and which refuse"),
        ("confidence: 0.9\n", "confidence: 95\n", "confidence is 95.0, but lies between 0 and 1"),
        ("tolerable: 0.05", "tolerable: 5", "9:19: tolerable is 5.0, but lies between 0 and 1"),
        ("{discovery: {", "{discover: {", "'discover' is no rule (discovery?)"),
        ("rule: {share: {share: 1}}", "rule: {}", "one rule is expected here"),
        ("share: {share: 1}", "share: {share: 2}", "share is 2.0, but lies between 0 and 1"),
        ("aql: 1.0", "aql: 3", "the AQL is 3.0, but may be"),
        ("severity: tightened", "severity: strict", "severity is 'strict', but may be: normal, tightened, reduced"),
        ("expected: 0.005", "expected: 0.5", "expected is 0.5, but lies from 0 to below materiality"),
        ("selection: cell", "selection: dice", "selection is 'dice'"),
        ("where: {body: 乙区}", "where: {town: 乙区}", "a rule asks for 'town', which is no stratum"),
        ("whole_above:", "whole_over:", "the field 'whole_over' is not known here (whole_above?)"),
        ("name: second half of 2026\n", "", "the field 'name' is missing"),
        ("at_least: 1", "at_least: -1", "at_least is -1, but is 0 at least"),
    ],
)
def test_a_plan_that_is_wrong_says_where_and_why(before: str, after: str, told: str) -> None:
    assert before in WRITTEN
    with pytest.raises(PolicyError) as caught:
        Plan.read(WRITTEN.replace(before, after), "plan.yaml")
    assert told in caught.value.text("en")
    assert caught.value.text("en").startswith("plan.yaml")
    assert caught.value.text("zh") != caught.value.text("en")


# -- what more checks would tell ----------------------------------------------------------------------------


def test_twice_the_checks_tell_more() -> None:
    for once, twice in zip(*[iter(what_if(Plan(rule=Fixed(50)), frame(4_000)))] * 2, strict=True):
        assert (once.body, once.checks, twice.checks) == (twice.body, 50, 100)
        assert twice.width < once.width
        assert twice.detectable < once.detectable
        assert all(twice.power[rate] > once.power[rate] for rate in (0.1, 0.2))


def test_the_power_is_the_chance_that_the_lower_bound_exceeds_the_tolerable_rate() -> None:
    """By hand: of 50 checked, 7 wrong is the least whose lower bound (5.8 %) exceeds 5 %."""
    [once, _] = what_if(Plan(rule=Fixed(50)), frame(4_000, bodies=1), tolerable=0.05, rates=[0.05, 0.2])
    from rencai.supervision.distributions import binomial_cdf, clopper_pearson

    assert clopper_pearson(6, 50).lower < 0.05 < clopper_pearson(7, 50).lower
    assert once.power[0.2] == pytest.approx(1 - binomial_cdf(6, 50, 0.2))
    assert once.power[0.05] < 0.025


def test_59_checks_detect_a_rate_of_5_per_cent() -> None:
    [once, _] = what_if(Plan(rule=Fixed(59)), frame(4_000, bodies=1))
    assert 0.049 < once.detectable < 0.05


def test_no_more_than_all_can_be_checked() -> None:
    assert what_if(Plan(rule=Share(0.8)), frame(100, bodies=1))[1].checks == 100


def test_a_factor_of_nothing_is_refused() -> None:
    with pytest.raises(PolicyError, match="factor is 0"):
        what_if(Plan(), frame(100), factor=0)
