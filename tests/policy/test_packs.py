"""Every shipped pack: it loads, its own tests pass, and it says everything in both languages with a source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rencai.policy import Pack, load_pack, shipped_packs
from rencai.policy.expressions import names_in
from rencai.policy.model import Measure
from rencai.policy.references import used_by

NAMES = shipped_packs()


@pytest.fixture(scope="module", params=NAMES)
def pack(request: pytest.FixtureRequest) -> Pack:
    return load_pack(request.param)


def test_the_packs_of_the_three_places_are_shipped() -> None:
    assert NAMES == ["canada-crs", "dalian", "singapore-compass"]


def test_a_shipped_packs_own_tests_pass(pack: Pack) -> None:
    results = pack.run_tests()
    failed = {item.case.name: [message.text() for message in item.differences] for item in results if not item.passed}
    assert failed == {}
    assert results


def test_the_name_of_a_test_is_a_sentence_and_stands_once(pack: Pack) -> None:
    names = [item.name for item in pack.cases]
    assert [name for name in names if len(name.split()) < 3] == []
    assert len(names) == len(set(names))


def test_every_measure_has_a_test(pack: Pack) -> None:
    tested = {name for item in pack.cases for name in item.expect}
    assert set(pack.rules.measures) - tested == set()


def test_every_score_and_category_set_has_a_test(pack: Pack) -> None:
    tested = {name for item in pack.cases for name in item.expect}
    assert (set(pack.rules.scores) | set(pack.rules.categories)) - tested == set()


def test_example_people_are_said_to_be_invented_and_are_decided(pack: Pack) -> None:
    assert pack.people
    for person in pack.people:
        assert "invented" in person.name["en"]
        assert "虚构" in person.name["zh"]
        assert pack.explore(person.facts, on=person.on).pack == pack.name


def test_every_text_stands_in_both_languages(pack: Pack) -> None:
    for text in texts(pack):
        assert text["en"].strip(), text
        assert any("\u4e00" <= char <= "\u9fff" for char in text["zh"]), text


def texts(pack: Pack) -> Iterator[dict[str, str]]:
    """The titles, questions and conditions that a person reads."""
    rules = pack.rules
    yield rules.title
    yield from (fact.label for fact in rules.facts.values())
    yield from (fact.question for fact in rules.facts.values())
    yield from (measure.title for measure in rules.measures.values())
    yield from (condition.text for measure in rules.measures.values() for condition in measure.conditions)
    yield from (part.text for score in rules.scores.values() for part in score.parts)


def test_every_adopted_number_has_a_source(pack: Pack) -> None:
    for parameter in pack.rules.parameters.values():
        for value in parameter.values:
            assert value.source is not None, parameter.name


def test_every_adopted_measure_and_condition_has_a_source(pack: Pack) -> None:
    for measure in pack.rules.measures.values():
        assert measure.source is not None, measure.name
        for condition in measure.conditions:
            assert condition.source is not None, (measure.name, condition.name)


def test_every_source_document_is_used_and_says_what_it_is(pack: Pack) -> None:
    for document in pack.rules.documents.values():
        assert document.link.startswith("https://") or document.note, document.name


def test_a_number_still_to_be_decided_stands_in_drafts_only(pack: Pack) -> None:
    open_numbers = {
        name for name, found in pack.rules.parameters.items() if any(item.placeholder for item in found.values)
    }
    for measure in pack.rules.measures.values():
        assert measure.draft or not used(pack, measure) & open_numbers, measure.name


def used(pack: Pack, measure: Measure) -> set[str]:
    return used_by(measure, pack.rules.derived, pack.rules.categories)


def test_every_fact_that_is_asked_is_used(pack: Pack) -> None:
    rules = pack.rules
    found: set[str] = set()
    for measure in rules.measures.values():
        found |= used(pack, measure)
    assert set(rules.facts) - found - in_scores(pack) == set()


def in_scores(pack: Pack) -> set[str]:
    waiting: list[Any] = [item.expr for item in pack.rules.derived.values()]
    conditions = [item for group in pack.rules.categories.values() for rule in group.rules.values() for item in rule]
    waiting += [item.test for item in conditions if item.test]
    judged = {item.judgement.fact for item in conditions if item.judgement}
    return judged | {name for expr in waiting for name in names_in(expr)}


def test_nobody_is_eligible_for_an_adopted_measure_with_no_fact_known(pack: Pack) -> None:
    for person in pack.people:
        for outcome in pack.decide({}, on=person.on):
            assert outcome.status != "eligible" or not outcome.conditions, outcome.name


def test_the_same_facts_always_give_the_same_record(pack: Pack) -> None:
    again = load_pack(pack.name)
    for person in pack.people:
        assert again.explore(person.facts, on=person.on).to_json() == pack.explore(person.facts, on=person.on).to_json()
