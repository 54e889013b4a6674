"""Estimates: what was checked whole is known, the rest has intervals; bad findings are named."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from made_up import drawn, findings, frame

from rencai.supervision import (
    Discovery,
    Draw,
    Estimate,
    Fixed,
    Group,
    Monetary,
    Money,
    Plan,
    Rate,
    Share,
    SupervisionError,
    comparison,
    estimate,
)
from rencai.supervision.distributions import clopper_pearson, finite_interval
from rencai.supervision.regression import Pair, regressed

BY_DECISION = Plan(strata=("body", "decision"), rule=Discovery())


def every_tenth(case: object) -> bool:
    return int(str(case["id"])[1:]) % 10 == 1  # type: ignore[index]


def refusal(table: object, found: Draw, **more: object) -> str:
    with pytest.raises(SupervisionError) as caught:
        estimate(table, found, **more)  # type: ignore[arg-type]
    assert caught.value.text("zh") != caught.value.text("en")
    return caught.value.text("en")


# -- rates --------------------------------------------------------------------------------------------------


def test_a_frame_that_was_checked_whole_is_known_exactly() -> None:
    table = frame(600, bodies=3)
    found = drawn(Plan(strata=("body", "decision"), rule=Share(1)), table)
    rate = estimate(findings(found, every_tenth), found).overall.wrong
    assert (rate.found, rate.estimate, rate.lower, rate.upper) == (60, 0.1, 0.1, 0.1)


def test_one_sampled_stratum_has_exact_bounds() -> None:
    found = drawn(Plan(rule=Fixed(50)), frame(800, bodies=2))
    group = estimate(findings(found, every_tenth), found).of("body 1")
    wrong = sum(every_tenth(case) for case in found.cases.to_pylist() if case["body"] == "body 1")
    assert group.wrong.interval == pytest.approx(finite_interval(wrong, 50, 400))
    process = group.wrong.process_lower, group.wrong.process_upper
    assert process == pytest.approx(clopper_pearson(wrong, 50))


def test_wrongly_granted_and_wrongly_refused_are_apart_and_together() -> None:
    found = drawn(Plan(strata=("body", "decision"), rule=Share(1)), frame(300, bodies=1))
    group = estimate(findings(found, lambda case: case["id"] in ("C000000", "C000001", "C000002")), found).overall
    assert (group.wrongly_granted.found, group.wrongly_refused.found, group.wrong.found) == (2, 1, 3)
    assert group.wrong.estimate == pytest.approx(0.01)


def test_strata_weigh_as_much_as_their_cases() -> None:
    """All refusals wrong, no grant: the share of refusals in the frame, whatever the shares in the sample."""
    found = drawn(BY_DECISION, frame(3_000, bodies=1))
    rate = estimate(findings(found, lambda case: case["decision"] == "refused"), found).overall.wrong
    assert rate.estimate == pytest.approx(1 / 3)
    assert rate.lower < 1 / 3 < rate.upper


def test_more_confidence_gives_wider_intervals() -> None:
    found = drawn(BY_DECISION, frame())
    told = findings(found, every_tenth)
    sure, less = (estimate(told, found, confidence=level).overall.wrong.interval for level in (0.99, 0.9))
    assert sure.lower < less.lower < less.upper < sure.upper


def test_a_clean_body_keeps_a_lower_bound_of_nothing() -> None:
    found = drawn(BY_DECISION, frame())
    for group in estimate(findings(found), found).bodies:
        assert group.wrong.lower == group.wrongly_granted.lower == 0
        assert 0 < group.wrong.upper < 0.06


def test_an_unknown_body_is_refused() -> None:
    found = drawn(BY_DECISION, frame(200))
    with pytest.raises(SupervisionError, match="no body 'body 9'"):
        estimate(findings(found), found).of("body 9")


def test_an_estimate_is_plain_data() -> None:
    found = drawn(BY_DECISION, frame(200))
    assert estimate(findings(found), found).data()["overall"]["wrong"]["found"] == 0


# -- money --------------------------------------------------------------------------------------------------


def test_money_that_was_checked_whole_is_known_to_the_cent() -> None:
    found = drawn(Plan(rule=Share(1)), frame(300, bodies=1))
    wrong = [case for case in found.cases.to_pylist() if case["decision"] == "granted" and every_tenth(case)]
    money = estimate(findings(found, every_tenth), found).overall.overpaid
    exact = sum(case["cents"] for case in wrong) / 100
    assert money == Money(exact, exact, exact, exact)


def test_too_much_and_too_little_are_told_by_the_right_amount() -> None:
    table = pa.table(
        {
            "id": ["a", "b", "c"],
            "body": ["x"] * 3,
            "category": ["y"] * 3,
            "amount": [100, 100, 100],
            "decision": ["granted", "granted", "refused"],
        }
    )
    found = drawn(Plan(rule=Share(1)), table)
    told = [
        {"id": "a", "checker": "Li", "decision": "granted", "amount": 70},
        {"id": "b", "checker": "Li", "decision": "granted", "amount": 130},
        {"id": "c", "checker": "Li", "decision": "granted", "amount": None},
    ]
    group = estimate(pa.Table.from_pylist(told), found).overall
    assert (group.overpaid.estimate, group.underpaid) == (30, 130)
    assert group.wrong.found == 1


@pytest.mark.parametrize("selection", ["interval", "cell"])
def test_monetary_units_bound_the_money_at_stake(selection: str) -> None:
    table = frame(2_000, bodies=1)
    plan = Plan(strata=("body", "decision"), rule=Monetary(0.03, selection=selection))
    found = drawn(plan, table)
    truth = sum(
        row["amount"] for row in table.to_pylist() if row["decision"] == "granted" and int(row["id"][1:]) % 20 == 1
    )
    money = estimate(findings(found, lambda case: int(case["id"][1:]) % 20 == 1), found).overall.overpaid
    assert money.stringer is not None
    assert money.lower < truth < min(money.upper, money.stringer)
    assert money.lower < money.estimate < money.upper


def test_a_body_drawn_as_money_makes_no_promise_about_its_rate() -> None:
    found = drawn(Plan(rule=Monetary(0.05)), frame(2_000, bodies=1))
    rate = estimate(findings(found), found).overall.wrong
    assert rate.lower == 0
    assert rate.upper > 0.9


# -- unanswered ---------------------------------------------------------------------------------------------


def test_a_case_without_a_finding_is_refused_or_counts_at_its_worst() -> None:
    found = drawn(Plan(rule=Fixed(50)), frame(800, bodies=1))
    part = findings(found).slice(20)
    assert "10 drawn cases have no finding" in refusal(part, found)
    group = estimate(part, found, unanswered="worst").overall
    assert group.unanswered == 10
    assert group.wrong.interval == pytest.approx(
        (finite_interval(0, 50, 800).lower, finite_interval(10, 50, 800).upper)
    )
    assert group.wrong.process_upper == pytest.approx(clopper_pearson(10, 50).upper)


# -- bad findings -------------------------------------------------------------------------------------------

FOUND = drawn(Plan(rule=Fixed(3)), frame(100, bodies=1))
GOOD = findings(FOUND).to_pylist()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id": "C999999"}, "row 1, column id: 'C999999': this case was not drawn"),
        ({"id": None}, "row 1, column id: there is no value"),
        ({"checker": ""}, "row 1, column checker: there is no value"),
        ({"decision": "maybe"}, "row 1, column decision: 'maybe': may be: granted, refused"),
        ({"role": "judge"}, "row 1, column role: 'judge': may be: check, settle, review"),
        ({"amount": "-3"}, "row 1, column amount: '-3': an amount is not below 0"),
        ({"amount": "nan"}, "row 1, column amount: 'nan': a number with two places at most is expected"),
        ({"amount": "lots"}, "row 1, column amount: 'lots': a number with two places at most is expected"),
        ({"checker": "Wang"}, "row 2, column checker: 'Wang' has answered case"),
        ({"decision": "refused" if GOOD[0]["decision"] == "granted" else "granted"}, "the checkers differ on 1 cases"),
    ],
)
def test_a_bad_finding_is_named_with_its_row_and_column(changes: dict[str, object], told: str) -> None:
    rows = [{**GOOD[0], "amount": None, **changes}, *({**row, "amount": None} for row in GOOD[1:])]
    assert told in refusal(pa.Table.from_pylist(rows), FOUND)


def test_a_settled_case_counts_as_it_was_settled() -> None:
    other = "refused" if GOOD[0]["decision"] == "granted" else "granted"
    rows = [
        {**GOOD[0], "decision": other},
        *GOOD[1:],
        {**GOOD[0], "checker": "Sun", "role": "settle", "decision": other},
    ]
    assert estimate(pa.Table.from_pylist(rows), FOUND).overall.wrong.found == 1


def test_a_table_without_its_columns_is_refused() -> None:
    assert "the table of findings has no column 'checker'" in refusal(pa.table({"id": ["a"], "decision": ["b"]}), FOUND)


def test_findings_are_read_from_a_file(tmp_path: Path) -> None:
    findings(FOUND).to_pandas().to_csv(tmp_path / "findings.csv", index=False)
    assert estimate(tmp_path / "findings.csv", FOUND).overall.checked == 3


@pytest.mark.parametrize(("confidence", "told"), [(1.0, "confidence is 1.0"), (0.0, "confidence is 0.0")])
def test_a_confidence_that_cannot_be_is_refused(confidence: float, told: str) -> None:
    assert told in refusal(findings(FOUND), FOUND, confidence=confidence)


# -- the second level ---------------------------------------------------------------------------------------


def test_the_second_level_corrects_for_the_checkers_errors() -> None:
    """7 CFR 275.23: y + b(X − x), worked by hand."""
    pairs = [Pair(1, 1)] * 3 + [Pair(1, 0)] + [Pair(0, 1)] * 2 + [Pair(0, 0)] * 14
    found = regressed([(1_000, 100, 10, pairs)], 0.95)
    assert found is not None
    x, y, first_level = 4 / 20, 5 / 20, 0.10
    slope = (3 - 20 * x * y) / (4 - 20 * x * x)
    assert (found.slope, found.estimate) == pytest.approx((slope, y + slope * (first_level - x)))
    assert found.lower < found.estimate < found.upper
    assert found.reviewed == 20


def test_the_corrected_rate_is_right_on_average() -> None:
    """Checkers who overlook half of the errors: the raw rate is half of the true one, the corrected one is not."""
    rng = np.random.default_rng(3)
    corrected, covered = [], 0
    for _ in range(1_000):
        truth = rng.random(400) < 0.2
        seen = truth & (rng.random(400) < 0.5)
        pairs = [Pair(float(first), float(second)) for first, second in zip(seen[:120], truth[:120], strict=True)]
        found = regressed([(10_000, 400, int(seen.sum()), pairs)], 0.95)
        assert found is not None
        corrected.append(found.estimate)
        covered += found.lower <= 0.2 <= found.upper
    assert np.mean(corrected) == pytest.approx(0.2, abs=0.005)
    assert covered >= 930


def test_without_errors_in_the_subsample_the_difference_corrects() -> None:
    found = regressed([(500, 100, 5, [Pair(0, 0)] * 9 + [Pair(0, 1)])], 0.95)
    assert found is not None
    assert (found.slope, found.estimate) == pytest.approx((1.0, 0.15))


def test_two_reviewed_cases_are_too_few_to_correct_by() -> None:
    assert regressed([(500, 100, 5, [Pair(0, 0)] * 2)], 0.95) is None


def test_reviews_in_the_findings_reach_the_estimate() -> None:
    found = drawn(Plan(rule=Fixed(200)), frame(2_000, bodies=1))
    told = findings(found, every_tenth, review=lambda case: int(case["id"][1:]) % 5 == 1, again=0.5)
    group = estimate(told, found).overall
    assert group.regressed is not None
    assert group.regressed.reviewed == 100
    assert group.regressed.estimate > group.wrong.estimate


# -- comparison ---------------------------------------------------------------------------------------------


def with_intervals(**intervals: tuple[float, float]) -> Estimate:
    groups = tuple(_group(body, *ends) for body, ends in intervals.items())
    return Estimate(0.95, groups, _group("", 0, 1))


def _group(body: str, lower: float, upper: float) -> Group:
    rate = Rate(0, (lower + upper) / 2, lower, upper, lower, upper)
    return Group(body, 100, 10, 0, rate, rate, rate, Money(0, 0, 0, 0), 0.0)


def test_bodies_whose_intervals_overlap_are_never_ranked() -> None:
    compared = comparison(with_intervals(a=(0.0, 0.1), b=(0.05, 0.2), c=(0.15, 0.3), d=(0.5, 0.6)))
    assert compared.tiers == (("a", "b", "c"), ("d",))
    assert set(compared.above) == {("c", "a"), ("d", "a"), ("d", "b"), ("d", "c")}


def test_intervals_that_touch_overlap() -> None:
    assert comparison(with_intervals(a=(0.0, 0.1), b=(0.1, 0.2))).above == ()


def test_an_unknown_kind_of_error_is_refused() -> None:
    with pytest.raises(SupervisionError, match="kind is 'late'"):
        comparison(with_intervals(a=(0, 1)), "late")


def test_a_stratum_that_was_checked_whole_does_not_make_the_rest_look_better_known() -> None:
    """Both levels agree: what is left is the first level's own sampling error, which the small sample rules."""
    rest = [Pair(float(case < 3), float(case < 3)) for case in range(30)]
    whole = [Pair(0.0, 0.0)] * 1_000
    found = regressed([(9_000, 30, 3, rest), (1_000, 1_000, 0, whole)], 0.95)
    assert found is not None
    by_hand = 0.9 * math.sqrt(0.1 * 0.9 / 30)
    assert found.estimate == pytest.approx(0.09)
    assert found.upper - found.estimate > 1.8 * by_hand
