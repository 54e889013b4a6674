"""Who is drawn: from a seed, with shares that look like a port city's, and with numbers that belong to nobody."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from stdnum import numdb
from stdnum.cn import uscc

import rencai.office.registry
from rencai.office.demo import names, numbers
from rencai.office.demo.dice import YEAR, Dice, day_number, isoformat, year_of
from rencai.office.demo.organisations import INVENTED, PLACE_SHARES, Organisations, draw_organisations
from rencai.office.demo.people import People, draw_people, high_level_counts
from rencai.office.demo.schools import MAJORS
from rencai.office.demo.trades import CODES, DEGREES, OCCUPATIONS, SKILL_GRADES, TRADES, post_of, titles_of
from rencai.office.places.models import Industry
from rencai.office.registry.identity import DocumentKind, checked_identity

DAY = date(2026, 3, 2)
PLACES = [(f"{key}区", key) for key in PLACE_SHARES]
SIZE = 8_000


def employers(size: int = 300, seed: int = 1) -> Organisations:
    return draw_organisations(Dice([seed, 0], size), PLACES)


def people(size: int = SIZE, seed: int = 1, high_level: tuple[int, ...] = (2, 4, 8, 16)) -> People:
    return draw_people(Dice([seed, 1], size), employers(seed=seed), day_number(DAY), high_level)


@pytest.fixture(scope="module")
def drawn() -> People:
    return people()


# -- from a seed -------------------------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_people() -> None:
    one, other = people(500), people(500)
    for column in ("birth", "degree", "employer", "starts", "ends", "category", "left_on", "occupation", "title"):
        assert np.array_equal(getattr(one, column), getattr(other, column)), column
    assert _names(one) == _names(other)


def test_another_seed_draws_others() -> None:
    assert _names(people(500, seed=1)) != _names(people(500, seed=2))
    assert employers(seed=1).drawn != employers(seed=2).drawn


def test_a_later_day_moves_all_dates_and_keeps_the_people() -> None:
    later = draw_people(Dice([1, 1], 500), employers(), day_number(date(2027, 3, 2)), (2, 4, 8, 16))
    assert np.array_equal(later.degree, people(500).degree)
    assert (year_of(later.graduated) - year_of(people(500).graduated)).mean() == pytest.approx(1, abs=0.1)


def _names(drawn: People) -> list[str]:
    return names.draw_names(drawn.dice, drawn.man, year_of(drawn.birth), drawn.nation).written


# -- shares ------------------------------------------------------------------------------------------------


def test_the_core_districts_hold_most(drawn: People) -> None:
    shares = np.bincount(drawn.place, minlength=len(PLACE_SHARES)) / drawn.size
    core = [list(PLACE_SHARES).index(key) for key in ("zhongshan", "xigang", "shahekou", "ganjingzi")]
    assert 0.58 < shares[core].sum() < 0.75
    assert (shares > 0).all()


def test_degrees_ages_and_careers_are_plausible(drawn: People) -> None:
    none, bachelor, master, doctor = np.bincount(drawn.degree, minlength=4) / drawn.size
    assert bachelor > none > master > doctor > 0.005
    assert drawn.age.min() > 18
    assert drawn.age.max() < 72
    assert 30 < np.median(drawn.age) < 42
    assert 0.03 < (~drawn.here).mean() < 0.1
    assert 0.08 < (drawn.newcomer & drawn.within_window(drawn.arrived_on)).mean() < 0.4
    assert 0.5 < drawn.man.mean() < 0.56
    assert 0.001 < (drawn.nation >= 0).mean() < 0.015


def test_a_city_of_a_million_nine_hundred_thousand_has_seven_thousand_high_level_talents() -> None:
    counts = high_level_counts(1_900_000)
    assert sum(counts) == 7_000
    top, leading, senior, junior = counts
    assert 5 * top < leading
    assert 4 * leading < senior
    assert 2 * senior < junior


@pytest.mark.parametrize("talents", [100, 1_000, 20_000])
def test_a_small_city_shows_some_of_each_category(talents: int) -> None:
    counts = high_level_counts(talents)
    assert min(counts) >= 2
    assert sum(counts) <= talents * 0.2
    assert list(counts) == sorted(counts)


def test_high_level_talents_are_here_and_mostly_have_high_degrees(drawn: People) -> None:
    assert np.bincount(drawn.category + 1)[1:].tolist() == [2, 4, 8, 16]
    high = drawn.category >= 0
    assert drawn.here[high].all()
    assert (drawn.degree[high] >= DEGREES.index("master")).mean() > 0.7
    assert drawn.age[drawn.category == 0].min() > drawn.age[drawn.category == 3].mean()


# -- lives -------------------------------------------------------------------------------------------------


def test_nobody_works_before_graduation_or_after_today(drawn: People) -> None:
    today = day_number(DAY)
    assert (drawn.starts[:, 0] > drawn.graduated).all()
    assert (drawn.starts[np.arange(drawn.size), drawn.jobs - 1] <= today).all()
    assert (drawn.left_on <= today).all()
    assert ((drawn.graduated - drawn.birth) / YEAR).min() > 18


def test_jobs_follow_each_other(drawn: People) -> None:
    for job in range(drawn.starts.shape[1] - 1):
        there = drawn.jobs > job + 1
        assert (drawn.ends[there, job] >= drawn.starts[there, job]).all()
        assert (drawn.starts[there, job + 1] >= drawn.ends[there, job]).all()


def test_whoever_is_here_still_works_and_whoever_left_does_not(drawn: People) -> None:
    last = drawn.ends[np.arange(drawn.size), drawn.jobs - 1]
    assert (last[drawn.here] == -1).all()
    assert np.array_equal(last[~drawn.here], drawn.left_on[~drawn.here])
    assert (drawn.left_on[~drawn.here] > drawn.starts[~drawn.here, 0]).all()


# -- names -------------------------------------------------------------------------------------------------


def test_names_fit_decade_and_gender() -> None:
    size = 4_000
    dice = Dice([3], size)
    man = dice.chance(0.5)
    for decade, typical, other in ((1965, "国", "梓"), (2003, "梓", "国")):
        drawn = names.draw_names(dice, man, np.full(size, decade), np.full(size, -1))
        counted = Counter(char for name in drawn.written for char in name[1:])
        assert counted[typical] > 50 > 2 * counted[other], decade


def test_there_are_names_of_several_peoples_and_foreign_ones() -> None:
    dice = Dice([4], 6_000)
    nation = names.draw_nations(dice, dice.chance(0.02))
    drawn = names.draw_names(dice, dice.chance(0.5), np.full(6_000, 1988), nation)
    assert any("·" in name for name in drawn.written)
    assert any(name.startswith("朴") for name in drawn.written)
    foreign = [name for name, place in zip(drawn.written, nation, strict=True) if place >= 0]
    assert foreign
    assert all(name.isascii() for name in foreign)
    assert all(latin and latin.isascii() and latin[0].isupper() for latin in drawn.latin)


def test_the_latin_name_is_the_pinyin_with_the_surname_first() -> None:
    drawn = names.draw_names(Dice([5], 200), np.full(200, True), np.full(200, 1990), np.full(200, -1))
    ordinary = [
        (latin, pinyin)
        for name, latin, pinyin in zip(drawn.written, drawn.latin, drawn.pinyin, strict=True)
        if 2 <= len(name) <= 3 and "·" not in name
    ]
    assert sum(latin.replace(" ", "").lower() == pinyin for latin, pinyin in ordinary) > len(ordinary) * 0.95


# -- numbers -----------------------------------------------------------------------------------------------


def test_resident_numbers_are_right_and_different(drawn: People) -> None:
    given = numbers.ResidentNumbers().draw(drawn.birth, drawn.man)
    assert len(set(given)) == len(given)
    for number, born, man in zip(given[:500], isoformat(drawn.birth[:500]), drawn.man[:500], strict=True):
        assert checked_identity(DocumentKind.RESIDENT, number, date.fromisoformat(born)) == number
        assert int(number[16]) % 2 == man


def test_thousands_born_on_one_day_still_have_different_numbers() -> None:
    days, men = np.full(1_200, day_number(date(1990, 5, 5))), np.full(1_200, True)
    residents = numbers.ResidentNumbers()
    given = {*residents.draw(days, men), *residents.draw(days, men)}
    assert len(given) == 2_400


def test_numbers_name_a_place_that_no_place_has(drawn: People) -> None:
    table = numdb.get("cn/loc")
    areas = {number[:6] for number in numbers.ResidentNumbers().draw(drawn.birth, drawn.man)}
    areas |= {numbers.credit_code(number)[2:8] for number in range(5)}
    for area in areas:
        assert not any("county" in properties for _, properties in table.info(area)), area


def test_credit_codes_are_right_and_different() -> None:
    codes = [numbers.credit_code(number) for number in range(1, 3_000)]
    assert len(set(codes)) == len(codes)
    assert all(uscc.is_valid(code) for code in codes)


def test_phones_and_mailboxes_lead_nowhere() -> None:
    phones = {numbers.phone(number) for number in range(10_000)}
    assert len(phones) == 10_000
    assert all(len(phone) == 11 and phone.startswith("154") for phone in phones)
    assert len({phone[-4:] for phone in phones}) > 5_000
    assert numbers.mailbox("wangxiaoming", 7) == "wangxiaoming7@rencai.example"


# -- organisations and trades ------------------------------------------------------------------------------


def test_organisations_have_different_names_that_say_invented() -> None:
    drawn = employers(3_000).drawn
    assert len({one.name for one in drawn}) == len(drawn)
    assert all(one.name.endswith(INVENTED) and one.name_en.endswith("(invented)") for one in drawn)


def test_every_place_and_every_trade_has_an_organisation() -> None:
    drawn = employers(60)
    assert set(drawn.place.tolist()) == set(range(len(PLACE_SHARES)))
    assert set(drawn.trade.tolist()) == set(range(len(CODES)))
    assert {str(one.kind) for one in drawn.drawn} == {"employer", "school", "hospital", "bureau"}


def test_trades_use_codes_of_the_classifications() -> None:
    table = Path(rencai.office.registry.__path__[0]) / "data" / "csco-2022.csv"
    with table.open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    assert set(OCCUPATIONS) <= known
    assert {code[0] for code in CODES} <= set(Industry.values)
    assert set(MAJORS) == set(CODES)


def test_the_shares_of_trades_are_whole() -> None:
    assert sum(trade.share for trade in TRADES.values()) == pytest.approx(1_000, abs=60)


@pytest.mark.parametrize(
    ("occupation", "titles"),
    [("2-02-07-12", "高级工程师"), ("2-05-08-01", "副主任护师"), ("2-08-01-01", "副教授"), ("6-18-02-04", "技师")],
)
def test_titles_fit_the_occupation(occupation: str, titles: str) -> None:
    assert titles in titles_of(occupation)
    assert (titles_of(occupation) is SKILL_GRADES) == (occupation[0] != "2")


@pytest.mark.parametrize(
    ("occupation", "post"),
    [
        ("船舶工程技术人员", "船舶工程师"),
        ("计算机软件工程技术人员S", "计算机软件工程师"),
        ("会计专业人员", "会计专员"),
        ("焊工", "焊工"),
    ],
)
def test_a_post_is_called_as_people_call_it(occupation: str, post: str) -> None:
    assert post_of(occupation) == post
