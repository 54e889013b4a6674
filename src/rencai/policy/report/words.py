"""Every word of the report that no pack supplies, in English and in Simplified Chinese."""

from typing import Final

LANGUAGES: Final = ("en", "zh")

_WORDS: Final[dict[str, tuple[str, str]]] = {
    # page
    "language": ("Language", "语言"),
    "contents": ("On this page", "本页内容"),
    "skip": ("Skip to the figures", "跳到正文"),
    "kicker": ("Simulation of a policy pack", "政策模拟报告"),
    "lead": (
        "What the rules in force on {day} give to {rows} people.",
        "{day}施行的规则，适用于{rows}人的结果。",
    ),
    "lead_reform": (
        "What the rules in force on {day} give to {rows} people, and what would change under “{reform}”. "
        "The reform is a trial and is not in force.",
        "{day}施行的规则适用于{rows}人的结果，以及拟议方案“{reform}”带来的变化。该方案仅供测算，并未施行。",
    ),
    "invented": (
        "The people in this simulation are invented. The figures show how the rules work, not what the city spends.",
        "本次模拟中的人员均为虚构。数字用于说明规则如何运作，不代表实际支出。",
    ),
    "numbers": ("Table of the figures ({n} rows)", "数据表（{n}行）"),
    "all_rows": ("All rows", "全部数据"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "unknown": ("not known", "未知"),
    "others": ("{n} others", "其余{n}项"),
    "total": ("Total", "合计"),
    "count": ("people", "人"),
    "per_cent": ("per cent", "%"),
    "list_mark": (", ", "、"),
    # scenarios and statuses
    "baseline": ("Rules today", "现行规则"),
    "reform": ("Under the reform", "拟议方案"),
    "difference": ("Difference", "差额"),
    "eligible": ("Eligible", "符合条件"),
    "not_eligible": ("Not eligible", "不符合条件"),
    "needs_information": ("Needs information", "信息待补"),
    "needs_judgement": ("Needs judgement", "需人工认定"),
    # headline
    "card_people": ("People", "模拟人数"),
    "card_measures": ("{n} measures decided for each", "每人判定{n}项政策"),
    "card_total": ("Payable in all", "应付总额"),
    "card_year": ("Payable in {year}", "{year}年应付"),
    "card_before": ("{amount} under today’s rules", "现行规则为{amount}"),
    "card_share": ("{share} of the whole", "占总额{share}"),
    "card_change": ("What the reform adds", "方案增减金额"),
    "card_change_note": ("{share} of today’s total", "相当于现行总额的{share}"),
    "card_moved": ("People whose money changes", "金额变化人数"),
    "card_moved_note": ("{winners} gain, {losers} lose", "{winners}人增加，{losers}人减少"),
    "card_grants": ("Eligible cases", "符合条件的情形"),
    "card_grants_note": ("a person counts once for each measure", "同一人按政策逐项计数"),
    # who
    "who": ("Who gets what", "谁能享受什么"),
    "who_lead": (
        "{measure} reaches the most people: {people}, {share} of all.",
        "“{measure}”惠及人数最多：{people}人，占全部人员的{share}。",
    ),
    "who_none": ("Nobody is eligible for any measure.", "没有人符合任何一项政策的条件。"),
    "kind_payment": ("Payments", "资金类政策"),
    "kind_service": ("Services", "服务类政策"),
    "kind_status": ("Recognition and standing", "认定与身份"),
    "kind_any": ("All measures", "各项政策"),
    "who_table": ("{kind}: people by outcome", "{kind}：判定结果（人数）"),
    "who_end": ("{people} eligible", "{people}人符合"),
    "who_alt": ("{kind}: people who are eligible: {parts}", "{kind}：符合条件的人数：{parts}"),
    "who_note": (
        "Charts leave out those who are not eligible; the tables have them. “Needs information” means that "
        "a fact that decides is not known. “Needs judgement” means that a named body has to find on a "
        "condition.",
        "图中未列不符合条件者，详见数据表。“信息待补”指起决定作用的信息尚未掌握；“需人工认定”指某项条件须由规定机构认定。",
    ),
    "measure": ("Measure", "政策"),
    "amount": ("Payable", "应付金额"),
    # money
    "money": ("Money by year", "分年度资金"),
    "money_lead": (
        "{year} costs the most: {amount}, {share} of all that is payable.",
        "{year}年支出最高：{amount}，占应付总额的{share}。",
    ),
    "money_chart": ("Payments by year and measure", "各年度、各项政策的支付金额"),
    "money_chart_reform": (
        "Payments by year and measure under the reform; the mark is the total under today’s rules",
        "拟议方案下各年度、各项政策的支付金额；横线为现行规则的合计",
    ),
    "year_total_today": ("Total, rules today", "现行规则合计"),
    # groups
    "groups": ("Money by {column}", "分{column}资金"),
    "groups_lead": (
        "{group} receives the most: {amount}, {share} of all that is payable.",
        "{group}最多：{amount}，占应付总额的{share}。",
    ),
    "groups_chart": ("Payable by {column}", "各{column}应付金额"),
    "groups_people": ("Eligible cases by {column}", "各{column}符合条件的情形"),
    "groups_people_lead": (
        "{group} has the most eligible cases: {people}, {share} of all.",
        "{group}符合条件的情形最多：{people}例，占{share}。",
    ),
    "groups_table": ("Payable by {column} and measure", "各{column}、各项政策应付金额"),
    "groups_people_table": ("Eligible cases by {column} and measure", "各{column}、各项政策符合条件的情形"),
    # changes
    "changes": ("Who gains and who loses", "谁增谁减"),
    "changes_lead": (
        "{winners} people would receive more and {losers} would receive less; the balance is {net}.",
        "{winners}人增加，{losers}人减少，增减相抵为{net}。",
    ),
    "changes_chart": ("People who gain and people who lose, by {column}", "各{column}增加与减少的人数"),
    "changes_by_measure": ("By measure", "按政策"),
    "changes_by": ("By {column}", "按{column}"),
    "changes_note": (
        "Measures that change nobody’s money are left out. Whoever is touched by two measures is in both "
        "rows, and once in the figures above.",
        "未列不影响任何人金额的政策。同一人受两项政策影响的，两行均计入；上方数字只计一次。",
    ),
    "winners": ("Gain", "增加"),
    "losers": ("Lose", "减少"),
    "unchanged": ("Unchanged", "不变"),
    "gain": ("More paid", "增加金额"),
    "loss": ("Less paid", "减少金额"),
    "before": ("Before", "调整前"),
    "after": ("After", "调整后"),
    # reasons
    "why": ("Why not", "为何不能享受"),
    "why_lead": (
        "Missing information leaves {people} outcomes open, most often on this: {reason} ({measure}).",
        "有{people}项结果因信息不全而未定，最常见的是：{reason}（{measure}）。",
    ),
    "why_note": (
        "For each measure a person is counted once, under the condition that decided.",
        "每项政策中，每人只计入起决定作用的一项条件。",
    ),
    "why_deciding": (
        "The condition that most people do not meet, by measure",
        "各项政策中未达到人数最多的条件",
    ),
    "why_open": ("Conditions that most often wait for information", "最常因信息不全而未定的条件"),
    "why_table": ("The most frequent reasons of each measure", "各项政策中最常见的理由"),
    "reason": ("Condition", "条件"),
    "people": ("People", "人数"),
    # near misses
    "near": ("One condition away", "只差一项"),
    "near_lead": (
        "{people} times a person meets every condition of a measure but one.",
        "有{people}人次仅有一项条件未达到。",
    ),
    "near_table": ("People who fail one condition only", "仅有一项条件未达到的人数"),
    "near_of": ("{measure} · {people} people", "{measure} · {people}人"),
    "near_alt": ("People by how far off they are: {parts}", "按差距统计的人数：{parts}"),
    "near_axis": ("short by at most ({unit})", "差距不超过（{unit}）"),
    "near_axis_bare": ("short by at most", "差距不超过"),
    "near_further": ("more", "更多"),
    "near_within": ("within {margin}", "{margin}以内"),
    "near_closest": ("The nearest", "最接近者"),
    "near_half": ("Half of them", "其中半数"),
    # scores
    "scores": ("Points", "积分"),
    "scores_table": ("Points of the people for whom they are known", "积分已知者的得分"),
    "score": ("Score", "积分项目"),
    "known": ("Known for", "已知人数"),
    "mean": ("Mean", "平均"),
    "least": ("Least", "最低"),
    "most": ("Most", "最高"),
    # limits
    "limits": ("Budgets and quotas", "预算与名额"),
    "limits_over": ("{n} would be exceeded: {names}.", "有{n}项将超出：{names}。"),
    "limits_within": ("All demands stay within their limits.", "需求均未超出限额。"),
    "limits_table": ("Demand against limits", "需求与限额对照"),
    "budget": ("Budget a year", "年度预算"),
    "quota": ("Places a year", "年度名额"),
    "limit": ("Limit", "限额"),
    "demanded": ("Demanded", "需求"),
    "used": ("Demand as a share", "需求占比"),
    "over": ("over", "超出"),
    "within": ("within", "未超"),
    "scenario": ("Rules", "规则"),
    # not found
    "gaps": ("What the sources do not say", "资料中未载明的内容"),
    "gaps_lead": (
        "The pack leaves these open rather than guess. Where they matter, the outcome is “needs information” "
        "or “needs judgement”.",
        "以下内容未作猜测。凡涉及之处，结果记为“信息待补”或“需人工认定”。",
    ),
    # method
    "method": ("How this was computed", "计算说明"),
    "method_pack": ("Policy pack", "政策包"),
    "method_mark": ("Its fingerprint (SHA-256)", "政策包指纹（SHA-256）"),
    "method_day": ("Decided as of", "判定日期"),
    "method_reform": ("Reform tried", "拟议方案"),
    "method_rows": ("People decided", "判定人数"),
    "method_seconds": ("Time taken", "计算用时"),
    "method_seconds_value": ("{n} seconds", "{n}秒"),
    "method_by": ("Broken down by", "分组依据"),
    "method_by_none": ("nothing", "未分组"),
    "method_bad": ("Values set aside", "剔除的数据"),
    "method_bad_none": ("none", "无"),
    "method_source": ("People from", "人员数据"),
    "method_drafts": ("Draft measures", "草案政策"),
    "method_drafts_in": ("take part", "参与测算"),
    "method_drafts_out": ("left out", "不参与测算"),
    "method_files": ("Files beside this page", "随附文件"),
    "bad_note": ("The first {n} values that the pack’s facts do not allow.", "不符合事实定义的前{n}个数据。"),
    "bad_table": ("Values set aside", "剔除的数据"),
    "bad_row": ("Row", "行"),
    "bad_column": ("Column", "列"),
    "bad_value": ("Value", "值"),
    "bad_problem": ("Problem", "问题"),
    # columns people group by
    "column_place": ("place", "地区"),
}


class Words:
    """The words of one language: `words("lead", day=…)`."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._at = LANGUAGES.index(lang)

    def __call__(self, key: str, **values: object) -> str:
        return _WORDS[key][self._at].format(**values)

    def __contains__(self, key: str) -> bool:
        return key in _WORDS
