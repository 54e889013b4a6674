"""The talent card: signed, issued with a recognition, ended with it, and checked by anybody."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey

from office import people
from office.recognition import cases
from rencai.office.asker import Refused, today
from rencai.office.audit.models import Event
from rencai.office.recognition import actions, checking
from rencai.office.recognition.actions.cards import issue_card
from rencai.office.recognition.credential import ALGORITHM, TYPE, Credential, Fault, private_key, signed
from rencai.office.recognition.models import Card, Recognition
from rencai.office.recognition.terms import CardEnd, Verdict

pytestmark = pytest.mark.django_db
SEED = base64.urlsafe_b64encode(b"a key of nobody, for tests alone").decode()
OTHER = base64.urlsafe_b64encode(b"another key of nobody, for tests").decode()
DAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _key(settings: Any) -> None:
    settings.CARD_KEYS = [SEED]


def recognised(**values: Any) -> Recognition:
    """Somebody of Zhongshan, recognised by the district some weeks ago."""
    with time_machine.travel(today() - timedelta(days=60), tick=False):
        cases.district()
        clerk, head = people.officer(), people.officer()
        case = cases.prepared(cases.submitted(), clerk)
        with time_machine.travel(case.due_on, tick=False):
            actions.decide(by=head, case=case, version=case.version, verdict=Verdict.GRANT, **values)
    return Recognition.objects.get()


def token_of(claims: Any, header: dict[str, Any] | None = None, seed: str = SEED) -> str:
    key = private_key(seed)
    given = {"alg": ALGORITHM, "typ": TYPE, "kid": key.thumbprint()} | (header or {})
    return jws.serialize_compact(given, json.dumps(claims).encode(), key, algorithms=[ALGORITHM])


def claims_of(card: Card) -> dict[str, Any]:
    part = card.token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=="))  # type: ignore[no-any-return]


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_whoever_is_recognised_gets_a_card_in_the_same_act() -> None:
    recognition = recognised()
    card = Card.objects.get()
    assert card.recognition == recognition
    assert checking.checked(card.token).credential is not None
    assert Event.objects.filter(act="recognition.card_issued").count() == 1


def test_a_card_says_class_and_validity_and_nothing_of_the_person() -> None:
    until = today() + timedelta(days=400)
    recognition = recognised(valid_until=until)
    card = Card.objects.get()
    claims = claims_of(card)
    assert set(claims) == {"iss", "jti", "cat", "nbf", "exp"}
    assert claims["cat"] == recognition.category
    assert claims["jti"] == card.serial
    assert claims["iss"] == "dalian"
    assert recognition.talent.name not in card.token


def test_a_card_without_an_end_says_none() -> None:
    recognised()
    assert "exp" not in claims_of(Card.objects.get())


def test_a_card_ends_when_its_last_day_is_over() -> None:
    last = today() + timedelta(days=400)
    recognised(valid_until=last)
    card = Card.objects.get()
    with time_machine.travel(datetime(last.year, last.month, last.day, 15, tzinfo=UTC), tick=False):
        assert checking.checked(card.token).credential is not None
    with time_machine.travel(datetime(last.year, last.month, last.day, 16, tzinfo=UTC), tick=False):
        assert checking.checked(card.token).fault == Fault.EXPIRED.value


def test_a_revoked_recognition_takes_its_card_along() -> None:
    recognition = recognised()
    head = people.officer()
    card = Card.objects.get()
    actions.revoke(by=head, recognition=recognition, cause="虚假材料（虚构）")
    found = checking.checked(card.token)
    assert found.credential is None
    assert found.fault == Fault.REVOKED.value
    assert "虚假" not in str(found.why)


def test_recognised_anew_the_old_card_is_refused_and_the_new_one_holds() -> None:
    recognition = recognised()
    old = Card.objects.get()
    again = Recognition.objects.get(pk=recognition.pk)
    again.pk = None
    again.decision = _another_decision(recognition)
    again.save()
    recognition.superseded_by = again
    recognition.save()
    from rencai.office.audit.acts import act, record
    from rencai.office.recognition import signals

    @act
    def granted() -> None:
        record("recognition.decided", by=None, on=again)
        signals.recognised.send(Recognition, recognition=again)

    granted()
    assert checking.checked(old.token).fault == Fault.SUPERSEDED.value
    new = Card.objects.running().get()
    assert checking.checked(new.token).credential is not None
    assert new.recognition == again


def _another_decision(recognition: Recognition) -> Any:
    decision = recognition.decision
    decision.pk = None
    decision._state.adding = True
    decision.save()
    return decision


def test_a_lost_card_is_replaced_and_no_longer_taken() -> None:
    recognition = recognised()
    lost = Card.objects.get()
    new = issue_card(by=recognition.talent.account, recognition=recognition)
    assert checking.checked(lost.token).fault == Fault.SUPERSEDED.value
    assert checking.checked(new.token).credential is not None
    lost.refresh_from_db()
    assert lost.revoked_reason == CardEnd.REPLACED


def test_nobody_else_takes_a_card_out_for_somebody() -> None:
    recognition = recognised()
    for stranger in (people.user(), people.officer("xigang"), people.hr(recognition.talent.organisation)):
        with pytest.raises(Refused):
            issue_card(by=stranger, recognition=recognition)
    assert Card.objects.count() == 1


def test_an_altered_card_is_refused_wherever_it_is_altered() -> None:
    recognised()
    token = Card.objects.get().token
    for place, sign in enumerate(token):
        changed = token[:place] + ("A" if sign != "A" else "B") + token[place + 1 :]
        assert checking.checked(changed).credential is None, place


def test_a_card_of_a_higher_class_cannot_be_forged_from_ones_own() -> None:
    recognised()
    card = Card.objects.get()
    head, _claims, signature = card.token.split(".")
    forged = f"{head}.{part(claims_of(card) | {'cat': 'top'})}.{signature}"
    assert checking.checked(forged).fault == Fault.FORGED.value


def test_a_card_signed_with_another_key_is_refused() -> None:
    recognised()
    claims = claims_of(Card.objects.get())
    assert checking.checked(token_of(claims, seed=OTHER)).fault == Fault.OTHER_KEY.value
    own = {"kid": private_key(SEED).thumbprint()}
    assert checking.checked(token_of(claims, own, seed=OTHER)).fault == Fault.FORGED.value


def test_a_card_without_a_signature_is_refused() -> None:
    recognised()
    card = Card.objects.get()
    kid = private_key(SEED).thumbprint()
    for algorithm in ("none", "None", "", "HS256", "EdDSA", None):
        head = part({"alg": algorithm, "typ": TYPE, "kid": kid})
        _head, claims, signature = card.token.split(".")
        for end in ("", signature):
            assert checking.checked(f"{head}.{claims}.{end}").fault == Fault.ALGORITHM.value


def test_the_public_key_as_a_shared_secret_signs_nothing() -> None:
    """The old trick: the key that everybody knows, taken for one that signs."""
    recognised()
    key = private_key(SEED)
    public = OctKey.import_key(json.dumps(key.as_dict(private=False)).encode())
    header = {"alg": "HS256", "typ": TYPE, "kid": key.thumbprint()}
    claims = json.dumps(claims_of(Card.objects.get())).encode()
    token = jws.serialize_compact(header, claims, public, algorithms=["HS256"])
    assert checking.checked(token).fault == Fault.ALGORITHM.value


def test_a_key_brought_along_in_the_card_is_not_believed() -> None:
    recognised()
    other = private_key(OTHER)
    header = {"kid": other.thumbprint(), "jwk": other.as_dict(private=False)}
    claims = claims_of(Card.objects.get())
    token = jws.serialize_compact(
        {"alg": ALGORITHM, "typ": TYPE, **header}, json.dumps(claims).encode(), other, algorithms=[ALGORITHM]
    )
    assert checking.checked(token).fault == Fault.OTHER_KEY.value


def test_a_card_that_was_never_issued_is_refused_though_it_is_signed_here() -> None:
    key = private_key(SEED)
    made = Credential("dalian", "never-issued", "top", DAY, None, key.thumbprint())
    assert checking.checked(signed(made, key)).fault == Fault.NOT_ISSUED.value


@pytest.mark.parametrize(
    "claims",
    [
        [],
        "card",
        {},
        {"iss": "dalian"},
        {"iss": "dalian", "jti": "x", "cat": "top", "nbf": "soon"},
        {"iss": "dalian", "jti": "x", "cat": "top", "nbf": True},
        {"iss": "dalian", "jti": "x", "cat": "top", "nbf": 10**30},
        {"iss": "dalian", "jti": "x", "cat": ["top"], "nbf": 1},
        {"iss": "dalian", "jti": "x", "cat": "top", "nbf": 1, "name": "somebody"},
    ],
)
def test_what_the_office_signed_is_not_yet_a_card(claims: Any) -> None:
    assert checking.checked(token_of(claims)).fault == Fault.NO_CARD.value


def test_a_session_of_another_type_is_no_card() -> None:
    claims = {"iss": "dalian", "jti": "x", "cat": "top", "nbf": 1}
    assert checking.checked(token_of(claims, {"typ": "letter"})).fault == Fault.NO_CARD.value


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.GARBLED),
        ("a", Fault.GARBLED),
        ("a.b.c", Fault.GARBLED),
        ("..", Fault.GARBLED),
        ("人才卡.人才卡.人才卡", Fault.GARBLED),
        (f"{part([1])}.{part({})}.{part({})}", Fault.GARBLED),
        (part({"alg": ALGORITHM}) + ".e30.e30.e30", Fault.GARBLED),
        ("\x00.\x00.\x00", Fault.GARBLED),
        ("a" * 1001, Fault.TOO_LONG),
        ("é" * 10_000_000, Fault.TOO_LONG),
    ],
)
def test_garbage_is_told_apart_and_breaks_nothing(text: str, fault: Fault) -> None:
    assert checking.checked(text).fault == fault.value


def test_cards_of_an_old_key_hold_until_the_key_is_taken_off_the_ring(settings: Any) -> None:
    recognised()
    old = Card.objects.get()
    settings.CARD_KEYS = [OTHER, SEED]
    assert checking.checked(old.token).credential is not None
    new = issue_card(by=None, recognition=old.recognition)
    assert new.key == private_key(OTHER).thumbprint()
    settings.CARD_KEYS = [OTHER]
    assert checking.checked(old.token).fault == Fault.OTHER_KEY.value
    assert checking.checked(new.token).credential is not None


def test_published_keys_hold_no_secret() -> None:
    published = checking.public_keys()["keys"]
    assert [set(key) for key in published] == [{"kty", "crv", "x", "kid", "alg", "use"}]
    assert OKPKey.import_key(published[0]).thumbprint() == published[0]["kid"]
