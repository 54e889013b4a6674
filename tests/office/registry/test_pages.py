"""The pages of one talent: what they show, to whom, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from office import people
from office.registry.browsing import browser, page
from rencai.office.accounts.models import User
from rencai.office.asker import Refused, today
from rencai.office.audit.models import Event
from rencai.office.registry import actions
from rencai.office.registry.kinds import KINDS
from rencai.office.registry.models import Occupation, Statement, Talent

pytestmark = pytest.mark.django_db
NUMBER = people.identity_number(9, born=date(1985, 6, 15))


def fresh(talent: Talent) -> Talent:
    return Talent.objects.get(pk=talent.pk)


def last_act() -> str:
    return Event.objects.order_by("-number")[0].act


def whole(by: User | None = None) -> Talent:
    """A talent with an entry of each kind."""
    officer = by or people.city_officer()
    talent = actions.add_talent(
        by=officer,
        place=people.place(),
        name="赵虚构",
        document_number=NUMBER,
        phone="13800001234",
        mailbox="zhao@example.com",
    )
    values: dict[str, dict[str, Any]] = {
        "employment": {"organisation": people.organisation(name="大连虚构船厂"), "started_on": date(2020, 1, 1)},
        "education": {"degree": "doctor", "school": "虚构大学", "graduated_on": date(2012, 7, 1)},
        "title": {"name": "高级工程师", "senior": True},
        "honour": {"name": "虚构奖", "category": "leading"},
        "skill": {"name": "焊接"},
        "insurance": {"first_month": date(2020, 1, 1)},
        "movement": {"kind": "arrival", "on": date(2019, 12, 1), "elsewhere": "沈阳"},
        "statement": {"fact": "buys_first_home", "value": True, "stated_on": date(2024, 1, 1)},
    }
    for kind in KINDS:
        actions.add_entry(by=officer, talent=talent, kind=kind, values=values[kind])
    signed = {"source": "hukou", "purpose": "住房补贴", "until": today() + timedelta(30), "paper": "授权书（虚构）"}
    actions.give_consent(by=officer, talent=talent, **signed)
    return fresh(talent)


def test_the_page_of_a_talent_shows_the_whole_record_and_who_attests_what() -> None:
    talent = whole()
    entry = talent.titles.get()
    actions.attest_entry(by=people.officer(), entry=entry, body="human-resources")
    shown = page(people.officer(), "talent", talent.pk)
    for text in ("大连虚构船厂", "虚构大学", "高级工程师", "虚构奖", "焊接", "2020-01", "沈阳", "住房补贴"):
        assert text in shown
    assert "human resources bureau" in shown
    assert shown.count("only stated") >= 7


def test_the_page_of_a_talent_costs_the_same_however_long_the_record(django_assert_num_queries: Any) -> None:
    officer = browser(people.officer())
    short, long = people.talent(), whole()
    for _ in range(5):
        actions.add_entry(by=people.officer(), talent=long, kind="skill", values={"name": "铆接"})
    officer.get(reverse("talents"))
    for talent in (short, long):
        with django_assert_num_queries(7):
            officer.get(reverse("talent", args=[talent.pk]))


def test_what_is_sensitive_is_masked_until_somebody_asks_and_the_look_is_noted() -> None:
    talent = whole()
    officer = people.officer()
    shown = page(officer, "talent", talent.pk)
    assert NUMBER not in shown
    assert "13800001234" not in shown
    assert NUMBER[-4:] in shown
    answer = browser(officer).post(reverse("see_sensitive", args=[talent.pk]))
    assert NUMBER in answer.content.decode()
    assert last_act() == "registry.sensitive_seen"
    part = browser(officer).post(reverse("see_sensitive", args=[talent.pk]), headers={"hx-request": "true"})
    assert NUMBER in part.content.decode()
    assert "<html" not in part.content.decode()


def test_who_may_not_look_is_offered_no_look_and_gets_none() -> None:
    talent = whole()
    leader = people.leader()
    assert reverse("see_sensitive", args=[talent.pk]) not in page(leader, "talent", talent.pk)
    answer = browser(leader).post(reverse("see_sensitive", args=[talent.pk]))
    assert answer.status_code == 403
    assert NUMBER not in answer.content.decode()


def every_address(talent: Talent) -> list[str]:
    """All addresses below a talent."""
    entry = talent.skills.get()
    consent = talent.consents.get()
    return [
        reverse("talent", args=[talent.pk]),
        reverse("correct_talent", args=[talent.pk]),
        reverse("talent_facts", args=[talent.pk]),
        reverse("link_account", args=[talent.pk]),
        reverse("merge_talents", args=[talent.pk]),
        reverse("split_talents", args=[talent.pk, 1]),
        reverse("add_document", args=[talent.pk]),
        reverse("document", args=[talent.pk, 1]),
        reverse("give_consent", args=[talent.pk]),
        reverse("add_entry", args=[talent.pk, "skill"]),
        *(
            reverse(name, args=[talent.pk, "skill", entry.pk])
            for name in ("correct_entry", "attest_entry", "remove_entry")
        ),
        reverse("see_sensitive", args=[talent.pk]),
        reverse("withdraw_consent", args=[talent.pk, consent.pk]),
    ]


STRANGERS: list[Callable[[], User]] = [
    lambda: people.officer("xigang"),
    people.hr,
    people.steward,
    people.former_officer,
    lambda: people.somebody_with_a_record()[0],
    people.user,
]


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_record_of_another_district_is_nowhere_and_the_attempt_is_noted(stranger: Callable[[], User]) -> None:
    talent = whole()
    client = browser(stranger())
    for address in every_address(talent):
        send = client.post if "sensitive" in address or "withdraw" in address else client.get
        answer = send(address)
        assert answer.status_code == 404, address
        assert "赵虚构" not in answer.content.decode()
        assert last_act() == "audit.denied"


def test_an_entry_of_another_record_is_not_opened_through_ones_own() -> None:
    owner, own = people.somebody_with_a_record()
    theirs = whole().skills.get()
    assert browser(owner).get(reverse("correct_entry", args=[own.pk, "skill", theirs.pk])).status_code == 404


@pytest.mark.parametrize("who", [people.auditor, people.leader])
def test_who_only_sees_is_offered_no_change_and_makes_none(who: Callable[[], User]) -> None:
    talent = whole()
    user = who()
    assert reverse("correct_talent", args=[talent.pk]) not in page(user, "talent", talent.pk)
    for address in every_address(talent):
        if address.rstrip("/").rsplit("/", 1)[-1] in ("correct", "merge", "add", "attest", "remove"):
            assert browser(user).get(address).status_code == 403, address


def test_a_name_full_of_html_is_shown_as_it_is_written() -> None:
    talent = people.talent(name="<script>alert(1)</script>", latin_name='"><img src=x onerror=alert(1)>')
    officer = people.officer()
    actions.add_entry(by=officer, talent=talent, kind="skill", values={"name": "<b onmouseover=alert(1)>"})
    for shown in (
        page(officer, "talents"),
        page(officer, "talent", talent.pk),
        page(officer, "correct_talent", talent.pk),
        page(officer, "talent_facts", talent.pk),
        page(officer, "merge_talents", talent.pk),
    ):
        assert "<script>alert" not in shown
        assert "<img" not in shown
        assert "<b onmouseover" not in shown
    assert "&lt;script&gt;alert(1)" in page(officer, "talents")


# forms


def filled(**values: Any) -> dict[str, Any]:
    return {"name": "钱虚构", "nationality": "CN", "document_kind": "resident", "place": people.place().pk} | values


def test_an_officer_adds_a_talent() -> None:
    employer = people.organisation()
    answer = browser(people.officer()).post(
        reverse("add_talent"), filled(organisation=employer.credit_code, phone="13800001234")
    )
    talent = Talent.objects.get(name="钱虚构")
    assert answer.url == reverse("talent", args=[talent.pk])  # type: ignore[attr-defined]
    assert (talent.organisation, talent.phone) == (employer, "13800001234")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": ""}, "This field is required."),
        ({"birth_date": "1990-02-30"}, "Enter a valid date."),
        ({"birth_date": "3000-01-01"}, "A birth date lies in the past"),
        ({"document_number": "210202198506150019"}, "This is no resident identity number"),
        ({"document_number": NUMBER, "birth_date": "1985-06-16"}, "The identity number says another birth date."),
        ({"organisation": "没有"}, "There is none of this name or code."),
        ({"place": ""}, "Name the place or the employer."),
        ({"phone": "x"}, "A phone number has 5 to 20 digits"),
        ({"mailbox": "x"}, "A mailbox looks like"),
        ({"nationality": "XX"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(values: dict[str, str], told: str) -> None:
    answer = browser(people.officer()).post(reverse("add_talent"), filled(latin_name="Qian Xugou", **values))
    shown = answer.content.decode()
    assert told in shown
    assert 'value="Qian Xugou"' in shown
    assert not Talent.objects.exists()


def test_only_the_places_of_the_mandate_are_offered() -> None:
    shown = page(people.officer(), "add_talent")
    assert ">Zhongshan</option>" in shown
    assert ">Xigang</option>" not in shown


def test_a_correction_keeps_what_is_sensitive_unless_it_is_typed_anew() -> None:
    talent = whole()
    officer = people.officer()
    shown = page(officer, "correct_talent", talent.pk)
    assert NUMBER not in shown
    assert "13800001234" not in shown
    browser(officer).post(
        reverse("correct_talent", args=[talent.pk]),
        filled(version=talent.version, phone="13900000000", birth_date="1985-06-15"),
    )
    talent = fresh(talent)
    assert (talent.name, talent.document_number, talent.phone) == ("钱虚构", NUMBER, "13900000000")


def test_a_form_shows_the_employer_and_the_occupation_in_words_and_takes_them_back() -> None:
    employer = people.organisation(name="大连虚构船厂")
    people.organisation(name="大连虚构船厂")
    talent = people.talent(organisation=employer, occupation=Occupation.objects.get(code="2-02-10-03"))
    shown = page(people.officer(), "correct_talent", talent.pk)
    typed = {"organisation": f"{employer.credit_code} 大连虚构船厂", "occupation": str(talent.occupation)}
    for text in typed.values():
        assert f'value="{text}"' in shown
    address = reverse("correct_talent", args=[talent.pk])
    assert browser(people.officer()).post(address, filled(version=1, **typed)).status_code == 302
    assert (fresh(talent).organisation, fresh(talent).occupation) == (employer, talent.occupation)


def test_an_employer_whose_name_two_have_is_given_by_its_code() -> None:
    for _ in range(2):
        people.organisation(name="大连虚构船厂")
    answer = browser(people.officer()).post(reverse("add_talent"), filled(organisation="大连虚构船厂"))
    assert "give the whole name or the code" in answer.content.decode()


def test_the_second_of_two_editors_sees_both_versions_and_keeps_what_was_typed() -> None:
    talent = people.talent(name="王一")
    officer = people.officer()
    actions.correct_talent(by=officer, talent=talent, version=1, values={"name": "王二"})
    client, address = browser(officer), reverse("correct_talent", args=[talent.pk])
    answer = client.post(address, filled(version=1, name="王三"))
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "<td>王二</td><td>王三</td>" in shown
    assert 'value="王三"' in shown
    assert fresh(talent).name == "王二"
    assert 'name="version" value="2"' in shown
    client.post(address, filled(version=2, name="王三"))
    assert fresh(talent).name == "王三"


def test_two_editors_of_one_entry_are_told_likewise() -> None:
    officer = people.officer()
    entry = actions.add_entry(by=officer, talent=people.talent(), kind="skill", values={"name": "一"})
    actions.correct_entry(by=officer, entry=entry, version=1, values={"name": "二"})
    address = reverse("correct_entry", args=[entry.talent_id, "skill", entry.pk])
    answer = browser(officer).post(address, {"version": 1, "name": "三"})
    assert answer.status_code == 409
    assert "<td>二</td><td>三</td>" in answer.content.decode()


ENTRIES: dict[str, dict[str, Any]] = {
    "employment": {
        "employer_name": "异地虚构公司",
        "started_on": "2020-01-01",
        "full_time": "yes",
        "occupation": "2-02-10-03",
    },
    "education": {"degree": "master", "school": "虚构大学", "country": "CN", "double_first_class": "no"},
    "title": {"name": "工程师"},
    "honour": {"name": "虚构奖", "category": "senior"},
    "skill": {"name": "焊接"},
    "insurance": {"first_month": "2020-01-15", "in_city": "on"},
    "movement": {"kind": "departure", "on": "2024-01-01"},
    "statement": {"fact": "contract_months", "value": "36", "stated_on": "2024-01-01"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_entry_is_added_corrected_attested_and_removed_on_its_pages(kind: str) -> None:
    officer, talent = people.officer(), people.talent()
    client = browser(officer)
    assert client.get(reverse("add_entry", args=[talent.pk, kind])).status_code == 200
    answer = client.post(reverse("add_entry", args=[talent.pk, kind]), ENTRIES[kind])
    assert answer.status_code == 302, answer.content.decode()
    entry: Any = KINDS[kind].objects.get()
    correct = reverse("correct_entry", args=[talent.pk, kind, entry.pk])
    assert client.get(correct).status_code == 200
    assert client.post(correct, ENTRIES[kind] | {"version": 1}).status_code == 302
    attest = reverse("attest_entry", args=[talent.pk, kind, entry.pk])
    assert client.get(attest).status_code == 200
    assert client.post(attest, {"body": "employer", "version": 2}).status_code == 302
    entry.refresh_from_db()
    assert entry.attested_by == "employer"
    remove = reverse("remove_entry", args=[talent.pk, kind, entry.pk])
    assert client.get(remove).status_code == 200
    assert client.post(remove, {"reason": "", "version": 3}).status_code == 200
    assert client.post(remove, {"reason": "a mistake", "version": 3}).status_code == 302
    assert not KINDS[kind].objects.exists()


def test_yes_no_and_not_known_are_three_answers() -> None:
    officer, talent = people.officer(), people.talent()
    for answer, kept in (("yes", True), ("no", False), ("", None)):
        browser(officer).post(
            reverse("add_entry", args=[talent.pk, "education"]), ENTRIES["education"] | {"full_time": answer}
        )
        assert talent.educations.latest("pk").full_time is kept


@pytest.mark.parametrize("fact", ["recognised_category", "buys_first_home", "programme_selected_on", "rent_received"])
def test_the_value_of_a_statement_is_asked_as_the_pack_has_it(fact: str) -> None:
    talent = people.talent()
    shown = page(people.officer(), "add_entry", talent.pk, "statement", fact=fact)
    widget = {"recognised_category": ">leading talent</option>", "buys_first_home": ">yes</option>"}
    assert widget.get(fact, 'type="date"' if fact.endswith("_on") else 'type="text"') in shown


def test_attesting_what_was_changed_meanwhile_shows_what_it_says_now() -> None:
    officer = people.officer()
    entry = actions.add_entry(by=officer, talent=people.talent(), kind="skill", values={"name": "一"})
    actions.correct_entry(by=officer, entry=entry, version=1, values={"name": "二"})
    address = reverse("attest_entry", args=[entry.talent_id, "skill", entry.pk])
    answer = browser(officer).post(address, {"body": "employer", "version": 1})
    assert "Somebody else has changed this" in answer.content.decode()
    assert "二" in answer.content.decode()
    entry.refresh_from_db()
    assert entry.attested_by == ""


def test_owners_keep_their_own_record_but_not_what_is_attested() -> None:
    owner, own = people.somebody_with_a_record()
    client = browser(owner)
    assert client.post(reverse("add_entry", args=[own.pk, "skill"]), {"name": "焊接"}).status_code == 302
    entry = own.skills.get()
    actions.attest_entry(by=people.officer(), entry=entry, body="employer")
    answer = client.post(reverse("correct_entry", args=[own.pk, "skill", entry.pk]), {"version": 2, "name": "铆接"})
    assert "This is attested. Ask the talent office to correct it." in answer.content.decode()
    assert 'value="铆接"' in answer.content.decode()
    assert own.skills.get().name == "焊接"
    assert client.get(reverse("attest_entry", args=[own.pk, "skill", entry.pk])).status_code == 403
    assert NUMBER not in page(owner, "talent", own.pk)


def test_identity_is_attested_on_its_page() -> None:
    talent = whole()
    client = browser(people.officer())
    address = reverse("attest_entry", args=[talent.pk, "identity", talent.pk])
    assert client.post(address, {"body": "public-security", "version": talent.version}).status_code == 302
    assert fresh(talent).attested_by == "public-security"
    assert "attested by public security" in page(people.officer(), "talent", talent.pk)


def test_the_facts_page_shows_what_is_known_from_where_and_what_is_missing() -> None:
    talent = whole()
    shown = page(people.officer(), "talent_facts", talent.pk)
    assert "highest degree" in shown
    assert "doctorate" in shown
    assert "only stated" in shown
    assert "Dalian household registration" in shown
    assert reverse("correct_entry", args=[talent.pk, "education", talent.educations.get().pk]) in shown
    earlier = page(people.officer(), "talent_facts", talent.pk, on="2000-01-01")
    assert "Known on 2000-01-01" in earlier


@pytest.mark.parametrize("day", ["1999-02-30", "x", "999999-01-01"])
def test_a_day_that_is_none_is_told_and_today_is_shown(day: str) -> None:
    assert "Enter a valid date." in page(people.officer(), "talent_facts", people.talent().pk, on=day)


def test_two_records_are_merged_and_split_on_their_pages() -> None:
    officer = people.officer()
    kept, other = people.talent(name="王一"), people.talent(name="王一")
    client = browser(officer)
    shown = page(officer, "merge_talents", kept.pk)
    assert f'<th scope="row">{other.pk}</th>' in shown
    answer = client.post(reverse("merge_talents", args=[kept.pk]), {"absorbed": 999999, "reason": "x"})
    assert "There is no such record within your mandate." in answer.content.decode()
    client.post(reverse("merge_talents", args=[kept.pk]), {"absorbed": other.pk, "reason": "one person"})
    assert fresh(other).merged_into == kept
    assert "one person" in page(officer, "talent", kept.pk)
    assert client.get(reverse("talent", args=[other.pk])).status_code == 404
    merge = kept.merges.get()
    client.post(reverse("split_talents", args=[kept.pk, merge.pk]), {"reason": "two people"})
    assert fresh(other).merged_into is None


def test_consent_is_given_and_withdrawn_by_the_person() -> None:
    owner, own = people.somebody_with_a_record()
    client = browser(owner)
    until = (today() + timedelta(days=30)).isoformat()
    values = {"source": "hukou", "purpose": "住房补贴", "until": until}
    assert client.post(reverse("give_consent", args=[own.pk]), values | {"until": "2020-01-01"}).status_code == 200
    assert client.post(reverse("give_consent", args=[own.pk]), values).status_code == 302
    consent = own.consents.get()
    client.post(reverse("withdraw_consent", args=[own.pk, consent.pk]))
    consent.refresh_from_db()
    assert consent.withdrawn_on == today()


def test_consent_is_noted_and_its_withdrawal_too_by_an_officer_who_names_the_signed_paper() -> None:
    officer, talent = people.officer(), people.talent()
    client, address = browser(officer), reverse("give_consent", args=[talent.pk])
    values = {"source": "hukou", "purpose": "住房补贴", "until": (today() + timedelta(days=30)).isoformat()}
    assert "This field is required." in client.post(address, values).content.decode()
    assert "where it is kept" in client.post(address, values | {"paper": "\u3000"}).content.decode()
    assert not talent.consents.exists()
    assert client.post(address, values | {"paper": "授权书1号（虚构）"}).status_code == 302
    consent = talent.consents.get()
    assert "signed paper: 授权书1号（虚构）" in page(officer, "talent", talent.pk)
    withdraw = reverse("withdraw_consent", args=[talent.pk, consent.pk])
    assert withdraw in page(officer, "talent", talent.pk)
    assert client.post(withdraw).status_code == 200
    assert client.post(withdraw, {"paper": "撤回书（虚构）"}).status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_on == today()
    events = Event.objects.on(talent).filter(act__startswith="registry.consent")
    assert [event.reason for event in events] == ["撤回书（虚构）", "授权书1号（虚构）"]


def test_an_employer_neither_gives_nor_withdraws_the_consent_of_its_people() -> None:
    employer, owner = people.organisation(), people.user()
    talent, hr = people.talent(organisation=employer, account=owner), people.hr(employer)
    given = {"source": "credit", "purpose": "贷款", "until": today() + timedelta(days=9)}
    consent = actions.give_consent(by=owner, talent=talent, **given)
    for name, number in (("give_consent", []), ("withdraw_consent", [consent.pk])):
        address = reverse(name, args=[talent.pk, *number])
        assert address not in page(hr, "talent", talent.pk)
        answer = browser(hr).post(address, given | {"paper": "x"})
        assert (answer.status_code, "Only the talent" in answer.content.decode()) == (403, True)
    with pytest.raises(Refused):
        actions.give_consent(by=hr, talent=talent, paper="x", **given)
    with pytest.raises(Refused):
        actions.withdraw_consent(by=hr, consent=consent, paper="x")
    assert [one.withdrawn_on for one in talent.consents.all()] == [None]


def test_a_talent_who_looks_after_others_consents_in_person_and_under_no_mandate() -> None:
    officer = people.officer()
    own = people.talent(account=officer)
    until = today() + timedelta(days=9)
    consent = actions.give_consent(by=officer, talent=own, source="hukou", purpose="x", until=until, paper="none")
    assert consent.paper == ""
    assert Event.objects.on(own).get(act="registry.consent_given").mandate_id is None


def test_a_statement_of_what_the_pack_no_longer_asks_is_told_when_it_is_corrected() -> None:
    talent = people.talent()
    old = Statement.objects.create(talent=talent, fact="asked_once", value="x", stated_on=today())
    address = reverse("correct_entry", args=[talent.pk, "statement", old.pk])
    assert "asked_once" in page(people.officer(), "correct_entry", talent.pk, "statement", old.pk)
    values = {"fact": "asked_once", "value": "y", "stated_on": today().isoformat(), "version": 1}
    assert "asks for no such fact" in browser(people.officer()).post(address, values).content.decode()


def test_the_pages_are_there_in_chinese() -> None:
    talent = whole()
    client = browser(people.officer())
    for name in ("talent", "talent_facts", "merge_talents", "correct_talent"):
        answer = client.get(reverse(name, args=[talent.pk]), headers={"accept-language": "zh-Hans"})
        assert 'lang="zh-Hans"' in answer.content.decode()


def test_a_form_that_was_made_before_anybody_asked_is_in_chinese_too() -> None:
    answer = browser(people.officer()).get(reverse("add_talent"), headers={"accept-language": "zh-Hans"})
    assert "出生日期" in answer.content.decode()
    assert "Birth date" not in answer.content.decode()
