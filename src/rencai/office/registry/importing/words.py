"""The words by which tables call places, occupations, countries, degrees and the other choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Any

from babel import Locale
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from rencai.office import pack
from rencai.office.imports.cells import Reader, choice, plain
from rencai.office.imports.importable import in_every_language
from rencai.office.places.models import Industry, Kind, Place
from rencai.office.registry.identity import DocumentKind, Gender
from rencai.office.registry.models import Occupation

Words = Mapping[str, tuple[str, ...]]

GENDERS: Words = {Gender.FEMALE: ("女", "女性", "woman"), Gender.MALE: ("男", "男性", "man")}
DOCUMENT_KINDS: Words = {
    DocumentKind.RESIDENT: ("居民身份证", "身份证", "中国居民身份证", "二代身份证", "id card", "identity card"),
    DocumentKind.PASSPORT: ("护照", "外国护照", "普通护照"),
    DocumentKind.PERMIT: (
        "港澳台居民居住证",
        "港澳居民来往内地通行证",
        "台湾居民来往大陆通行证",
        "回乡证",
        "台胞证",
        "residence permit",
    ),
    DocumentKind.PERMANENT: ("外国人永久居留身份证", "外国人永久居留证", "永久居留证", "permanent residence card"),
}
DEGREES: Words = {
    "doctor": ("博士", "博士研究生", "博士学位", "phd", "ph.d.", "doctor", "doctorate", "doctoral"),
    "master": ("硕士", "硕士研究生", "硕士学位", "master", "master's", "msc", "ma", "mba"),
    "bachelor": ("本科", "大学本科", "学士", "学士学位", "bachelor", "bachelor's", "bsc", "ba", "undergraduate"),
    "none": ("本科以下", "大专", "专科", "高职", "大学专科", "中专", "高中", "associate", "college diploma"),
}
"""研究生 alone is left out: it may be either degree."""
KINDS: Words = {
    Kind.EMPLOYER: ("用人单位", "企业", "公司", "company", "enterprise"),
    Kind.SCHOOL: ("学校", "高校", "院校", "university"),
    Kind.HOSPITAL: ("医院", "医疗机构"),
    Kind.BUREAU: ("机关", "局", "部门", "党政机关", "government"),
}
INDUSTRY_NAMES: Words = {
    Industry.A: ("农、林、牧、渔业", "农林牧渔业"),
    Industry.B: ("采矿业",),
    Industry.C: ("制造业",),
    Industry.D: ("电力、热力、燃气及水生产和供应业", "电力热力燃气及水生产和供应业"),
    Industry.E: ("建筑业",),
    Industry.F: ("批发和零售业",),
    Industry.G: ("交通运输、仓储和邮政业", "交通运输仓储和邮政业"),
    Industry.H: ("住宿和餐饮业",),
    Industry.I: ("信息传输、软件和信息技术服务业", "信息传输软件和信息技术服务业"),
    Industry.J: ("金融业",),
    Industry.K: ("房地产业",),
    Industry.L: ("租赁和商务服务业",),
    Industry.M: ("科学研究和技术服务业",),
    Industry.N: ("水利、环境和公共设施管理业", "水利环境和公共设施管理业"),
    Industry.O: ("居民服务、修理和其他服务业", "居民服务修理和其他服务业"),
    Industry.P: ("教育",),
    Industry.Q: ("卫生和社会工作",),
    Industry.R: ("文化、体育和娱乐业", "文化体育和娱乐业"),
    Industry.S: ("公共管理、社会保障和社会组织", "公共管理社会保障和社会组织"),
    Industry.T: ("国际组织",),
}
MARKS = "LS/"
"""Behind an occupation's name the classification marks it as green (L) or digital (S)."""
PLACE_ENDINGS = ("区", "市", "县")


def one_of(choices: type[models.TextChoices], words: Words) -> Reader:
    """One of the choices of a field, by its value, its label in any language, or another word for it."""
    by_word = {
        plain(word): member.value
        for member in choices
        for word in (member.value, *in_every_language(member.label), *words.get(member.value, ()))
    }
    return choice(lambda: by_word, lambda: [str(member.label) for member in choices])


def one_of_the_pack(name: str, words: Words) -> Reader:
    """One of the values of the pack's choice `name`."""
    by_word = {plain(word): value for value, word in _in_every_language(name)}
    known = set(by_word.values())
    by_word |= {plain(word): value for value, more in words.items() if value in known for word in (value, *more)}
    return choice(lambda: by_word, lambda: [word for _value, word in pack.choices(name)])


def _in_every_language(name: str) -> Iterable[tuple[str, str]]:
    for language in ("en", "zh-hans"):
        with translation.override(language):
            yield from pack.choices(name)
    yield from ((value, value) for value, _word in pack.choices(name))


class Tables:
    """What is looked up in the base while a file is read: each table once, and none before a cell needs it."""

    def __init__(self) -> None:
        code = _("a code or a name of the national classification, such as 2-02-10-03")
        letters = _("a country's name, or its two letters such as CN")
        self.place = choice(
            lambda: self._places, lambda: [place.name for place in dict.fromkeys(self._places.values())]
        )
        self.occupation = choice(lambda: self._occupations, lambda: [code])
        self.country = choice(_countries, lambda: [letters])

    @cached_property
    def _places(self) -> dict[str, Place]:
        """By code or any of its names; 大连市中山区 is 中山区."""
        places = list(Place.objects.all())
        city = next((place.name_zh for place in places if place.depth == 1), "")
        by_word: dict[str, Place] = {}
        for place in places:
            for word in _place_words(place, city):
                by_word.setdefault(plain(word), place)
        return by_word

    @cached_property
    def _occupations(self) -> dict[str, str | None]:
        """Codes by code, by name, or by both.

        Of a group and an occupation with one name the occupation is meant; of two occupations, neither.
        """
        by_word: dict[str, str | None] = {}
        levels: dict[str, int] = {}
        for code, name, level in Occupation.objects.order_by("level", "code").values_list("code", "name", "level"):
            by_word[plain(code)] = by_word[plain(code + name)] = code
            for word in {plain(name), plain(name.rstrip(MARKS))}:
                by_word[word] = None if levels.get(word) == level else code
                levels[word] = level
        return by_word


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """The two letters of a country, by these or its name."""
    by_word: dict[str, str] = {}
    for language in ("en", "zh_Hans"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                by_word |= {plain(name): code, plain(code): code}
    return by_word


def _place_words(place: Any, city: str) -> Iterable[str]:
    yield from (place.code, place.key, place.name_en, place.name_zh, city + place.name_zh)
    if len(place.name_zh) > 2 and place.name_zh.endswith(PLACE_ENDINGS):
        yield place.name_zh[:-1]
