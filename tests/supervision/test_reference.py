"""The reference page names exactly what the library takes and gives."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

import rencai.supervision
from rencai.supervision import CHECKS, Plan, Rate
from rencai.supervision.rules import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "supervision.md").read_text(encoding="utf-8")


def test_every_field_of_a_plan_is_told() -> None:
    assert [item.name for item in fields(Plan) if f"`{item.name}`" not in PAGE] == []


def test_every_rule_is_told_with_its_numbers() -> None:
    for kind, rule in KINDS.items():
        told = re.search(rf"^\| `{kind}: {{([a-z_, ]+)}}`", PAGE, re.MULTILINE)
        assert told, kind
        assert told[1].split(", ") == [item.name for item in fields(rule)]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_every_live_check_is_told_with_its_needs_and_numbers(check) -> None:  # type: ignore[no-untyped-def]
    needs = ", ".join(f"`{name}`" for name in check.needs)
    numbers = ", ".join(f"`{name}` {value:g}" for name, value in check.parameters.items())
    assert f"| `{check.key}` | {needs} | {numbers} |".replace("|  |", "| |") in PAGE


def test_every_figure_of_a_rate_is_told() -> None:
    assert [item.name for item in fields(Rate) if f"`{item.name}`" not in PAGE] == []


def test_the_package_names_what_it_exports() -> None:
    told = rencai.supervision.__doc__ or ""
    functions = [name for name in rencai.supervision.__all__ if name.islower()]
    assert [name for name in functions if name not in told] == []
