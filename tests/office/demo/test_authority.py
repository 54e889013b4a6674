"""Two years of recognition in the demo city: as the rules want it, with the planted faults, and with work for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, models, transaction

from rencai.office import pack
from rencai.office.accounts.demo import ROLES, account_of
from rencai.office.accounts.models import User
from rencai.office.asker import today
from rencai.office.demo.actions import make_city
from rencai.office.demo.casebook import ALIVE, COLLUDING, SLOW, STEPS, calendar
from rencai.office.inbox.deadlines import is_working_day
from rencai.office.inbox.models import Item
from rencai.office.oversight.models import Alert, Campaign, Check
from rencai.office.oversight.terms import Stage as CampaignStage
from rencai.office.places.models import Organisation
from rencai.office.recognition import actions
from rencai.office.recognition.actions.deciding import digest_of
from rencai.office.recognition.deputising import reaches
from rencai.office.recognition.finding import publicised_days
from rencai.office.recognition.models import (
    Appeal,
    Body,
    Card,
    Case,
    Decision,
    Delegation,
    Evidence,
    Objection,
    Pause,
    Recognition,
    Stage,
)
from rencai.office.recognition.terms import BodyKind, State, Step, Verdict
from rencai.office.registry.models import Talent

pytestmark = pytest.mark.django_db
SIZE = 2_000
WRITTEN = (Body, Delegation, Case, Stage, Pause, Evidence, Objection, Decision, Recognition, Appeal, Card)


@pytest.fixture(scope="module", autouse=True)
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One city for all that only look at it: what a test does to it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_city(talents=SIZE, seed=1)
        yield
        transaction.set_rollback(True)


def body(key: str) -> Body:
    found: Body = Body.objects.get(place__key=key, organisation=None)
    return found


def decisions() -> Any:
    return Decision.objects.select_related("case__talent", "case__organisation", "case__place", "delegation__body")


# -- the bodies ----------------------------------------------------------------------------------------------


def test_28_bodies_recognise_below_the_city() -> None:
    kinds = Counter(Body.objects.values_list("kind", flat=True))
    assert kinds == {"city": 1, "district": 12, "employer": 13, "sector": 3}
    top = Body.objects.get(kind=BodyKind.CITY)
    assert set(Body.objects.exclude(pk=top.pk).values_list("parent", flat=True)) == {top.pk}


def test_every_body_has_signed_and_holds_authority_since_the_day_of_the_press() -> None:
    held = Delegation.objects.in_force()
    assert held.count() == 29
    assert set(held.values_list("valid_from", "commitment_signed_on")) == {(date(2022, 5, 30), date(2022, 5, 30))}


def test_what_no_source_names_is_a_draft_or_said_to_be_invented() -> None:
    for organisation in Organisation.objects.filter(body__isnull=False):
        assert organisation.name.endswith("（虚构）")
    zone = Body.objects.get(place__key="second-zone").place
    assert zone.draft


def test_every_body_has_somebody_who_prepares_and_somebody_who_decides() -> None:
    for one in Body.objects.select_related("place", "organisation"):
        wanted = {"organisation": one.organisation} if one.organisation else {"place": one.place}
        names = User.objects.filter(
            mandates__role="officer", **{f"mandates__{key}": value for key, value in wanted.items()}
        )
        assert names.filter(username__contains="-clerk-").count() == 2
        assert names.filter(username__contains="-approver-").count() == 3


def test_one_click_opens_the_roles_and_nobody_else() -> None:
    assert all(account_of(role.key) for role in ROLES)
    others = User.objects.exclude(username__in=[f"demo-{role.key}" for role in ROLES])
    assert others.filter(username__startswith="demo-").count() == 0
    assert not any(user.has_usable_password() or not user.is_demo for user in others)


# -- the cases -----------------------------------------------------------------------------------------------


def test_there_are_enough_cases_and_the_last_two_years_have_them() -> None:
    assert Case.objects.count() >= 380
    days = list(Decision.objects.values_list("on", flat=True))
    assert calendar(today()).at(0) <= min(days)
    assert max(days) <= today()
    assert {day.year for day in days} >= {today().year, today().year - 1}


def test_what_was_written_in_bulk_keeps_every_constraint() -> None:
    connection.check_constraints()
    for model in WRITTEN:
        assert model._default_manager.exists() or model is Card
        for row in model._default_manager.all()[:60]:
            row.clean_fields(exclude=_unknown(row))
            row.validate_constraints()


def _unknown(row: models.Model) -> set[str]:
    """Fields that are empty by being unknown: Django asks for them in forms alone."""
    return {field.name for field in row._meta.fields if field.null and getattr(row, field.attname) is None}


def test_each_decision_is_the_work_of_the_body_that_holds_the_authority() -> None:
    for one in decisions().filter(verdict=Verdict.GRANT):
        assert one.body_id == one.case.body_id == one.delegation.body_id
        assert one.delegation.reaches_class(one.category)
        assert reaches(one.delegation, one.case), one


def test_nobody_grants_more_than_the_quota() -> None:
    for one in Delegation.objects.exclude(quota=None):
        for year in range(today().year - 2, today().year + 1):
            assert Decision.objects.granted().in_year(year).filter(delegation=one).count() <= one.quota


def test_whoever_prepared_a_case_decided_nothing_of_it() -> None:
    for one in decisions().exclude(prepared_by=None):
        preparers = one.case.stages.exclude(step=Step.OPINION).values_list("done_by", flat=True)
        assert one.by_id not in set(preparers)
        assert one.by_id not in {one.case.opened_by_id, one.case.talent.account_id}


def test_the_steps_of_a_case_follow_its_route_day_by_day() -> None:
    for case in Case.objects.filter(state__in=[State.GRANTED, State.REFUSED]).prefetch_related("stages")[::3]:
        stages = list(case.stages.all())
        assert [stage.step for stage in stages] == list(case.way.steps)
        assert all(one.ended_on == other.began_on for one, other in pairwise(stages))
        assert all(is_working_day(stage.began_on) and stage.ended_on >= stage.began_on for stage in stages)
        assert (stages[0].began_on, stages[-1].ended_on) == (case.submitted_on, case.decided_on)
        assert publicised_days(case, case.decided_on) >= 5


def test_every_case_under_way_stands_in_one_step_of_its_route() -> None:
    for case in Case.objects.under_way():
        [stage] = case.stages.filter(ended_on=None)
        assert stage.step == case.step in case.way.steps
        assert stage.due_on == case.due_on
        assert stage.began_on <= today()
        assert case.pauses.filter(ended_on=None).exists() == (case.state == State.OWED)


def test_the_days_of_a_decision_are_those_of_its_steps_without_the_pauses() -> None:
    from rencai.office.recognition.actions.deciding import _days

    for one in decisions().final()[::5]:
        assert one.days == _days(one.case, one.on)


@pytest.mark.parametrize("key", ["jinpu", "second-zone", "zhuanghe"])
def test_the_officers_of_a_body_see_what_it_deals_with(key: str) -> None:
    clerk = User.objects.get(username=f"{key}-clerk-1")
    theirs = Case.objects.filter(body=body(key))
    assert theirs.exists()
    assert Case.objects.visible_to(clerk).filter(body=body(key)).count() == theirs.count()
    granted = Recognition.objects.filter(decision__body=body(key))
    assert Decision.objects.visible_to(clerk).filter(body=body(key), verdict="grant").count() == granted.count()


# -- the decisions -------------------------------------------------------------------------------------------


def test_every_frozen_decision_decides_again_the_same() -> None:
    for one in decisions().order_by("pk")[::4]:
        assert pack.the_pack().replay(one.record) == []
        assert one.digest == digest_of(one)


def test_what_goes_against_the_finding_is_marked_and_has_a_reason() -> None:
    for one in decisions().final():
        granted = one.verdict == Verdict.GRANT
        assert one.against_finding == (granted != (one.finding == "eligible"))
        assert one.reason or (granted and not one.against_finding)


def test_the_record_of_a_high_level_talent_says_what_was_decided() -> None:
    found = list(Recognition.objects.in_force().exclude(manner="").select_related("talent", "decision"))
    assert len(found) > 5
    for one in found:
        assert one.talent.recognised_category == one.category
        said = one.talent.statements.get(fact="recognised_category")
        assert said.stated_on == one.decision.on
        assert one.talent.statements.filter(fact="recognised_as").exclude(value=one.manner).count() == 0


def test_a_talent_is_recognised_once_as_the_same() -> None:
    kinds = Counter(Recognition.objects.in_force().values_list("talent", "decision__case__measure"))
    assert max(kinds.values()) == 1


def test_evidence_is_of_the_talents_own_record_and_its_file_is_there() -> None:
    shared: Counter[str] = Counter()
    for one in Evidence.objects.select_related("case", "document"):
        assert one.document.talent_id == one.case.talent_id
        assert one.sha256 == one.document.sha256
        shared[one.sha256] += 1
    assert sorted(shared.values())[-1] <= 2
    with Evidence.objects.select_related("document").order_by("-pk")[0].document.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"


def test_some_were_objected_to_some_appealed_and_some_revoked() -> None:
    assert Objection.objects.exclude(answer="open").exists()
    assert Appeal.objects.exclude(answer="open").exists()
    assert Recognition.objects.filter(revoked_on__lte=today()).exclude(revoked_cause="").exists()
    assert Card.objects.filter(recognition__manner__gt="").exists()


# -- the faults ----------------------------------------------------------------------------------------------


def _late(one: Body) -> float:
    stages = list(Stage.objects.filter(body=one))
    return sum(stage.late_on(today()) for stage in stages) / max(len(stages), 1)


def test_the_slow_body_is_the_latest_of_all() -> None:
    shares = {one.pk: _late(one) for one in Body.objects.all()}
    assert max(shares, key=lambda pk: shares[pk]) == body(SLOW).pk


def test_in_the_colluding_body_one_approver_has_most_cases_of_one_employer() -> None:
    rows = Decision.objects.final().filter(body=body(COLLUDING)).values_list("case__organisation", "by")
    pairs = Counter(rows)
    (employer, approver), together = pairs.most_common(1)[0]
    theirs = sum(count for (other, _by), count in pairs.items() if other == employer)
    assert together > 0.6 * theirs
    assert User.objects.get(pk=approver).username == f"{COLLUDING}-approver-1"


# -- the first day -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ALIVE)
def test_a_case_stands_at_each_step(place: str) -> None:
    at = set(Case.objects.under_way().filter(body=body(place)).values_list("step", flat=True))
    assert at == {step for step in STEPS if step not in (Step.COMMITMENT, Step.COMMITTEE)}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("demo-district", {"recognition-case", "blind-checks"}),
        ("demo-county", {"recognition-case", "blind-checks"}),
        ("demo-city", {"recognition-case", "recognition-appeal", "supervision-alert", "blind-checks"}),
        ("demo-hr", {"recognition-owed"}),
        ("demo-talent", {"recognition-consent"}),
    ],
)
def test_everybody_finds_something_to_do(name: str, kinds: set[str]) -> None:
    found = Item.objects.open().visible_to(User.objects.get(username=name))
    assert kinds <= set(found.values_list("kind", flat=True))


def test_the_district_officer_decides_what_a_clerk_has_prepared() -> None:
    case = Case.objects.filter(body=body("ganjingzi"), step=Step.OPINION, state=State.OPEN).order_by("pk").first()
    assert case is not None
    officer = User.objects.get(username="demo-district")
    decision = actions.decide(
        by=officer, case=case, version=case.version, verdict=Verdict.REFUSE, reason="不符合条件（虚构）"
    )
    assert decision.prepared_by
    assert decision.prepared_by.username.startswith("ganjingzi-clerk-")
    assert decision.case.state == State.REFUSED


def test_the_demo_talent_has_an_application_of_each_kind() -> None:
    own = Case.objects.filter(talent__account__username="demo-talent")
    assert Counter(own.values_list("state", flat=True)) == {"draft": 1, "consent": 1, "granted": 1}
    assert Recognition.objects.in_force().get(talent__account__username="demo-talent").category == "senior"


def test_the_demo_employer_has_applied_for_its_staff() -> None:
    hr = User.objects.get(username="demo-hr")
    states = set(Case.objects.filter(opened_by=hr).values_list("state", flat=True))
    assert {"draft", "consent", "open", "owed"} <= states
    assert Case.objects.visible_to(hr).filter(state=State.GRANTED).exists()


# -- supervision ---------------------------------------------------------------------------------------------


def test_one_spot_check_is_finished_and_one_is_running() -> None:
    stages = Counter(Campaign.objects.values_list("stage", flat=True))
    assert stages == {CampaignStage.OPENED: 1, CampaignStage.DRAWN: 1}
    running = Campaign.objects.get(stage=CampaignStage.DRAWN)
    waiting = set(running.checks.due().values_list("checker__username", flat=True))
    assert {"demo-district", "demo-county", "demo-city"} & waiting
    assert running.checks.exclude(answered_at=None).exists()


def test_nobody_checks_what_they_decided_or_prepared() -> None:
    for check in Check.objects.select_related("decision__case")[::7]:
        assert check.checker_id not in {check.decision.by_id, check.decision.prepared_by_id}


def test_alerts_are_open_and_closed_and_each_closed_one_has_a_finding() -> None:
    assert Alert.objects.filter(closed_at=None).exists()
    assert not Alert.objects.exclude(closed_at=None).filter(finding="").exists()


def test_everybody_who_is_recognised_is_invented() -> None:
    assert not Talent.objects.filter(recognition_cases__isnull=False, invented=False).exists()
