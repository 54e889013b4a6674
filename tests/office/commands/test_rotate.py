"""`rencai secrets rotate`: everything readable by the new key alone, nothing lost, and people go on working."""

from __future__ import annotations

import base64

import pytest
from django.db import connection
from policy.command_line import run
from pytest_django import Settings

from office import people
from rencai.office.accounts.actions import declare_kin
from rencai.office.audit.models import Event
from rencai.office.commands import rotation
from rencai.office.registry.models import Talent
from rencai.office.secrecy.keys import KEY_NAME, ring

pytestmark = pytest.mark.django_db
OLD, NEW, OTHER = (base64.urlsafe_b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3))


@pytest.fixture
def talents(settings: Settings) -> list[Talent]:
    """Three people whose secrets were written by the old key."""
    settings.FIELD_KEYS, settings.BLIND_INDEX_KEY = [OLD], OTHER
    return [
        people.talent(document_number=people.identity_number(number), phone="15400000001", mailbox="a@rencai.example")
        for number in range(3)
    ]


def names_of_keys() -> set[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_number, phone, mailbox FROM registry_talent")
        return {bytes(value)[:KEY_NAME] for row in cursor.fetchall() for value in row if value}


def secrets() -> list[tuple[str, str, str]]:
    return list(Talent.objects.order_by("pk").values_list("document_number", "phone", "mailbox"))


def test_afterwards_the_old_key_can_go(talents: list[Talent], settings: Settings) -> None:
    before = secrets()
    settings.FIELD_KEYS = [NEW, OLD]
    ran = run("secrets", "rotate")
    assert (ran.code, "9 values" in ran.said) == (0, True)
    settings.FIELD_KEYS = [NEW]
    assert names_of_keys() == set(ring())
    assert secrets() == before


def test_a_second_time_there_is_nothing_to_do_and_nothing_on_record(talents: list[Talent], settings: Settings) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    run("secrets", "rotate")
    events = Event.objects.count()
    ran = run("secrets", "rotate")
    assert (ran.code, "0 values" in ran.said) == (0, True)
    assert Event.objects.count() == events


def test_what_was_broken_off_is_taken_up(
    talents: list[Talent], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    monkeypatch.setattr(rotation, "BATCH", 1)

    def break_off(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.turn(break_off)
    assert len(names_of_keys()) == 2
    assert "3 values" in run("secrets", "rotate").said
    assert len(names_of_keys()) == 1


def test_each_batch_is_on_record_without_any_secret(talents: list[Talent], settings: Settings) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    run("secrets", "rotate")
    event = Event.objects.get(act="audit.keys_turned")
    assert event.after["values"] == 9
    assert "15400000001" not in str(event.after)


def test_a_new_key_of_fingerprints_finds_everybody_again(talents: list[Talent], settings: Settings) -> None:
    settings.BLIND_INDEX_KEY = NEW
    index = Talent._meta.get_field("document_index")
    number = talents[1].document_number
    assert not Talent.objects.filter(document_index=index.fingerprint(number)).exists()
    ran = run("secrets", "rotate")
    assert "15 fingerprints" in ran.said
    assert Talent.objects.get(document_index=index.fingerprint(number)).pk == talents[1].pk
    assert "0 values" in ran.said


def test_declared_relatives_are_counted_where_they_are_no_longer_recognised(
    talents: list[Talent], settings: Settings
) -> None:
    declare_kin(by=people.officer(), name="王小妹", relation="妹妹", identity=people.identity_number(70))
    settings.FIELD_KEYS = [NEW, OLD]
    assert "relatives" not in run("secrets", "rotate").said
    settings.BLIND_INDEX_KEY = NEW
    assert "1 declared relatives" in run("secrets", "rotate").said


def test_a_missing_key_is_told_and_nothing_is_lost(talents: list[Talent], settings: Settings) -> None:
    settings.FIELD_KEYS = [NEW]
    ran = run("secrets", "rotate")
    assert ran.code == 2
    assert "RENCAI_FIELD_KEYS" in ran.complaint
    settings.FIELD_KEYS = [NEW, OLD]
    assert secrets()[0][1] == "15400000001"


def test_versions_and_moments_of_records_stay(talents: list[Talent], settings: Settings) -> None:
    before = list(Talent.objects.order_by("pk").values_list("version", "changed_at"))
    settings.FIELD_KEYS = [NEW, OLD]
    run("secrets", "rotate")
    assert list(Talent.objects.order_by("pk").values_list("version", "changed_at")) == before
