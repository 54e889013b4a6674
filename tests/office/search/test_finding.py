"""The box finds talents and organisations, and only those that the one who asks may see."""

from __future__ import annotations

import pytest

from office import people
from rencai.office.accounts.models import User
from rencai.office.audit.models import Event
from rencai.office.places.models import Organisation
from rencai.office.registry.finding import organisations, talents
from rencai.office.registry.models import Talent
from rencai.office.search.asked import read

pytestmark = pytest.mark.django_db


def found(typed: str, user: User | None = None, limit: int = 20) -> list[str]:
    return [one.name for one in talents(read(typed), user or people.city_officer(), limit)]


def organisations_found(typed: str, user: User | None = None, limit: int = 20) -> list[str]:
    return [one.name for one in organisations(read(typed), user or people.city_officer(), limit)]


@pytest.mark.parametrize(
    "typed",
    [
        "王小明",
        "王",
        "王 小明",
        "wang",
        "WANG XIAOMING",
        "wang xiao",
        "wangx",
        "xiaoming wang",
        "ｗａｎｇ",
        "wxm",
        "wx",
        "W",
        "王xm",
        "王xiao",
        "王xiaoming",
        "wang小明",
    ],
)
def test_a_talent_is_found_by_characters_pinyin_initials_and_mixtures(typed: str) -> None:
    people.talent(name="王小明")
    people.talent(name="李大江")
    assert found(typed) == ["王小明"]


@pytest.mark.parametrize("typed", ["小明", "xiaoming", "王大明", "wangda", "%", "_", "zzz", "'; drop table", "·"])
def test_what_no_name_begins_with_finds_nobody(typed: str) -> None:
    people.talent(name="王小明")
    assert found(typed) == []


@pytest.mark.parametrize("typed", ["Maria", "maria keller", "Keller", "keller maria", "KELLER", "mk"])
def test_a_foreigner_is_found_by_either_name(typed: str) -> None:
    people.talent(name="Maria Keller", nationality="DE")
    assert found(typed) == ["Maria Keller"]


@pytest.mark.parametrize("typed", ["玛丽亚", "玛丽亚·凯勒", "玛丽亚凯勒", "Keller", "maria", "mariak"])
def test_a_foreigner_with_a_chinese_name_is_found_by_both(typed: str) -> None:
    people.talent(name="玛丽亚·凯勒", latin_name="Maria Keller")
    assert found(typed) == ["玛丽亚·凯勒"]


@pytest.mark.parametrize("typed", ["chan tai man", "chan", "Tai Man Chan", "陈", "chen"])
def test_a_name_that_is_spelled_as_in_hong_kong_is_found_so(typed: str) -> None:
    people.talent(name="陈大文", latin_name="Chan Tai Man")
    assert found(typed) == ["陈大文"]


@pytest.mark.parametrize("typed", ["lv", "lü", "吕"])
def test_the_letter_that_no_keyboard_has_is_found_as_people_type_it(typed: str) -> None:
    people.talent(name="吕布")
    assert found(typed) == ["吕布"]


def test_an_exact_name_comes_before_longer_ones() -> None:
    for name in ("张伟民", "张伟", "张伟东"):
        people.talent(name=name)
    assert found("张伟")[0] == "张伟"
    assert found("zhang wei")[0] == "张伟"
    assert set(found("张伟")) == {"张伟", "张伟民", "张伟东"}


def test_exact_initials_come_before_names_that_begin_so() -> None:
    people.talent(name="安大")
    people.talent(name="艾年")
    assert found("an") == ["艾年", "安大"]


def test_who_sounds_alike_is_offered_when_nobody_is_written_so() -> None:
    people.talent(name="王维")
    assert found("王伟") == ["王维"]
    people.talent(name="王伟")
    assert found("王伟") == ["王伟"]


def test_no_more_are_found_than_are_wanted_and_each_once() -> None:
    where = people.place()
    for number in range(5):
        people.talent(name=f"王{'一二三四五'[number]}", place=where)
    assert len(found("w", limit=3)) == 3
    both = people.holder("officer", where)
    people.Mandate.objects.create(holder=both, role="officer", place=people.city(), valid_from="2020-01-01", reason="x")
    assert len(found("wang", User.objects.get(pk=both.pk))) == 5


def test_a_district_officer_finds_only_the_district() -> None:
    people.talent(name="王甲", place=people.place("zhongshan"))
    people.talent(name="王乙", place=people.place("xigang"))
    for typed in ("王", "w", "wang", "wj", "wy"):
        assert set(found(typed, people.officer("zhongshan"))) <= {"王甲"}
    assert found("王", people.officer("xigang")) == ["王乙"]


def test_human_resources_find_only_their_own_people() -> None:
    ours, theirs = people.organisation(), people.organisation()
    people.talent(name="王甲", organisation=ours)
    people.talent(name="王乙", organisation=theirs)
    assert found("w", people.hr(ours)) == ["王甲"]


def test_a_person_without_a_mandate_finds_only_themselves() -> None:
    user, _ = people.somebody_with_a_record()
    people.talent(name="王五一")
    assert found("wang", user) == ["王五"]
    assert found("wang", people.user()) == []


def test_an_officer_whose_mandate_ran_out_finds_nobody() -> None:
    people.talent(name="王甲")
    assert found("wang", people.former_officer()) == []


def test_whoever_was_merged_away_is_not_found() -> None:
    kept = people.talent(name="王甲")
    people.talent(name="王甲", merged_into=kept)
    assert len(found("王甲")) == 1


def somebody(**values: object) -> Talent:
    number = people.identity_number(7)
    return people.talent(name="赵六", document_number=number, phone="13800001234", mailbox="zhao@example.com", **values)


@pytest.mark.parametrize(
    "typed", ["13800001234", "138 0000 1234", "1234", "00001234", "zhao@example.com", "ZHAO@example.com"]
)
def test_a_talent_is_found_by_phone_mailbox_or_last_digits(typed: str) -> None:
    somebody()
    assert found(typed) == ["赵六"]


@pytest.mark.parametrize("cut", [0, 8, 14])
def test_a_talent_is_found_by_an_identity_number_or_its_end(cut: int) -> None:
    assert found(somebody().document_number[cut:].lower()) == ["赵六"]


@pytest.mark.parametrize("typed", ["234", "1235", "99991234", "138", "zhao"])
def test_fewer_or_other_digits_find_nobody(typed: str) -> None:
    people.talent(name="某人", phone="13800001234")
    assert found(typed) == []


def test_only_whoever_may_see_numbers_searches_by_them() -> None:
    one = somebody(organisation=people.organisation())
    for user in (people.auditor(), people.leader(), people.hr(one.organisation), people.steward(), people.user()):
        assert found("1234", user) == []
    assert not Event.objects.filter(act="registry.searched_by_number").exists()


def test_a_number_reaches_no_further_than_the_mandate_to_see_numbers() -> None:
    somebody(place=people.place("xigang"))
    officer = people.officer("zhongshan")
    people.Mandate.objects.create(
        holder=officer, role="leader", place=people.city(), valid_from="2020-01-01", reason="x"
    )
    assert found("赵六", officer) == ["赵六"]
    assert found("1234", officer) == []


def test_a_search_by_number_is_recorded_without_the_number() -> None:
    one, officer = somebody(), people.city_officer()
    found("13800001234", officer)
    found("0000", officer)
    last, first = Event.objects.filter(act="registry.searched_by_number")[:2]
    assert first.after == {"characters": 11, "talents": [one.pk]}
    assert last.after == {"characters": 4, "talents": []}
    assert first.actor_id == officer.pk


def test_the_auditor_of_a_district_sees_who_searched_there_by_a_number() -> None:
    somebody(place=people.place("xigang"))
    found("1234", people.officer("xigang"))
    event = Event.objects.get(act="registry.searched_by_number")
    assert event in Event.objects.visible_to(people.auditor(people.place("xigang")))
    assert event not in Event.objects.visible_to(people.auditor(people.place("zhongshan")))


def test_suggestions_while_typing_never_look_at_numbers() -> None:
    somebody()
    assert talents(read("1234", typing=True), people.city_officer(), 5) == []
    assert not Event.objects.filter(act="registry.searched_by_number").exists()


@pytest.mark.parametrize(
    "typed",
    [
        "大连星海软件有限公司",
        "大连星海",
        "星海软件",
        "软件",
        "大连 软件",
        "软件 星海",
        "xinghai",
        "ruanjian",
        "dalian",
        "dlxh",
        "DaLian XingHai",
        "星海ruanjian",
    ],
)
def test_an_organisation_is_found_by_any_part_of_its_name(typed: str) -> None:
    people.organisation(name="大连星海软件有限公司")
    people.organisation(name="沈阳机床厂")
    assert organisations_found(typed) == ["大连星海软件有限公司"]


def test_an_organisation_is_found_by_its_credit_code_or_a_part() -> None:
    one = people.organisation(name="大连星海软件有限公司")
    for typed in (one.credit_code, one.credit_code.lower(), one.credit_code[-6:], one.credit_code[4:12]):
        assert one.name in organisations_found(typed)


@pytest.mark.parametrize("text", ["%", "_", "甲_", "甲%", "\\", "'"])
def test_a_sign_that_a_pattern_would_read_is_a_sign(text: str) -> None:
    plain, signed = people.organisation(name="某甲乙公司"), people.organisation(name=f"某{text}公司")
    found = set(Organisation.objects.filter(name__inside=text).values_list("pk", flat=True))
    assert found == {signed.pk}
    assert plain.pk in set(Organisation.objects.filter(name__inside="甲乙").values_list("pk", flat=True))


def test_a_single_letter_belongs_to_the_word_before_it() -> None:
    people.organisation(name="大连滨腾网络有限公司")
    assert organisations_found("wang x") == []
    assert organisations_found("wang l") == ["大连滨腾网络有限公司"]


def test_brackets_of_either_width_make_no_difference() -> None:
    people.organisation(name="大连（虚构）集团")
    assert organisations_found("大连(虚构)集团") == ["大连（虚构）集团"]


def test_a_name_that_begins_so_comes_before_one_that_has_it_inside() -> None:
    people.organisation(name="大连星海软件公司")
    people.organisation(name="星海集团")
    assert organisations_found("星海") == ["星海集团", "大连星海软件公司"]


def test_organisations_are_found_within_the_mandate() -> None:
    here = people.organisation(name="星海甲", place=people.place("zhongshan"))
    people.organisation(name="星海乙", place=people.place("xigang"))
    assert organisations_found("星海", people.officer("zhongshan")) == ["星海甲"]
    assert organisations_found("海", people.officer("zhongshan")) == []
    assert organisations_found("星海", people.hr(here)) == ["星海甲"]
    assert organisations_found("星海", people.user()) == []
