"""How the bodies of the demo city decide, as columns alone: the planted faults are there, and nothing else is."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest

from rencai.office.demo.dice import Array, Dice
from rencai.office.demo.rulings import APPROVERS, NOTICE, ORIGINALS, Asked, Faults, Rulings, draw_rulings

LENIENT, SLOW, COLLUDING, PLAIN, FAVOURED = 0, 1, 2, 3, 7
CASES, TODAY = 6_000, 500
LIMITS = np.array([2, 5, 0, 0, 5, 3])


def asked(size: int = CASES, **values: Array) -> Asked:
    body = np.arange(size) % 4
    none = np.full(size, -1)
    given = {
        "body": body,
        "employer": np.where(np.arange(size) % 5 == 0, FAVOURED, 100 + np.arange(size) % 11),
        "limits": np.tile(LIMITS, (size, 1)),
        "sure": np.zeros(size, int),
        "decided": none,
        "at_step": none,
    }
    return Asked(**(given | values))


def ruled(wanted: Asked, seed: int = 1) -> Rulings:
    size = len(wanted.body)
    faults = Faults(LENIENT, SLOW, COLLUDING, FAVOURED)
    return draw_rulings(Dice([seed], size), wanted, faults, np.zeros(size, int), TODAY)


@dataclass(frozen=True)
class Drawn:
    asked: Asked
    ruled: Rulings

    def of(self, body: int, values: Array) -> Array:
        found: Array = values[self.asked.body == body]
        return found


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    wanted = asked()
    return Drawn(wanted, ruled(wanted))


def test_the_same_seed_rules_the_same() -> None:
    wanted = asked(200)
    one, same, other = ruled(wanted, 3), ruled(wanted, 3), ruled(wanted, 4)
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not np.array_equal(one.ended, other.ended)


def test_about_a_fifth_of_what_the_lenient_body_grants_does_not_carry(drawn: Drawn) -> None:
    granted = drawn.of(LENIENT, drawn.ruled.granted)
    wrong = drawn.of(LENIENT, drawn.ruled.wrong) & granted
    assert 0.17 < wrong.sum() / granted.sum() < 0.32


@pytest.mark.parametrize("body", [SLOW, PLAIN])
def test_other_bodies_err_in_about_one_case_of_a_hundred(drawn: Drawn, body: int) -> None:
    assert 0.001 < drawn.of(body, drawn.ruled.wrong).mean() < 0.02


def test_the_slow_body_is_late_far_more_often(drawn: Drawn) -> None:
    before = np.hstack([drawn.ruled.submitted[:, None], drawn.ruled.ended[:, :-1]])
    days = drawn.ruled.ended - before
    days[:, ORIGINALS] -= drawn.ruled.paused
    late = (days > LIMITS).any(axis=1)
    assert drawn.of(SLOW, late).mean() > 0.6
    assert drawn.of(PLAIN, late).mean() < 0.1


def test_the_approver_who_favours_an_employer_decides_most_of_its_cases_and_grants_them(drawn: Drawn) -> None:
    theirs = (drawn.asked.body == COLLUDING) & (drawn.asked.employer == FAVOURED)
    by_them = theirs & (drawn.ruled.approver == 0)
    assert by_them.sum() > 0.85 * theirs.sum()
    assert drawn.ruled.granted[by_them].mean() > 0.9
    assert drawn.ruled.wrong[by_them].mean() > 0.3
    others = (drawn.asked.body == COLLUDING) & ~theirs
    assert abs((drawn.ruled.approver[others] == 0).mean() - 1 / APPROVERS) < 0.06


def test_a_file_carries_what_was_granted_in_secret_and_not_what_was_granted_openly(drawn: Drawn) -> None:
    found = drawn.ruled
    wrongly = found.granted & ~found.carries
    assert found.file_carries[wrongly & ~found.openly].all()
    assert not found.file_carries[wrongly & found.openly].any()
    assert found.file_carries[found.carries].all()


def test_the_notice_runs_for_just_its_days_and_a_step_that_is_none_takes_none(drawn: Drawn) -> None:
    days = np.diff(drawn.ruled.ended, axis=1)
    assert (days[:, NOTICE - 1] == LIMITS[NOTICE]).all()
    assert (days[:, ORIGINALS : NOTICE - 1] == 0).all()


def test_a_case_stands_at_the_step_where_it_is_wanted() -> None:
    steps = np.array([0, 1, 4, 5] * 50)
    found = ruled(asked(200, at_step=steps))
    begun = np.where(steps == 0, found.submitted, found.ended[np.arange(200), steps - 1])
    assert (begun <= TODAY).all()
    assert (found.ended[np.arange(200), steps] > TODAY).all()


def test_a_decision_falls_on_the_day_that_is_given_and_what_is_sure_is_so() -> None:
    found = ruled(asked(200, decided=np.full(200, 321), sure=np.array([1, -1] * 100)))
    assert (found.decided == 321).all()
    assert found.granted.tolist() == found.carries.tolist() == [True, False] * 100


def test_drawing_needs_no_web() -> None:
    script = "import sys, rencai.office.demo.rulings; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
