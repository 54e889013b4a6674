"""Secrets are encrypted in their columns, bound to them, readable by every key of the ring, and found by fingerprint."""

from __future__ import annotations

import base64
import secrets

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from office import people
from rencai.office.registry.models import Talent
from rencai.office.secrecy.keys import Unreadable, blind_index, decrypt, encrypt

COLUMN = "registry.talent.phone"
texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


def another_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@given(texts)
def test_what_is_encrypted_is_read_again(text: str) -> None:
    assert decrypt(encrypt(text, COLUMN), COLUMN) == text


def test_the_same_text_is_never_encrypted_twice_the_same() -> None:
    assert encrypt("13800000000", COLUMN) != encrypt("13800000000", COLUMN)


def test_a_value_moved_to_another_column_cannot_be_read() -> None:
    with pytest.raises(Unreadable, match="was changed"):
        decrypt(encrypt("x", COLUMN), "registry.talent.mailbox")


@pytest.mark.parametrize("position", [4, 15, 20, -1])
def test_a_changed_byte_is_noticed(position: int) -> None:
    data = bytearray(encrypt("13800000000", COLUMN))
    data[position] ^= 1
    with pytest.raises(Unreadable):
        decrypt(bytes(data), COLUMN)


@pytest.mark.parametrize("data", [b"", b"abc", b"0" * 40])
def test_what_was_never_encrypted_is_named_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decrypt(data, COLUMN)


def test_a_new_key_in_front_writes_and_the_old_one_still_reads(settings: Settings) -> None:
    old = encrypt("13800000000", COLUMN)
    settings.FIELD_KEYS = [another_key(), *settings.FIELD_KEYS]
    new = encrypt("13800000000", COLUMN)
    assert decrypt(old, COLUMN) == decrypt(new, COLUMN) == "13800000000"
    assert old[:4] != new[:4]


def test_without_its_key_a_value_cannot_be_read(settings: Settings) -> None:
    data = encrypt("13800000000", COLUMN)
    settings.FIELD_KEYS = [another_key()]
    with pytest.raises(Unreadable, match="no key on the ring"):
        decrypt(data, COLUMN)


@pytest.mark.parametrize(
    "written", ["21020219850615001x", "２１０２０２１９８５０６１５００１Ｘ", " 210202-19850615-001 X\t"]
)
def test_one_number_has_one_fingerprint_however_it_is_written(written: str) -> None:
    assert blind_index(written, "a") == blind_index("21020219850615001X", "a")


def test_fingerprints_of_two_columns_cannot_be_compared() -> None:
    assert blind_index("13800000000", "a") != blind_index("13800000000", "b")


def test_a_fingerprint_depends_on_the_offices_key(settings: Settings) -> None:
    before = blind_index("13800000000", "a")
    settings.BLIND_INDEX_KEY = another_key()
    assert blind_index("13800000000", "a") != before


def test_nothing_has_no_fingerprint() -> None:
    assert blind_index(" - ", "a") == ""


@pytest.mark.django_db
def test_the_database_does_not_hold_what_the_field_says() -> None:
    talent = people.talent(phone="13812345678", mailbox="wang@example.com")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, mailbox, phone_index FROM registry_talent WHERE id = %s", [talent.pk])
        row = [bytes(value) if not isinstance(value, str) else value.encode() for value in cursor.fetchone()]
    assert b"13812345678" not in b"".join(row)
    assert Talent.objects.get(pk=talent.pk).phone == "13812345678"


@pytest.mark.django_db
def test_an_empty_secret_stays_empty() -> None:
    assert Talent.objects.get(pk=people.talent().pk).phone == ""


@pytest.mark.django_db
def test_a_talent_is_found_by_the_fingerprint_of_the_whole_and_of_the_tail() -> None:
    talent = people.talent(phone="138 1234 5678")
    whole, tail = Talent._meta.get_field("phone_index"), Talent._meta.get_field("phone_tail")
    assert Talent.objects.get(phone_index=whole.fingerprint("13812345678")) == talent
    assert Talent.objects.get(phone_tail=tail.fingerprint("5678")) == talent


@pytest.mark.django_db
def test_a_secret_cannot_be_searched_by_its_text() -> None:
    with pytest.raises(FieldError):
        Talent.objects.filter(phone="13812345678").exists()
