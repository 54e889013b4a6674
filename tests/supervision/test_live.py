"""Live checks, pairs, checkers and measures."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import SEED, drawn, frame
from test_estimating import with_intervals

from rencai.policy.problems import PolicyError
from rencai.supervision import (
    CHECKS,
    Fixed,
    Group,
    Money,
    Plan,
    Rate,
    Share,
    SupervisionError,
    assign_checkers,
    check_decision,
    commit_seed,
    draw,
    estimate,
    load_measures,
    pair_tail,
    second_level,
    suspicious_pairs,
)
from rencai.supervision.measures import SHIPPED, read_measures

# -- live checks --------------------------------------------------------------------------------------------

CALM: dict[str, Any] = {
    "decision": "granted",
    "finding": "granted",
    "unattested": 0,
    "seconds": 600,
    "decided_on": date(2026, 7, 1),
    "deadline": date(2026, 7, 20),
    "pair_cases": 6,
    "approver_cases": 100,
    "applicant_cases": 20,
    "body_cases": 400,
    "grants_recent": 10,
    "grants_before": 90,
    "days_recent": 7,
    "days_before": 63,
    "document_others": 0,
    "salary": 200_000,
    "sector_median": 150_000,
    "employer_insured_months": 24,
}


def alerts(**changes: object) -> list[str]:
    return [alert.key for alert in check_decision({**CALM, **changes})]


def test_an_ordinary_decision_raises_nothing() -> None:
    assert alerts() == []


def test_what_is_not_known_is_not_checked() -> None:
    assert check_decision({}) == []
    assert alerts(salary=None, seconds=None) == []


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"finding": "refused"}, "against_finding"),
        ({"decision": "refused"}, "against_finding"),
        ({"seconds": 59}, "too_fast"),
        ({"decided_on": date(2026, 7, 20)}, "last_day"),
        ({"pair_cases": 15}, "same_pair"),
        ({"grants_recent": 40, "grants_before": 90}, "quota_burst"),
        ({"document_others": 1}, "shared_document"),
        ({"salary": 450_001}, "salary"),
        ({"salary": 49_999}, "salary"),
        ({"employer_insured_months": 0}, "uninsured_employer"),
        ({"unattested": 2}, "unattested"),
    ],
)
def test_each_fault_raises_its_own_alert(changes: dict[str, object], key: str) -> None:
    assert alerts(**changes) == [key]


@pytest.mark.parametrize(
    "changes",
    [
        {"decided_on": date(2026, 7, 20), "decision": "refused", "finding": "refused"},
        {"decided_on": date(2026, 7, 21)},
        {"approver_cases": 400, "pair_cases": 20},  # the only approver of the body
        {"pair_cases": 4, "applicant_cases": 4},  # too few to say
        {"salary": 450_000},
        {"grants_before": 0, "days_before": 0, "grants_recent": 40},
    ],
)
def test_what_only_looks_like_a_fault_raises_nothing(changes: dict[str, object]) -> None:
    assert alerts(**changes) == []


def test_an_alert_says_why_in_both_languages() -> None:
    [alert] = check_decision({"decision": "granted", "finding": "refused"})
    assert alert.sentence.text("en") == "the decision is a grant, but the rules find a refusal"
    assert alert.sentence.text("zh") == "决定为批准，而规则的结论为拒绝"
    assert alert.facts == {"decision": "granted", "finding": "refused"}
    assert alert.weight == 3


def test_every_check_asks_its_question_in_both_languages() -> None:
    for check in CHECKS:
        assert check.question.text("zh") != check.question.text("en")


def test_numbers_of_a_check_can_be_replaced() -> None:
    assert check_decision({"seconds": 90}, parameters={"too_fast": {"least_seconds": 120}})
    with pytest.raises(SupervisionError, match="'too_slow' is no check"):
        check_decision({}, parameters={"too_slow": {}})
    with pytest.raises(SupervisionError, match="'minutes' is no check or number of a check"):
        check_decision({}, parameters={"too_fast": {"minutes": 1}})


# -- pairs --------------------------------------------------------------------------------------------------


def decisions(planted: int = 0) -> pa.Table:
    rng = np.random.default_rng(9)
    cases, rows = 3_000, []
    for number in range(cases):
        body = f"body {number % 3}"
        approver, employer = f"{body} officer {rng.integers(6)}", f"employer {rng.integers(60)}"
        rows.append({"body": body, "approver": approver, "applicant": employer})
    for number in range(planted):
        rows[number * 3] |= {"approver": "body 0 officer 2", "applicant": "employer 7"}
    return pa.Table.from_pylist(rows)


def test_chance_alone_makes_no_suspicious_pair() -> None:
    assert sum(suspicious_pairs(decisions())["signal"].to_pylist()) == 0


def test_a_planted_pair_is_found_and_no_other() -> None:
    found = suspicious_pairs(decisions(planted=25))
    signals = [row for row in found.to_pylist() if row["signal"]]
    assert [(row["approver"], row["applicant"]) for row in signals] == [("body 0 officer 2", "employer 7")]
    assert signals[0]["seen"] > 4 * signals[0]["expected"]


def test_a_body_with_one_approver_has_no_pairs() -> None:
    table = pa.table({"body": ["a"] * 9, "approver": ["x"] * 9, "applicant": ["y"] * 9})
    assert suspicious_pairs(table).num_rows == 0


def test_the_tail_of_a_pair_is_exact() -> None:
    """By hand: 2 of 4 cases each; both in common: 1 of C(4, 2) = 6."""
    assert pair_tail(2, 2, 2, 4) == pytest.approx(1 / 6)
    assert pair_tail(0, 2, 2, 4) == 1


# -- checkers -----------------------------------------------------------------------------------------------

DRAWN = drawn(Plan(rule=Fixed(25)), frame(400))
CHECKERS = ["Chen", "Li", "Sun", "Wang", "Zhao"]


def test_each_case_has_two_checkers_and_loads_are_equal() -> None:
    found = assign_checkers(DRAWN, CHECKERS, {}, SEED)
    assert set(found.checkers) == set(DRAWN.ids)
    assert all(len(set(pair)) == 2 for pair in found.checkers.values())
    assert set(found.loads.values()) == {40}


@given(st.lists(st.tuples(st.integers(0, 99), st.sampled_from(CHECKERS)), max_size=60))
def test_nobody_checks_a_case_from_which_they_are_recused(pairs: list[tuple[int, str]]) -> None:
    conflicts: dict[str, set[str]] = {}
    for place, name in pairs:
        barred = conflicts.setdefault(DRAWN.ids[place], set())
        if len(barred) < 3:
            barred.add(name)
    found = assign_checkers(DRAWN, CHECKERS, conflicts, SEED)
    assert all(not conflicts.get(case, set()) & set(pair) for case, pair in found.checkers.items())
    assert max(found.loads.values()) - min(found.loads.values()) <= 4


def test_a_case_that_nobody_may_check_is_named() -> None:
    case = DRAWN.ids[7]
    with pytest.raises(SupervisionError, match=f"1 cases have fewer than 2 checkers who may check them: {case}"):
        assign_checkers(DRAWN, CHECKERS, {case: CHECKERS[:4]}, SEED)


def test_a_checker_named_twice_is_refused() -> None:
    with pytest.raises(SupervisionError, match="stands twice"):
        assign_checkers(DRAWN, ["Li", "Li", "Sun"], {}, SEED)


def test_the_same_seed_assigns_the_same_checkers_and_another_does_not() -> None:
    one, again = (assign_checkers(DRAWN, CHECKERS, {}, SEED).checkers for _ in range(2))
    assert one == again != assign_checkers(DRAWN, CHECKERS, {}, "another seed for tests").checkers


def test_the_second_level_checks_a_share_of_each_stratum() -> None:
    found = drawn(Plan(strata=("body", "decision"), rule=Fixed(20), second_level=Share(0.25, 1)), frame(400, bodies=2))
    again = second_level(found, SEED)
    strata = dict(zip(found.ids, found.cases["stratum"].to_pylist(), strict=True))
    counts = {key: sum(strata[name] == key for name in again) for key in set(strata.values())}
    assert set(counts.values()) == {5}
    assert again == second_level(found, SEED)


# -- measures -----------------------------------------------------------------------------------------------


def group(found: int, estimate: float, lower: float, overpaid: float = 0.0) -> Group:
    rate = Rate(found, estimate, lower, 1.0, lower, 1.0)
    return Group("a", 100, 50, 0, rate, rate, rate, Money(overpaid, 0, 0, 0), 0.0)


@pytest.mark.parametrize(
    ("figures", "keys"),
    [
        (group(0, 0.0, 0.0), []),
        (group(1, 0.02, 0.001), ["correction"]),
        (group(1, 0.06, 0.001, 500), ["correction", "warning", "recovery"]),
        (group(4, 0.08, 0.03), ["correction", "warning", "tightened_checking"]),
        (group(9, 0.18, 0.09), ["correction", "warning", "tightened_checking", "suspension"]),
        (group(20, 0.4, 0.27), ["correction", "warning", "tightened_checking", "suspension", "withdrawal"]),
    ],
)
def test_findings_lead_to_the_acts_of_the_table(figures: Group, keys: list[str]) -> None:
    assert [measure.key for measure in load_measures().proposed(figures)] == keys


def test_every_measure_leaves_days_to_answer_and_has_both_titles() -> None:
    table = load_measures()
    assert table.draft
    assert all(measure.answer_days >= 5 and set(measure.title) == {"en", "zh"} for measure in table.measures)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("bound: process_lower", "bound: lower", "suspension must rest on process_lower"),
        (
            "bound: found\n    above: 0\n    answer_days: 10",
            "bound: process_lower\n    above: 0\n    answer_days: 10",
            "money has no",
        ),
        ("answer_days: 15", "answer_days: 0", "one working day at least"),
        ("above: serious", "above: grave", "the limit 'grave' is not declared"),
        ("of: overpaid", "of: late", "of is 'late'"),
    ],
)
def test_a_table_of_measures_that_is_unjust_or_wrong_is_refused(before: str, after: str, told: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert before in text
    with pytest.raises(PolicyError, match=told):
        read_measures(text.replace(before, after))


def test_a_clean_body_is_hardly_ever_suspended() -> None:
    """Bodies at exactly the tolerable rate, 10,000 runs: fewer than one in forty."""
    from rencai.supervision.distributions import clopper_pearson

    rng = np.random.default_rng(13)
    counts = np.bincount(rng.binomial(120, 0.05, 10_000), minlength=121)
    suspended = sum(count for found, count in enumerate(counts) if clopper_pearson(found, 120).lower > 0.05)
    assert suspended <= 250


def test_one_slip_in_a_small_body_that_was_checked_whole_suspends_nobody() -> None:
    frame = [{"id": f"{name}{n}", "body": name, "category": "x", "amount": 0, "decision": "granted"}
             for name, size in (("small", 12), ("large", 200)) for n in range(size)]  # fmt: skip
    drawn = draw(Plan(), pa.Table.from_pylist(frame), seed=SEED, commitment=commit_seed(SEED))
    said = [
        {"id": name, "checker": "Li", "decision": "refused" if name == "small3" else "granted"} for name in drawn.ids
    ]
    small = estimate(pa.Table.from_pylist(said), drawn).of("small")
    assert small.wrong.lower > 0.05
    assert {"suspension", "withdrawal"}.isdisjoint(measure.key for measure in load_measures().proposed(small))


def test_bodies_without_findings_get_nothing() -> None:
    assert load_measures().proposed(with_intervals(a=(0.0, 0.03)).bodies[0]) == []
