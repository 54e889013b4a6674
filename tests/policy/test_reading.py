"""Definitions that cannot be meant are refused when the pack loads: what is wrong, where, and what would be right."""

from __future__ import annotations

from typing import Any

import pytest
from factory import (
    FACTS,
    HEADER,
    TEXT,
    derived,
    measure,
    pack_of,
    parameter,
    refusal,
    why,
    yaml,
)


def fact(**fields: Any) -> str:
    return yaml({"facts": {"z": {"label": TEXT, "question": TEXT, **fields}}})


# -- pack.yaml ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("currency: CNY", "currency: yuan", "the currency is a code such as CNY"),
        ("currency: CNY\n", "", "the field 'currency' is missing"),
        (
            "standing: primary",
            "standing: good",
            "standing is 'good', but may be: primary, secondary, derived, unpublished",
        ),
        ("zh: 示例", "fr: Exemple", "the text has no 'zh'; give it as {en: …, zh: …}"),
        ("zh: 示例", "zh: ''", "the text has no 'zh'; give it as {en: …, zh: …}"),
        ("zh: 示例}", "zh: 示例, fr: Exemple}", "'fr' is no language of this product: en, zh"),
        (
            "bodies:",
            "bodys:",
            "the field 'bodys' is not known here (bodies?); allowed: about, bodies, currency, "
            "not_found, note, pack, sources, title",
        ),
    ],
)
def test_the_header_is_checked(old: str, new: str, expected: str) -> None:
    assert why(measure("m", "flag"), header=HEADER.replace(old, new)).startswith(expected)


# -- facts and choices -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"type": "float"}, "type is 'float', but may be: boolean, integer, decimal, money, text, choice, date"),
        ({"type": "choice"}, "a choice needs `of:`, the name of its choice set"),
        ({"type": "choice", "of": "grde"}, "'grde' is no choice set (grade?)"),
        ({"type": "money", "unit": "USD"}, "money is in CNY; a rate is written per: month"),
        ({"type": "integer", "per": "month"}, "per is for money; write a unit such as point/year instead"),
        ({"type": "money", "places": 3}, "places is for decimals, 0 to 8"),
        ({"type": "decimal", "places": 9}, "places is for decimals, 0 to 8"),
        ({"type": "date", "min": 3}, "min and max are for numbers"),
        ({"type": "integer", "min": 3, "max": 2}, "min is above max"),
        ({"type": "integer", "max": -2 * 10**12}, "min is above max"),
        ({"type": "integer", "max": 10**13}, "min and max lie outside what this type can hold"),
        (
            {"type": "money", "min": "0.001"},
            "0.001 has more than 2 digits after the point; round it or declare more places",
        ),
        ({"type": "money", "min": "1e3"}, "an exact number such as 12 or 0.25 is expected here, not '1e3'"),
        ({"type": "boolean", "personal": "maybe"}, "yes or no is expected here, not 'maybe'"),
        ({"type": "boolean", "attested_by": ["polise"]}, "'polise' is not among the pack's bodies (police?)"),
        ({"type": "boolean", "source": {"document": "ruls"}}, "'ruls' is not among the pack's sources (rules?)"),
        (
            {"type": "boolean", "unt": "month"},
            "the field 'unt' is not known here (unit?); allowed: attested_by, label, max, "
            "min, note, of, per, personal, places, question, source, type, unit",
        ),
    ],
)
def test_a_fact_is_checked(fields: dict[str, Any], expected: str) -> None:
    assert why(fact(**fields)) == expected


def test_a_fact_with_a_problem_is_reported_once_and_not_at_each_use() -> None:
    assert why(
        yaml(
            {
                "facts": {"z": {"label": TEXT, "question": TEXT, "type": "float"}},
                "derived": {"a": {"label": TEXT, "is": "z + 1"}, "b": {"label": TEXT, "is": "a + z"}},
            }
        )
    ).startswith("type is 'float'")


def test_a_choice_set_has_values() -> None:
    assert why(yaml({"choices": {"none_at_all": {"values": {}}}})) == "a choice set has at least one value"


@pytest.mark.parametrize("name", ["Wage", "1st", "年龄", "a-b", "x" * 61, "select", "decision_day", "and", ""])
def test_a_name_is_lower_case_and_no_word_of_sql(name: str) -> None:
    assert "cannot be a name here: use lower-case letters, digits and _" in why(derived(**{name: "n"}))


@pytest.mark.parametrize("name", ["Settling", "settling_in", "安家费", "-a"])
def test_a_measure_is_named_with_hyphens(name: str) -> None:
    assert "cannot be a name here: use lower-case letters, digits and -" in why(measure(name))


# -- names -------------------------------------------------------------------------------------------------


def test_a_name_that_is_defined_twice_is_refused_with_the_other_place() -> None:
    text = measure("m", "flag")
    assert refusal(text, text) == "b.yaml:1:13: m is already defined at a.yaml:1:1"


def test_facts_parameters_and_derived_facts_share_their_names() -> None:
    found = why(derived(wage="n"))
    assert found.startswith("wage is already defined at facts.yaml:")
    assert found.endswith("names are shared by facts, parameters, derived facts, scores and category sets")


def test_a_file_says_with_its_first_word_what_it_holds() -> None:
    assert why("mesure: m") == (
        "a file starts with one of parameter, measure, categories, score, reform, choices, facts, "
        "derived, tests, people, not with 'mesure' (measure?)"
    )


# -- derived facts -----------------------------------------------------------------------------------------


def test_a_circle_of_derived_facts_is_shown_and_reported_once() -> None:
    assert why(derived(a="b + 1", b="c + 1", c="a + 1", d="a + 1")) == (
        "a → b → c → a: this is defined by itself; break the circle"
    )


def test_a_derived_fact_that_uses_itself_is_a_circle() -> None:
    assert why(derived(a="a + 1")) == "a → a: this is defined by itself; break the circle"


def test_a_unit_that_is_not_the_expressions_own_is_refused() -> None:
    text = yaml({"derived": {"a": {"label": TEXT, "is": "months_between(born, since)", "unit": "year"}}})
    assert why(text) == "the expression is in month, not in year"


# -- parameters --------------------------------------------------------------------------------------------


def values(*items: dict[str, Any]) -> dict[str, Any]:
    return {"values": [{"value": 1, **item} for item in items]}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (values({"from": "2020-01-01", "until": "2019-12-31"}), "until 2019-12-31 lies before from 2020-01-01"),
        (values({"from": "2020-01-01"}, {"from": "2021-01-01"}), "this value overlaps the one at a.yaml:1:"),
        (values({}, {"from": "2021-01-01"}), "this value overlaps the one at a.yaml:1:"),
        (values({"until": "2020-01-01"}, {"from": "2020-01-01"}), "this value overlaps the one at a.yaml:1:"),
        (values({"from": "2020-13-01"}), "a day such as 2019-04-22 is expected here, not '2020-13-01'"),
        (values({"from": "20200101"}), "a day such as 2019-04-22 is expected here, not '20200101'"),
        ({"values": [{"table": {"else": 1}}]}, "value is expected here; a table needs by:"),
        ({"values": [{"value": "1.5"}]}, "1.5 has more than 0 digits after the point; round it or declare more places"),
        ({"values": [{"value": 10**13}]}, "10000000000000 is outside -1000000000000 … 1000000000000"),
        ({"values": [{"value": "many"}]}, "an exact number such as 12 or 0.25 is expected here, not 'many'"),
    ],
)
def test_the_values_of_a_parameter_are_checked(fields: dict[str, Any], expected: str) -> None:
    assert why(parameter("p", "integer", **fields)).startswith(expected)


def test_a_parameter_needs_a_value() -> None:
    text = parameter("p", "integer", 1).replace('[{"source": {"document": "rules", "article": "1"}, "value": 1}]', "[]")
    assert why(text) == "a parameter needs at least one value"


def test_values_that_follow_each_other_by_a_day_do_not_overlap() -> None:
    pack_of(parameter("p", "integer", **values({"until": "2020-01-01"}, {"from": "2020-01-02"})))


def test_the_place_of_an_overlap_is_the_later_value() -> None:
    text = (
        "parameter: p\nlabel: {en: p, zh: 甲}\ntype: integer\nvalues:\n"
        "  - {from: 2020-01-01, value: 1, source: {document: rules}}\n"
        "  - {from: 2019-01-01, value: 1, source: {document: rules}}\n"
    )
    assert refusal(text).startswith(
        "a.yaml:5:5: this value overlaps the one at a.yaml:6:5; end that one the day before"
    )


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"none": 1, "junior": 2}, "the table has no entry for senior, top; add them, or `else:`"),
        ({"else": 1, "senir": 2}, "'senir' is no key of this table (senior?); it has: none, junior, senior, top"),
        ({"else": "1.234"}, "1.234 has more than 2 digits after the point; round it or declare more places"),
        (5, "a mapping (name: value) is expected here"),
    ],
)
def test_a_table_has_an_entry_for_each_value(table: Any, expected: str) -> None:
    assert why(parameter("p", "money", by=["grade"], values=[{"table": table}])) == expected


BAND_ENDS = "every number must find its band: the first band has no `from`, the last no `to` or `below`"
BAND_GAP = "this band must begin where the one before it ends: no gap, no overlap"


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ([{"from": 0, "value": 1}], BAND_ENDS),
        ([{"to": 5, "value": 1}], BAND_ENDS),
        ([], BAND_ENDS),
        ([{"to": 5, "value": 1}, {"from": 7, "value": 2}], BAND_GAP),
        ([{"to": 5, "value": 1}, {"from": 5, "value": 2}], BAND_GAP),
        ([{"value": 1}, {"from": 5, "value": 2}], BAND_GAP),
        (
            [{"to": 5, "value": 1}, {"from": 6, "to": 5, "value": 2}, {"from": 6, "value": 3}],
            "this band is empty: it ends before it begins",
        ),
        (
            [{"to": 5, "below": 6, "value": 1}, {"from": 6, "value": 2}],
            "`to` is for whole numbers and stands alone; use `below` for the first value outside",
        ),
        ([{"to": 5}, {"from": 6, "value": 2}], "the field 'value' is missing"),
    ],
)
def test_bands_leave_no_gap_and_do_not_overlap(bands: Any, expected: str) -> None:
    assert why(parameter("p", "integer", by=[{"bands": "integer"}], values=[{"table": bands}])) == expected


def test_bands_of_decimals_end_with_below() -> None:
    table = [{"to": "0.5", "value": 1}, {"from": "0.5", "value": 2}]
    assert why(parameter("p", "integer", by=[{"bands": "decimal"}], values=[{"table": table}])).startswith(
        "`to` is for whole"
    )


def test_a_key_of_a_table_is_a_choice_set_or_boolean_or_bands() -> None:
    assert why(parameter("p", "integer", by=["grde"], values=[{"table": {}}])) == "'grde' is no choice set (grade?)"


def test_every_shipped_field_of_the_facts_file_is_read() -> None:
    pack = pack_of(facts=FACTS)
    found = pack.rules.facts["since"]
    assert (found.attested_by, pack.rules.facts["born"].personal) == (("police",), True)
