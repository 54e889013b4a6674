"""What people in the demo city work as, by section of GB/T 4754-2017. The shares are our own invention.

Education is there twice: universities (P) and the schools of the bureaus (PS).
"""

from __future__ import annotations

from typing import Final, NamedTuple

DEGREES: Final = ("none", "bachelor", "master", "doctor")


class Trade(NamedTuple):
    """An industry.

    Attributes:
        share: of the city's talents who work in it, in per mille.
        degrees: weights of none, bachelor, master, doctor.
        experts: occupations (CSCO 2022) of those with a degree.
        skilled: occupations of those without.
        names: what its firms are called, in Chinese and English.
        skills: what its people can do.
    """

    share: int
    degrees: tuple[int, ...]
    experts: tuple[str, ...]
    skilled: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    skills: tuple[str, ...]


TITLES: Final = {
    "2-01": ("助理研究员", "副研究员", "研究员"),
    "2-02": ("工程师", "高级工程师", "正高级工程师"),
    "2-03": ("农艺师", "高级农艺师", "正高级农艺师"),
    "2-04": ("工程师", "高级工程师", "正高级工程师"),
    "2-05-01": ("主治医师", "副主任医师", "主任医师"),
    "2-05-02": ("主治中医师", "副主任中医师", "主任中医师"),
    "2-05-06": ("主管药师", "副主任药师", "主任药师"),
    "2-05-07": ("主管技师", "副主任技师", "主任技师"),
    "2-05-08": ("主管护师", "副主任护师", "主任护师"),
    "2-06": ("经济师", "高级经济师", "正高级经济师"),
    "2-06-02": ("统计师", "高级统计师", "正高级统计师"),
    "2-06-03": ("会计师", "高级会计师", "正高级会计师"),
    "2-08-01": ("讲师", "副教授", "教授"),
    "2-08-02": ("一级教师", "高级教师", "正高级教师"),
}
"""Professional titles from the middle grade to the highest, by the beginning of the occupation's code."""
SKILL_GRADES: Final = ("高级工", "技师", "高级技师")
"""For occupations without professional titles."""


def _trade(share: int, degrees: str, experts: str, skilled: str, names: str, skills: str) -> Trade:
    weights = tuple(int(weight) for weight in degrees.split())
    firms = tuple(tuple(name.split("=")) for name in names.split("/"))
    return Trade(share, weights, tuple(experts.split()), tuple(skilled.split()), firms, tuple(skills.split()))


TRADES: Final[dict[str, Trade]] = {
    "C": _trade(
        270, "47 41 11 1",
        "2-02-07-01 2-02-07-02 2-02-07-07 2-02-07-09 2-02-07-12 2-02-06-03 2-02-11-01 2-02-34-02 2-02-38-05",
        "6-18-01-01 6-18-02-04 6-23-02-01 6-23-02-02 6-23-02-03 6-31-01-03 6-31-01-02 6-20-01-01",
        "船舶配套=Marine Equipment/重工=Heavy Industries/精密机械=Precision Machinery/石化=Petrochemicals/"
        "轴承=Bearings/生物制药=Biopharma/新能源装备=New Energy Equipment/海洋食品=Ocean Foods",
        "焊接工艺 数控编程 船体放样 精益生产 工艺设计 质量管理",
    ),
    "I": _trade(
        150, "14 66 19 1",
        "2-02-10-03 2-02-10-04 2-02-10-05 2-02-10-07 2-02-38-01 2-02-38-03 2-02-38-04 2-02-38-02",
        "4-04-05-01 4-04-05-02 4-04-05-03",
        "软件=Software/信息技术=Information Technology/云数据=Cloud Data/智能科技=Intelligent Systems/"
        "网络=Networks/数码=Digital",
        "Java Python 日语软件外包 数据库 网络安全 机器学习 云计算",
    ),
    "P": _trade(
        60, "4 34 47 15",
        "2-08-01-01",
        "3-01-02-02 3-01-02-08",
        "工程=Engineering/商务=Business/职业技术=Vocational",
        "课程设计 日语 英语 实验教学 科研管理",
    ),
    "PS": _trade(
        55, "4 74 21 1",
        "2-08-02-01 2-08-02-03 2-08-02-04 2-08-02-02",
        "3-01-02-02 3-01-02-08",
        "教育=Education",
        "课程设计 班级管理 英语 实验教学",
    ),
    "Q": _trade(
        90, "14 56 25 5",
        "2-05-01-01 2-05-01-02 2-05-01-03 2-05-01-05 2-05-02-01 2-05-06-01 2-05-07-04 2-05-08-01 2-05-08-04",
        "4-14-01-01 4-14-01-02",
        "康复=Rehabilitation/口腔=Dental/中医=Chinese Medicine/妇产=Maternity/中心=Central",
        "临床诊疗 护理 影像诊断 康复治疗 检验",
    ),
    "G": _trade(
        85, "48 42 9 1",
        "2-02-15-02 2-02-15-03 2-04-02-01 2-04-02-02 2-04-02-03 2-02-30-02 2-06-07-12",
        "4-02-03-02 4-02-05-03 4-02-06-02 4-02-06-01",
        "港口物流=Port Logistics/航运=Shipping/冷链=Cold Chain/集装箱码头=Container Terminal/船务=Ship Agency",
        "报关 船舶驾驶 轮机管理 集装箱调度 冷链管理",
    ),
    "F": _trade(
        62, "44 48 8 0",
        "2-06-07-01 2-06-07-02 2-06-07-12 2-06-03-00",
        "4-01-02-01 4-01-06-01 4-01-02-06",
        "国际贸易=International Trade/商贸=Trading/进出口=Import and Export/水产贸易=Seafood Trading",
        "日语 韩语 国际结算 电子商务 商务谈判",
    ),
    "J": _trade(
        50, "8 63 28 1",
        "2-06-09-04 2-06-09-02 2-06-10-02 2-06-11-06 2-06-11-03 2-06-03-00",
        "4-05-01-01 4-05-03-01",
        "期货=Futures/小额贷款=Microcredit/融资租赁=Leasing Finance/保险经纪=Insurance Brokers",
        "风险管理 期货交易 信贷审核 航运金融",
    ),
    "M": _trade(
        56, "8 44 36 12",
        "2-01-06-03 2-01-06-05 2-02-22-01 2-02-27-02 2-02-06-01 2-02-38-10 2-01-08-00",
        "6-31-03-01 6-31-03-06",
        "化学研究=Chemistry Research/海洋技术=Ocean Technology/检测=Testing/洁净能源研究=Clean Energy Research/"
        "工程设计=Engineering Design",
        "催化 膜分离 海洋观测 专利撰写 仪器分析",
    ),
    "E": _trade(
        40, "42 48 9 1",
        "2-02-18-02 2-02-18-09 2-02-18-05 2-02-30-10 2-02-30-07",
        "6-29-01-01 6-31-01-03",
        "港航建设=Harbour Construction/建筑工程=Construction/市政=Municipal Works",
        "BIM 造价 港口工程 项目管理",
    ),
    "L": _trade(
        28, "24 62 13 1",
        "2-06-08-01 2-06-08-02 2-06-07-08 2-06-07-05",
        "4-07-03-01 4-07-02-01",
        "人力资源=Human Resources/会展=Exhibitions/咨询=Consulting",
        "招聘 会展策划 管理咨询",
    ),
    "S": _trade(
        18, "4 62 33 1",
        "2-06-02-00 2-06-01-01 2-02-30-08",
        "3-01-01-02 3-01-02-02",
        "行业商会=Trade Chamber/产业促进会=Industry Association",
        "公文写作 政策研究",
    ),
    "D": _trade(
        18, "40 46 13 1",
        "2-02-12-01 2-02-12-02 2-02-12-03 2-02-30-06",
        "6-28-01-01 6-31-01-03",
        "风电=Wind Power/热力=District Heating/核电服务=Nuclear Services",
        "电力运维 核安全 能源管理",
    ),
    "A": _trade(
        16, "70 24 5 1",
        "2-03-08-01 2-03-08-02 2-03-07-01",
        "5-04-02-01 5-04-02-02 5-04-01-01",
        "海参养殖=Sea Cucumber Farming/渔业=Fisheries/果业=Orchards",
        "海水养殖 苗种繁育 果树栽培",
    ),
}  # fmt: skip
CODES: Final = tuple(TRADES)
OCCUPATIONS: Final = tuple(code for trade in TRADES.values() for code in (*trade.experts, *trade.skilled))
"""Every trade's occupations in a row, experts first."""
EXPERTS: Final = tuple(len(trade.experts) for trade in TRADES.values())
SKILLED: Final = tuple(len(trade.skilled) for trade in TRADES.values())
FIRST: Final = tuple(sum(EXPERTS[:place]) + sum(SKILLED[:place]) for place in range(len(CODES)))
"""Where in OCCUPATIONS a trade begins."""


def titles_of(occupation: str) -> tuple[str, ...]:
    """The titles of an occupation (its code)."""
    for length in (7, 4):
        if occupation[:length] in TITLES:
            return TITLES[occupation[:length]]
    return SKILL_GRADES


def post_of(occupation: str) -> str:
    """What somebody of this occupation is called at work: 船舶工程技术人员 is 船舶工程师."""
    plain = occupation.rstrip("LS/")
    return plain.replace("工程技术人员", "工程师").replace("专业人员", "专员").replace("技术人员", "技术员")
