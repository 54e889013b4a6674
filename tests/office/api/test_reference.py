"""The reference of the API names every operation, parameter and problem; so does its page for people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from office.api.test_contract import document
from rencai.office.api.problems import KINDS

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "api.md"
PAGING = {"after", "size"}


def operations() -> list[tuple[str, str]]:
    return [(method.upper(), path) for path, methods in document()["paths"].items() for method in methods]


def test_the_reference_names_every_operation_and_no_other() -> None:
    named = re.findall(r"^\| `([A-Z]+)` \| `(/api/v1/[^`]*)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(operations())


def test_the_reference_names_every_parameter() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for methods in document()["paths"].values():
        for operation in methods.values():
            asked = {one["name"] for one in operation["parameters"] if one["in"] == "query"} - PAGING
            assert {name for name in asked if f"`{name}`" not in text} == set()


def test_the_reference_names_every_problem_with_its_status() -> None:
    named = re.findall(r"^\| (\d+) \| `/api/v1/#([\w-]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(int(status), slug) for status, slug in named] == [(status, kind.slug) for status, kind in KINDS.items()]


@pytest.mark.django_db
def test_the_page_for_people_shows_every_operation_and_problem() -> None:
    html = Client().get("/api/v1/").content.decode()
    for _, path in operations():
        assert f"<code>{path}</code>" in html
    for kind in KINDS.values():
        assert f'id="{kind.slug}"' in html


@pytest.mark.django_db
def test_the_document_is_open_to_everybody_and_says_what_it_is() -> None:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.json()["openapi"].startswith("3.1")
    assert response.json()["components"]["securitySchemes"]["Token"] == {"type": "http", "scheme": "bearer"}
