"""Decisions on a page, tried on the invented people of the pack."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from rencai.office.pack import the_pack
from rencai.office.reasons import DecisionTold, Told
from rencai.policy.decision import ELIGIBLE, NOT_ELIGIBLE


def told(name: str, lang: str = "en") -> DecisionTold:
    person = next(person for person in the_pack().people if person.name["en"].startswith(name))
    with translation.override(lang):
        found = DecisionTold(the_pack().decide(person.facts, on=person.on))
        assert found.measures
        return found


def measure(found: DecisionTold, name: str) -> Told:
    return next(measure for measure in found.measures if measure.name == name)


def panel(measure: Told) -> str:
    return " ".join(render_to_string("parts/reasons.html", {"told": measure}).split())


def test_every_measure_stands_in_one_of_the_three_groups() -> None:
    found = told("Maria Keller")
    groups = [found.given, found.open, found.refused]
    assert sorted(one.name for group in groups for one in group) == sorted(one.name for one in found.measures)
    assert all(one.status == ELIGIBLE for one in found.given)
    assert all(one.status == NOT_ELIGIBLE for one in found.refused)


def test_what_is_given_says_how_much_and_when() -> None:
    settling_in = measure(told("Lin Haiyan"), "settling-in")
    assert settling_in.money == "CNY 2,600,000 in 3 payments"
    assert settling_in.met == len(settling_in.reasons) == 4
    page = panel(settling_in)
    assert "✓</span> eligible" in page
    assert "4 of 4 conditions met" in page
    assert page.count('<td class="number">') >= 4


def test_a_condition_tells_value_threshold_margin_and_article_with_a_link() -> None:
    page = panel(measure(told("Maria Keller"), "high-level-recognition"))
    assert "32 months" in page
    assert "needed: at least 36 months" in page
    assert "4 months short" in page or "4 months below" in page
    assert 'rel="external noreferrer"' in page
    assert "合同期限" in page


def test_one_failing_condition_is_told_beside_the_title() -> None:
    for one in told("Maria Keller").refused:
        assert bool(one.nearly) == (one.failing == 1)
        assert (f'<span class="measure-nearly">{one.nearly}' in panel(one)) == bool(one.nearly)


def test_the_nearest_refusal_comes_first() -> None:
    failing = [one.failing for one in told("Maria Keller").refused]
    assert failing == sorted(failing)
    assert failing[0] == 1


def test_each_state_is_told_in_words_and_by_a_mark() -> None:
    states = {
        (line.reason.state, line.reason.mark, line.reason.word)
        for name in ("Maria Keller", "He Jun", "Lin Haiyan")
        for one in told(name).measures
        for line in one.reasons
    }
    assert states == {
        ("met", "✓", "met"),
        ("not_met", "✗", "not met"),
        ("unknown", "?", "not known"),
        ("judgement", "⚖", "needs judgement"),
    }


def test_what_a_body_has_to_judge_names_the_body() -> None:
    judged = [line.judge for one in told("He Jun").measures for line in one.reasons if line.reason.state == "judgement"]
    assert judged
    assert all("decides" in words for words in judged)


def test_the_question_that_decides_most_is_asked_first() -> None:
    found = told("Maria Keller").questions
    numbers = [question.measures for question in found]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 1
    assert "first paid for you in Dalian" in found[0].words


def test_what_is_missing_for_a_measure_stands_in_its_panel() -> None:
    found = told("Maria Keller")
    page = panel(found.open[0])
    assert "What is missing" in page
    assert found.open[0].missing[0] in page


def test_the_words_are_those_of_the_pages_language() -> None:
    found = told("Maria Keller", "zh-hans")
    assert measure(found, "talent-flat").word == "符合条件"
    assert "您首次在大连缴纳社会保险是哪天？" in found.questions[0].words


@pytest.mark.parametrize("person", [person.name["en"] for person in the_pack().people])
def test_every_invented_person_can_be_told(person: str) -> None:
    for lang in ("en", "zh-hans"):
        for one in told(person, lang).measures:
            assert one.title in panel(one).replace("&#x27;", "'")
