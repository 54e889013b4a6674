"""Every address of the office: nobody gets anything there that is not theirs.

The table says of each address who may open it and what it is about. An address that is not in the table fails here,
so that whoever adds a page says to whom it belongs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from enum import Enum
from typing import Any, NamedTuple

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from office import people
from office.world import MARK, World, world
from rencai.office.accounts.models import User
from rencai.office.asker import today

__all__ = ["MARK", "World", "world"]
pytestmark = pytest.mark.django_db


class Kind(Enum):
    OPEN = "nobody need sign in"
    OWN = "whoever is signed in sees what is theirs"
    MANDATE = "a permission is needed: else 403"
    THING = "one thing: to whom it is not, it is not there (404)"
    API = "for programs: see the table of operations"


class Way(NamedTuple):
    """How to come to an address: who may, with what in it, and by which method."""

    kind: Kind
    by: str = "officer"
    args: Callable[[World], list[Any]] = lambda world: []
    method: str = "get"
    body: dict[str, Any] = {}  # noqa: RUF012 - never changed


OPEN, OWN, MANDATE, THING = Kind.OPEN, Kind.OWN, Kind.MANDATE, Kind.THING


def of_talent(world: World) -> list[Any]:
    return [world.talent.pk]


def of_body(world: World) -> list[Any]:
    return [world.delegation.body_id]


def of_alert(world: World) -> list[Any]:
    return [world.alert.pk]


def of_campaign(world: World) -> list[Any]:
    return [world.campaign.pk]


def of_education(world: World) -> list[Any]:
    return [world.talent.pk, "education", world.education.pk]


def of_case(world: World) -> list[Any]:
    return [world.case.pk]


def of_evidence(world: World) -> list[Any]:
    return [world.case.pk, world.evidence.pk]


def of_draft(world: World) -> list[Any]:
    return [world.draft.pk]


def of_delegation(world: World) -> list[Any]:
    return [world.delegation.pk]


def of_recognition(world: World) -> list[Any]:
    return [world.recognition.pk]


TABLE = {
    "home": Way(OPEN),
    "health": Way(OPEN),
    "set_language": Way(OPEN, method="post", body={"language": "en"}),
    # signing in
    "account_login": Way(OPEN),
    "account_logout": Way(OPEN),
    "account_inactive": Way(OPEN),
    "account_signup": Way(OPEN),
    "account_reauthenticate": Way(OWN),
    "account_change_password": Way(OWN),
    "account_set_password": Way(OWN),
    "demo_sign_in": Way(OPEN, method="post"),
    "mfa_index": Way(OWN),
    "mfa_authenticate": Way(OPEN),
    "mfa_reauthenticate": Way(OWN),
    "mfa_activate_totp": Way(OWN),
    "mfa_deactivate_totp": Way(OWN),
    "mfa_view_recovery_codes": Way(OWN),
    "mfa_generate_recovery_codes": Way(OWN),
    "mfa_download_recovery_codes": Way(OWN),
    "mfa_list_webauthn": Way(OWN),
    "mfa_add_webauthn": Way(OWN),
    "mfa_reauthenticate_webauthn": Way(OWN, method="post"),
    "mfa_remove_webauthn": Way(OWN, args=lambda world: [1]),
    "mfa_edit_webauthn": Way(OWN, args=lambda world: [1]),
    "mfa_login_webauthn": Way(OPEN),
    "socialaccount_login_error": Way(OPEN),
    "socialaccount_login_cancelled": Way(OPEN),
    "socialaccount_signup": Way(OPEN),
    "socialaccount_connections": Way(OWN),
    "openid_connect_login": Way(OPEN, args=lambda world: ["unified-identity"]),
    "openid_connect_callback": Way(OPEN, args=lambda world: ["unified-identity"]),
    # accounts and mandates
    "account": Way(OWN),
    "relatives": Way(OWN),
    "declare_relative": Way(OWN),
    "withdraw_relative": Way(THING, args=lambda world: [world.kin.pk]),
    "tokens": Way(OWN),
    "make_token": Way(MANDATE),
    "revoke_token": Way(THING, args=lambda world: [world.token.pk], method="post"),
    "permissions": Way(OWN),
    "mandates": Way(MANDATE),
    "grant_mandate": Way(MANDATE, by="steward"),
    "mandate": Way(THING, args=lambda world: [world.mandate.pk]),
    "hand_on_mandate": Way(THING, args=lambda world: [world.mandate.pk]),
    "revoke_mandate": Way(THING, by="steward", args=lambda world: [world.mandate.pk]),
    "account_list": Way(MANDATE, by="steward"),
    "add_account": Way(MANDATE, by="steward"),
    "account_page": Way(THING, by="steward", args=lambda world: [world.officer.pk]),
    "close_account": Way(THING, by="steward", args=lambda world: [world.officer.pk]),
    "reopen_account": Way(THING, by="steward", args=lambda world: [world.officer.pk]),
    # the log
    "audit_log": Way(MANDATE, by="auditor"),
    "audit_own_acts": Way(OWN),
    "audit_anchor": Way(MANDATE, by="auditor"),
    "audit_event": Way(THING, by="auditor", args=lambda world: [world.event.number]),
    "audit_history": Way(OWN, by="auditor", args=lambda world: ["registry.talent", str(world.talent.pk)]),
    # places
    "places": Way(OWN),
    "add_place": Way(MANDATE, by="steward"),
    "place": Way(OWN, args=lambda world: [world.place.pk]),
    "change_place": Way(MANDATE, by="steward", args=lambda world: [world.place.pk]),
    "organisations": Way(MANDATE),
    "add_organisation": Way(MANDATE),
    "organisation": Way(THING, args=lambda world: [world.organisation.pk]),
    "change_organisation": Way(THING, args=lambda world: [world.organisation.pk]),
    # talents
    "my_support": Way(OWN, by="owner"),
    "our_people": Way(MANDATE, by="hr"),
    "talents": Way(OWN),
    "add_talent": Way(MANDATE),
    "talent": Way(THING, args=of_talent),
    "correct_talent": Way(THING, args=of_talent),
    "link_account": Way(THING, args=of_talent),
    "see_sensitive": Way(THING, args=of_talent, method="post"),
    "talent_facts": Way(THING, args=of_talent),
    "merge_talents": Way(THING, args=of_talent),
    "split_talents": Way(THING, args=lambda world: [world.talent.pk, world.merge.pk]),
    "add_document": Way(THING, args=of_talent),
    "document": Way(THING, args=lambda world: [world.talent.pk, world.document.pk]),
    "give_consent": Way(THING, args=of_talent),
    "withdraw_consent": Way(THING, args=lambda world: [world.talent.pk, world.consent.pk], method="post"),
    "add_entry": Way(THING, args=lambda world: [world.talent.pk, "education"]),
    "correct_entry": Way(THING, args=of_education),
    "attest_entry": Way(THING, args=of_education),
    "to_attest": Way(THING, args=lambda world: [world.imported.pk]),
    "remove_entry": Way(THING, args=of_education),
    # recognition: what is applied for
    "applications": Way(OWN, by="hr"),
    "whom_to_apply_for": Way(MANDATE, by="hr"),
    "begin_application": Way(THING, by="owner", args=of_talent),
    "write_application": Way(THING, by="owner", args=of_draft),
    "save_application": Way(THING, by="owner", args=of_draft, method="post"),
    "consent_to_application": Way(THING, by="owner", args=of_draft),
    "withdraw_application": Way(THING, by="owner", args=of_draft),
    "appeal": Way(THING, by="owner", args=of_case),
    # recognition: cases, decisions, who is recognised, and what everybody reads
    "recognition_cases": Way(MANDATE),
    "recognition_case": Way(THING, args=of_case),
    "finish_step": Way(THING, args=of_case, method="post"),
    "ask_applicant": Way(THING, args=of_case, method="post"),
    "resume_case": Way(THING, args=of_case, method="post"),
    "confirm_facts": Way(THING, args=of_case, method="post"),
    "decide_case": Way(THING, args=of_case, method="post"),
    "case_evidence": Way(THING, args=of_evidence),
    "see_original": Way(THING, args=of_evidence, method="post"),
    "recognition_objection": Way(THING, args=lambda world: [world.case.pk, world.objection.pk]),
    "recognition_appeal": Way(THING, args=lambda world: [world.appeal.decision.case_id, world.appeal.pk]),
    "recognition_decision": Way(THING, by="auditor", args=lambda world: [world.appeal.decision_id]),
    "recognitions": Way(MANDATE),
    "recognition": Way(THING, args=of_recognition),
    "revoke_recognition": Way(THING, args=of_recognition),
    "talent_recognition": Way(THING, args=of_talent),
    "talent_card": Way(THING, args=of_recognition),
    "talent_card_pdf": Way(THING, by="owner", args=of_recognition),
    "recognition_letter": Way(THING, by="auditor", args=lambda world: [world.appeal.decision_id]),
    # recognition: who may recognise what; every officer, auditor and leader sees all of it
    "authority": Way(MANDATE),
    "begin_authority": Way(MANDATE, by="leader"),
    "name_body": Way(MANDATE, by="leader"),
    "delegate": Way(MANDATE, by="leader", args=lambda world: [world.delegation.body_id]),
    "delegation": Way(MANDATE, args=of_delegation),
    "change_delegation": Way(MANDATE, by="leader", args=of_delegation),
    "suspend_delegation": Way(MANDATE, by="leader", args=of_delegation),
    "withdraw_delegation": Way(MANDATE, by="leader", args=of_delegation),
    "resume_delegation": Way(MANDATE, by="leader", args=of_delegation),
    "sign_commitment": Way(MANDATE, args=of_delegation),
    "commitment_paper": Way(MANDATE, args=of_delegation),
    "answer_delegation_notice": Way(MANDATE, args=lambda world: [world.delegation.pk, world.told.pk]),
    # talent cards: anybody checks one
    "check_card": Way(OPEN),
    "check_letter": Way(OPEN, args=lambda world: [world.appeal.decision_id, "0" * 64]),
    "card_keys": Way(OPEN),
    "revoked_cards": Way(OPEN),
    "notices": Way(OPEN),
    "notice": Way(OPEN, args=of_case),  # not publicised: nobody learns of it
    # supervision: the board, and the bodies on it
    "supervision": Way(MANDATE),
    "supervision_table": Way(MANDATE, args=lambda world: ["bodies"]),
    "every_supervised_decision": Way(MANDATE),
    "supervised_body": Way(THING, args=of_body),
    "supervised_body_table": Way(THING, args=of_body),
    "supervised_decisions": Way(THING, args=of_body),
    "propose_measure": Way(THING, by="supervisor", args=of_body),
    # supervision: alerts, spot checks, measures
    "alerts": Way(MANDATE),
    "alert": Way(THING, by="supervisor", args=of_alert),
    "take_alert": Way(THING, by="supervisor", args=of_alert, method="post"),
    "campaigns": Way(MANDATE),
    "add_campaign": Way(MANDATE),
    "campaign": Way(THING, by="supervisor", args=of_campaign),
    "campaign_plan": Way(THING, by="supervisor", args=of_campaign),
    "draw_campaign": Way(THING, by="supervisor", args=of_campaign),
    "campaign_findings": Way(THING, by="supervisor", args=of_campaign),
    "campaign_waiting": Way(THING, by="supervisor", args=of_campaign),
    "redraw_check": Way(THING, by="supervisor", args=lambda world: [world.campaign.pk, world.check.pk]),
    "campaign_step": Way(THING, by="supervisor", args=lambda world: [world.campaign.pk, "open"], method="post"),
    "checks": Way(MANDATE),
    "check": Way(THING, by="checker", args=lambda world: [world.check.pk]),
    "check_evidence": Way(THING, by="checker", args=lambda world: [world.check.pk, world.document.pk]),
    "measures": Way(MANDATE),
    "measure": Way(THING, args=lambda world: [world.measure.pk]),
    "measure_act": Way(THING, args=lambda world: [world.measure.pk, "answer"]),
    # supervision: the proof of a draw is for everybody, once there is one
    "campaign_proof": Way(OPEN, args=lambda world: [0]),
    "campaign_frame": Way(OPEN, args=lambda world: [0]),
    "campaign_draw": Way(OPEN, args=lambda world: [0]),
    "campaign_seed": Way(OPEN, args=lambda world: [0]),
    # the city on one page
    "city": Way(MANDATE, by="leader"),
    "movements": Way(MANDATE, by="leader"),
    "city_table": Way(MANDATE, by="leader", args=lambda world: ["places"]),
    # tables in and out
    "imports": Way(MANDATE),
    "import_empty": Way(MANDATE, args=lambda world: ["talents"]),
    "import": Way(THING, args=lambda world: [world.run.pk]),
    "import_columns": Way(THING, args=lambda world: [world.run.pk], method="post"),
    "import_headings": Way(THING, args=lambda world: [world.run.pk], method="post"),
    "import_begin": Way(THING, args=lambda world: [world.run.pk], method="post"),
    "import_remove": Way(THING, args=lambda world: [world.run.pk], method="post"),
    "import_refused": Way(THING, args=lambda world: [world.run.pk, "csv"]),
    "export": Way(MANDATE, args=lambda world: ["talents", "csv"]),
    # what waits, what is sought, what goes on
    "inbox": Way(OWN),
    "inbox_decide": Way(THING, args=lambda world: [world.item.pk, "attest"], method="post"),
    "search": Way(OWN),
    "search_suggestions": Way(OWN),
    "jobs": Way(OWN),
    "job": Way(THING, args=lambda world: [world.job.pk]),
    # programs
    "api:api-root": Way(OPEN),
    "api:openapi-json": Way(OPEN),
    "api:nothing_here": Way(OPEN, args=lambda world: ["nothing"]),
}
PAGES = [name for name in TABLE if TABLE[name].kind is not Kind.API]


def addresses(patterns: list[Any] | None = None, namespace: str = "") -> Iterator[tuple[str, str]]:
    """The name and the route of every address of the office."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", str(pattern.pattern)
        else:
            yield from addresses(
                pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )


def test_every_address_is_in_the_table() -> None:
    from office.api.test_every_operation import OPERATIONS

    known = set(TABLE) | {f"api:{name}" for name in OPERATIONS}
    assert {name for name, _ in addresses()} == known


def opened(name: str, world: World, user: User | None) -> HttpResponseBase:
    way = TABLE[name]
    client = people.signed_in(user) if user else Client()
    asked = {"q": "mi"} if name.startswith("search") else way.body
    return getattr(client, way.method)(reverse(name, args=way.args(world)), asked)  # type: ignore[no-any-return]


def content(response: HttpResponseBase) -> str:
    whole = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined,call-overload]
    return bytes(whole).decode("utf-8", "replace")


@pytest.mark.parametrize("name", PAGES)
def test_who_may_open_it_does(name: str, world: World) -> None:
    """Else the tests below would show nothing."""
    way = TABLE[name]
    response = opened(name, world, world.person(way.by))
    assert response.status_code < 400 or way.kind in (OPEN, OWN), (response.status_code, content(response)[:2000])


@pytest.mark.parametrize("name", PAGES)
def test_nobody_sees_anything_without_signing_in(name: str, world: World) -> None:
    response = opened(name, world, None)
    if TABLE[name].kind is OPEN:
        assert response.status_code < 500
    else:
        assert response.status_code == 302
        assert response["Location"].startswith("/account/login/")
    assert MARK not in content(response)


def expired(user: User) -> User:
    User.objects.filter(pk=user.pk).update(closes_on=today() - timedelta(days=1))
    return user


def closed(user: User) -> User:
    User.objects.filter(pk=user.pk).update(is_active=False)
    return user


@pytest.mark.parametrize("name", PAGES)
def test_whoever_holds_nothing_gets_nothing(name: str, world: World) -> None:
    """A stranger, an officer until yesterday, an account that ran out and a closed one."""
    nobodies = [
        people.user("陌生人（虚构）"),
        people.former_officer(),
        expired(people.officer()),
        closed(people.officer()),
    ]
    kind = TABLE[name].kind
    for user in nobodies:
        response = opened(name, world, user)
        assert MARK not in content(response)
        assert response.status_code < 500
        if kind in (THING, MANDATE) and not response.headers.get("Location", "").startswith("/account/login/"):
            assert response.status_code == {THING: 404, MANDATE: 403}[kind]


@pytest.mark.parametrize("name", PAGES)
def test_whoever_holds_a_mandate_elsewhere_gets_nothing_of_here(name: str, world: World) -> None:
    elsewhere = people.place("xigang")
    others = [people.officer("xigang"), people.auditor(elsewhere), people.hr(people.organisation(place=elsewhere))]
    for user in others:
        response = opened(name, world, user)
        assert MARK not in content(response)
        assert response.status_code == 404 or (TABLE[name].kind is not THING and response.status_code < 500)
