"""The pages of places and organisations."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from office import people
from rencai.office.accounts.models import User
from rencai.office.audit.models import Event
from rencai.office.places.actions import change_organisation
from rencai.office.places.models import Organisation, Place

pytestmark = pytest.mark.django_db


def values_of(organisation: Organisation, **changed: Any) -> dict[str, Any]:
    names = ("name", "name_en", "credit_code", "kind", "policy_kind", "industry", "version")
    given = {name: getattr(organisation, name) for name in names} | {"place": organisation.place_id}
    return given | changed


def test_the_tree_says_what_is_outlying_and_what_is_our_own_draft() -> None:
    text = people.signed_in(people.officer()).get(reverse("places")).content.decode()
    assert "classification of our own, and a draft" in text
    assert "Zhuanghe" in text
    assert "Jinpu New Area" in text


def test_places_are_named_in_the_language_of_the_page() -> None:
    browser = people.signed_in(people.officer())
    text = browser.get(reverse("places"), headers={"accept-language": "zh-CN"}).content.decode()
    assert "庄河市" in text
    assert "Zhuanghe" not in text


def test_only_a_steward_is_offered_to_add_a_place() -> None:
    people.city()
    add = reverse("add_place")
    assert add in people.signed_in(people.steward()).get(reverse("places")).content.decode()
    assert add not in people.signed_in(people.officer()).get(reverse("places")).content.decode()


def test_a_steward_adds_a_place_by_the_page() -> None:
    form = {
        "parent": people.city().pk, "code": "999001", "key": "xin-cheng", "name_zh": "虚构新城", "name_en": "New Town",
        "level": "district", "belt": "suburban",
    }  # fmt: skip
    people.signed_in(people.steward()).post(reverse("add_place"), form)
    assert Place.objects.get_parent(Place.objects.get(key="xin-cheng")) == people.city()


def test_a_steward_changes_a_place_with_a_reason() -> None:
    place = people.place("jinpu")
    form = {
        "code": place.code, "key": place.key, "name_zh": place.name_zh, "name_en": "Jinpu", "level": place.level,
        "belt": place.belt, "draft": "on",
    }  # fmt: skip
    browser, address = people.signed_in(people.steward()), reverse("change_place", args=[place.pk])
    assert "This field is required." in browser.post(address, form).content.decode()
    browser.post(address, form | {"reason": "统一译名"})
    event = Event.objects.on(place).first()
    assert (event.before, event.after) == ({"name_en": "Jinpu New Area"}, {"name_en": "Jinpu"})
    assert "Nothing is changed." in browser.post(address, form | {"reason": "again"}).content.decode()


def test_organisations_are_filtered_by_name_place_kind_and_industry() -> None:
    port = people.organisation(name="港口（虚构）", industry="G")
    clinic = people.organisation(name="医院（虚构）", industry="Q", kind="hospital", place=people.place("xigang"))
    browser = people.signed_in(people.city_officer())

    def found(**query: Any) -> list[int]:
        return [one.pk for one in browser.get(reverse("organisations"), query).context["page"].rows]

    assert found(name="港") == [port.pk]
    assert found(place=clinic.place_id) == [clinic.pk]
    assert found(kind="hospital") == [clinic.pk]
    assert found(industry="G") == [port.pk]
    assert found(kind="castle") == sorted([clinic.pk, port.pk], reverse=True)


def test_an_officer_sees_and_is_offered_only_their_place() -> None:
    people.organisation(name="中山（虚构）")
    ours = people.organisation(name="西岗（虚构）", place=people.place("xigang"))
    browser = people.signed_in(people.officer("xigang"))
    text = browser.get(reverse("organisations")).content.decode()
    assert "西岗（虚构）" in text
    assert "中山（虚构）" not in text
    form = browser.get(reverse("change_organisation", args=[ours.pk])).context["form"]
    assert [place.key for place in form.fields["place"].queryset] == ["xigang"]


def test_an_officer_adds_an_organisation_by_the_page() -> None:
    form = values_of(
        Organisation(name="新厂（虚构）", credit_code=people.credit_code(), industry="C", place=people.place())
    )
    response = people.signed_in(people.officer()).post(reverse("add_organisation"), form)
    made = Organisation.objects.get()
    assert response["Location"] == reverse("organisation", args=[made.pk])


def test_a_wrong_credit_code_is_told_at_its_field_and_the_rest_stays() -> None:
    form = values_of(Organisation(name="新厂（虚构）", credit_code="123", industry="C", place=people.place()))
    text = people.signed_in(people.officer()).post(reverse("add_organisation"), form).content.decode()
    assert "123 is no unified social credit code: 18 characters" in text
    assert "新厂（虚构）" in text


def test_a_place_that_is_not_theirs_is_refused_though_it_is_posted() -> None:
    form = values_of(
        Organisation(name="x", credit_code=people.credit_code(), industry="C", place=people.place("changhai"))
    )
    people.signed_in(people.officer("xigang")).post(reverse("add_organisation"), form)
    assert not Organisation.objects.exists()


def edited_meanwhile(officer: User, made: Organisation) -> tuple[Client, Any]:
    browser = people.signed_in(officer)
    change_organisation(by=officer, organisation=made, version=1, values={"name": "先存（虚构）", "industry": "J"})
    form = values_of(made, name="后写（虚构）", kind="school")
    return browser, browser.post(reverse("change_organisation", args=[made.pk]), form)


def test_the_second_editor_sees_both_versions_and_loses_nothing() -> None:
    officer, made = people.officer(), people.organisation(industry="C")
    _, response = edited_meanwhile(officer, made)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else has changed this in the meantime." in text
    for word in ("先存（虚构）", "后写（虚构）", "finance", "manufacturing", "school"):
        assert word in text
    made.refresh_from_db()
    assert made.name == "先存（虚构）"


def test_the_second_editor_saves_what_they_then_see() -> None:
    officer, made = people.officer(), people.organisation(industry="C")
    browser, response = edited_meanwhile(officer, made)
    assert 'name="version" value="2"' in response.content.decode()
    browser.post(
        reverse("change_organisation", args=[made.pk]),
        values_of(made, name="后写（虚构）", kind="school", industry="J", version=2),
    )
    made.refresh_from_db()
    assert (made.name, made.kind, made.industry, made.version) == ("后写（虚构）", "school", "J", 3)


def test_one_organisation_shows_what_is_known_and_leads_to_its_history() -> None:
    made = people.organisation(name="港口（虚构）", policy_kind="other")
    text = people.signed_in(people.leader()).get(reverse("organisation", args=[made.pk])).content.decode()
    assert made.credit_code in text
    assert reverse("audit_history", args=["places.organisation", made.pk]) in text
    assert reverse("change_organisation", args=[made.pk]) not in text


def test_html_in_a_name_is_shown_as_text() -> None:
    made = people.organisation(name="<b onclick=x>厂</b>")
    browser = people.signed_in(people.officer())
    for address in (reverse("organisations"), reverse("organisation", args=[made.pk])):
        assert "<b onclick" not in browser.get(address).content.decode()


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("organisations", 8),
        ("organisation", 6),
        ("change_organisation", 7),
        ("places", 6),
        ("place", 7),
        ("add_organisation", 7),
    ],
)
def test_a_page_costs_the_same_with_more_on_it(name: str, most: int) -> None:
    made = people.organisation()
    args = {"organisation": [made.pk], "change_organisation": [made.pk], "place": [made.place_id]}.get(name, [])
    browser, address = people.signed_in(people.officer()), reverse(name, args=args)
    before = queries_of(browser, address)
    for _ in range(30):
        people.organisation()
    assert queries_of(browser, address) == before <= most


def test_the_list_of_organisations_is_walked_page_by_page() -> None:
    for _ in range(30):
        people.organisation()
    browser = people.signed_in(people.officer())
    first = browser.get(reverse("organisations")).context["page"]
    second = browser.get(reverse("organisations"), {"after": first.next}).context["page"]
    assert len({row.pk for row in [*first.rows, *second.rows]}) == 30
