"""The switching rules of ISO 2859-1, lot by lot, and the charts of the board."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rencai.supervision import (
    Lot,
    Period,
    Scheme,
    Standing,
    SupervisionError,
    cusum,
    g_chart,
    p_chart,
    resumed,
    step,
    switched,
    u_chart,
)
from rencai.supervision.distributions import binomial_cdf

K = Scheme(aql=1.0)
"""Lots of 2,000 at level II: letter K. Normal 125, 3; one step tighter 2; tightened 125, 2; reduced 50, 2."""


def lots(*wrong: int, **more: bool) -> list[Lot]:
    return [Lot(2_000, count, **more) for count in wrong]


def severities(*wrong: int, standing: Standing | None = None, scheme: Scheme = K) -> list[str]:
    return [found.standing.severity for found in switched(lots(*wrong), scheme, standing)]


def test_two_of_five_lots_not_accepted_tighten() -> None:
    assert severities(4, 0, 0, 0, 4) == ["normal"] * 4 + ["tightened"]
    assert severities(4, 4) == ["normal", "tightened"]


def test_two_of_six_do_not() -> None:
    assert severities(4, 0, 0, 0, 0, 4) == ["normal"] * 6


def test_five_accepted_in_a_row_end_tightened_checking() -> None:
    start = Standing("tightened")
    assert severities(2, 2, 2, 2, 2, standing=start) == ["tightened"] * 4 + ["normal"]
    assert severities(2, 2, 3, 2, 2, 2, 2, 2, standing=start) == ["tightened"] * 7 + ["normal"]


def test_five_lots_not_accepted_while_tightened_discontinue() -> None:
    steps = switched(lots(3, 0, 3, 3, 0, 3, 3), K, Standing("tightened"))
    assert [found.standing.severity for found in steps] == ["tightened"] * 6 + ["discontinued"]
    with pytest.raises(SupervisionError, match="discontinued"):
        step(Lot(2_000, 0), K, steps[-1].standing)
    assert resumed(steps[-1].standing) == Standing("tightened")
    with pytest.raises(SupervisionError, match="nothing to resume"):
        resumed(Standing())


def test_ten_good_lots_reduce() -> None:
    """Acceptance number 3: plus 3 a lot that would pass with 2."""
    steps = switched(lots(*[2] * 10), K)
    assert [found.standing.score for found in steps] == [3, 6, 9, 12, 15, 18, 21, 24, 27, 30]
    assert steps[-1].standing.severity == "reduced"


def test_a_lot_that_would_fail_one_step_tighter_sets_the_score_to_nothing() -> None:
    assert [found.standing.score for found in switched(lots(2, 2, 3, 2), K)] == [3, 6, 0, 3]


def test_with_an_acceptance_number_of_0_or_1_each_accepted_lot_adds_2() -> None:
    small = Scheme(aql=0.65)  # lots of 1,000: J, 80, 1
    steps = switched([Lot(1_000, 1)] * 3 + [Lot(1_000, 2)] + [Lot(1_000, 0)], small)
    assert [found.standing.score for found in steps] == [2, 4, 6, 0, 2]
    assert [found.standing.severity for found in switched([Lot(1_000, 1)] * 15, small)][-2:] == ["normal", "reduced"]


def test_unsteady_work_is_not_reduced_and_ends_reduced_checking() -> None:
    unsteady = switched(lots(*[0] * 12, steady=False), K)
    assert unsteady[-1].standing == Standing("normal", 36, (True,) * 5)
    assert step(Lot(2_000, 0, steady=False), K, Standing("reduced", 30)).standing == Standing()


def test_one_lot_not_accepted_ends_reduced_checking() -> None:
    assert severities(2, 3, standing=Standing("reduced", 30)) == ["reduced", "normal"]
    assert switched(lots(3), K, Standing("reduced", 30))[0].standing.score == 0


def test_lots_submitted_again_do_not_count() -> None:
    assert [found.standing for found in switched(lots(4, 4, 4, original=False), K)] == [Standing()] * 3


def test_each_switch_says_why_in_both_languages() -> None:
    reason = switched(lots(4, 4), K)[-1].reason
    assert reason is not None
    assert reason.text("en") == "two of five lots in a row were not accepted"
    assert "两批" in reason.text("zh")


def test_more_wrong_cases_than_were_checked_are_refused() -> None:
    with pytest.raises(SupervisionError, match="126 wrong cases cannot be: 125 were checked"):
        step(Lot(2_000, 126), K, Standing())


def test_the_strictest_aql_has_no_step_that_is_tighter() -> None:
    assert not Scheme(aql=0.010).accepts_one_step_tighter(Lot(10, 0), "A")


# -- charts -------------------------------------------------------------------------------------------------


def test_limits_of_a_large_period_are_three_standard_deviations() -> None:
    [point] = p_chart([Period("2026-01", 400, 40)], centre=0.05)
    reach = 3 * math.sqrt(0.05 * 0.95 / 400)
    assert (point.lower, point.centre, point.upper) == pytest.approx((0.05 - reach, 0.05, 0.05 + reach))
    assert point.signal == "high"


def test_limits_of_a_small_period_are_exact() -> None:
    [point] = p_chart([Period("2026-01", 20, 4)], centre=0.02)
    most = round(point.upper * 20)
    assert binomial_cdf(most, 20, 0.02) >= 0.99865 > binomial_cdf(most - 1, 20, 0.02)
    assert (point.lower, point.signal) == (0, "high")


def test_the_centre_is_the_mean_where_none_is_given() -> None:
    points = p_chart([Period("a", 100, 5), Period("b", 300, 15), Period("c", 0, 0)])
    assert [point.centre for point in points] == [0.05, 0.05]
    assert [point.signal for point in points] == ["", ""]


def test_a_rate_that_falls_is_a_signal_too() -> None:
    assert p_chart([Period("a", 1_000, 10)], centre=0.1)[0].signal == "low"


def test_faults_per_case_may_exceed_one() -> None:
    [large, small] = u_chart([Period("a", 100, 150), Period("b", 2, 9)], centre=1.0)
    assert large.upper == pytest.approx(1.3)
    assert (large.signal, small.signal) == ("high", "high")
    assert u_chart([Period("c", 2, 3)], centre=1.0)[0].signal == ""


def test_errors_that_come_close_together_are_noticed_by_their_gaps() -> None:
    points = g_chart([900, 1_200, 0, 1_100, 9_000], rate=0.001)
    assert [point.signal for point in points] == ["", "", "high", "", "low"]
    assert points[0].centre == pytest.approx(999)


def test_gaps_have_their_own_rate_where_none_is_given() -> None:
    assert g_chart([9, 9, 9])[0].centre == pytest.approx(9)
    assert g_chart([0, 0])[0].signal == ""


def test_a_rising_rate_adds_up_to_a_signal() -> None:
    steady = [Period(f"{month}", 100, 2) for month in range(12)]
    rising = [Period(f"{month}", 100, 6) for month in range(12, 18)]
    points = cusum([*steady, *rising], target=0.02, shifted=0.05)
    signals = [point.signal for point in points]
    assert signals[:13] == [""] * 13
    assert "rising" in signals[13:16]


def test_false_signals_are_rarer_than_promised() -> None:
    rng = np.random.default_rng(5)
    counts = rng.binomial(50, 0.02, (200, 100))
    alarms = 0
    for row in counts:
        points = cusum(
            [Period("", 50, int(count)) for count in row], target=0.02, shifted=0.06, false_alarm_every=1_000
        )
        alarms += any(point.signal for point in points)
    # 100 periods of an average of 1,000 and more between false signals
    assert alarms <= 30


@pytest.mark.parametrize(
    ("chart", "told"),
    [
        (lambda: p_chart([Period("a", 3, 4)]), "period a: 4 wrong of 3 cannot be"),
        (lambda: u_chart([Period("a", -1, 0)]), "period a: 0 wrong of -1 cannot be"),
        (lambda: g_chart([]), "gaps are whole numbers"),
        (lambda: cusum([Period("a", 3, 1)], target=0.1, shifted=0.05), "shifted is 0.05"),
    ],
)
def test_what_cannot_be_charted_is_refused(chart, told: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SupervisionError, match=told):
        chart()
