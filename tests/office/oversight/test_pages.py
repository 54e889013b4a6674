"""The pages of supervision: who sees what, with how many queries, and what they never show."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from office import people
from office.oversight import scene
from office.recognition import cases
from rencai.office.accounts.models import User
from rencai.office.oversight import actions
from rencai.office.oversight.alerts import Alert
from rencai.office.oversight.campaigns import Campaign, Check
from rencai.office.oversight.measures import Measure
from rencai.office.oversight.terms import MeasureState, Stage
from rencai.office.recognition.models import Decision

pytestmark = pytest.mark.django_db


def shown(user: User, name: str, *args: Any, **asked: Any) -> str:
    response = people.signed_in(user).get(reverse(name, args=args), asked)
    assert response.status_code == 200, response.content.decode()[:2000]
    return str(response.content.decode())


def alert_of(decision: Decision, kind: str = "same_pair") -> Alert:
    from django.utils import timezone

    facts = {"seen": 9, "expected": "2.0"}
    return Alert.objects.create(
        kind=kind, decision=decision, body=decision.body, facts=facts, weight=3, opened_at=timezone.now()
    )


def test_the_board_shows_every_body_with_volume_and_rates_and_opens_each_number() -> None:
    good, bad = scene.districts()
    decisions = scene.year_of([good, bad], each=20)
    officer = scene.city_officer()
    scene.opened(officer, wrong=[one.pk for one in decisions if one.body_id == bad.body_id])
    alert_of(decisions[0])
    page = shown(officer, "supervision")
    assert "are not ranked" in page
    assert "The highest error rates" in page
    assert reverse("supervised_decisions", args=[bad.body_id]) in page
    assert f"{reverse('alerts')}?state=open&amp;body={good.body_id}" in page


def test_bodies_that_cannot_be_told_apart_are_not_ranked() -> None:
    scene.year_of(scene.districts(), each=3)
    officer = scene.city_officer()
    scene.opened(officer)
    page = shown(officer, "supervision")
    assert "none can be told from another" in page
    assert "The highest error rates" not in page


def test_where_no_order_of_all_bodies_can_be_told_the_board_still_names_who_is_surely_worse_than_others() -> None:
    better, between, worse = scene.districts("zhongshan", "xigang", "shahekou")
    decisions = scene.year_of([better, between, worse], each=12)
    wrong = [one.pk for one in decisions if one.body_id == worse.body_id][:9]
    wrong += [one.pk for one in decisions if one.body_id == between.body_id][:3]
    officer = scene.city_officer()
    campaign = scene.opened(officer, wrong=wrong)
    campaign.estimate["tiers"] = [[str(one.body_id) for one in (better, between, worse)]]
    campaign.estimate["above"] = [[str(worse.body_id), str(better.body_id)]]
    campaign.save(update_fields=["estimate"])
    for page in (shown(officer, "supervision"), shown(officer, "campaign", campaign.pk)):
        assert f"<strong>{worse.body}</strong> (above 1 other)" in page
        assert "none can be told from another" not in page


def test_the_totals_of_the_board_open_into_the_decisions_of_all_bodies_and_of_no_other() -> None:
    mine, other = scene.districts()
    slow = scene.decided(mine, by=people.officer(), days=40)
    quick = scene.decided(other, by=people.officer(), days=3)
    city = scene.city_officer()
    page = shown(city, "supervision")
    assert f"{reverse('every_supervised_decision')}?shown=late&amp;since=" in page
    assert {slow.case.number, quick.case.number} <= set(
        re.findall(r"RD[\d-]+", shown(city, "every_supervised_decision"))
    )
    late = shown(city, "every_supervised_decision", shown="late")
    assert slow.case.number in late
    assert quick.case.number not in late
    assert quick.case.number not in shown(people.officer(mine.body.place.key), "every_supervised_decision")


def test_a_rate_of_nothing_opens_into_what_was_checked() -> None:
    decisions = scene.year_of(scene.districts(), each=3)
    officer = scene.city_officer()
    campaign = scene.opened(officer, wrong=[decisions[0].pk])
    page = shown(officer, "supervision")
    rows = reverse("supervised_decisions", args=[decisions[0].body_id])
    assert f"{rows}?shown=wrong&amp;campaign={campaign.pk}" in page
    assert f"{rows}?shown=checked&amp;campaign={campaign.pk}" in page


def test_the_measures_that_hold_are_those_that_the_board_counts() -> None:
    first, second = scene.districts()
    officer = scene.city_officer()
    holding = actions.propose_measure(by=officer, body=first.body, kind="warning", reason="超期（虚构）")
    actions.issue_measure(by=officer, measure=holding, reason="超期（虚构）")
    proposed = actions.propose_measure(by=officer, body=second.body, kind="warning", reason="超期（虚构）")
    page = shown(officer, "measures", state="holding")
    assert reverse("measure", args=[holding.pk]) in page
    assert reverse("measure", args=[proposed.pk]) not in page


@pytest.mark.parametrize(("bound", "told"), [("process_lower", True), ("lower", False)])
def test_a_measure_says_why_its_bounds_are_wider_than_those_of_the_spot_check(bound: str, told: bool) -> None:
    officer, body = scene.city_officer(), scene.districts()[0].body
    measure = actions.propose_measure(by=officer, body=body, kind="suspension", reason="抽查（虚构）")
    figures = {"found": 8, "checked": 37, "estimate": 0.2, "lower": 0.1, "upper": 0.4, "above": 0.05, "bound": bound}
    Measure.objects.filter(pk=measure.pk).update(grounds=figures)
    assert ("wider than those of the spot check" in shown(officer, "measure", measure.pk)) is told


def test_an_alert_that_was_found_at_fault_leads_on_to_a_measure() -> None:
    alert = alert_of(scene.decided(scene.districts()[0], by=people.officer()))
    officer = scene.city_officer()
    way_on = reverse("propose_measure", args=[alert.body_id])
    assert way_on not in shown(officer, "alert", alert.pk)
    actions.close_alert(by=officer, alert=alert, outcome="at_fault", finding="材料不实（虚构）")
    assert way_on in shown(officer, "alert", alert.pk)


def test_the_board_costs_the_same_however_many_bodies_and_decisions_there_are(
    django_assert_num_queries: Any,
) -> None:
    officer = scene.city_officer()
    browser = people.signed_in(officer)
    scene.year_of(scene.districts("zhongshan"), each=2)
    browser.get(reverse("supervision"))
    with django_assert_num_queries(13):
        browser.get(reverse("supervision"))
    scene.year_of(scene.districts("xigang", "shahekou"), each=5)
    with django_assert_num_queries(13):
        browser.get(reverse("supervision"))


def test_a_district_sees_itself_on_the_board_but_neither_others_nor_alerts() -> None:
    one, other = scene.districts()
    for decision in scene.year_of([one, other], each=2):
        alert_of(decision)
    page = shown(people.officer("zhongshan"), "supervision")
    assert str(one.body) in page
    assert reverse("supervised_body", args=[other.body_id]) not in page
    assert "No alert" in shown(people.officer("zhongshan"), "alerts")
    stranger = people.signed_in(people.officer("zhongshan"))
    assert stranger.get(reverse("supervised_body", args=[other.body_id])).status_code == 404
    assert stranger.get(reverse("alert", args=[Alert.objects.first().pk])).status_code == 404


def test_an_alert_is_taken_and_closed_on_its_page() -> None:
    alert = alert_of(scene.decided(scene.districts()[0], by=people.officer()))
    officer = scene.city_officer()
    browser = people.signed_in(officer)
    browser.post(reverse("take_alert", args=[alert.pk]))
    page = browser.post(reverse("alert", args=[alert.pk]), {"outcome": "in_order", "finding": ""})
    assert "This field is required" in page.content.decode()
    browser.post(reverse("alert", args=[alert.pk]), {"outcome": "at_fault", "finding": "材料不实（虚构）"})
    alert.refresh_from_db()
    assert (alert.owner, alert.closed_by, alert.outcome) == (officer, officer, "at_fault")


def test_the_list_of_alerts_costs_the_same_however_many_there_are(django_assert_num_queries: Any) -> None:
    officer = scene.city_officer()
    browser = people.signed_in(officer)
    decisions = scene.year_of(scene.districts(), each=8)
    alert_of(decisions[0])
    browser.get(reverse("alerts"))
    for decision in decisions[1:]:
        alert_of(decision)
    with django_assert_num_queries(7):
        browser.get(reverse("alerts"))


def test_a_plan_is_written_fixed_closed_and_drawn_on_its_pages() -> None:
    scene.year_of(scene.districts(), each=70)
    checkers = scene.outsiders()
    officer = scene.city_officer()
    browser = people.signed_in(officer)
    given = {
        "body": cases.city_body().pk,
        "title": "2025年抽查（虚构）",
        "since": "2025-01-01",
        "until": "2025-12-31",
        "rule": "discovery",
        "tolerable": "5",
        "aql": "1",
        "second_level": "20",
    }
    browser.post(reverse("add_campaign"), given)
    campaign = Campaign.objects.get()
    page = browser.get(reverse("campaign", args=[campaign.pk])).content.decode()
    assert "twice the checks" in page
    for name in ("commit", "close"):
        browser.post(reverse("campaign_step", args=[campaign.pk, name]))
    browser.post(reverse("draw_campaign", args=[campaign.pk]), {"checkers": [one.pk for one in checkers]})
    campaign.refresh_from_db()
    assert campaign.stage == Stage.DRAWN
    assert "Open the results" not in browser.get(reverse("campaign", args=[campaign.pk])).content.decode()
    early = browser.post(reverse("campaign_step", args=[campaign.pk, "open"]), follow=True).content.decode()
    assert "not answered yet" in early


def test_a_plan_that_is_wrong_says_so_beside_the_field() -> None:
    browser = people.signed_in(scene.city_officer())
    given = {"body": cases.city_body().pk, "title": "x", "since": "2025-12-31", "until": "2025-01-01"}
    page = browser.post(reverse("add_campaign"), given).content.decode()
    assert "The period ends on the day it begins" in page
    assert not Campaign.objects.exists()


def test_the_blind_page_tells_facts_and_rules_but_not_what_was_decided_or_by_whom() -> None:
    decider = people.holder("officer", people.place("zhongshan"), name="决定者甲（虚构）")
    reason = "暗号理由（虚构）"
    scene.decided(scene.districts()[0], by=decider, reason=reason, against_finding=True)
    campaign = scene.drawn(scene.city_officer())
    check = scene.first_of(campaign)
    page = shown(check.checker, "check", check.pk)
    assert "length of the contract" in page
    assert "three years or is open-ended" in page
    for secret in (reason, decider.name, "against the finding", "state-met", "not met"):
        assert secret not in page


def test_somebody_elses_check_is_not_there() -> None:
    scene.decided(scene.districts()[0], by=people.officer())
    check = scene.first_of(scene.drawn(scene.city_officer()))
    for user in (people.officer("changhai"), scene.city_officer()):
        assert people.signed_in(user).get(reverse("check", args=[check.pk])).status_code == 404


def test_a_checker_answers_on_the_page_and_goes_on_to_the_next() -> None:
    scene.year_of(scene.districts(), each=2)
    check = scene.first_of(scene.drawn(scene.city_officer()))
    browser = people.signed_in(check.checker)
    answer = {"verdict": "grant", "category": "junior", "reason": "条件符合（虚构）"}
    response = browser.post(reverse("check", args=[check.pk]), answer)
    assert response.status_code == 302
    again = browser.post(reverse("check", args=[check.pk]), answer | {"verdict": "refuse"})
    assert again.status_code == 200
    check.refresh_from_db()
    assert check.verdict == "grant"


def test_whoever_manages_gives_an_unanswered_check_to_somebody_else() -> None:
    scene.year_of(scene.districts(), each=2)
    officer = scene.city_officer()
    campaign = scene.drawn(officer)
    check = scene.first_of(campaign)
    browser = people.signed_in(officer)
    assert check.checker.name in browser.get(reverse("campaign_waiting", args=[campaign.pk])).content.decode()
    address = reverse("redraw_check", args=[campaign.pk, check.pk])
    assert people.signed_in(check.checker).get(address).status_code == 404
    browser.post(address, {"reason": "已调离（虚构）"})
    check.refresh_from_db()
    assert check.excused_why == "已调离（虚构）"
    assert browser.get(address).status_code == 404


def test_a_checker_who_became_a_party_is_told_so_and_somebody_else_has_it() -> None:
    scene.year_of(scene.districts(), each=2)
    check = scene.first_of(scene.drawn(scene.city_officer()))
    talent = check.decision.case.talent
    talent.account = check.checker
    talent.save()
    browser = people.signed_in(check.checker)
    answer = {"verdict": "grant", "category": "junior", "reason": "x"}
    assert browser.post(reverse("check", args=[check.pk]), answer).status_code == 403
    assert browser.get(reverse("check", args=[check.pk])).status_code == 404


def test_evidence_is_handed_to_its_checker_alone_and_a_changed_file_raises_an_alert(
    settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    account, talent = cases.applicant()
    document = cases.paper(talent, account)
    frozen = [{"condition": "honour", "document": document.pk, "sha256": document.sha256, "seen_on": None}]
    delegation = scene.districts()[0]
    decision = scene.decided(delegation, by=people.officer(), talent=talent, applicant=account, evidence=frozen)
    check = scene.first_of(scene.drawn(scene.city_officer()))
    address = reverse("check_evidence", args=[check.pk, document.pk])
    assert people.signed_in(people.officer("changhai")).get(address).status_code == 404
    browser = people.signed_in(check.checker)
    assert b"".join(browser.get(address).streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert not decision.alerts.exists()
    with open(document.file.path, "ab") as file:
        file.write(b"forged")
    b"".join(browser.get(address).streaming_content)  # type: ignore[attr-defined]
    assert decision.alerts.get().kind == "changed_document"


def test_anybody_verifies_the_draw_with_the_command_line(client: Any, tmp_path: Any) -> None:
    from click.testing import CliRunner

    from rencai.cli import cli as main

    scene.year_of(scene.districts(), each=70)
    campaign = scene.drawn(scene.city_officer())
    files = {}
    for name, suffix in (("campaign_frame", "csv"), ("campaign_draw", "json"), ("campaign_seed", "txt")):
        response = client.get(reverse(name, args=[campaign.pk]))
        content = b"".join(response.streaming_content) if response.streaming else response.content
        files[suffix] = tmp_path / f"x.{suffix}"
        files[suffix].write_bytes(content)
    asked = ["supervision", "verify", str(files["json"]), str(files["csv"]), "--seed", str(files["txt"])]
    assert CliRunner().invoke(main, asked).exit_code == 0
    files["csv"].write_text(files["csv"].read_text().replace("granted", "refused", 1))
    assert CliRunner().invoke(main, asked).exit_code != 0


def test_before_the_draw_neither_seed_nor_cases_are_public(client: Any) -> None:
    scene.year_of(scene.districts())
    officer = scene.city_officer()
    campaign = actions.commit_seed(by=officer, campaign=scene.planned(officer))
    page = client.get(reverse("campaign_proof", args=[campaign.pk])).content.decode()
    assert campaign.commitment in page
    assert campaign.seed not in page
    for name in ("campaign_frame", "campaign_draw", "campaign_seed"):
        assert client.get(reverse(name, args=[campaign.pk])).status_code == 404


def test_a_plan_that_is_not_fixed_is_nobodys_business(client: Any) -> None:
    campaign = scene.planned(scene.city_officer())
    assert client.get(reverse("campaign_proof", args=[campaign.pk])).status_code == 404


def test_the_tables_of_the_board_are_files_too() -> None:
    decisions = scene.year_of(scene.districts(), each=5)
    officer = scene.city_officer()
    scene.opened(officer, wrong=[decisions[0].pk])
    assert "wrongly_granted_upper" in shown(officer, "supervision_table", "bodies")
    assert "2025-01,2,1,50.0" in shown(officer, "supervision_table", "months")
    assert "2025-01,1,1,100" in shown(officer, "supervised_body_table", decisions[0].body_id)


def test_the_rows_behind_a_number_are_those_that_it_counts() -> None:
    delegation = scene.districts()[0]
    slow = scene.decided(delegation, by=people.officer(), days=40)
    scene.decided(delegation, by=people.officer(), days=3)
    officer = scene.city_officer()
    page = shown(officer, "supervised_decisions", delegation.body_id, shown="late")
    assert slow.case.number in page
    assert "1 in all" in page


def test_a_body_reads_and_answers_a_measure_on_its_page_but_not_one_that_is_only_proposed() -> None:
    delegation = scene.districts()[0]
    officer = scene.city_officer()
    measure = actions.propose_measure(by=officer, body=delegation.body, kind="warning", reason="超期（虚构）")
    body = people.signed_in(people.officer("zhongshan"))
    assert body.get(reverse("measure", args=[measure.pk])).status_code == 404
    actions.issue_measure(by=officer, measure=measure, reason="超期（虚构）")
    assert "Answer it" in body.get(reverse("measure", args=[measure.pk])).content.decode()
    body.post(reverse("measure_act", args=[measure.pk, "answer"]), {"answer": "已整改（虚构）"})
    measure.refresh_from_db()
    assert measure.answer == "已整改（虚构）"
    assert body.post(reverse("measure_act", args=[measure.pk, "confirm"]), {"reason": "x"}).status_code == 403


def test_every_page_reads_in_chinese() -> None:
    decisions = scene.year_of(scene.districts(), each=3)
    officer = scene.city_officer()
    campaign = scene.opened(officer, wrong=[one.pk for one in decisions[:3]])
    alert = alert_of(decisions[0])
    browser = people.signed_in(officer)
    browser.post(reverse("set_language"), {"language": "zh-hans"})
    measure = Measure.objects.filter(state=MeasureState.PROPOSED).first()
    addresses = [
        reverse("supervision"),
        reverse("alerts"),
        reverse("alert", args=[alert.pk]),
        reverse("campaign", args=[campaign.pk]),
        reverse("campaign_findings", args=[campaign.pk]),
        reverse("campaign_proof", args=[campaign.pk]),
        reverse("measure", args=[measure.pk]),  # type: ignore[union-attr]
    ]
    for address in addresses:
        assert 'lang="zh-Hans"' in browser.get(address).content.decode(), address
    assert json.dumps(campaign.draw)
    assert Check.objects.exists()
    call_command("check")
