"""Applying for recognition: beginning, writing, what the rules find meanwhile, agreeing, handing in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from office import people
from office.recognition import cases
from rencai.office.accounts.models import User
from rencai.office.recognition import actions
from rencai.office.recognition.classes import class_word
from rencai.office.recognition.models import Case, Evidence
from rencai.office.recognition.terms import State
from rencai.office.registry.models import Document, Honour, Statement, Talent

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%evidence\n%%EOF\n"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def page(user: User, name: str, *args: Any) -> str:
    answer = people.signed_in(user).get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def sent(user: User, name: str, *args: Any, **body: Any) -> Any:
    """The answer to a form; with `field`, to that one field as the page's script sends it."""
    field = body.pop("field", "")
    headers = {"HX-Request": "true", "HX-Trigger-Name": field} if field else {}
    return people.signed_in(user).post(reverse(name, args=args), body, headers=headers)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def begun(user: User, talent: Talent) -> Case:
    sent(user, "begin_application", talent.pk, measure="high-level-recognition")
    return Case.objects.latest("pk")


@pytest.fixture
def mine() -> tuple[User, Case]:
    """An application that a talent has just begun."""
    account, talent = cases.applicant()
    return account, begun(account, talent)


def attested(talent: Talent, fact: str, value: Any) -> None:
    from rencai.office.asker import today

    Statement.objects.create(
        talent=talent, fact=fact, value=value, stated_on=today(), attested_by="recognising-body", attested_on=today()
    )


def pdf(name: str = "certificate.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- beginning ---------------------------------------------------------------------------------------------------


def test_a_talent_begins_an_application_and_comes_to_its_questions() -> None:
    account, talent = cases.applicant()
    answer = sent(account, "begin_application", talent.pk, measure="high-level-recognition")
    case = Case.objects.get()
    assert answer["Location"] == reverse("write_application", args=[case.pk])
    assert (case.talent, case.by_employer, case.state) == (talent, False, State.DRAFT)


def test_a_case_that_is_opened_twice_is_one_and_the_second_is_led_to_it(mine: tuple[User, Case]) -> None:
    account, case = mine
    answer = sent(account, "begin_application", case.talent_id, measure="high-level-recognition")
    assert "An application of this talent is under way already." in words(answer)
    assert reverse("recognition_case", args=[case.pk]) in words(answer)
    assert Case.objects.count() == 1


def test_of_talents_in_short_supply_there_is_one_class_and_nobody_is_asked_for_it() -> None:
    account, talent = cases.applicant()
    sent(account, "begin_application", talent.pk, measure="shortage-recognition")
    assert Case.objects.get().category == "shortage"


def test_nobody_begins_an_application_of_another_s_people() -> None:
    _account, talent = cases.applicant()
    for other in (people.hr(), people.user()):
        assert sent(other, "begin_application", talent.pk, measure="high-level-recognition").status_code == 404
    assert sent(people.officer(), "begin_application", talent.pk, measure="x").status_code == 403


def test_human_resources_begin_it_for_one_of_their_people_from_the_list() -> None:
    organisation = people.organisation()
    _account, talent = cases.applicant(organisation=organisation, name="吴虚构")
    hr, stranger = people.hr(organisation), people.talent(name="外虚构")
    listed = people.signed_in(hr).get(reverse("whom_to_apply_for"), {"name": "吴"})
    assert "吴虚构" in words(listed)
    assert stranger.name not in page(hr, "whom_to_apply_for")
    assert begun(hr, talent).by_employer


def test_the_talent_s_page_and_both_screens_lead_here() -> None:
    organisation = people.organisation()
    account, talent = cases.applicant(organisation=organisation)
    hr = people.hr(organisation)
    assert f'href="{reverse("applications")}"' in page(account, "my_support")
    assert f'href="{reverse("applications")}"' in page(hr, "our_people")
    assert reverse("talent_recognition", args=[talent.pk]) in page(hr, "talent", talent.pk)
    assert reverse("begin_application", args=[talent.pk]) in page(hr, "talent_recognition", talent.pk)


def test_the_menu_leads_applicants_here_and_officers_to_their_cases() -> None:
    account, talent = cases.applicant()
    assert 'aria-current="page">Recognition' in page(account, "applications")
    assert 'aria-current="page">Recognition' in page(people.hr(talent.organisation), "applications")
    home = page(people.officer(), "inbox")
    assert f'href="{reverse("recognition_cases")}"' in home
    assert f'<li><a href="{reverse("applications")}"' not in home


# --- writing -----------------------------------------------------------------------------------------------------


def test_each_fact_is_asked_once_under_the_condition_that_needs_it(mine: tuple[User, Case]) -> None:
    account, case = mine
    text = page(account, "write_application", case.pk)
    assert text.index("The contract runs at least three years") < text.index("For how many months does your contract")
    assert text.count('name="first_dalian_insurance_on"') == 1
    assert 'name="publicity_working_days"' not in text
    assert 'name="civil_servant_admitted"' not in text
    assert "Local talent" in text


def test_what_the_record_holds_attested_is_shown_and_not_asked(mine: tuple[User, Case]) -> None:
    account, case = mine
    attested(case.talent, "honour_class", "leading")
    text = page(account, "write_application", case.pk)
    assert 'name="honour_class"' not in text
    assert "attested" in text


def test_what_the_record_only_states_stands_in_the_field_already(mine: tuple[User, Case]) -> None:
    account, case = mine
    attested(case.talent, "contract_months", 48)
    Statement.objects.update(attested_by="", attested_on=None)
    assert 'name="contract_months" value="48"' in page(account, "write_application", case.pk)


def test_an_answer_is_saved_as_it_is_typed_and_the_finding_comes_along(mine: tuple[User, Case]) -> None:
    account, case = mine
    answer = sent(account, "save_application", case.pk, field="honour_class", honour_class="senior")
    case.refresh_from_db()
    assert case.answers == {"honour_class": "senior"}
    assert "Saved" in words(answer)
    assert 'id="finding" hx-swap-oob="innerHTML"' in words(answer)


def test_the_finding_says_which_class_is_supported_what_fails_and_by_how_much(mine: tuple[User, Case]) -> None:
    account, case = mine
    body = {name: {True: "yes", False: "no"}.get(value, value) for name, value in cases.FACTS.items()}  # type: ignore[call-overload]
    sent(account, "write_application", case.pk, **body | {"contract_months": "24", "category": "senior"})
    text = page(account, "write_application", case.pk)
    assert "The facts support: young elite" in text
    assert "You apply for a higher one" in text
    assert "1 condition fails" in text
    assert "24 months, needed: at least 36 months" in text or "24 months; needed: at least 36 months" in text


def test_of_several_honours_the_highest_counts(mine: tuple[User, Case]) -> None:
    account, case = mine
    for category in ("junior", "senior", "none"):
        Honour.objects.create(talent=case.talent, name=f"奖{category}", category=category, awarded_on="2020-01-01")
    facts = {name: value for name, value in cases.FACTS.items() if name != "honour_class"}
    actions.save_answers(by=account, case=case, answers=facts)
    assert f"The facts support: {class_word('senior')}" in page(account, "write_application", case.pk)


def test_whoever_is_recognised_already_is_recognised_anew_at_a_higher_class(mine: tuple[User, Case]) -> None:
    account, case = mine
    assert "Recognition anew" not in page(account, "write_application", case.pk)
    attested(case.talent, "recognised_category", "junior")
    assert "Recognition anew at a higher class" in page(account, "write_application", case.pk)


def test_what_is_emptied_is_taken_out(mine: tuple[User, Case]) -> None:
    account, case = mine
    sent(account, "save_application", case.pk, field="contract_months", contract_months="40")
    sent(account, "save_application", case.pk, field="contract_months", contract_months="")
    case.refresh_from_db()
    assert case.answers == {}


def test_the_same_answer_again_leaves_no_event(mine: tuple[User, Case]) -> None:
    from rencai.office.audit.models import Event

    account, case = mine
    for _ in range(2):
        sent(account, "save_application", case.pk, field="contract_months", contract_months="40")
    assert Event.objects.filter(act="recognition.saved").count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("contract_months", "100000", "outside"),
        ("contract_months", "abc", "a number is expected"),
        ("contract_months", "1\x00", "Null characters"),
        ("honour_class", "king", "not one of the available choices"),
        ("honour_class", "junior\x00", "not one of the available choices"),
        ("first_dalian_insurance_on", "tomorrow", "valid date"),
        ("first_dalian_insurance_on", "0001-01-01", "days lie between"),
        ("civil_servant", "<script>alert(1)</script>", "not one of the available choices"),
        ("category", "shortage", "not one of the available choices"),
    ],
)
def test_what_is_no_answer_is_told_beside_its_question(
    mine: tuple[User, Case], field: str, typed: str, why: str
) -> None:
    account, case = mine
    answer = sent(account, "save_application", case.pk, field=field, **{field: typed})
    assert answer.status_code == 422
    assert why in words(answer)
    assert "<script>alert" not in words(answer)
    case.refresh_from_db()
    assert (case.answers, case.category) == ({}, "")


def test_without_a_script_one_wrong_answer_does_not_lose_the_others(mine: tuple[User, Case]) -> None:
    account, case = mine
    body = {"contract_months": "<b>many</b>", "honour_class": "junior", "civil_servant": "no"}
    answer = sent(account, "write_application", case.pk, **body)
    assert answer.status_code == 422
    assert 'value="&lt;b&gt;many&lt;/b&gt;"' in words(answer)
    case.refresh_from_db()
    assert case.answers == {"honour_class": "junior", "civil_servant": False}


def test_another_s_application_is_not_there(mine: tuple[User, Case]) -> None:
    _account, case = mine
    other, _talent = cases.applicant()
    for name in ("write_application", "consent_to_application", "withdraw_application"):
        assert people.signed_in(other).get(reverse(name, args=[case.pk])).status_code == 404
    assert sent(other, "save_application", case.pk, field="contract_months", contract_months="1").status_code == 404
    assert people.signed_in(people.officer()).get(reverse("write_application", args=[case.pk])).status_code == 404


def test_an_officer_who_sees_the_case_does_not_write_on_it() -> None:
    cases.district()
    case = cases.submitted()
    answer = sent(people.officer(), "save_application", case.pk, field="contract_months", contract_months="1")
    assert answer.status_code == 403


# --- evidence ----------------------------------------------------------------------------------------------------


def test_evidence_is_uploaded_for_a_condition_and_becomes_part_of_the_record(mine: tuple[User, Case]) -> None:
    account, case = mine
    answer = sent(account, "save_application", case.pk, field="upload-contract", **{"upload-contract": pdf()})
    evidence = Evidence.objects.get()
    assert (evidence.condition, evidence.document.talent_id) == ("contract", case.talent_id)
    assert "certificate.pdf" in words(answer)
    assert 'id="evidence-contract"' in words(answer)


def test_a_refused_upload_says_why_and_keeps_the_rest(mine: tuple[User, Case]) -> None:
    account, case = mine
    disguised = pdf("contract.pdf", b"MZ\x90\x00" + b"\x00" * 200)
    body = {"contract_months": "48", "upload-contract": disguised, "upload-insurance": pdf("insurance.pdf")}
    answer = sent(account, "write_application", case.pk, **body)
    assert answer.status_code == 422
    assert "not a file of a kind that is taken here" in words(answer)
    case.refresh_from_db()
    assert case.answers == {"contract_months": 48}
    assert [one.condition for one in case.evidence.all()] == ["insurance"]
    assert Document.objects.count() == 1


def test_a_file_that_is_too_big_is_told_of_beside_its_condition(mine: tuple[User, Case], settings: Any) -> None:
    settings.UPLOAD_LIMIT = 2000
    account, case = mine
    body = {"contract_months": "48", "upload-contract": pdf(content=PDF + b"%" * 3000)}
    answer = sent(account, "write_application", case.pk, **body)
    assert answer.status_code == 413
    assert "too big" in words(answer)
    case.refresh_from_db()
    assert case.answers == {"contract_months": 48}


def test_a_document_is_taken_out_of_the_evidence_and_stays_in_the_record(mine: tuple[User, Case]) -> None:
    account, case = mine
    sent(account, "write_application", case.pk, **{"upload-contract": pdf()})
    sent(account, "write_application", case.pk, remove=str(Evidence.objects.get().pk))
    assert not Evidence.objects.exists()
    assert Document.objects.exists()


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "x", "٣", "1 OR 1=1"])
def test_a_number_that_is_none_takes_nothing_out(mine: tuple[User, Case], number: str) -> None:
    account, case = mine
    sent(account, "write_application", case.pk, **{"upload-contract": pdf()})
    assert sent(account, "write_application", case.pk, remove=number).status_code == 302
    assert Evidence.objects.count() == 1


# --- handing in --------------------------------------------------------------------------------------------------


def test_handed_in_it_is_on_its_way_and_nothing_more_is_saved() -> None:
    cases.district()
    account, talent = cases.applicant()
    case = cases.draft(account, talent)
    answer = sent(account, "write_application", case.pk, then="submit")
    assert answer["Location"] == reverse("recognition_case", args=[case.pk])
    case.refresh_from_db()
    assert case.state == State.OPEN
    late = sent(account, "save_application", case.pk, field="contract_months", contract_months="12")
    assert late.status_code == 422
    assert "that cannot be done now" in words(late)
    assert sent(account, "write_application", case.pk, contract_months="12").status_code == 302
    case.refresh_from_db()
    assert case.answers["contract_months"] == 48


def test_handed_in_twice_it_is_handed_in_once() -> None:
    cases.district()
    account, talent = cases.applicant()
    case = cases.draft(account, talent)
    for _ in range(2):
        assert sent(account, "write_application", case.pk, then="submit").status_code == 302
    assert case.stages.count() == 1


def test_without_a_class_it_is_not_handed_in_and_the_page_says_so(mine: tuple[User, Case]) -> None:
    account, case = mine
    answer = sent(account, "write_application", case.pk, then="submit", contract_months="48")
    assert "Choose the class that is applied for." in words(answer)
    case.refresh_from_db()
    assert (case.state, case.answers) == (State.DRAFT, {"contract_months": 48})


def test_where_nobody_holds_the_authority_the_page_says_so(mine: tuple[User, Case]) -> None:
    account, case = mine
    answer = sent(account, "write_application", case.pk, then="submit", category="junior")
    assert "Nobody holds the authority to recognise this." in words(answer)


def test_an_application_is_withdrawn_with_one_more_page(mine: tuple[User, Case]) -> None:
    account, case = mine
    assert "It ends here" in page(account, "withdraw_application", case.pk)
    sent(account, "withdraw_application", case.pk, reason="<i>搬家</i>")
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN


# --- on behalf of the talent -------------------------------------------------------------------------------------


def on_behalf(with_account: bool = True) -> tuple[User, User, Case]:
    cases.district()
    organisation = people.organisation()
    account, talent = cases.applicant(organisation=organisation)
    if not with_account:
        Talent.objects.update(account=None)
        talent.refresh_from_db()
    hr = people.hr(organisation)
    case = begun(hr, talent)
    actions.save_answers(by=hr, case=case, answers=cases.FACTS, category="junior")
    return hr, account, case


def test_what_human_resources_apply_for_waits_until_the_talent_agrees() -> None:
    hr, account, case = on_behalf()
    sent(hr, "write_application", case.pk, then="submit")
    case.refresh_from_db()
    assert case.state == State.CONSENT
    assert "has been asked to agree" in page(hr, "recognition_case", case.pk)
    assert "Read and agree" in page(account, "recognition_case", case.pk)
    assert "48" in page(account, "consent_to_application", case.pk)
    sent(account, "consent_to_application", case.pk)
    case.refresh_from_db()
    assert (case.state, case.consented_at is not None) == (State.OPEN, True)


def test_nobody_agrees_but_the_talent() -> None:
    hr, _account, case = on_behalf()
    sent(hr, "write_application", case.pk, then="submit")
    assert sent(hr, "consent_to_application", case.pk).status_code == 403
    case.refresh_from_db()
    assert case.state == State.CONSENT


def test_without_an_account_the_paper_is_put_forward_that_the_talent_has_signed() -> None:
    hr, _account, case = on_behalf(with_account=False)
    refusal = words(sent(hr, "write_application", case.pk, then="submit"))
    assert "put forward the consent that they have signed" in refusal
    sent(hr, "write_application", case.pk, then="submit", **{"upload-consent": pdf("consent.pdf")})
    case.refresh_from_db()
    assert case.state == State.OPEN


# --- what it costs -----------------------------------------------------------------------------------------------


def test_the_page_costs_the_same_however_much_was_written(
    mine: tuple[User, Case], django_assert_num_queries: Any
) -> None:
    account, case = mine
    client, address = people.signed_in(account), reverse("write_application", args=[case.pk])
    client.get(address)
    with django_assert_num_queries(12):
        client.get(address)
    actions.save_answers(by=account, case=case, answers=cases.FACTS)
    for condition in ("contract", "insurance", "front-line"):
        paper = cases.paper(case.talent, account, condition)
        actions.add_evidence(by=account, case=case, condition=condition, document=paper)
    with django_assert_num_queries(12):
        client.get(address)


def test_the_list_costs_the_same_however_many_there_are(django_assert_num_queries: Any) -> None:
    organisation = people.organisation()
    hr = people.hr(organisation)
    client, address = people.signed_in(hr), reverse("applications")
    for _ in range(2):
        for _number in range(3):
            _account, talent = cases.applicant(organisation=organisation)
            begun(hr, talent)
        client.get(address)
        with django_assert_num_queries(7):
            client.get(address)


def test_it_speaks_chinese(mine: tuple[User, Case]) -> None:
    account, case = mine
    client = people.signed_in(account)
    text = client.get(
        reverse("write_application", args=[case.pk]), headers={"accept-language": "zh-CN"}
    ).content.decode()
    assert "合同期限3年以上" in text
    assert "目前资料尚不支持任何类别" in text


def test_evidence_for_another_measure_stands_with_its_own_words_before_the_officer(mine: tuple[User, Case]) -> None:
    account, case = mine
    cases.district()
    sent(account, "write_application", case.pk, **{"upload-introduced-status--proof": pdf("departure.pdf")})
    sent(account, "write_application", case.pk, category="junior", then="submit")
    text = page(people.officer(), "recognition_case", case.pk)
    assert "Proof of resignation or insurance from the earlier city" in text
    assert "introduced-status--proof" not in text


def test_choosing_whom_to_apply_for_costs_the_same_however_many_there_are(django_assert_num_queries: Any) -> None:
    organisation = people.organisation()
    client, address = people.signed_in(people.hr(organisation)), reverse("whom_to_apply_for")
    for _ in range(2):
        for _number in range(3):
            people.talent(organisation=organisation)
        client.get(address)
        with django_assert_num_queries(6):
            client.get(address)


def test_saving_one_answer_costs_the_same_however_many_there_are(
    mine: tuple[User, Case], django_assert_num_queries: Any
) -> None:
    account, case = mine
    client, address = people.signed_in(account), reverse("save_application", args=[case.pk])
    headers = {"HX-Request": "true", "HX-Trigger-Name": "contract_months"}
    for number in ("40", "41"):
        with django_assert_num_queries(24):
            client.post(address, {"contract_months": number}, headers=headers)
        actions.save_answers(by=account, case=case, answers=cases.FACTS)
