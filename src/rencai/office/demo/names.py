"""Names for invented people: by decade and gender as people in China are named, of several peoples, and foreign ones.

How often a name is drawn is our own guess at what is common; it is no statistic.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from rencai.office.demo.dice import Array, Dice
from rencai.office.spelling import spelled

# Common first: the weight falls with the place in the row. Names of two characters stand at the end.
SURNAMES: Final = (
    *"王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴",
    *"夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文佟关那迟曲隋初",
    *("欧阳", "司马", "上官", "诸葛", "尉迟"),
)
# A decade's given names: the first and the second character of double names, and names of one character.
WOMEN: Final = {
    1960: ("秀淑玉桂凤丽春亚红桂素文", "英华兰珍芬云芳梅荣琴霞萍", "敏萍霞红英华梅玲"),
    1970: ("丽晓艳春秀玉海立雪文红亚", "华红霞丽敏梅杰萍燕玲娟波", "丽静敏燕艳红霞娟"),
    1980: ("晓雪婷丹海文静春丽思美莹", "娜静丹莹婷楠琳燕杰妍雯佳", "静丹娜婷楠莹琳雪蕾璐"),
    1990: ("思雨佳梦欣雅诗美晓嘉宇婧", "涵琪妍怡瑶彤婷雯萱宁雪倩", "雪倩婷璐瑶悦颖蕊琪宁"),
    2000: ("梓雨欣子思语可诗佳一芷若", "涵萱彤桐妍怡瑶琪晴宁熙然", "悦瑶妍涵晗玥萌彤"),
}
MEN: Final = {
    1960: ("建国志文玉德永长福庆卫殿", "国军华明林成福生义发平江", "军明强平伟勇刚林"),
    1970: ("志建海晓永立文春卫洪宏世", "强军伟刚勇波东明辉涛峰斌", "军伟强勇涛波刚辉"),
    1980: ("晓志海文天宏鹏春俊宇云立", "鹏涛磊亮洋超龙飞博峰明宁", "磊涛鹏超洋亮博凯帅鑫"),
    1990: ("浩宇子俊天嘉泽文博明一昊", "然轩宇杰航博豪辰霖涛阳哲", "浩宇凯鑫航阳帅博昊睿"),
    2000: ("子浩宇梓俊奕嘉铭一泽昊睿", "轩然宇辰涵豪航睿阳霖泽熙", "睿昊辰轩宇航博铄"),
}
SINGLE: Final = {1960: 0.22, 1970: 0.34, 1980: 0.42, 1990: 0.24, 2000: 0.14}
# Surnames and given names (women, men) of the Koreans in the north-east (朝鲜族).
KOREAN: Final = (
    "金李朴崔郑姜赵尹全许",
    ("顺姬", "英爱", "美兰", "恩静", "秀贞", "慧善"),
    ("成浩", "哲洙", "龙国", "昌日", "永男", "光哲"),
)
# Names of Mongols (蒙古族), Uyghurs (维吾尔族), Tibetans (藏族) and Yi (彝族) in Chinese and Latin script: women, men.
MINORITY: Final = (
    (
        ("乌云其木格", "Oyunchimeg"), ("萨仁高娃", "Sarangowa"), ("阿依古丽·买买提", "Aygul Memet"),
        ("祖丽皮亚·艾山", "Zulpiye Hesen"), ("德吉卓玛", "Deji Drolma"), ("白玛央金", "Pema Yangchen"),
        ("阿依莫", "Ayimo"), ("其其格", "Tsetseg"),
    ),
    (
        ("巴特尔", "Bator"), ("额尔德尼", "Erdeni"), ("艾力·吐尔逊", "Eli Tursun"),
        ("买买提·玉素甫", "Memet Yusup"), ("扎西多吉", "Tashi Dorje"), ("丹增罗布", "Tenzin Norbu"),
        ("阿木尔古", "Amurgu"), ("那森", "Nasen"),
    ),
)  # fmt: skip
# Nationality, given names of women and of men, surnames: written as in a passport, in Latin script.
FOREIGN: Final = (
    ("JP", "Yuki/Haruka/Naoko/Keiko", "Kenji/Takashi/Hiroshi/Daisuke", "Tanaka/Nakajima/Ogawa/Hayashi"),
    ("KR", "Jiwoo/Minseo/Soyeon/Yuna", "Minjun/Jihoon/Sungho/Taeyang", "Kang/Yoon/Shin/Bae"),
    ("RU", "Olga/Marina/Anna/Elena", "Ivan/Sergei/Mikhail/Pavel", "Moroz/Kravets/Belykh/Chernykh"),
    ("DE", "Julia/Katrin/Lena/Petra", "Jonas/Stefan/Felix/Martin", "Brandt/Lorenz/Vogel/Winter"),
    ("US", "Emily/Grace/Hannah/Laura", "Brian/Daniel/Kevin/Peter", "Baker/Carter/Hayes/Morgan"),
    ("GB", "Alice/Fiona/Helen/Ruth", "Colin/Edward/Graham/Simon", "Ashby/Clarke/Harlow/Whitby"),
    ("FR", "Camille/Claire/Marion/Sophie", "Antoine/Julien/Luc/Thomas", "Arnaud/Fournier/Lambert/Vidal"),
    ("IN", "Anjali/Kavita/Meera/Priya", "Arjun/Nikhil/Rahul/Vikram", "Iyer/Kapoor/Mehta/Rao"),
    ("SG", "Hui Min/Li Ting/Mei Ling/Xin Yi", "Jun Jie/Wei Ming/Kai Wen/Zhi Hao", "Goh/Lim/Ong/Teo"),
    ("AU", "Chloe/Megan/Olivia/Zoe", "Dylan/Lachlan/Oscar/Ryan", "Burke/Doyle/Fraser/Nolan"),
)
NATIONS: Final = tuple(nation for nation, *_ in FOREIGN)
_NATION_WEIGHTS = (30, 22, 12, 8, 7, 5, 4, 5, 4, 3)
_KOREAN_SHARE, _MINORITY_SHARE = 0.012, 0.006
_DECADES = tuple(MEN)


class Names(NamedTuple):
    """Names as in the identity document, in Latin script, as pinyin and as initials."""

    written: list[str]
    latin: list[str]
    pinyin: list[str]
    initials: list[str]


def draw_names(dice: Dice, man: Array, birth_year: Array, nation: Array) -> Names:
    """A name for each. `nation` is a position in NATIONS, or -1 for China."""
    surnames = np.array(SURNAMES, object)[dice.pick(_falling(len(SURNAMES)))]
    given = _given(dice, man, birth_year)
    _korean(dice, man, surnames, given)
    written, families = surnames + given, surnames
    latin = _special(dice, man, nation, written)
    spellings = [spelled(name) for name in written]
    for place, (pinyin, _) in enumerate(spellings):
        latin[place] = latin[place] or _latin(families[place], pinyin)
    return Names(written.tolist(), latin, [pinyin for pinyin, _ in spellings], [initials for _, initials in spellings])


def draw_nations(dice: Dice, foreign: Array) -> Array:
    """A position in NATIONS for each foreigner, -1 for everybody else."""
    return np.where(foreign, dice.pick(_NATION_WEIGHTS), -1)


def _falling(count: int) -> Array:
    return 1 / (np.arange(count) + 6.0)


def _given(dice: Dice, man: Array, birth_year: Array) -> Array:
    given = np.empty(dice.size, object)
    decade = np.clip(birth_year // 10 * 10, _DECADES[0], _DECADES[-1])
    for year in _DECADES:
        single = dice.chance(SINGLE[year])
        for tables, gender in ((WOMEN, ~man), (MEN, man)):
            who = np.flatnonzero((decade == year) & gender)
            first, second, one = (np.array(list(row), object) for row in tables[year])
            double = (
                first[dice.pick(_falling(len(first)), len(who))] + second[dice.pick(_falling(len(second)), len(who))]
            )
            given[who] = np.where(single[who], one[dice.pick(_falling(len(one)), len(who))], double)
    return given


def _korean(dice: Dice, man: Array, surnames: Array, given: Array) -> None:
    families, women, men = KOREAN
    who = np.flatnonzero(dice.chance(_KOREAN_SHARE))
    surnames[who] = np.array(list(families), object)[dice.pick(_falling(len(families)), len(who))]
    drawn = dice.pick(np.ones(len(men)), len(who))
    given[who] = np.where(man[who], np.array(men, object)[drawn], np.array(women, object)[drawn])


def _special(dice: Dice, man: Array, nation: Array, written: Array) -> list[str]:
    """Puts names of other scripts in place; returns their Latin forms, "" for everybody else."""
    latin = [""] * dice.size
    drawn = dice.pick(np.ones(len(MINORITY[0])))
    for who in np.flatnonzero(dice.chance(_MINORITY_SHARE)):
        written[who], latin[who] = MINORITY[int(man[who])][drawn[who]]
    first, last = dice.pick(np.ones(4)), dice.pick(np.ones(4))
    for who in np.flatnonzero(nation >= 0):
        _, women, men, families = FOREIGN[nation[who]]
        given = (men if man[who] else women).split("/")[first[who]]
        written[who] = latin[who] = f"{given} {families.split('/')[last[who]]}"
    return latin


def _latin(family: str, pinyin: str) -> str:
    """王小明 as Wang Xiaoming."""
    head = _family_pinyin(family)
    parts = (head, pinyin[len(head) :]) if pinyin.startswith(head) else (pinyin,)
    return " ".join(parts).title()


@lru_cache(maxsize=512)
def _family_pinyin(family: str) -> str:
    return spelled(family)[0]
