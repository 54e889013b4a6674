"""The invented organisations of the demo city: firms, universities, schools, hospitals and bureaus."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Final, NamedTuple

import numpy as np

from rencai.office.demo.dice import Array, Dice
from rencai.office.demo.trades import CODES, TRADES
from rencai.office.places.models import Kind
from rencai.office.spelling import spelled

INVENTED: Final = "（虚构）"
PLACE_SHARES: Final = {
    "zhongshan": 160, "xigang": 90, "shahekou": 170, "ganjingzi": 250, "lvshunkou": 52,
    "jinzhou": 150, "pulandian": 38, "changhai": 6, "wafangdian": 44, "zhuanghe": 40,
}  # fmt: skip
"""Of all talents, in per mille. The core districts hold two thirds."""
FAR: Final = ("pulandian", "changhai", "wafangdian", "zhuanghe")
# How much more often an industry stands in an outlying place, or less.
_FAR_FACTOR: Final = {"A": 9.0, "C": 1.2, "I": 0.15, "J": 0.3, "M": 0.2, "P": 0.05, "PS": 1.5, "L": 0.4, "G": 0.5}
_STEMS: Final = (
    "海云滨远宏辰瀚星连华东港蓝湾启明盛泰锦江北沧恒信博益新桥",
    "锦联诚帆洋达通创航源润拓晟隆景腾瑞汇科融",
)
_UNIVERSITIES: Final = (
    ("滨城理工大学", "Bincheng University of Technology", "dut"),
    ("滨城海事大学", "Bincheng Maritime University", "dmu"),
    ("滨城医科大学", "Bincheng Medical University", "other"),
    ("滨城财经大学", "Bincheng University of Finance and Economics", "other"),
    ("滨城海洋职业技术学院", "Bincheng Ocean Vocational College", "other"),
)
_BUREAUS: Final = (("科技发展中心", "Science and Technology Centre"), ("人才服务中心", "Talent Service Centre"))
_ENDINGS: Final = {
    "P": (Kind.SCHOOL, "other", "学院", " College"),
    "Q": (Kind.HOSPITAL, "health_unit", "医院", " Hospital"),
    "S": (Kind.BUREAU, "other", "", ""),
}
_LARGE: Final = ("P", "Q")
_STATE_OWNED = 0.06


class Drawn(NamedTuple):
    """What an organisation is, before it has a number."""

    name: str
    name_en: str
    kind: str
    policy_kind: str


class Organisations(NamedTuple):
    """A column for each: place (position in PLACE_SHARES), trade (position in CODES), how many work there (weight)."""

    drawn: list[Drawn]
    place: Array
    trade: Array
    weight: Array


def draw_organisations(dice: Dice, place_names: list[tuple[str, str]]) -> Organisations:
    """`dice.size` organisations; every place has some, and every trade.

    Args:
        place_names: Chinese and English names, in the order of PLACE_SHARES.
    """
    place, trade = _places_and_trades(dice)
    names = {code: _names(dice, code, place_names) for code in CODES}
    drawn = [
        _school(number, *place_names[where]) if CODES[which] == "PS" else next(names[CODES[which]])
        for number, (which, where) in enumerate(zip(trade.tolist(), place.tolist(), strict=True))
    ]
    return Organisations(drawn, place, trade, _weights(dice, place, trade))


def _places_and_trades(dice: Dice) -> tuple[Array, Array]:
    shares = [[trade.share * _factor(code, where) for code, trade in TRADES.items()] for where in PLACE_SHARES]
    place = dice.pick(list(PLACE_SHARES.values()))
    place[: len(PLACE_SHARES)] = np.arange(len(PLACE_SHARES))[: dice.size]
    trade = dice.pick_by_row(np.array(shares), place)
    trade[: len(CODES)] = np.arange(len(CODES))[: dice.size]
    return place, trade


def _factor(code: str, where: str) -> float:
    return _FAR_FACTOR.get(code, 1.0) if where in FAR else 1.0


def _weights(dice: Dice, place: Array, trade: Array) -> Array:
    """Few are large, most are small; together each place has its share of the talents."""
    large = np.isin(trade, [CODES.index(code) for code in _LARGE])
    size = dice.rng.lognormal(0, 0.9, dice.size) * np.where(large, 3.0, 1.0)
    by_place = np.bincount(place, size, len(PLACE_SHARES))
    weights: Array = size * np.array(list(PLACE_SHARES.values()))[place] / by_place[place]
    return weights


def _names(dice: Dice, code: str, place_names: list[tuple[str, str]]) -> Iterator[Drawn]:
    """One new organisation after the other."""
    if code == "P":
        yield from (Drawn(zh + INVENTED, f"{en} (invented)", Kind.SCHOOL, kind) for zh, en, kind in _UNIVERSITIES)
    if code == "S":
        for zh, en in _BUREAUS:
            yield from (Drawn(a + zh + INVENTED, f"{b} {en} (invented)", Kind.BUREAU, "other") for a, b in place_names)
    yield from (_named(dice, code, zh, en) for zh, en in _stems(dice, code))


def _stems(dice: Dice, code: str) -> Iterator[tuple[str, str]]:
    """Names without their ending, in a random order; when all are used, they are numbered."""
    pairs = [(a + b, *words) for a in _STEMS[0] for b in _STEMS[1] for words in TRADES[code].names]
    for turn in count(1):
        number = "" if turn == 1 else str(turn)
        for which in dice.rng.permutation(len(pairs)).tolist():
            stem, zh, en = pairs[which]
            yield f"大连{stem}{number}{zh}", f"{spelled(stem)[0].capitalize()}{number} {en}"


def _named(dice: Dice, code: str, zh: str, en: str) -> Drawn:
    if code in _ENDINGS:
        kind, policy_kind, ending, ending_en = _ENDINGS[code]
        return Drawn(f"{zh}{ending}{INVENTED}", f"{en}{ending_en} (invented)", kind, policy_kind)
    owned = dice.rng.random() < _STATE_OWNED
    ending, policy_kind = ("集团有限公司", "state_enterprise") if owned else ("有限公司", "other")
    return Drawn(f"{zh}{ending}{INVENTED}", f"{en} (invented)", Kind.EMPLOYER, policy_kind)


def _school(number: int, zh: str, en: str) -> Drawn:
    name, name_en = f"{zh}第{number + 101}学校{INVENTED}", f"{en} School No. {number + 101} (invented)"
    return Drawn(name, name_en, Kind.SCHOOL, "public_school")
