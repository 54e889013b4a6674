"""Figures that others have published: ISO 2859-1, the AICPA's audit guide, and R's jfa."""

from __future__ import annotations

import math

import pytest

from rencai.supervision import SupervisionError
from rencai.supervision.bounds import stringer_bound
from rencai.supervision.distributions import clopper_pearson, finite_interval, upper_rate
from rencai.supervision.iso2859 import LETTERS, LEVELS, REDUCED_SIZES, SIZES, code_letter, lot_plan, single_plan
from rencai.supervision.sizes import discovery_size, monetary_size

# ISO 2859-1:1999, table 1, as in the sampling charts of ANSI/ASQC Z1.4 · BS 6001 · ISO 2859 · NF X 06-022.
TABLE_1 = """
2-8            A A A A A A B
9-15           A A A A A B C
16-25          A A B B B C D
26-50          A B B C C D E
51-90          B B C C C E F
91-150         B B C D D F G
151-280        B C D E E G H
281-500        B C D E F H J
501-1200       C C E F G J K
1201-3200      C D E G H K L
3201-10000     C D F G J L M
10001-35000    C D F H K M N
35001-150000   D E G J L N P
150001-500000  D E G J M P Q
500001-900000  D E H K N Q R
"""


@pytest.mark.parametrize("line", TABLE_1.split("\n")[1:-1])
def test_code_letters_are_those_of_table_1(line: str) -> None:
    lot, *letters = line.split()
    for cases in map(int, lot.split("-")):
        assert [code_letter(cases, level) for level in LEVELS] == letters


# GB/T 2828.1-2012 (identical with ISO 2859-1:1999), tables 2-A, 2-B, 2-C: by letter A … R, the letter to which arrows
# lead and the acceptance number there.
COLUMNS = {
    ("normal", 0.010): "Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0",
    ("normal", 0.025): "N0 N0 N0 N0 N0 N0 N0 N0 N0 N0 N0 N0 N0 N0 R1 R1",
    ("normal", 1.0): "E0 E0 E0 E0 E0 E0 H1 H1 J2 K3 L5 M7 N10 P14 Q21 Q21",
    ("normal", 2.5): "C0 C0 C0 C0 F1 F1 G2 H3 J5 K7 L10 M14 N21 N21 N21 N21",
    ("normal", 6.5): "A0 A0 D1 D1 E2 F3 G5 H7 J10 K14 L21 L21 L21 L21 L21 L21",
    ("normal", 10): "C1 C1 C1 D2 E3 F5 G7 H10 J14 K21 K21 K21 K21 K21 K21 K21",
    ("tightened", 0.010): "R0 R0 R0 R0 R0 R0 R0 R0 R0 R0 R0 R0 R0 R0 R0 R0",
    ("tightened", 0.025): "P0 P0 P0 P0 P0 P0 P0 P0 P0 P0 P0 P0 P0 P0 S1 S1",
    ("tightened", 1.0): "F0 F0 F0 F0 F0 F0 J1 J1 J1 K2 L3 M5 N8 P12 Q18 Q18",
    ("tightened", 2.5): "D0 D0 D0 D0 G1 G1 G1 H2 J3 K5 L8 M12 N18 N18 N18 N18",
    ("tightened", 6.5): "B0 B0 E1 E1 E1 F2 G3 H5 J8 K12 L18 L18 L18 L18 L18 L18",
    ("tightened", 10): "A0 D1 D1 D1 E2 F3 G5 H8 J12 K18 K18 K18 K18 K18 K18 K18",
    ("reduced", 0.010): "Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0 Q0",
    ("reduced", 0.025): "N0 N0 N0 N0 N0 N0 N0 N0 N0 N0 N0 N0 N0 N0 N0 N0",
    ("reduced", 0.040): "M0 M0 M0 M0 M0 M0 M0 M0 M0 M0 M0 M0 M0 R1 R1 R1",
    ("reduced", 1.0): "E0 E0 E0 E0 E0 E0 J1 J1 J1 K2 L3 M5 N6 P8 Q10 Q10",
    ("reduced", 2.5): "C0 C0 C0 C0 G1 G1 G1 H2 J3 K5 L6 M8 N10 N10 N10 N10",
    ("reduced", 6.5): "A0 A0 E1 E1 E1 F2 G3 H5 J6 K8 L10 L10 L10 L10 L10 L10",
    ("reduced", 10): "D1 D1 D1 D1 E2 F3 G5 H6 J8 K10 K10 K10 K10 K10 K10 K10",
}


@pytest.mark.parametrize(("severity", "aql"), list(COLUMNS))
def test_single_plans_are_those_of_the_master_tables(severity: str, aql: float) -> None:
    sizes = REDUCED_SIZES if severity == "reduced" else SIZES
    for letter, cell in zip(LETTERS[:16], COLUMNS[severity, aql].split(), strict=True):
        found = single_plan(letter, aql, severity)
        assert f"{found.letter}{found.accept}" == cell, letter
        assert found.n == sizes[LETTERS.index(cell[0])]
        assert found.reject == found.accept + 1


@pytest.mark.parametrize(
    ("lot", "aql", "level", "severity", "expected"),
    [
        # AQL Inspector's Rule, manual, examples 1 to 3 (ISO version)
        (1_000, 1.5, "II", "normal", (80, 3)),
        (20, 1.5, "I", "normal", (8, 0)),
        (125, 1.0, "III", "reduced", (32, 1)),
        # Jenkins, Peck and Fernando, PLOS ONE 2023: lots of 35 001 to 500 000
        (100_000, 0.65, "S-4", "normal", (80, 1)),
        (100_000, 0.65, "S-3", "normal", (20, 0)),
        (100_000, 0.40, "S-4", "normal", (125, 1)),
        (100_000, 0.40, "S-3", "normal", (32, 0)),
        (100_000, 0.25, "S-4", "normal", (50, 0)),
        (100_000, 0.15, "S-4", "normal", (80, 0)),
        # AQL Inspector's Rule, AQLs below 0.065
        (1_000_000, 0.015, "III", "normal", (800, 0)),
        (1_000_000, 0.025, "III", "tightened", (3_150, 1)),
        (1_000_000, 0.015, "III", "reduced", (315, 0)),
    ],
)
def test_plans_of_lots_are_those_of_worked_examples(
    lot: int, aql: float, level: str, severity: str, expected: tuple[int, int]
) -> None:
    found = lot_plan(lot, aql, level=level, severity=severity)
    assert (found.n, found.accept) == expected


def test_a_lot_smaller_than_the_sample_is_checked_whole() -> None:
    assert lot_plan(6, 0.65).n == 6


def test_what_is_not_in_the_tables_is_refused() -> None:
    with pytest.raises(SupervisionError, match="the AQL is 15"):
        single_plan("J", 15)
    with pytest.raises(SupervisionError, match="level is 'IV'"):
        code_letter(100, "IV")
    with pytest.raises(SupervisionError, match="severity is 'lax'"):
        single_plan("J", 1.0, "lax")


# -- sample sizes -------------------------------------------------------------------------------------------


def test_59_clean_cases_give_95_per_cent_of_under_5_per_cent() -> None:
    assert discovery_size(0.95, 0.05) == 59
    assert discovery_size(0.95, 0.01) == 299  # jfa, planning(): binomial, 1 %


@pytest.mark.parametrize(("tolerable", "n"), [(0.01, 258), (0.05, 57)])
def test_finite_frames_need_as_few_as_jfa_says(tolerable: float, n: int) -> None:
    """R jfa, test-planning.R: hypergeometric, N.units = 1000."""
    assert discovery_size(0.95, tolerable, 1_000) == n


def test_a_tiny_frame_is_checked_whole() -> None:
    assert discovery_size(0.95, 0.05, 10) == 10


# AICPA, Audit Guide Audit Sampling (2017), table A-1: risk 5 %, tolerable 5 %, expected 0 to 4 % by quarters.
TABLE_A1 = [59, 93, 93, 93, 93, 124, 124, 153, 181, 208, 234, 286, 361, 458, 624, 877, 1_348]


@pytest.mark.parametrize(("quarters", "n"), list(enumerate(TABLE_A1)))
def test_attribute_sizes_are_those_of_the_aicpa(quarters: int, n: int) -> None:
    assert monetary_size(0.05, quarters / 400, 0.95, "binomial") == n


# Ibid., table C-1: by risk, the ratio of expected to tolerable 0 to 0.5, and tolerable shares.
TABLE_C1 = {
    (0.05, 0.0): {0.1: 30, 0.05: 60, 0.01: 300},
    (0.05, 0.1): {0.1: 37, 0.05: 74, 0.01: 368},
    (0.05, 0.2): {0.1: 47, 0.05: 93, 0.01: 463},
    (0.05, 0.3): {0.1: 60, 0.05: 120, 0.01: 600},
    (0.05, 0.4): {0.1: 81, 0.05: 162, 0.01: 809},
    (0.05, 0.5): {0.1: 116, 0.05: 231, 0.01: 1_154},
    (0.10, 0.0): {0.1: 24, 0.05: 47, 0.01: 231},
    (0.10, 0.5): {0.1: 80, 0.05: 160, 0.01: 799},
    (0.20, 0.2): {0.1: 23, 0.05: 46, 0.01: 226},
    (0.50, 0.6): {0.1: 17, 0.05: 34, 0.01: 170},
}


@pytest.mark.parametrize(("risk", "ratio"), list(TABLE_C1))
def test_monetary_sizes_are_those_of_the_aicpa(risk: float, ratio: float) -> None:
    for tolerable, n in TABLE_C1[risk, ratio].items():
        assert monetary_size(tolerable, tolerable * ratio, 1 - risk) == n


@pytest.mark.parametrize(
    ("likelihood", "population", "n"), [("poisson", None, 231), ("binomial", None, 234), ("hypergeometric", 1_000, 197)]
)
def test_monetary_sizes_are_those_of_jfa(likelihood: str, population: int | None, n: int) -> None:
    """R jfa, test-planning.R: materiality 5 %, expected 2.5 %."""
    assert monetary_size(0.05, 0.025, 0.95, likelihood, population) == n


def test_a_size_that_cannot_be_reached_is_refused() -> None:
    with pytest.raises(SupervisionError, match="needs the number of units"):
        monetary_size(0.05, 0.0, 0.95, "hypergeometric")
    with pytest.raises(SupervisionError, match="no sample is large enough"):
        monetary_size(0.05, 0.05, 0.95, "poisson")


# -- bounds -------------------------------------------------------------------------------------------------

# AICPA, table A-3: risk 5 %, upper bounds in per cent, rounded up, for 0 to 10 deviations.
TABLE_A3 = {
    20: [14.0, 21.7, 28.3, 34.4, 40.2, 45.6, 50.8, 55.9, 60.7, 65.4, 69.9],
    60: [4.9, 7.7, 10.2, 12.5, 14.7, 16.8, 18.8, 20.8, 22.8, 24.8, 26.7],
    100: [3.0, 4.7, 6.2, 7.6, 9.0, 10.3, 11.5, 12.8, 14.0, 15.2, 16.4],
    500: [0.6, 1.0, 1.3, 1.6, 1.9, 2.1, 2.4, 2.7, 2.9, 3.2, 3.4],
}


@pytest.mark.parametrize("n", list(TABLE_A3))
def test_upper_bounds_are_those_of_the_aicpa(n: int) -> None:
    assert [math.ceil(upper_rate(found, n) * 1_000) / 10 for found in range(11)] == TABLE_A3[n]


def test_clopper_pearson_is_that_of_r() -> None:
    """binom.test(4, 20) of R."""
    assert clopper_pearson(4, 20) == pytest.approx((0.057334, 0.436614), abs=1e-6)


def test_the_finite_bound_is_that_of_jfa() -> None:
    """R jfa, test-consistency-evaluation.R: 57 clean of 1 000, one-sided 95 %."""
    assert finite_interval(0, 57, 1_000, 0.90).upper == pytest.approx(0.049)


def test_stringers_bound_without_errors_is_that_of_jfa() -> None:
    """R jfa, test-consistency-evaluation.R: 60 units, no taint."""
    assert stringer_bound([], 60) == pytest.approx(0.04870291, abs=1e-8)


def test_stringers_bound_of_full_taints_is_the_exact_bound() -> None:
    assert stringer_bound([1.0] * 4, 100) == pytest.approx(upper_rate(4, 100))


def test_stringers_bound_weighs_the_largest_taint_first() -> None:
    steps = [upper_rate(found, 50) for found in range(3)]
    expected = steps[0] + 0.8 * (steps[1] - steps[0]) + 0.1 * (steps[2] - steps[1])
    assert stringer_bound([0.1, 0.8], 50) == pytest.approx(expected)
