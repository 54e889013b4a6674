"""Every address of the office: nobody gets anything there that is not theirs.

The table says of each address who may open it and what it is about. An address that is not in the table fails here,
so that whoever adds a page says to whom it belongs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, NamedTuple

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils.timezone import now

from office import people
from office.imports.tables import checked
from rencai.office.accounts.actions import declare_kin, make_token
from rencai.office.accounts.models import Kin, Mandate, Token, User
from rencai.office.asker import today
from rencai.office.audit.models import Event
from rencai.office.imports.models import ImportRun
from rencai.office.inbox.models import Item
from rencai.office.jobs.models import Job
from rencai.office.oversight.models import Alert, Campaign, Check, Measure
from rencai.office.places.models import Organisation, Place
from rencai.office.recognition.models import (
    Appeal,
    Body,
    Case,
    Decision,
    Delegation,
    Evidence,
    Notice,
    Objection,
    Recognition,
)
from rencai.office.registry.models import Consent, Document, Education, Merge, Talent
from rencai.supervision import Plan

pytestmark = pytest.mark.django_db

MARK = "密藏"
"""Stands in every name and title of the world; nobody sees it who has no business there."""


@dataclass(frozen=True)
class World:
    """One district with all that an office holds, and the people of it."""

    place: Place
    organisation: Organisation
    talent: Talent
    other: Talent
    merge: Merge
    education: Education
    document: Document
    consent: Consent
    item: Item
    imported: Item
    officer: User
    kin: Kin
    token: Token
    run: ImportRun
    job: Job
    event: Event
    mandate: Mandate
    auditor: User
    steward: User
    leader: User
    hr: User
    owner: User
    case: Case
    evidence: Evidence
    objection: Objection
    appeal: Appeal
    recognition: Recognition
    delegation: Delegation
    told: Notice
    draft: Case
    supervisor: User
    checker: User
    alert: Alert
    campaign: Campaign
    check: Check
    measure: Measure

    def person(self, role: str) -> User:
        return getattr(self, role)  # type: ignore[no-any-return]


@pytest.fixture
def world(settings: Any, tmp_path: Any) -> World:
    settings.MEDIA_ROOT = str(tmp_path)
    place = people.place("zhongshan")
    organisation = people.organisation(name=f"{MARK}公司", place=place)
    officer = people.holder("officer", place, name=f"{MARK}官员", delegable=True)
    owner = people.user(f"{MARK}本人")
    talent = people.talent(name=f"{MARK}甲", organisation=organisation, account=owner)
    other = people.talent(name=f"{MARK}乙", organisation=organisation)
    gone = people.talent(name=f"{MARK}丙", organisation=organisation, merged_into=talent)
    mandate = officer.mandates.get()
    token, _ = make_token(by=officer, mandate=mandate, name=f"{MARK}令牌", expires_on=today() + timedelta(days=9))
    kin = declare_kin(by=officer, name=f"{MARK}亲属", relation="father", identity=people.identity_number(5))
    document = Document.objects.create(
        talent=talent,
        title=f"{MARK}证书",
        name=f"{MARK}.pdf",
        file=ContentFile(b"%PDF-1.4", name="x.pdf"),
        media_type="application/pdf",
        size=8,
        sha256="0" * 64,
        uploaded_by=officer,
    )
    run = checked(officer, [{"姓名": f"{MARK}丁", "身份证号": "1"}])
    ImportRun.objects.filter(pk=run.pk).update(name=f"{MARK}.csv")
    education = Education.objects.create(talent=talent, degree="doctor", school=f"{MARK}大学")
    return World(
        place=place,
        organisation=organisation,
        talent=talent,
        other=other,
        merge=Merge.objects.create(
            kept=talent, absorbed=gone, moved={}, stayed={}, before={}, after={}, by=officer, reason=f"{MARK}原因"
        ),
        education=education,
        document=document,
        consent=Consent.objects.create(
            talent=talent, source="degree", purpose=f"{MARK}用途", given_on=today(), until=today() + timedelta(days=9)
        ),
        item=Item.objects.get(about_kind="registry.education", about_id=str(education.pk)),
        imported=Item.objects.create(
            kind="attest-imported",
            about_kind="places.place",
            about_id=str(place.pk),
            place=place,
            deadline=today(),
            details={"since": {"education": education.pk}},
        ),
        officer=officer,
        kin=kin,
        token=token,
        run=run,
        job=Job.objects.create(owner=officer, title=f"{MARK}工作", task="none", language="en", max_attempts=1),
        event=Event.objects.filter(act="accounts.token_made").latest("number"),
        mandate=mandate,
        auditor=people.holder("auditor", place, name=f"{MARK}审计"),
        steward=people.holder("steward", people.city(), name=f"{MARK}授权人"),
        leader=people.holder("leader", people.city(), name=f"{MARK}领导"),
        hr=people.holder("employer", organisation, name=f"{MARK}人事"),
        owner=owner,
        **recognised(place, talent, document, officer),
        **supervised(),
    )


def recognised(place: Place, talent: Talent, document: Document, officer: User) -> dict[str, Any]:
    """What the district has to do with `talent`: a case under way, and one that it granted."""
    city = Body.objects.create(kind="city", place=people.city())
    body = Body.objects.create(kind="district", place=place, parent=city)
    # Who may recognise what, and why, every officer of the city sees.
    delegation = Delegation.objects.create(
        body=body, valid_from="2020-01-01", reason="授权", commitment_sha256="1" * 64
    )
    default_storage.save(f"commitments/{'1' * 64}.pdf", ContentFile(b"%PDF-1.4"))
    about = {"talent": talent, "organisation": talent.organisation, "place": place, "opened_by": officer, "body": body}
    about |= {"measure": "high-level-recognition", "category": "junior", "opened_on": today(), "route": "district"}
    granted = Case.objects.create(**about, delegation=delegation, state="granted", decided_on=today())
    case = Case.objects.create(
        **about, delegation=delegation, state="open", step="intake", due_on=today(), ends_by=today()
    )
    case.stages.create(body=body, step="intake", began_on=today(), due_on=today())
    decision = Decision.objects.create(
        case=granted, verdict="grant", category="junior", reason=f"{MARK}理由", body=body, delegation=delegation,
        by=people.officer(), on=today(), finding="eligible", digest="0",
        record={"facts": {}, "edition": "0", "on": today().isoformat(), "outcomes": {}},
    )  # fmt: skip
    recognition = Recognition.objects.create(talent=talent, decision=decision, category="junior", valid_from=today())
    recognition.cards.create(serial=MARK, token=MARK, key="0")
    return {
        "delegation": delegation,
        "told": delegation.notices.create(act="changed", reason="调整"),
        "case": case,
        "evidence": case.evidence.create(condition="contract", document=document, sha256="0" * 64, added_by=officer),
        "objection": case.objections.create(text=f"{MARK}异议", from_whom=f"{MARK}某", contact=f"{MARK}电话"),
        "appeal": Appeal.objects.create(decision=decision, text=f"{MARK}复核", by=officer, body=city, due_on=today()),
        "draft": Case.objects.create(**(about | {"measure": "shortage-recognition", "by_employer": True})),
        "recognition": recognition,
    }


def supervised() -> dict[str, Any]:
    """What the city has to do with the decision of the district: an alert, a check, a measure."""
    decision = Decision.objects.select_related("body__parent").get()
    decision.evidence = [{"condition": "x", "document": Document.objects.get().pk, "sha256": "0" * 64}]
    decision.save(update_fields=["evidence"])
    checker = people.holder("officer", people.place("changhai"), name=f"{MARK}复核")
    campaign = Campaign.objects.create(
        body=decision.body.parent,
        title=f"{MARK}抽查",
        since=today(),
        until=today(),
        plan=Plan().data(),
        stage="drawn",
        written_at=now(),
    )
    campaign.checkers.create(user=checker)
    about = {"body": decision.body, "reason": f"{MARK}依据", "answer_days": 5, "proposed_at": now()}
    return {
        "supervisor": people.holder("officer", people.city(), name=f"{MARK}监管"),
        "checker": checker,
        "alert": Alert.objects.create(kind="last_day", decision=decision, body=decision.body, opened_at=now()),
        "campaign": campaign,
        "check": campaign.checks.create(decision=decision, checker=checker),
        "measure": Measure.objects.create(
            kind="warning", state="issued", issued_at=now(), answer_until=today() + timedelta(days=9), **about
        ),
    }


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
