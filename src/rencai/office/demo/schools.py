"""Where and what people of the demo city studied. The universities are real, the graduates are not."""

from __future__ import annotations

from typing import Final, NamedTuple


class School(NamedTuple):
    """A school; `first_class` as in the second round of Double First-Class construction (2022)."""

    name: str
    first_class: bool


def _schools(names: str, *, first_class: bool) -> tuple[School, ...]:
    return tuple(School(name, first_class) for name in names.split())


IN_CITY: Final = (
    *_schools("大连理工大学 大连海事大学", first_class=True),
    *_schools(
        "大连大学 大连交通大学 大连医科大学 东北财经大学 大连工业大学 大连海洋大学 辽宁师范大学", first_class=False
    ),
)
ELSEWHERE: Final = (
    *_schools(
        "东北大学 吉林大学 哈尔滨工业大学 哈尔滨工程大学 辽宁大学 山东大学 天津大学 清华大学 上海交通大学",
        first_class=True,
    ),
    *_schools("沈阳工业大学 长春工业大学 哈尔滨理工大学 沈阳师范大学 黑龙江大学 烟台大学", first_class=False),
)
VOCATIONAL: Final = _schools(
    "大连职业技术学院 辽宁轻工职业学院 大连汽车职业技术学院 大连航运职业技术学院", first_class=False
)
ABROAD: Final = {
    "JP": "Kyushu University", "KR": "Pusan National University", "RU": "Far Eastern Federal University",
    "DE": "University of Hamburg", "US": "University of Washington", "GB": "University of Southampton",
    "FR": "Aix-Marseille University", "IN": "Anna University", "SG": "National University of Singapore",
    "AU": "University of Newcastle",
}  # fmt: skip
MAJORS: Final = {
    "C": "机械工程 船舶与海洋工程 化学工程与工艺 电气工程及其自动化 材料科学与工程",
    "I": "计算机科学与技术 软件工程 网络工程 信息安全 人工智能",
    "P": "应用数学 力学 英语语言文学 管理科学与工程 教育学",
    "PS": "汉语言文学 数学与应用数学 英语 物理学 化学",
    "Q": "临床医学 中医学 口腔医学 护理学 药学",
    "G": "航海技术 轮机工程 物流管理 交通运输规划与管理 海商法",
    "F": "国际经济与贸易 日语 市场营销 工商管理",
    "J": "金融学 保险学 会计学 统计学",
    "M": "物理化学 化学工程 海洋科学 环境科学 生物学",
    "E": "土木工程 港口航道与海岸工程 工程管理 建筑学",
    "L": "人力资源管理 工商管理 会展经济与管理",
    "S": "行政管理 法学 经济学",
    "D": "能源与动力工程 核工程与核技术 电气工程及其自动化",
    "A": "水产养殖学 农学 园艺学",
}
MEDICAL: Final = ("Q",)
SCIENCE: Final = ("C", "I", "G", "M", "E", "D", "A")
"""Trades whose doctorates are in medicine, and in science or engineering."""
CITIES: Final = (
    "沈阳市",
    "哈尔滨市",
    "长春市",
    "鞍山市",
    "丹东市",
    "烟台市",
    "青岛市",
    "天津市",
    "北京市",
    "上海市",
    "深圳市",
    "杭州市",
)
