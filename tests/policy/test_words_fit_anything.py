"""Whatever a pack says and whoever it is about: it can be told, and what lint claims is true."""

from __future__ import annotations

import json
from typing import Any

from factory import DAY, measure, pack_of
from generated import BANDS, TABLES, expressions, measures, people
from hypothesis import given, settings

from rencai.policy import Pack
from rencai.policy.diff import Side, changes_between
from rencai.policy.explain import decision_text, measure_text
from rencai.policy.lint import lint
from rencai.policy.lint.ranges import truth
from rencai.policy.model import Period


def known(pack: Pack, person: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in person.items() if name in pack.rules.facts}


@settings(max_examples=60)
@given(expressions("boolean"), people(10))
def test_a_test_said_to_be_always_met_or_never_is(test: str, rows: list[dict[str, Any]]) -> None:
    pack = pack_of(measure("m", test), TABLES, BANDS)
    (condition,) = pack.rules.measures["m"].conditions
    assert condition.test is not None
    always = truth(condition.test, pack.rules, Period(DAY, DAY))
    for person in rows:
        met = pack.decide(known(pack, person), on=DAY)["m"].conditions[0].met
        assert always is None or met in (None, always)


@settings(max_examples=40)
@given(measures(), people(3))
def test_every_decision_can_be_told_and_no_contradiction_is_met(
    found: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> None:
    pack = pack_of(*(json.dumps(item, default=str) for item in found), TABLES, BANDS)
    findings = lint(pack)
    impossible = {item.text().split("the measure ")[1].split()[0] for item in findings if item.check == "contradiction"}
    for person in rows:
        decision = pack.decide(known(pack, person), on=DAY)
        assert not impossible & {outcome.name for outcome in decision if outcome.status == "eligible"}
        assert all(decision_text(decision, lang) for lang in ("en", "zh"))


@settings(max_examples=30)
@given(measures())
def test_every_measure_can_be_told_and_compared(found: list[dict[str, Any]]) -> None:
    pack = pack_of(*(json.dumps(item, default=str) for item in found), TABLES, BANDS)
    for item in pack.rules.measures.values():
        assert all(measure_text(item, pack.rules, DAY, lang) for lang in ("en", "zh"))
    gone = changes_between(Side(pack, DAY), Side(pack_of(TABLES, BANDS), DAY))
    assert {change.name for change in gone if change.kind == "measure"} == set(pack.rules.measures)
