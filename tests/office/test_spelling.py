"""How names are spelled, for those who look for them by letters."""

from __future__ import annotations

import pytest

from rencai.office.spelling import latin_spellings, spelled


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("王小明", "wangxiaoming", "wxm"),
        ("欧阳锋", "ouyangfeng", "oyf"),
        ("吕布", "lvbu", "lb"),
        ("Maria Keller", "mariakeller", "mk"),
        ("José Müller", "josemuller", "jm"),
        ("玛丽亚·凯勒", "maliyakailei", "mlykl"),
        ("大连某公司", "dalianmougongsi", "dlmgs"),
        ("", "", ""),
    ],
)
def test_a_name_is_spelled_without_tones_accents_or_signs(name: str, pinyin: str, initials: str) -> None:
    assert spelled(name) == (pinyin, initials)


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [("曾国藩", "zengguofan"), ("单小明", "shanxiaoming"), ("尉迟恭", "yuchigong"), ("曾", "zeng")],
)
def test_a_surname_is_read_as_a_surname(name: str, pinyin: str) -> None:
    assert spelled(name)[0] == pinyin


def test_the_same_character_in_a_longer_name_is_no_surname() -> None:
    assert spelled("单位管理有限公司")[0].startswith("danwei")


@pytest.mark.parametrize(
    ("name", "latin", "found"),
    [
        ("Maria Keller", "", (None, "kellermaria")),
        ("José Müller", "", (None, "mullerjose")),
        ("玛丽亚·凯勒", "Maria Keller", ("mariakeller", "kellermaria")),
        ("陈大文", "Chan Tai Man", ("chantaiman", "manchantai")),
        ("王小明", "Wang Xiaoming", (None, None)),
        ("王小明", "", (None, None)),
    ],
)
def test_a_latin_name_is_looked_up_in_both_orders_unless_pinyin_says_it(
    name: str, latin: str, found: tuple[str | None, str | None]
) -> None:
    assert latin_spellings(name, latin) == found
