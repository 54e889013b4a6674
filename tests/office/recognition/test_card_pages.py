"""The pages of the card: for its holder, for anybody who checks one, and for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from office import people
from office.recognition.test_card import OTHER, SEED, part, recognised, token_of
from rencai.office.recognition import actions
from rencai.office.recognition.credential import private_key
from rencai.office.recognition.models import Card

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _key(settings: Any) -> None:
    settings.CARD_KEYS = [SEED]


def checked(token: str) -> Any:
    return Client().get(reverse("check_card"), {"token": token})


def text(response: Any) -> str:
    return str(response.content.decode())


def test_anybody_checks_a_card_without_signing_in_and_learns_nothing_of_the_person() -> None:
    recognition = recognised()
    response = checked(Card.objects.get().token)
    assert response.status_code == 200
    shown = text(response)
    assert "This card holds" in shown
    assert "young elite" in shown
    assert recognition.talent.name not in shown
    assert "no-store" in response["Cache-Control"]


def test_a_card_is_checked_in_chinese_too() -> None:
    recognised()
    token = Card.objects.get().token
    shown = text(Client(headers={"accept-language": "zh-CN"}).get(reverse("check_card"), {"token": token}))
    assert "该卡有效" in shown


def test_spaces_that_slipped_in_while_pasting_do_no_harm() -> None:
    recognised()
    token = Card.objects.get().token
    assert "This card holds" in text(checked(f"  {token[:40]}\n{token[40:]} "))


def test_a_revoked_card_is_refused_with_a_clear_sentence_and_without_the_cause() -> None:
    recognition = recognised()
    token = Card.objects.get().token
    actions.revoke(by=people.officer(), recognition=recognition, cause="材料虚假（虚构）")
    shown = text(checked(token))
    assert "This card was revoked" in shown
    assert "虚假" not in shown


@pytest.mark.parametrize(
    "token", ["x", "<script>alert(1)</script>", "a" * 3000, "\x00", "e30.e30.e30", "%00", "{{ 7*7 }}", "../../etc"]
)
def test_garbage_gets_a_sentence_and_is_not_echoed_as_markup(token: str) -> None:
    response = checked(token)
    assert response.status_code == 200
    shown = text(response)
    assert "This card does not hold" in shown
    assert "<script>alert" not in shown


def test_a_forged_card_costs_the_database_nothing() -> None:
    recognised()
    forged = token_of({"iss": "dalian", "jti": "x", "cat": "top", "nbf": 1}, seed=OTHER)
    client = Client()
    client.get(reverse("check_card"))
    with CaptureQueriesContext(
        connection,
    ) as spent:
        client.get(reverse("check_card"), {"token": forged})
    assert len(spent) == 0


def test_the_page_without_a_card_asks_for_one() -> None:
    shown = text(Client().get(reverse("check_card")))
    assert "does not hold" not in shown
    assert "<textarea" in shown


def test_the_holder_sees_their_card_prints_it_and_replaces_it() -> None:
    recognition = recognised()
    first = Card.objects.get()
    client = people.signed_in(recognition.talent.account)
    address = reverse("talent_card", args=[recognition.pk])
    shown = text(client.get(address))
    assert "<svg" in shown
    assert "http://" not in shown.split("<svg")[1].split("</svg>")[0].replace("http://www.w3.org/2000/svg", "")
    pdf = client.get(reverse("talent_card_pdf", args=[recognition.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    assert b"/MediaBox" in pdf.content
    assert client.post(address).status_code == 302
    assert Card.objects.running().get() != first
    assert "replaced" in text(checked(first.token))


def test_the_paper_card_is_as_large_as_a_bank_card() -> None:
    recognition = recognised()
    client = people.signed_in(recognition.talent.account)
    content = client.get(reverse("talent_card_pdf", args=[recognition.pk])).content.decode("latin-1")
    box = content.split("/MediaBox")[1].split("]")[0].strip(" [").split()
    width, height = (float(number) * 25.4 / 72 for number in box[2:4])
    assert (round(width, 1), round(height, 1)) == (85.6, 54.0)


def test_strangers_see_no_card() -> None:
    recognition = recognised()
    for user in (people.user(), people.officer("xigang")):
        for name in ("talent_card", "talent_card_pdf"):
            assert people.signed_in(user).get(reverse(name, args=[recognition.pk])).status_code == 404


def test_an_auditor_looks_at_a_card_but_replaces_none() -> None:
    recognition = recognised()
    client = people.signed_in(people.auditor())
    assert client.get(reverse("talent_card", args=[recognition.pk])).status_code == 200
    assert client.post(reverse("talent_card", args=[recognition.pk])).status_code == 403
    assert Card.objects.count() == 1


def test_after_a_revocation_there_is_no_card_and_none_can_be_made() -> None:
    recognition = recognised()
    actions.revoke(by=people.officer(), recognition=recognition, cause="x")
    client = people.signed_in(recognition.talent.account)
    assert client.get(reverse("talent_card_pdf", args=[recognition.pk])).status_code == 404
    client.post(reverse("talent_card", args=[recognition.pk]))
    assert not Card.objects.running().exists()


def test_keys_and_ended_cards_are_published_for_programs() -> None:
    recognition = recognised()
    card = Card.objects.get()
    assert Client().get(reverse("revoked_cards")).json()["serials"] == []
    actions.revoke(by=people.officer(), recognition=recognition, cause="x")
    ended = Client().get(reverse("revoked_cards"))
    assert ended.json()["serials"] == [card.serial]
    assert recognition.talent.name not in json.dumps(ended.json(), ensure_ascii=False)
    keys = Client().get(reverse("card_keys")).json()["keys"]
    assert [key["kid"] for key in keys] == [private_key(SEED).thumbprint()]
    assert "d" not in keys[0]


def test_old_keys_stay_published_beside_the_new_one(settings: Any) -> None:
    settings.CARD_KEYS = [OTHER, SEED]
    keys = Client().get(reverse("card_keys")).json()["keys"]
    assert [key["kid"] for key in keys] == [private_key(OTHER).thumbprint(), private_key(SEED).thumbprint()]


def test_a_card_that_says_it_has_no_algorithm_is_told_so() -> None:
    head = part({"alg": "none", "typ": "talent-card", "kid": private_key(SEED).thumbprint()})
    assert "not signed in the way" in text(checked(f"{head}.{part({'cat': 'top'})}."))
