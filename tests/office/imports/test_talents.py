"""Talents from a table: who is recognised, what is written, what is refused and in which words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from office import people
from office.imports.tables import checked, imported, refusals
from rencai.office.asker import today
from rencai.office.audit import chain
from rencai.office.audit.models import Event
from rencai.office.registry.merging import merge
from rencai.office.registry.models import Education, Employment, Talent

pytestmark = pytest.mark.django_db


def person(**values: Any) -> dict[str, Any]:
    """A row that is right, for Zhongshan."""
    born = values.pop("born", date(1985, 6, 15))
    given = {"姓名": "王小明（虚构）", "身份证号": people.identity_number(born=born), "所在区县": "中山区"}
    return given | values


def only(run: Any) -> str:
    """The words for the one refused row."""
    (words,) = refusals(run).values()
    return " ".join(words)


def test_a_row_becomes_a_talent_with_work_and_education() -> None:
    works = people.organisation(name="大连虚构造船公司")
    imported(
        people.officer(),
        [
            person(
                英文名="Wang Xiaoming", 性别="男", 手机号码="138 0000 0000", 电子邮箱="w@example.com", 国籍="中国",
                职业="计算机软件工程技术人员", 学历="硕士研究生", 毕业院校="大连虚构大学", 所学专业="船舶", 毕业时间="2010年7月1日",
                统一社会信用代码=works.credit_code, 岗位="工程师", 入职日期="2015/3/1", 月薪="12,500", 合同期限="36", 是否全职="是",
            )
        ],
    )  # fmt: skip
    talent = Talent.objects.get()
    assert (talent.latin_name, talent.gender, talent.birth_date) == ("Wang Xiaoming", "m", date(1985, 6, 15))
    assert (talent.organisation, talent.place, talent.degree) == (works, works.place, "master")
    assert (talent.phone, talent.mailbox) == ("138 0000 0000", "w@example.com")
    assert talent.pinyin.startswith("wangxiaoming")
    work = Employment.objects.get()
    assert (work.talent, work.organisation, work.started_on, work.contract_months) == (
        talent,
        works,
        date(2015, 3, 1),
        36,
    )
    assert (work.post, work.full_time, str(work.monthly_wage)) == ("工程师", True, "12500.00")
    study = Education.objects.get()
    assert (study.degree, study.school, study.major, study.graduated_on) == (
        "master", "大连虚构大学", "船舶", date(2010, 7, 1),
    )  # fmt: skip


def test_an_imported_talent_is_found_by_identity_phone_and_pinyin() -> None:
    row = person(手机号码="13800001111")
    imported(people.officer(), [row])
    fields = Talent._meta
    by_number = fields.get_field("document_index").fingerprint(row["身份证号"])
    by_tail = fields.get_field("phone_tail").fingerprint("1111")
    assert Talent.objects.filter(
        document_index=by_number, phone_tail=by_tail, pinyin__startswith="wangxiaoming"
    ).exists()


def test_the_same_file_again_changes_nothing() -> None:
    officer = people.officer()
    works = people.organisation()
    rows = [
        person(统一社会信用代码=works.credit_code, 入职日期="2020-01-05", 学历="博士", 手机号码="13800000001"),
        {"姓名": "李娜（虚构）", "手机号码": "+86 138-0000-0002", "所在区县": "中山区", "学历": "本科"},
        {"姓名": "赵敏（虚构）", "电子邮箱": "ZHAO@example.com", "所在区县": "中山区"},
        {
            "姓名": "孙强（虚构）",
            "出生日期": "1990-01-05",
            "所在区县": "中山区",
            "单位": "外地某公司（虚构）",
            "入职日期": "2019-01-01",
        },
    ]
    assert imported(officer, rows).counts == {"created": 4}
    before = list(Talent.objects.order_by("pk").values())
    again = imported(officer, rows)
    assert again.counts == {"unchanged": 4}
    assert list(Talent.objects.order_by("pk").values()) == before
    assert (Employment.objects.count(), Education.objects.count()) == (2, 2)


def test_a_corrected_row_changes_what_differs_and_an_empty_cell_nothing() -> None:
    officer = people.officer()
    row = person(手机号码="13800000001", 电子邮箱="w@example.com")
    imported(officer, [row])
    run = imported(officer, [row | {"手机号码": "13800000002", "电子邮箱": ""}])
    talent = Talent.objects.get()
    assert run.counts == {"updated": 1}
    assert (talent.phone, talent.mailbox, talent.version) == ("13800000002", "w@example.com", 2)


def test_a_change_is_told_before_and_after_and_secrets_only_as_fingerprints() -> None:
    officer = people.officer()
    row = person(手机号码="13800000001", 性别="男")
    imported(officer, [row])
    imported(officer, [row | {"手机号码": "13800000002", "性别": "女"}])
    event = Event.objects.filter(act="registry.imported").first()
    number = str(Talent.objects.get().pk)
    assert (event.before["updated"][number]["gender"], event.after["updated"][number]["gender"]) == ("m", "f")
    assert event.after["updated"][number]["phone"].startswith("fingerprint")
    assert event.mandate_id == officer.mandates.get().pk
    assert "1380000" not in str([event.before, event.after])


def test_the_event_of_a_batch_tells_counts_hash_and_numbers() -> None:
    run = imported(people.officer(), [person(), person(姓名="")])
    event = Event.objects.filter(act="registry.imported").get()
    assert event.after["sha256"] == run.sha256
    assert event.after["created"] == [Talent.objects.get().pk]
    assert event.after["counts"]["created"] == 1
    assert event.place_id == people.place().pk
    assert not chain.verify().faults


def test_a_row_without_identity_is_recognised_by_name_and_phone() -> None:
    officer = people.officer()
    imported(officer, [person(手机号码="13800000001")])
    run = imported(
        officer, [{"姓名": "王小明（虚构）", "手机号码": "138-0000-0001", "学历": "硕士", "所在区县": "中山"}]
    )
    assert (run.counts, Talent.objects.get().degree) == ({"updated": 1}, "master")


def test_a_record_without_identity_gets_it_from_a_row_with_the_same_name_and_phone() -> None:
    officer, row = people.officer(), person(手机号码="13800000001")
    imported(officer, [row | {"身份证号": ""}])
    run = imported(officer, [row])
    assert (run.counts, Talent.objects.get().document_number) == ({"updated": 1}, row["身份证号"])


def test_two_people_with_one_phone_and_two_identities_stay_two() -> None:
    officer = people.officer()
    run = imported(officer, [person(手机号码="13800000001"), person(手机号码="13800000001")])
    assert run.counts == {"created": 2}


def test_the_same_name_and_birth_date_at_another_employer_is_somebody_else() -> None:
    officer = people.officer()
    one, other = people.organisation(), people.organisation()
    row = {"姓名": "王伟（虚构）", "出生日期": "1985-01-05"}
    run = imported(
        officer, [row | {"统一社会信用代码": one.credit_code}, row | {"统一社会信用代码": other.credit_code}]
    )
    assert run.counts == {"created": 2}


def test_a_row_to_which_several_answer_is_refused() -> None:
    officer = people.officer()
    for _ in range(2):
        people.talent(name="王伟（虚构）", phone="13800000001")
    run = imported(officer, [{"姓名": "王伟（虚构）", "手机号码": "13800000001", "所在区县": "中山区"}])
    assert "Several people" in only(run)


def test_a_row_by_which_nobody_can_be_recognised_is_refused() -> None:
    assert "could not be told from others" in only(
        imported(people.officer(), [{"姓名": "王伟（虚构）", "所在区县": "中山区"}])
    )


@pytest.mark.parametrize("second", [{"手机号码": "13900000000"}, {"身份证号": "", "手机号码": "13800000001"}])
def test_the_second_row_about_one_person_is_refused_and_names_the_first(second: dict[str, str]) -> None:
    row = person(手机号码="13800000001")
    run = imported(people.officer(), [row, row | second])
    assert (run.counts, Talent.objects.get().phone) == ({"created": 1, "refused": 1}, "13800000001")
    assert "Row 2 is about the same person" in refusals(run)[3][0]


def test_a_refused_row_does_not_stand_in_the_way_of_the_right_one() -> None:
    row = person()
    run = imported(people.officer(), [row | {"学历": "很高"}, row | {"学历": "博士"}])
    assert (run.counts, Talent.objects.get().degree) == ({"created": 1, "refused": 1}, "doctor")


def test_whoever_was_merged_away_is_recognised_as_the_one_who_was_kept() -> None:
    officer, city = people.officer(), people.city_officer()
    row = person()
    imported(officer, [row])
    absorbed = Talent.objects.get()
    kept = people.talent(name="王小明（虚构）", document_kind="passport", document_number="E12345678")
    merge(by=city, kept=kept, absorbed=absorbed, reason="one person")
    run = imported(officer, [row | {"电子邮箱": "new@example.com"}])
    kept.refresh_from_db()
    assert run.counts == {"updated": 1}
    assert (kept.mailbox, kept.document_number) == ("new@example.com", "E12345678")


# -- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"身份证号": "210202198506150000"}, "no resident identity number"),
        ({"出生日期": "1985-02-30"}, "出生日期 “1985-02-30”: There is no such day"),
        ({"出生日期": "1986-01-01"}, "says another birth date"),
        ({"出生日期": "2199-01-01", "身份证号": "", "手机号码": "13800000000"}, "within 120 years"),
        ({"性别": "未知"}, "性别 “未知”: Allowed: female, male."),
        ({"学历": "研究生"}, "学历 “研究生”: Allowed:"),
        ({"所在区县": "沈阳市"}, "所在区县 “沈阳市”: Allowed: Dalian, Zhongshan"),
        ({"职业": "魔术师学徒"}, "national classification"),
        ({"国籍": "亚特兰蒂斯"}, "two letters"),
        ({"手机号码": "打给我"}, "手机号码 “打给我”: A phone number"),
        ({"电子邮箱": "not a mailbox"}, "name@example.com"),
        ({"姓名": ""}, "姓名: This cell may not be empty."),
        ({"姓名": "王" * 101}, "At most 100 characters"),
        ({"证件类型": "护照", "身份证号": "!"}, "5 to 20 letters and digits"),
        ({"统一社会信用代码": "91210200MA0000000X"}, "Import it first"),
        ({"岗位": "工程师"}, "Work needs an employer"),
        ({"单位": "外地某公司（虚构）"}, "Give the day on which this work started"),
        ({"毕业院校": "大连虚构大学"}, "needs the degree"),
        ({"所在区县": ""}, "Name the place, or an employer"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_column_and_what_is_allowed(wrong: dict[str, str], words: str) -> None:
    run = checked(people.officer(), [person(**wrong)])
    assert (run.counts, Talent.objects.exists()) == ({"refused": 1}, False)
    assert words in only(run)


def test_each_wrong_cell_of_a_row_is_named() -> None:
    run = checked(people.officer(), [person(性别="x", 学历="y", 出生日期="z")])
    assert {words.split()[0] for words in refusals(run)[2]} == {"性别", "出生日期", "学历"}


def test_the_words_are_those_of_the_importers_language() -> None:
    from django.utils import translation

    with translation.override("zh-hans"):
        assert "允许" in only(checked(people.officer(), [person(性别="未知")]))


def test_a_name_that_a_spreadsheet_takes_for_a_formula_or_a_page_for_code_stays_a_name() -> None:
    names = ['=HYPERLINK("http://example.com")', "<script>alert(1)</script>", "'=1+1", "@SUM(A1)"]
    run = imported(people.officer(), [person(姓名=name) for name in names])
    assert run.counts == {"created": 4}
    assert set(Talent.objects.values_list("name", flat=True)) == {names[0], names[1], "=1+1", names[3]}


# -- mandates ----------------------------------------------------------------------------------------------------


def test_a_row_for_a_place_outside_the_mandate_is_refused() -> None:
    run = imported(people.officer("zhongshan"), [person(所在区县="西岗区"), person()])
    assert run.counts == {"created": 1, "refused": 1}
    assert refusals(run)[2] == ["所在区县 “西岗区”: Your mandate does not reach Xigang."]


def test_somebody_of_another_place_is_not_taken_over_by_their_identity() -> None:
    there = people.talent(place=people.place("xigang"), name="李娜（虚构）", document_number=people.identity_number())
    run = imported(people.officer("zhongshan"), [person(姓名="李娜（虚构）", 身份证号=there.document_number)])
    there.refresh_from_db()
    assert "outside your mandate" in only(run)
    assert (there.place.key, there.version) == ("xigang", 1)
    assert "xigang" not in only(run).lower()


def test_by_name_and_phone_nobody_learns_who_is_in_another_place() -> None:
    people.talent(place=people.place("xigang"), name="李娜（虚构）", phone="13800000001")
    run = imported(
        people.officer("zhongshan"), [{"姓名": "李娜（虚构）", "手机号码": "13800000001", "所在区县": "中山区"}]
    )
    assert run.counts == {"created": 1}


def test_human_resources_import_for_their_employer_without_naming_it() -> None:
    works = people.organisation()
    run = imported(people.hr(works), [person(所在区县="", 入职日期="2020-01-05")])
    assert (run.counts, Talent.objects.get().organisation) == ({"created": 1}, works)


def test_human_resources_import_for_no_other_employer() -> None:
    works, other = people.organisation(), people.organisation()
    run = imported(
        people.hr(works),
        [person(统一社会信用代码=other.credit_code), person(单位="外地某公司（虚构）", 入职日期="2020-01-05")],
    )
    assert run.counts == {"refused": 2}


def test_whoever_holds_two_mandates_leaves_an_event_under_each() -> None:
    officer = people.officer("zhongshan")
    second = people.holder("officer", people.place("xigang")).mandates.get()
    type(second).objects.filter(pk=second.pk).update(holder=officer)
    imported(officer, [person(), person(所在区县="西岗区")])
    events = Event.objects.filter(act="registry.imported")
    assert {event.place_id for event in events} == {people.place("zhongshan").pk, people.place("xigang").pk}


# -- work and education of those who are there -------------------------------------------------------------------


def test_work_that_is_there_is_corrected_and_new_work_is_added() -> None:
    officer, old, new = people.officer(), people.organisation(), people.organisation()
    row = person(统一社会信用代码=old.credit_code, 入职日期="2015-01-05", 岗位="工程师")
    imported(officer, [row])
    imported(officer, [row | {"岗位": "高级工程师"}])
    assert Employment.objects.get().post == "高级工程师"
    imported(officer, [row | {"统一社会信用代码": new.credit_code, "入职日期": "2020-01-05"}])
    assert (Employment.objects.count(), Talent.objects.get().organisation) == (2, new)


def test_an_employer_given_by_name_and_by_code_has_to_be_one() -> None:
    works = people.organisation(name="甲公司（虚构）")
    run = checked(people.officer(), [person(统一社会信用代码=works.credit_code, 单位="乙公司（虚构）")])
    assert "the base has 甲公司（虚构）" in only(run)


def test_an_employer_whose_name_two_have_needs_the_code() -> None:
    for _ in range(2):
        people.organisation(name="同名公司（虚构）")
    assert "Give the credit code" in only(checked(people.officer(), [person(单位="同名公司（虚构）")]))


def test_the_place_follows_the_employer_and_may_not_contradict_it() -> None:
    works = people.organisation(place=people.place("xigang"))
    run = checked(people.city_officer(), [person(统一社会信用代码=works.credit_code)])
    assert "The employer is in Xigang, and with it the talent." in only(run)


def test_an_employer_outside_the_base_is_kept_by_name() -> None:
    imported(people.officer(), [person(单位="外地某公司（虚构）", 入职日期="2019-01-01")])
    assert (Employment.objects.get().employer_name, Talent.objects.get().organisation) == ("外地某公司（虚构）", None)


def test_work_that_begins_later_is_no_work_of_today() -> None:
    works = people.organisation()
    start = today() + timedelta(days=30)
    imported(people.officer(), [person(统一社会信用代码=works.credit_code, 入职日期=f"{start:%Y-%m-%d}")])
    assert (Employment.objects.count(), Talent.objects.get().organisation) == (1, None)


def test_work_that_would_end_before_it_starts_is_refused_and_the_rest_is_imported() -> None:
    officer, works = people.officer(), people.organisation()
    row = person(统一社会信用代码=works.credit_code, 入职日期="2015-01-05")
    imported(officer, [row])
    Employment.objects.update(ended_on=today() + timedelta(days=30))
    later = f"{today() + timedelta(days=60):%Y-%m-%d}"
    run = imported(officer, [row | {"入职日期": later}, person()])
    assert "this work ends on" in only(run)
    assert (Employment.objects.get().started_on, Talent.objects.count()) == (date(2015, 1, 5), 2)


def test_a_higher_degree_is_added_and_the_highest_counts() -> None:
    officer, row = people.officer(), person(学历="博士", 毕业院校="甲大学（虚构）")
    imported(officer, [row])
    imported(officer, [row | {"学历": "硕士", "毕业院校": "乙大学（虚构）"}])
    assert (Talent.objects.get().degree, Education.objects.count()) == ("doctor", 2)


def test_what_was_attested_is_not_changed_by_a_table() -> None:
    officer, works = people.officer(), people.organisation()
    row = person(统一社会信用代码=works.credit_code, 入职日期="2015-01-05", 岗位="工程师")
    imported(officer, [row])
    Employment.objects.update(attested_by="social-insurance")
    run = imported(officer, [row | {"岗位": "总工程师"}])
    assert "attested" in only(run)
    assert Employment.objects.get().post == "工程师"
    Employment.objects.update(attested_by="")
    Talent.objects.update(attested_by="police")
    run = imported(officer, [row | {"姓名": "王大明（虚构）"}])
    assert ("attested" in only(run), Talent.objects.get().name) == (True, "王小明（虚构）")
