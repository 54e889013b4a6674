"""Acts on places and organisations."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from office import people
from rencai.office.accounts.permissions import Role
from rencai.office.asker import Refused
from rencai.office.audit.models import Event
from rencai.office.editing import EditedMeanwhile
from rencai.office.places.actions import add_organisation, add_place, change_organisation, change_place, found_city
from rencai.office.places.models import Belt, Organisation, Place, checked_credit_code

pytestmark = pytest.mark.django_db
NEW = {
    "code": "999001",
    "key": "new-town",
    "name_zh": "虚构新城",
    "name_en": "New Town",
    "level": "district",
    "belt": "suburban",
}


def test_the_city_has_its_districts_counties_and_pilot_zone() -> None:
    city = people.city()
    assert (city.name_zh, city.depth) == ("大连市", 1)
    below = Place.objects.exclude(pk=city.pk)
    assert below.count() == 11
    assert all(Place.objects.get_parent(place) == city for place in below)


def test_the_outlying_places_are_those_for_which_the_published_rules_pay_more() -> None:
    people.city()
    assert set(Place.objects.filter(belt=Belt.OUTLYING).values_list("name_zh", flat=True)) == {
        "普兰店区",
        "瓦房店市",
        "庄河市",
        "长海县",
    }


def test_a_place_without_a_source_is_a_draft() -> None:
    people.city()
    assert list(Place.objects.filter(draft=True).values_list("name_zh", flat=True)) == ["金普新区"]


def test_a_city_is_founded_once() -> None:
    people.city()
    events = Event.objects.count()
    found_city()
    assert Place.objects.filter(depth=1).count() == 1
    assert Event.objects.count() == events


def test_a_steward_adds_a_place_within_another() -> None:
    added = add_place(by=people.steward(), parent=people.place("changhai"), **NEW)
    assert Place.objects.get_parent(added).key == "changhai"
    event = Event.objects.on(added).get()
    assert (event.act, event.place_id, event.after["name_zh"]) == ("places.place_added", added.pk, "虚构新城")


def test_who_holds_a_mandate_for_a_place_reaches_the_places_added_within_it() -> None:
    add_place(by=people.steward(), parent=people.place("changhai"), **NEW)
    assert people.officer("changhai").may("registry.edit", people.talent(place=people.place("new-town")))


def test_there_is_one_city() -> None:
    people.city()
    with pytest.raises(ValidationError, match="a city already"):
        add_place(by=None, parent=None, **NEW)


@pytest.mark.parametrize("role", ["officer", "leader", "auditor", "hr"])
def test_only_a_steward_adds_and_changes_places(role: str) -> None:
    account = getattr(people, role)()
    with pytest.raises(Refused):
        add_place(by=account, parent=people.city(), **NEW)
    with pytest.raises(Refused):
        change_place(by=account, place=people.place(), reason="x", belt="outlying")


def test_a_districts_steward_changes_only_the_district() -> None:
    steward = people.holder(Role.STEWARD, people.place("xigang"))
    change_place(by=steward, place=people.place("xigang"), reason="x", belt="suburban")
    with pytest.raises(Refused):
        change_place(by=steward, place=people.place("zhongshan"), reason="x", belt="suburban")


@pytest.mark.parametrize("field", ["code", "key"])
def test_two_places_share_no_code_and_no_name_in_packs(field: str) -> None:
    taken = getattr(people.place(), field)
    with pytest.raises(ValidationError) as refusal:
        add_place(by=people.steward(), parent=people.city(), **(NEW | {field: taken}))
    assert field in refusal.value.message_dict


def test_a_change_tells_before_and_after_and_the_reason() -> None:
    place = change_place(by=people.steward(), place=people.place("jinpu"), reason="区划调整（虚构）", draft=False)
    event = Event.objects.on(place).first()
    assert (event.before, event.after, event.reason) == ({"draft": True}, {"draft": False}, "区划调整（虚构）")


def test_a_place_is_not_changed_without_a_reason_or_without_a_change() -> None:
    steward, place = people.steward(), people.place()
    with pytest.raises(ValidationError, match="Say why"):
        change_place(by=steward, place=place, reason="", belt="outlying")
    with pytest.raises(ValidationError, match="Nothing is changed"):
        change_place(by=steward, place=place, reason="x", belt=place.belt)


def adding_a_place(by: Any, number: int, faults: list[BaseException]) -> None:
    try:
        values = NEW | {"code": f"99900{number}", "key": f"town-{number}"}
        add_place(by=by, parent=Place.objects.get(key="dalian"), **values)
    except BaseException as fault:
        faults.append(fault)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_places_added_at_the_same_time_all_find_their_path() -> None:
    steward, faults = people.steward(), []
    threads = [threading.Thread(target=adding_a_place, args=(steward, number, faults)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(set(Place.objects.values_list("path", flat=True))) == Place.objects.count() == 16


def organisation(**values: Any) -> Organisation:
    given = {
        "by": values.get("by") or people.officer(),
        "place": people.place(),
        "credit_code": people.credit_code(),
        "name": "大连虚构港务公司",
        "industry": "G",
    }
    return add_organisation(**(given | values))


def test_an_added_organisation_is_found_by_pinyin_and_initials() -> None:
    made = organisation(name="大连虚构港")
    assert (made.pinyin, made.initials) == ("dalianxugougang", "dlxgg")


@pytest.mark.parametrize(
    "code", ["", "123", "91210200MA0000000I", "91210200MA00000001", "９１２１０２００ＭＡ０００００００１", "x" * 500]
)
def test_a_wrong_credit_code_is_refused_with_a_clear_sentence(code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        organisation(credit_code=code)
    assert "unified social credit code" in str(refusal.value)
    assert not Organisation.objects.exists()


def test_a_credit_code_is_kept_in_its_one_form() -> None:
    code = people.credit_code()
    assert checked_credit_code(f" {code[:8].lower()} {code[8:].lower()}") == code


def test_one_credit_code_belongs_to_one_organisation() -> None:
    code = people.credit_code()
    organisation(credit_code=code)
    with pytest.raises(ValidationError) as refusal:
        organisation(credit_code=code.lower())
    assert "credit_code" in refusal.value.message_dict


def test_an_officer_adds_and_changes_organisations_of_their_place_only() -> None:
    officer = people.officer("xigang")
    with pytest.raises(Refused):
        organisation(by=officer)
    ours = organisation(by=officer, place=people.place("xigang"))
    with pytest.raises(Refused):
        change_organisation(by=officer, organisation=ours, version=1, values={"place": people.place("zhongshan")})


def test_whoever_says_in_memory_that_an_organisation_is_theirs_is_not_believed() -> None:
    theirs = people.organisation(place=people.place("zhongshan"))
    theirs.place = people.place("xigang")
    with pytest.raises(Refused):
        change_organisation(
            by=people.officer("xigang"), organisation=theirs, version=1, values={"place": people.place("xigang")}
        )


def test_a_change_raises_the_version_and_tells_the_difference() -> None:
    officer = people.officer()
    made = organisation(by=officer)
    changed = change_organisation(by=officer, organisation=made, version=1, values={"name": "改名虚构公司"})
    assert changed.version == 2
    event = Event.objects.on(made).first()
    assert (event.before, event.after) == ({"name": "大连虚构港务公司"}, {"name": "改名虚构公司"})


def test_the_second_of_two_editors_is_told_and_changes_nothing() -> None:
    officer = people.officer()
    made = organisation(by=officer)
    change_organisation(by=officer, organisation=made, version=1, values={"name": "先（虚构）"})
    with pytest.raises(EditedMeanwhile) as told:
        change_organisation(by=officer, organisation=made, version=1, values={"name": "后（虚构）"})
    assert told.value.current.name == "先（虚构）"
    made.refresh_from_db()
    assert (made.name, made.version) == ("先（虚构）", 2)


def test_organisations_are_seen_within_the_mandate() -> None:
    ours, theirs = people.organisation(place=people.place("xigang")), people.organisation()
    assert list(Organisation.objects.visible_to(people.officer("xigang"))) == [ours]
    assert list(Organisation.objects.visible_to(people.hr(theirs))) == [theirs]
    assert set(Organisation.objects.visible_to(people.leader())) == {ours, theirs}
    assert not Organisation.objects.visible_to(people.user()).exists()
