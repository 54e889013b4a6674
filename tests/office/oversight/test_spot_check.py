"""A spot check from the plan to the open results, by a seed that nobody could choose."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from office import people
from office.oversight import scene
from office.recognition import cases
from rencai.office.accounts.actions import declare_kin
from rencai.office.accounts.models import User
from rencai.office.asker import Refused
from rencai.office.audit import chain
from rencai.office.audit.models import Event
from rencai.office.inbox.models import Item
from rencai.office.oversight import actions
from rencai.office.oversight.campaigns import Campaign, Check, Finding, Strictness
from rencai.office.oversight.measures import Measure
from rencai.office.oversight.planning import ISO, frame_table, outlooks
from rencai.office.oversight.terms import CheckRole, CheckVerdict, Outcome, Severity, Stage
from rencai.office.recognition.models import Decision, Evidence
from rencai.office.recognition.terms import Verdict
from rencai.office.registry.models import Document
from rencai.supervision import commit_seed as commitment_of

pytestmark = pytest.mark.django_db


def test_a_spot_check_goes_from_plan_to_rates_and_the_chain_holds() -> None:
    decisions = scene.year_of(scene.districts())
    campaign = scene.opened(scene.city_officer(), wrong=[decisions[0].pk])
    assert campaign.stage == Stage.OPENED
    assert Finding.objects.get(decision=decisions[0]).outcome == Outcome.WRONGLY_GRANTED
    assert Finding.objects.filter(outcome=Outcome.RIGHT).count() == len(decisions) - 1
    by_body = {group["body"]: group for group in campaign.estimate["bodies"]}
    assert by_body[str(decisions[0].body_id)]["wrongly_granted"]["found"] == 1
    assert not chain.verify().faults


def test_a_refusal_that_checkers_would_have_granted_is_wrongly_refused() -> None:
    delegation = scene.districts()[0]
    refused = scene.decided(delegation, verdict=Verdict.REFUSE, by=people.officer())
    scene.opened(scene.city_officer(), wrong=[refused.pk])
    assert Finding.objects.get().outcome == Outcome.WRONGLY_REFUSED


def test_a_lower_class_than_was_granted_is_wrongly_granted() -> None:
    delegation = scene.districts()[0]
    decision = scene.decided(delegation, by=people.officer(), category="senior")
    campaign = scene.drawn(scene.city_officer())
    scene.answered(campaign)
    actions.open_results(by=scene.city_officer(), campaign=campaign)
    assert Finding.objects.get(decision=decision).outcome == Outcome.WRONGLY_GRANTED


def test_a_frame_is_not_closed_before_the_seed_is_committed() -> None:
    scene.year_of(scene.districts())
    officer = scene.city_officer()
    campaign = scene.planned(officer)
    with pytest.raises(ValidationError, match="Commit the seed first"):
        actions.close_frame(by=officer, campaign=campaign)
    assert not campaign.frame.exists()


def test_the_database_refuses_a_seed_that_was_committed_after_the_frame() -> None:
    scene.year_of(scene.districts())
    campaign = scene.drawn(scene.city_officer())
    late = timezone.now() + timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(committed_at=late)


def test_another_seed_than_the_committed_one_draws_nothing() -> None:
    scene.year_of(scene.districts())
    officer = scene.city_officer()
    campaign = actions.close_frame(
        by=officer, campaign=actions.commit_seed(by=officer, campaign=scene.planned(officer))
    )
    campaign.seed = "another seed that suits somebody better"
    campaign.save()
    with pytest.raises(ValidationError, match="seed does not fit"):
        actions.draw(by=officer, campaign=campaign, checkers=scene.outsiders())
    assert not Check.objects.exists()


def test_a_frame_that_was_changed_after_it_was_closed_is_not_drawn_from() -> None:
    scene.year_of(scene.districts())
    officer = scene.city_officer()
    campaign = actions.close_frame(
        by=officer, campaign=actions.commit_seed(by=officer, campaign=scene.planned(officer))
    )
    campaign.frame.first().delete()
    with pytest.raises(ValidationError, match="no longer the one that was closed"):
        actions.draw(by=officer, campaign=campaign, checkers=scene.outsiders())


def test_anyone_draws_the_same_cases_again_from_what_is_public() -> None:
    scene.year_of(scene.districts(), each=12)
    campaign = scene.drawn(scene.city_officer())
    rows = campaign.frame.values_list("decision", "body", "category", "verdict")
    assert commitment_of(campaign.seed) == campaign.commitment
    assert campaign.drawn.verify(frame_table(rows), campaign.seed).holds


def test_the_seed_lies_encrypted_in_the_database_until_the_draw() -> None:
    from django.db import connection

    campaign = actions.commit_seed(by=scene.city_officer(), campaign=scene.planned(scene.city_officer()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT seed FROM oversight_campaign WHERE id = %s", [campaign.pk])
        kept = bytes(cursor.fetchone()[0])
    assert campaign.seed
    assert campaign.seed.encode() not in kept
    assert campaign.seed not in str(list(Event.objects.values_list("after", "before")))


def test_a_fixed_plan_cannot_be_written_anew() -> None:
    officer = scene.city_officer()
    campaign = actions.commit_seed(by=officer, campaign=scene.planned(officer))
    with pytest.raises(ValidationError, match="cannot be done now"):
        actions.write_plan(
            by=officer,
            body=campaign.body,
            title="x",
            since=scene.SINCE,
            until=scene.UNTIL,
            plan=campaign.sampling_plan,
            campaign=campaign,
        )


def test_a_period_that_has_not_ended_is_not_planned() -> None:
    officer = scene.city_officer()
    plan = scene.planned(officer).sampling_plan
    with pytest.raises(ValidationError, match="still to come"):
        actions.write_plan(
            by=officer, body=cases.city_body(), title="x", since=scene.day(), until=scene.day(9), plan=plan
        )


def test_a_district_manages_no_spot_check_of_itself() -> None:
    scene.districts()
    scene.city_officer()
    with pytest.raises(Refused):
        scene.planned(people.officer())


def test_nobody_checks_a_decision_of_their_own_body_or_case() -> None:
    decisions = scene.year_of(scene.districts(), each=3)
    talent = decisions[0].case.talent
    employed = people.holder("officer", people.place("changhai"), name="同事（虚构）")
    organisation = people.organisation()
    decisions[0].case.organisation = organisation
    decisions[0].case.save()
    User.objects.filter(pk=employed.pk).update(employer=organisation)
    talent.document_number = people.identity_number(77)
    talent.save()
    relative = people.holder("officer", people.place("wafangdian"), name="亲属（虚构）")
    declare_kin(by=relative, name="x", relation="father", identity=talent.document_number)
    own = people.officer("zhongshan")
    pool = [own, User.objects.get(pk=employed.pk), relative, *scene.outsiders(3)]
    campaign = scene.drawn(scene.city_officer(), checkers=pool)
    first = set(campaign.checks.filter(decision=decisions[0]).values_list("checker", flat=True))
    assert not first & {own.pk, employed.pk, relative.pk}
    assert not campaign.checks.filter(checker=own, decision__body=decisions[0].body).exists()
    for decision in decisions:
        assert campaign.checks.filter(decision=decision, role=CheckRole.CHECK).values("checker").distinct().count() == 2


def test_without_enough_free_checkers_nothing_is_drawn_and_it_is_said_for_which_cases() -> None:
    scene.year_of(scene.districts())
    with pytest.raises(ValidationError, match="name further checkers"):
        scene.drawn(scene.city_officer(), checkers=scene.outsiders(2))


def test_a_check_is_answered_once() -> None:
    scene.year_of(scene.districts())
    check = scene.first_of(scene.drawn(scene.city_officer()))
    given = {"by": check.checker, "check": check, "verdict": CheckVerdict.REFUSE}
    actions.answer_check(**given, reason="不符（虚构）")
    with pytest.raises(ValidationError, match="answered already"):
        actions.answer_check(**given, reason="再说一次（虚构）")


def test_nobody_answers_the_check_of_somebody_else_and_the_attempt_is_noted() -> None:
    scene.year_of(scene.districts())
    check = scene.first_of(scene.drawn(scene.city_officer()))
    other = people.officer("shahekou")
    with pytest.raises(Refused, match="somebody else's"):
        actions.answer_check(by=other, check=check, verdict=CheckVerdict.REFUSE, reason="x")
    assert Event.objects.get(act="oversight.refused_attempt").actor_id == other.pk
    check.refresh_from_db()
    assert check.answered_at is None


def test_a_checker_who_becomes_a_party_is_refused_and_somebody_else_is_drawn() -> None:
    scene.year_of(scene.districts())
    campaign = scene.drawn(scene.city_officer())
    check = scene.first_of(campaign)
    talent = check.decision.case.talent
    talent.account = check.checker
    talent.save()
    with pytest.raises(Refused, match="become a party"):
        actions.answer_check(by=check.checker, check=check, verdict=CheckVerdict.GRANT, category="junior", reason="x")
    check.refresh_from_db()
    assert check.excused_at is not None
    assert Event.objects.filter(act="oversight.check_redrawn", target_id=str(check.pk)).exists()
    again = campaign.checks.due().filter(decision=check.decision, role=CheckRole.CHECK)
    assert again.count() == 2
    assert not again.filter(checker=check.checker).exists()


def test_results_are_not_opened_before_all_have_answered() -> None:
    scene.year_of(scene.districts())
    officer = scene.city_officer()
    campaign = scene.drawn(officer)
    check = scene.first_of(campaign)
    actions.answer_check(by=check.checker, check=check, verdict=CheckVerdict.REFUSE, reason="x")
    with pytest.raises(ValidationError, match="not answered yet"):
        actions.open_results(by=officer, campaign=campaign)
    assert not Finding.objects.exists()


def test_what_two_checkers_differ_on_a_third_settles() -> None:
    decision = scene.decided(scene.districts()[0], by=people.officer())
    campaign = scene.drawn(scene.city_officer())
    one, two = campaign.checks.filter(role=CheckRole.CHECK)
    for check, verdict in ((one, CheckVerdict.REFUSE), (two, CheckVerdict.GRANT)):
        actions.answer_check(by=check.checker, check=check, verdict=verdict, category="junior", reason="x")
    third = campaign.checks.get(role=CheckRole.SETTLE)
    assert third.checker_id not in (one.checker_id, two.checker_id)
    assert Item.objects.open().filter(kind="blind-checks", user=third.checker).exists()
    scene.answered(campaign, wrong=[decision.pk])
    actions.open_results(by=scene.city_officer(), campaign=campaign)
    assert Finding.objects.get().outcome == Outcome.WRONGLY_GRANTED


def test_a_part_of_the_cases_is_checked_again_by_a_second_level() -> None:
    scene.year_of(scene.districts(), each=6)
    campaign = scene.drawn(scene.city_officer())
    for review in campaign.checks.filter(role=CheckRole.REVIEW):
        first = campaign.checks.filter(decision=review.decision, role=CheckRole.CHECK)
        assert not first.filter(checker=review.checker).exists()
    assert campaign.checks.filter(role=CheckRole.REVIEW).count() == 4


def test_the_inbox_of_a_checker_counts_down_and_empties() -> None:
    scene.decided(scene.districts()[0], by=people.officer())
    campaign = scene.drawn(scene.city_officer())
    assert Item.objects.open().filter(kind="blind-checks").count() == 3
    scene.answered(campaign)
    assert not Item.objects.open().filter(kind="blind-checks").exists()


def test_a_document_that_was_changed_after_the_decision_raises_an_alert_at_the_draw() -> None:
    delegation = scene.districts()[0]
    account, talent = cases.applicant()
    document = cases.paper(talent, account)
    frozen = [{"condition": "honour", "document": document.pk, "sha256": document.sha256, "seen_on": None}]
    decision = scene.decided(delegation, by=people.officer(), talent=talent, applicant=account, evidence=frozen)
    Document.objects.filter(pk=document.pk).update(sha256="f" * 64)
    scene.drawn(scene.city_officer())
    alert = decision.alerts.get()
    assert (alert.kind, alert.weight, alert.facts) == ("changed_document", 3, {"documents": 1})
    assert not Evidence.objects.exists()


def test_what_twice_the_checks_would_tell_is_known_before_the_plan_is_fixed() -> None:
    scene.year_of(scene.districts(), each=90)
    officer = scene.city_officer()
    campaign = scene.planned(officer)
    for now, twice in outlooks(campaign.sampling_plan, campaign.body, campaign.since, campaign.until):
        assert now.checks < twice.checks <= now.decisions
        assert twice.width < now.width


def test_a_bad_body_is_switched_to_tightened_checking_and_the_next_plan_checks_more() -> None:
    good, bad = scene.districts()
    decisions = scene.year_of([good, bad], each=20)
    officer = scene.city_officer()
    wrong = [one.pk for one in decisions if one.body_id == bad.body_id]
    for _year in range(2):
        scene.opened(officer, wrong=wrong, rule=ISO)
    strictness = Strictness.objects.get(body=bad.body)
    assert strictness.severity == Severity.TIGHTENED
    assert Strictness.objects.get(body=good.body).severity == Severity.NORMAL
    plan = scene.planned(officer, rule=ISO).sampling_plan
    assert plan.rule_for({"body": str(bad.body_id)}).severity == "tightened"
    assert plan.rule_for({"body": str(good.body_id)}).severity == "normal"


def test_measures_are_proposed_by_the_table_and_none_for_a_clean_body() -> None:
    good, bad = scene.districts()
    decisions = scene.year_of([good, bad], each=20)
    scene.opened(scene.city_officer(), wrong=[one.pk for one in decisions if one.body_id == bad.body_id])
    kinds = set(Measure.objects.filter(body=bad.body).values_list("kind", flat=True))
    assert {"correction", "warning", "tightened_checking", "suspension", "withdrawal"} == kinds
    assert not Measure.objects.filter(body=good.body).exists()


def test_an_excused_or_late_answer_does_not_count_after_the_results_are_open() -> None:
    scene.decided(scene.districts()[0], by=people.officer())
    campaign = scene.opened(scene.city_officer())
    check = campaign.checks.first()
    with pytest.raises(ValidationError, match="answered already"):
        actions.answer_check(by=check.checker, check=check, verdict=CheckVerdict.REFUSE, reason="x")


def test_a_spot_check_reads_a_fixed_number_of_rows_however_many_are_drawn(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    scene.year_of(scene.districts(), each=30)
    officer = scene.city_officer()
    with time_machine.travel("2026-02-02", tick=False):
        campaign = actions.close_frame(
            by=officer, campaign=actions.commit_seed(by=officer, campaign=scene.planned(officer))
        )
        checkers = scene.outsiders()
        with django_assert_max_num_queries(60):
            actions.draw(by=officer, campaign=campaign, checkers=checkers)
    assert Decision.objects.count() == 60
