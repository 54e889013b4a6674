"""What the passing of days changes, and who signs in as a talent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from office import people
from office.registry.test_pages import browser, fresh, page
from rencai.office.asker import Refused, today
from rencai.office.audit.models import Event
from rencai.office.registry import actions
from rencai.office.registry.calendar import follow_the_calendar
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db


def after(days: int) -> int:
    """The work of that day; how many records it changed."""
    with time_machine.travel(f"{date.today() + timedelta(days=days)}T12:00:00+08:00"):
        changed: int = follow_the_calendar.function(lambda *_: None)
        return changed


def employed(**values: Any) -> Talent:
    officer, talent = people.city_officer(), people.talent()
    given = {"organisation": people.organisation(place=people.place("xigang")), "started_on": date(2020, 1, 1)}
    actions.add_entry(by=officer, talent=talent, kind="employment", values=given | values)
    return fresh(talent)


def test_work_that_ends_is_over_on_its_day() -> None:
    talent = employed(ended_on=today() + timedelta(days=10))
    assert talent.organisation is not None
    assert after(5) == 0
    assert after(12) == 1
    assert fresh(talent).organisation is None
    assert fresh(talent).place == people.place("xigang")
    event = Event.objects.on(talent).latest("number")
    assert (event.act, event.actor_id) == ("registry.talent_corrected", None)


def test_work_that_begins_later_begins_on_its_day() -> None:
    talent = employed(started_on=today() + timedelta(days=10))
    assert talent.organisation is None
    assert after(12) == 1
    assert fresh(talent).organisation is not None
    assert after(13) == 0


def test_a_recognition_runs_out() -> None:
    officer, talent = people.officer(), people.talent()
    values = {
        "fact": "recognised_category",
        "value": "senior",
        "stated_on": today(),
        "valid_until": today() + timedelta(days=10),
    }
    entry = actions.add_entry(by=officer, talent=talent, kind="statement", values=values)
    actions.attest_entry(by=officer, entry=entry, body="recognising-body")
    assert fresh(talent).recognised_category == "senior"
    assert after(12) == 1
    assert fresh(talent).recognised_category == ""


def test_who_holds_two_jobs_is_left_where_they_are() -> None:
    talent = employed(full_time=True)
    actions.add_entry(
        by=people.city_officer(),
        talent=talent,
        kind="employment",
        values={"organisation": people.organisation(), "started_on": date(2024, 1, 1), "full_time": False},
    )
    assert after(1) == 0


# accounts


def test_an_officer_notes_who_signs_in_as_a_talent() -> None:
    talent, account, officer = people.talent(), people.user(), people.officer()
    address = reverse("link_account", args=[talent.pk])
    answer = browser(officer).post(address, {"account": account.username, "reason": "showed the card"})
    assert answer.status_code == 302
    assert fresh(talent).account == account
    assert talent.name in page(account, "talent", talent.pk)
    browser(officer).post(address, {"account": "", "reason": "another person"})
    assert fresh(talent).account is None


def test_an_account_has_one_record_and_is_open() -> None:
    owner, _own = people.somebody_with_a_record()
    talent, officer = people.talent(), people.officer()
    for account, told in ((owner, "record already"), (people.user(is_active=False), "closed")):
        with pytest.raises(ValidationError, match=told):
            actions.link_account(by=officer, talent=talent, account=account, reason="x")
    shown = browser(officer).post(reverse("link_account", args=[talent.pk]), {"account": "nobody", "reason": "x"})
    assert "There is no account of this name." in shown.content.decode()


def test_nobody_takes_a_record_for_themselves_or_gives_their_own_away() -> None:
    officer = people.officer()
    for talent, account in ((people.talent(), officer), (people.talent(account=officer), people.user())):
        with pytest.raises(Refused, match="party"):
            actions.link_account(by=officer, talent=talent, account=account, reason="x")


@pytest.mark.parametrize("who", [people.hr, people.auditor, people.leader, lambda: people.officer("xigang")])
def test_others_link_nobody(who: Any) -> None:
    with pytest.raises(Refused):
        actions.link_account(by=who(), talent=people.talent(), account=people.user(), reason="x")
