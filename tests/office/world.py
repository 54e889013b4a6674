"""One district with all that an office holds, and the people of it: that against which every address is tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
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
