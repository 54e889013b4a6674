"""Acts on talents and their entries: who may, what follows, what is refused, what is noted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist, ValidationError

from office import people
from rencai.office.accounts.models import User
from rencai.office.asker import Refused, today
from rencai.office.audit.models import Event
from rencai.office.editing import EditedMeanwhile
from rencai.office.registry import actions
from rencai.office.registry.models import Employment, Occupation, Talent

pytestmark = pytest.mark.django_db


def added(by: User, **values: Any) -> Talent:
    given = {"name": "赵虚构"}
    if "place" not in values and "organisation" not in values:
        given["place"] = people.place()
    return actions.add_talent(by=by, **(given | values))


def working(talent: Talent, by: User, **values: Any) -> Any:
    given = {"organisation": people.organisation(), "started_on": date(2020, 1, 1)}
    return actions.add_entry(by=by, talent=talent, kind="employment", values=given | values)


def last_event() -> Event:
    return Event.objects.order_by("-number")[0]


def fresh(talent: Talent) -> Talent:
    return Talent.objects.get(pk=talent.pk)


# adding


def test_an_officer_adds_a_talent_of_their_district_and_the_log_says_so() -> None:
    officer = people.officer()
    talent = added(officer, phone="13800000000")
    event = last_event()
    assert (event.act, event.target_id, event.actor_id) == ("registry.talent_added", str(talent.pk), officer.pk)
    assert event.after["name"] == "赵虚构"
    assert "13800000000" not in str(event.after)


def test_a_talent_without_a_place_is_where_the_employer_is() -> None:
    employer = people.organisation(place=people.place("xigang"))
    assert added(people.city_officer(), organisation=employer).place == people.place("xigang")


def test_a_talent_has_a_place_or_an_employer() -> None:
    with pytest.raises(ValidationError, match="Name the place"):
        actions.add_talent(by=people.city_officer(), name="赵虚构")


def test_an_officer_does_not_add_talents_of_another_district() -> None:
    with pytest.raises(Refused):
        added(people.officer("xigang"), place=people.place("zhongshan"))
    assert not Talent.objects.exists()


def test_an_employer_adds_its_own_staff_and_nobody_elses() -> None:
    employer = people.organisation()
    assert added(people.hr(employer), organisation=employer).organisation == employer
    with pytest.raises(Refused):
        added(people.hr(employer), organisation=people.organisation())


@pytest.mark.parametrize("who", [people.auditor, people.leader, people.steward, people.former_officer])
def test_others_add_nobody(who: Any) -> None:
    with pytest.raises(Refused):
        added(who())


def test_one_identity_document_is_one_talent() -> None:
    number = people.identity_number()
    officer = people.officer()
    added(officer, document_number=number)
    with pytest.raises(ValidationError, match="in the base already"):
        added(officer, document_number=number.lower())


def test_a_resident_number_tells_the_birth_date() -> None:
    talent = added(people.officer(), document_number=people.identity_number(born=date(1990, 2, 28)))
    assert talent.birth_date == date(1990, 2, 28)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"document_number": "210202198506150019"}, "document_number"),
        ({"birth_date": today() + timedelta(days=1)}, "birth_date"),
        ({"birth_date": date(1850, 1, 1)}, "birth_date"),
        ({"birth_date": "1990-02-30"}, "birth_date"),
        ({"document_kind": "passport", "document_number": "E/1"}, "document_number"),
        ({"phone": "call me"}, "phone"),
        ({"mailbox": "nowhere"}, "mailbox"),
        ({"nationality": "cn"}, "nationality"),
        ({"name": ""}, "name"),
        ({"name": "王\x00"}, "name"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(values: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        added(people.officer(), **values)
    assert field in refusal.value.message_dict
    assert not Talent.objects.exists()


@pytest.mark.parametrize("name", ["account", "recognised_category", "degree", "merged_into", "attested_by"])
def test_what_follows_from_elsewhere_is_not_given(name: str) -> None:
    with pytest.raises(FieldDoesNotExist):
        added(people.officer(), **{name: "x"})


# correcting


def test_a_correction_tells_what_was_and_what_is() -> None:
    officer = people.officer()
    talent = added(officer)
    actions.correct_talent(by=officer, talent=talent, version=1, values={"name": "钱虚构"})
    event = last_event()
    assert (event.before, event.after) == ({"name": "赵虚构"}, {"name": "钱虚构"})
    assert (fresh(talent).version, fresh(talent).pinyin) == (2, "qianxugou")


def test_the_second_of_two_editors_is_told_and_sees_what_the_first_saved() -> None:
    officer = people.officer()
    talent = added(officer)
    actions.correct_talent(by=officer, talent=talent, version=1, values={"name": "钱虚构"})
    with pytest.raises(EditedMeanwhile) as meanwhile:
        actions.correct_talent(by=officer, talent=talent, version=1, values={"name": "孙虚构"})
    assert meanwhile.value.current.name == "钱虚构"  # type: ignore[attr-defined]
    assert fresh(talent).name == "钱虚构"


def test_a_talent_is_not_moved_beyond_the_mandate() -> None:
    officer = people.officer()
    talent = added(officer)
    with pytest.raises(Refused):
        actions.correct_talent(by=officer, talent=talent, version=1, values={"place": people.place("xigang")})
    assert fresh(talent).place == people.place()


def test_owners_correct_their_own_record_and_no_other() -> None:
    owner, own = people.somebody_with_a_record()
    actions.correct_talent(by=owner, talent=own, version=1, values={"phone": "13900000000"})
    assert fresh(own).phone == "13900000000"
    with pytest.raises(Refused):
        actions.correct_talent(by=owner, talent=people.talent(), version=1, values={"phone": "13900000000"})


def test_owners_do_not_change_an_identity_that_somebody_has_attested() -> None:
    owner, own = people.somebody_with_a_record()
    officer = people.officer()
    own = actions.attest_identity(by=officer, talent=own, version=1, body="public-security")
    with pytest.raises(Refused, match="attested"):
        actions.correct_talent(by=owner, talent=own, version=own.version, values={"name": "王六"})
    own = actions.correct_talent(by=owner, talent=own, version=own.version, values={"phone": "13900000000"})
    assert own.attested_by == "public-security"
    own = actions.correct_talent(by=officer, talent=own, version=own.version, values={"name": "王六"})
    assert (own.attested_by, own.attested_on) == ("", None)


def test_nobody_attests_their_own_record() -> None:
    officer = people.officer()
    own = people.talent(account=officer)
    with pytest.raises(Refused, match="party"):
        actions.attest_identity(by=officer, talent=own, version=1, body="public-security")


def test_nobody_changes_or_removes_what_was_attested_in_their_own_record() -> None:
    officer, other = people.officer(), people.officer()
    own = people.talent(account=officer)
    title = actions.add_entry(by=officer, talent=own, kind="title", values={"name": "工程师"})
    title = actions.attest_entry(by=other, entry=title, body="human-resources")
    own = actions.attest_identity(by=other, talent=own, version=fresh(own).version, body="public-security")
    with pytest.raises(Refused, match="party"):
        actions.correct_entry(by=officer, entry=title, version=title.version, values={"name": "教授"})
    with pytest.raises(Refused, match="party"):
        actions.remove_entry(by=officer, entry=title, reason="no")
    with pytest.raises(Refused, match="party"):
        actions.correct_talent(by=officer, talent=own, version=own.version, values={"name": "王六"})
    actions.correct_talent(by=officer, talent=own, version=own.version, values={"phone": "13900000000"})


def test_a_look_at_what_is_sensitive_is_noted_and_needs_a_mandate() -> None:
    officer, employer = people.officer(), people.organisation()
    number = people.identity_number()
    talent = added(officer, organisation=employer, document_number=number, phone="13800000000", mailbox="a@example.com")
    seen = actions.see_sensitive(by=officer, talent=talent, reason="a call")
    assert seen == (number, "13800000000", "a@example.com")
    assert (last_event().act, last_event().reason) == ("registry.sensitive_seen", "a call")
    for other in (people.hr(employer), people.leader(), people.auditor(), people.officer("xigang")):
        with pytest.raises(Refused):
            actions.see_sensitive(by=other, talent=talent)


# entries, and what follows them


def test_who_works_is_where_the_employer_is() -> None:
    officer = people.city_officer()
    talent = added(officer)
    job = Occupation.objects.get(code="2-02-10-03")
    employer = people.organisation(place=people.place("xigang"))
    working(talent, officer, organisation=employer, occupation=job)
    talent = fresh(talent)
    assert (talent.organisation, talent.place, talent.occupation) == (employer, people.place("xigang"), job)
    assert talent.version == 2


def test_who_ends_work_keeps_the_last_place() -> None:
    officer = people.city_officer()
    talent = added(officer)
    entry = working(talent, officer, organisation=people.organisation(place=people.place("xigang")))
    actions.correct_entry(by=officer, entry=entry, version=1, values={"ended_on": today()})
    talent = fresh(talent)
    assert (talent.organisation, talent.place) == (None, people.place("xigang"))


def test_work_of_long_ago_leaves_the_employer_of_today() -> None:
    officer, employer = people.city_officer(), people.organisation()
    talent = added(officer, organisation=employer)
    working(talent, officer, started_on=date(2001, 1, 1), ended_on=date(2009, 1, 1))
    assert fresh(talent).organisation == employer


def test_full_time_work_comes_before_part_time_work() -> None:
    officer = people.city_officer()
    talent = added(officer)
    main = working(talent, officer, full_time=True)
    working(talent, officer, full_time=False, started_on=date(2023, 1, 1))
    assert fresh(talent).organisation == main.organisation


def test_work_entered_by_mistake_and_removed_leaves_no_employer() -> None:
    officer = people.city_officer()
    talent = added(officer)
    entry = working(talent, officer)
    actions.remove_entry(by=officer, entry=entry, reason="another person's work")
    assert fresh(talent).organisation is None
    assert last_event().act == "registry.talent_corrected"


def test_an_employer_does_not_say_who_works_for_others() -> None:
    employer = people.organisation()
    talent = people.talent(organisation=employer)
    hr = people.hr(employer)
    with pytest.raises(Refused, match="itself alone"):
        working(talent, hr)
    assert not Employment.objects.exists()
    working(talent, hr, organisation=employer)


def test_the_highest_degree_follows_the_studies() -> None:
    officer = people.officer()
    talent = added(officer)
    add = {"by": officer, "talent": talent, "kind": "education"}
    actions.add_entry(**add, values={"degree": "doctor", "school": "大连虚构大学"})
    master = actions.add_entry(**add, values={"degree": "master"})
    assert fresh(talent).degree == "doctor"
    doctor = talent.educations.get(degree="doctor")
    actions.remove_entry(by=officer, entry=doctor, reason="not theirs")
    assert fresh(talent).degree == "master"
    actions.remove_entry(by=officer, entry=master, reason="not theirs")
    assert fresh(talent).degree == ""


def test_only_an_attested_statement_recognises_somebody() -> None:
    owner, own = people.somebody_with_a_record()
    values = {"fact": "recognised_category", "value": "leading", "stated_on": date(2024, 1, 1)}
    entry = actions.add_entry(by=owner, talent=own, kind="statement", values=values)
    assert fresh(own).recognised_category == ""
    actions.attest_entry(by=people.officer(), entry=entry, body="recognising-body")
    assert fresh(own).recognised_category == "leading"


def test_an_attested_entry_is_changed_by_whoever_may_attest_and_is_then_only_stated() -> None:
    owner, own = people.somebody_with_a_record()
    officer = people.officer()
    entry = actions.add_entry(by=owner, talent=own, kind="title", values={"name": "高级工程师", "senior": True})
    entry = actions.attest_entry(by=officer, entry=entry, body="human-resources")
    assert (entry.attested_by, entry.attested_on) == ("human-resources", today())
    with pytest.raises(Refused, match="attested"):
        actions.correct_entry(by=owner, entry=entry, version=2, values={"name": "教授"})
    with pytest.raises(Refused, match="attested"):
        actions.remove_entry(by=owner, entry=entry, reason="no")
    entry = actions.correct_entry(by=officer, entry=entry, version=2, values={"name": "教授"})
    assert (entry.attested_by, entry.version) == ("", 3)


@pytest.mark.parametrize("who", [people.hr, people.auditor, people.leader])
def test_others_attest_nothing(who: Any) -> None:
    entry = actions.add_entry(by=people.officer(), talent=people.talent(), kind="skill", values={"name": "焊接"})
    with pytest.raises(Refused):
        actions.attest_entry(by=who(), entry=entry, body="employer")


def test_only_a_body_of_the_pack_attests() -> None:
    entry = actions.add_entry(by=people.officer(), talent=people.talent(), kind="skill", values={"name": "焊接"})
    with pytest.raises(ValidationError, match="no such body"):
        actions.attest_entry(by=people.officer(), entry=entry, body="my-uncle")


def test_what_is_attested_is_what_was_looked_at() -> None:
    officer = people.officer()
    entry = actions.add_entry(by=officer, talent=people.talent(), kind="skill", values={"name": "焊接"})
    actions.correct_entry(by=officer, entry=entry, version=1, values={"name": "铆接"})
    with pytest.raises(EditedMeanwhile):
        actions.attest_entry(by=officer, entry=entry, body="employer", version=1)


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("education", {"degree": "wizard", "school": "虚构大学"}, "degree"),
        ("employment", {"started_on": date(2020, 1, 1)}, "organisation"),
        (
            "employment",
            {"employer_name": "甲", "started_on": date(2020, 1, 1), "ended_on": date(2019, 1, 1)},
            "__all__",
        ),
        ("insurance", {"first_month": date(2020, 1, 1), "last_month": date(2019, 1, 1)}, "__all__"),
        ("honour", {"name": "虚构奖", "category": "giant"}, "category"),
        ("statement", {"fact": "likes_tea", "value": True, "stated_on": date(2024, 1, 1)}, "fact"),
        ("statement", {"fact": "contract_months", "value": "many", "stated_on": date(2024, 1, 1)}, "value"),
        ("statement", {"fact": "recognised_category", "value": "king", "stated_on": date(2024, 1, 1)}, "value"),
        ("movement", {"kind": "flight", "on": date(2024, 1, 1)}, "kind"),
        ("skill", {"name": ""}, "name"),
    ],
)
def test_a_wrong_entry_is_refused_with_the_field(kind: str, values: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.add_entry(by=people.officer(), talent=people.talent(), kind=kind, values=values)
    assert field in refusal.value.message_dict


def test_a_removed_entry_lives_on_in_the_log() -> None:
    officer = people.officer()
    entry = actions.add_entry(by=officer, talent=people.talent(), kind="skill", values={"name": "焊接"})
    with pytest.raises(ValidationError, match="Say why"):
        actions.remove_entry(by=officer, entry=entry, reason=" ")
    actions.remove_entry(by=officer, entry=entry, reason="wrong person")
    event = last_event()
    assert (event.act, event.before["name"], event.reason) == ("registry.entry_removed", "焊接", "wrong person")


def test_all_that_happens_to_a_record_is_found_with_the_talent() -> None:
    officer = people.officer()
    talent = added(officer)
    entry = actions.add_entry(by=officer, talent=talent, kind="skill", values={"name": "焊接"})
    actions.attest_entry(by=officer, entry=entry, body="employer")
    assert [event.act for event in Event.objects.on(talent)] == [
        "registry.entry_attested",
        "registry.entry_added",
        "registry.talent_added",
    ]
