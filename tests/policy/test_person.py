"""Facts about a person as they are given: read in their own types, or refused in words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Any

import pytest
from factory import DAY, derived, fact_refusal, measure, pack_of


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"wages": 3}, "'wages' is no fact of this pack (wage?)"),
        ({"n": "many"}, "n: a number is expected, not 'many'"),
        ({"n": True}, "n: a number is expected, not 'True'"),
        ({"n": 1.5}, "n: 1.5 has more than 0 digits after the point"),
        ({"n": 1001}, "n: 1001 is outside -1000 … 1000"),
        ({"wage": "0.001"}, "wage: 0.001 has more than 2 digits after the point"),
        ({"wage": 10**30}, "wage: 1.00000e+30 is outside -1000000000000.00 … 1000000000000.00"),
        ({"wage": "1e999999"}, "wage: 1e+999999 is outside -1000000000000.00 … 1000000000000.00"),
        ({"wage": float("nan")}, "wage: a number is expected, not 'nan'"),
        ({"wage": "Infinity"}, "wage: a number is expected, not 'Infinity'"),
        ({"flag": "maybe"}, "flag: true or false is expected, not 'maybe'"),
        ({"flag": 1}, "flag: true or false is expected, not '1'"),
        ({"grade": "jnior"}, "grade: 'jnior' is no value of grade (junior?); it has: none, junior, senior, top"),
        ({"word": 3}, "word: a text is expected, not '3'"),
        ({"born": "yesterday"}, "born: a day such as 2019-04-22 is expected, not 'yesterday'"),
        ({"born": 20200101}, "born: a day such as 2019-04-22 is expected, not '20200101'"),
        ({"born": "1850-01-01"}, "born: days lie between 1900-01-01 and 2199-12-31"),
    ],
)
def test_a_fact_that_cannot_be_read_is_refused_in_words(facts: dict[str, Any], why: str) -> None:
    assert fact_refusal(**facts) == why


def test_everything_that_is_wrong_with_the_facts_is_said_at_once() -> None:
    assert len(fact_refusal(n="x", flag="y", nothing=1).splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "given_", "kept"),
    [
        ("wage", 3, Decimal("3.00")),
        ("wage", "3.5", Decimal("3.50")),
        ("wage", 0.1, Decimal("0.10")),
        ("rate", Decimal("0.25"), Decimal("0.2500")),
        ("n", "12", 12),
        ("n", 3.0, 3),
        ("flag", "yes", True),
        ("flag", "False", False),
        ("born", "2020-02-29", date(2020, 2, 29)),
        ("born", datetime(2020, 2, 29, 13, 5), date(2020, 2, 29)),
        ("word", "安", "安"),
        ("n", None, None),
    ],
)
def test_facts_are_kept_in_their_own_types(name: str, given_: Any, kept: Any) -> None:
    found = pack_of().decide({name: given_}, on=DAY).facts[name]
    assert (found, type(found)) == (kept, type(kept))


def test_every_fact_of_the_pack_is_kept_known_or_not() -> None:
    decision = pack_of().decide({"n": 1}, on=DAY)
    assert list(decision.facts) == list(pack_of().rules.facts)
    assert decision.facts["m"] is None


def test_the_callers_own_decimal_settings_change_nothing() -> None:
    pack = pack_of(
        measure("m", "flag", amount={"is": "wage * 0.333333", "rounding": "half_up"}), derived(square="wage * wage")
    )
    facts = {"flag": True, "wage": "123456789012.34"}
    plain = pack.decide(facts, on=DAY)
    with localcontext(prec=5):
        assert pack.decide(facts, on=DAY).as_json() == plain.as_json()
