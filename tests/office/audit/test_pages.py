"""The log as people read it, and what they do not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from office import people
from rencai.office.accounts.models import User
from rencai.office.audit.acts import act, record
from rencai.office.audit.denial import denied
from rencai.office.audit.models import Event
from rencai.office.places.actions import add_organisation, change_organisation
from rencai.office.places.models import Organisation

pytestmark = pytest.mark.django_db
SESSION_AND_RIGHTS = 3
"""Session, account, mandates; a mandate below the city asks for its places too."""


def organisation_by(officer: User, where: str = "zhongshan", name: str = "大连虚构船厂") -> Organisation:
    return add_organisation(
        by=officer, place=people.place(where), credit_code=people.credit_code(), name=name, industry="C"
    )


def page(account: User, name: str, *args: Any, **query: Any) -> str:
    return people.signed_in(account).get(reverse(name, args=args), query).content.decode()


def numbers(account: User, **query: Any) -> list[int]:
    response = people.signed_in(account).get(reverse("audit_log"), query)
    return [event.number for event in response.context["page"].rows]


def test_an_auditor_of_the_city_reads_every_act() -> None:
    officer = people.officer()
    organisation_by(officer)
    text = page(people.auditor(), "audit_log")
    assert "大连虚构船厂" in text
    assert "added an organisation" in text
    assert officer.name in text


def test_an_auditor_of_one_place_reads_only_what_was_done_there() -> None:
    organisation_by(people.officer("zhongshan"), "zhongshan", "中山虚构厂")
    organisation_by(people.officer("xigang"), "xigang", "西岗虚构厂")
    text = page(people.auditor(people.place("xigang")), "audit_log")
    assert "西岗虚构厂" in text
    assert "中山虚构厂" not in text


def test_an_auditor_of_one_place_does_not_open_an_entry_of_another() -> None:
    made = organisation_by(people.officer("zhongshan"), "zhongshan")
    event = Event.objects.on(made).get()
    auditor = people.auditor(people.place("xigang"))
    assert people.signed_in(auditor).get(reverse("audit_event", args=[event.number])).status_code == 404
    assert Event.objects.filter(act="audit.denied", actor_id=auditor.pk, target_id=str(event.number)).exists()


@pytest.mark.parametrize("role", ["officer", "leader", "steward", "hr"])
def test_nobody_but_an_auditor_opens_the_log(role: str) -> None:
    account = getattr(people, role)()
    assert people.signed_in(account).get(reverse("audit_log")).status_code == 403
    assert people.signed_in(account).get(reverse("audit_anchor")).status_code == 403


def test_everybody_reads_what_they_did_themselves() -> None:
    officer, other = people.officer(), people.officer()
    organisation_by(officer, name="自己的虚构厂")
    organisation_by(other, name="别人的虚构厂")
    text = page(officer, "audit_own_acts")
    assert "自己的虚构厂" in text
    assert "别人的虚构厂" not in text


def test_a_denied_look_does_not_tell_the_name_of_what_was_hidden() -> None:
    officer, hidden = people.officer("xigang"), people.organisation(name="隐藏的虚构厂")
    denied(by=officer, on=hidden)
    assert "隐藏的虚构厂" not in page(officer, "audit_own_acts")
    event = Event.objects.get(act="audit.denied")
    assert (event.target, event.target_kind, event.target_id) == ("", "places.organisation", str(hidden.pk))


def test_the_log_is_filtered_by_act_place_person_and_account() -> None:
    first, second = people.officer("zhongshan"), people.officer("xigang")
    a, b = organisation_by(first, "zhongshan"), organisation_by(second, "xigang")
    of_a, of_b = (Event.objects.on(made).get().number for made in (a, b))
    auditor = people.auditor()
    assert numbers(auditor, act="places.organisation_added") == [of_b, of_a]
    assert numbers(auditor, act="places.organisation_added", place=a.place_id) == [of_a]
    assert numbers(auditor, act="places.organisation_added", person=second.username) == [of_b]
    assert numbers(auditor, act="places.organisation_added", by=first.pk) == [of_a]


def test_an_account_that_nobody_has_is_said_to_be_none() -> None:
    assert "No account is called nobody" in page(people.auditor(), "audit_log", person="nobody")


def test_the_log_is_filtered_by_days_in_the_time_of_the_office() -> None:
    officer, auditor, found = people.officer(), people.auditor(), []
    for moment in ("2036-03-01T23:59:59+08:00", "2036-03-02T00:00:00+08:00", "2036-03-03T00:00:00+08:00"):
        with time_machine.travel(moment, tick=False):
            found.append(Event.objects.on(organisation_by(officer)).get().number)
    with time_machine.travel("2036-03-04T12:00:00+08:00"):
        only = {"act": "places.organisation_added"}
        assert numbers(auditor, first="2036-03-02", last="2036-03-02", **only) == [found[1]]
        assert numbers(auditor, first="2036-03-02", **only) == [found[2], found[1]]
        assert numbers(auditor, last="2036-03-01", **only) == [found[0]]
        assert numbers(auditor, first="2036-03-05", **only) == []
        assert numbers(auditor, last="2036-03-09", **only) == found[::-1]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_days_like_others(day: str) -> None:
    made = Event.objects.on(organisation_by(people.officer())).get().number
    auditor, only = people.auditor(), {"act": "places.organisation_added"}
    assert numbers(auditor, first=day, **only) == ([made] if day < "2000" else [])
    assert numbers(auditor, last=day, **only) == ([made] if day > "2000" else [])


def test_a_day_that_is_none_is_told_and_hides_nothing() -> None:
    organisation_by(people.officer())
    text = page(people.auditor(), "audit_log", first="yesterday")
    assert "Something is not right yet" in text
    assert "大连虚构船厂" in text


def test_one_entry_shows_before_and_after_side_by_side_in_words() -> None:
    officer = people.city_officer()
    made = organisation_by(officer)
    change_organisation(
        by=officer, organisation=made, version=1, values={"kind": "hospital", "place": people.place("xigang")}
    )
    event = Event.objects.on(made).first()
    text = page(people.auditor(), "audit_event", event.number)
    for word in ("Kind", "employer", "hospital", "Place", "Zhongshan", "Xigang", event.hash):
        assert word in text


def test_an_entry_links_to_the_thing_its_history_and_its_mandate() -> None:
    officer = people.officer()
    made = organisation_by(officer)
    text = page(people.auditor(), "audit_event", Event.objects.on(made).get().number)
    assert reverse("organisation", args=[made.pk]) in text
    assert reverse("audit_history", args=["places.organisation", made.pk]) in text
    assert reverse("mandate", args=[officer.mandates.get().pk]) in text


def test_the_history_of_a_thing_tells_an_officer_only_their_own_acts() -> None:
    officer, other = people.officer(), people.officer()
    made = organisation_by(other)
    change_organisation(by=officer, organisation=made, version=1, values={"name": "改名虚构厂"})
    text = page(officer, "audit_history", "places.organisation", made.pk)
    assert "changed an organisation" in text
    assert "added an organisation" not in text


def test_the_history_of_a_kind_that_does_not_exist_is_empty() -> None:
    assert "Nothing to show" in page(people.auditor(), "audit_history", "no.such", "1")


def test_values_of_another_shape_are_shown_as_they_are() -> None:
    @act
    def odd() -> None:
        record("audit.denied", by=None, before={"odd_key": {"a": [1, None]}}, after={"odd_key": True})

    auditor = people.auditor()
    odd()
    text = page(auditor, "audit_event", Event.objects.order_by("-number")[0].number)
    assert "Odd key" in text
    assert "yes" in text


def test_the_page_of_the_end_shows_number_and_hash_and_gives_them_as_a_file() -> None:
    organisation_by(people.officer())
    auditor = people.auditor()
    client = people.signed_in(auditor)
    last = Event.objects.order_by("-number")[0]
    assert last.hash in client.get(reverse("audit_anchor")).content.decode()
    kept = client.get(reverse("audit_anchor"), {"format": "text"})
    assert kept.content.decode() == f"{last.number} {last.hash}\n"
    assert "attachment" in kept["Content-Disposition"]


def test_the_log_is_walked_page_by_page() -> None:
    officer = people.officer()
    for _ in range(30):
        organisation_by(officer)
    client = people.signed_in(people.auditor())
    first = client.get(reverse("audit_log"))
    second = client.get(reverse("audit_log"), {"after": first.context["page"].next})
    assert len(first.context["page"].rows) == 25
    assert second.context["page"].rows[0].number == first.context["page"].rows[-1].number - 1


@pytest.mark.parametrize(("name", "queries"), [("audit_log", 6), ("audit_own_acts", 5), ("audit_anchor", 5)])
@pytest.mark.parametrize("rows", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_log(
    name: str, queries: int, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer = people.officer()
    for _ in range(rows):
        organisation_by(officer)
    client = people.signed_in(people.auditor())
    with django_assert_num_queries(queries):
        assert client.get(reverse(name)).status_code == 200


def test_one_entry_costs_one_query_for_each_kind_of_record_that_it_names(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    event = Event.objects.on(organisation_by(people.officer())).get()
    client = people.signed_in(people.auditor())
    with django_assert_num_queries(SESSION_AND_RIGHTS + 2):
        client.get(reverse("audit_event", args=[event.number]))


def test_an_anonymous_visitor_is_sent_to_sign_in() -> None:
    response = Client().get(reverse("audit_log"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_between_days_takes_nothing_from_before_and_nothing_from_after() -> None:
    organisation_by(people.officer())
    today = timezone.localdate()
    every = Event.objects.count()
    assert Event.objects.between(today, today).count() == every
    assert Event.objects.between(today + timedelta(days=1), None).count() == 0
    assert Event.objects.between(None, today - timedelta(days=1)).count() == 0


def test_a_detail_that_no_field_explains_is_told_in_the_words_of_its_app() -> None:
    officer = people.officer()

    @act
    def with_a_factor() -> None:
        record("accounts.signed_in", by=officer, on=officer, after={"methods": ["password", "totp"]})

    with_a_factor()
    text = page(officer, "audit_event", Event.objects.order_by("-number")[0].number)
    assert "How" in text
    assert "password, authenticator app" in text
