"""The documents are true: commands run, snippets execute, links lead somewhere, and nothing is left out."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import click
import office_sentences
import pytest
from documents import ROOT, blocks, documents, follow

from rencai.cli import cli
from rencai.matching.certificate import Certificate, Optimality
from rencai.matching.problems import Reason
from rencai.office.accounts.permissions import TABLE, Role
from rencai.policy.cases import EXPECTATIONS
from rencai.policy.decision import STATUSES, Decision, Outcome
from rencai.policy.gather import GROUPS, LISTS, SINGLE
from rencai.policy.parsing import FUNCTIONS, MAX_DEPTH, MAX_LENGTH, MAX_NODES
from rencai.policy.read_facts import KINDS
from rencai.policy.types import DEFAULT_BOUND, MAX_PLACES

REFERENCE = ROOT / "docs" / "reference"
NAMES = [str(page.relative_to(ROOT)) for page in documents()]


def text(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


# -- what a page says is done ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_says_comes_true(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    follow(ROOT / name, tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "#")):
            file, _, anchor = target.partition("#")
            assert (page.parent / file).exists(), target
            assert not anchor or anchor in anchors(page.parent / file), target


def anchors(page: Path) -> set[str]:
    """The headings of a page as they are linked to."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", NAMES)
def test_every_make_target_that_a_page_names_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^\$ )make ([a-z]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= targets


ON_THE_SCREEN = [
    "tutorial/first-hour.md",
    "how-to/add-a-place.md",
    "how-to/apply-for-recognition.md",
    "how-to/grant-a-mandate.md",
    "how-to/import.md",
]


@pytest.mark.parametrize("name", ON_THE_SCREEN)
def test_what_a_page_says_to_press_or_fill_in_stands_on_the_screen(name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    said = {key.text.lower() for app in office_sentences.apps() for key in office_sentences.extracted(app)}
    assert [
        label for label in re.findall(r"\*\*([^*]+)\*\*", page) if " ".join(label.lower().split()) not in said
    ] == []


def test_every_page_of_the_docs_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()


def test_the_readme_names_the_test_command() -> None:
    assert "$ make test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_both_readmes_tell_the_same_commands() -> None:
    one, other = (
        [
            line
            for block in blocks(ROOT / name)
            if block.kind == "console"
            for line in block.text.splitlines()
            if line.startswith("$ ")
        ]
        for name in ("README.md", "README.zh.md")
    )
    assert [line.replace(" --lang zh", "") for line in other] == one


# -- the language reference --------------------------------------------------------------------------------


def section(name: str, head: str) -> str:
    found = re.search(rf"^## {head}\n(.*?)(?=^## |\Z)", text(name), re.MULTILINE | re.DOTALL)
    assert found, head
    return found[1]


def test_the_reference_lists_exactly_the_functions_of_the_language() -> None:
    listed = re.findall(r"`([A-Za-z_]+)\(", section("language.md", "Functions"))
    assert set(listed) == set(FUNCTIONS)


def test_the_reference_lists_exactly_the_types_of_facts() -> None:
    listed = re.findall(r"^\| `([a-z]+)` \|", section("language.md", "Values"), re.MULTILINE)
    assert set(listed) == set(KINDS)


@pytest.mark.parametrize(
    "sign",
    [
        "=",
        "<>",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "AND",
        "OR",
        "NOT",
        "BETWEEN",
        "IN",
        "NOT IN",
        "IS NULL",
        "IS NOT NULL",
        "+",
        "-",
        "*",
        "/",
        "CASE",
        "ELSE",
    ],
)
def test_the_reference_lists_every_operator(sign: str) -> None:
    listed = " ".join(re.findall(r"^\| (.+?) \|", section("language.md", "Operators").replace("\\|", ""), re.MULTILINE))
    assert f" {sign} " in f" {listed.replace('`', ' ')} "


def test_the_reference_states_the_bounds() -> None:
    bounds = section("language.md", "Bounds").replace("\u00a0", " ")
    for number in (MAX_LENGTH, MAX_DEPTH, MAX_NODES, MAX_PLACES):
        assert f"{number:,}".replace(",", " ") in bounds, number
    for kind, bound in DEFAULT_BOUND.items():
        assert f"{kind} ±{bound:,}".replace(",", " ") in text("packs.md").replace("\u00a0", " ")


# -- the format of packs -----------------------------------------------------------------------------------

READERS = ("gather", "build", "read_facts", "read_measures", "cases")
EXAMPLE_NAMES = {"none", "junior", "senior", "top", "no", "yes", "zh", "en"}  # entries of tables and texts


def accepted_fields() -> set[str]:
    """Every name in a set of names that stands in a reader of YAML."""
    found = EXPECTATIONS | {*SINGLE, *GROUPS, *LISTS} | {"people", "amount", "value", "table", "drop"}
    for module in READERS:
        tree = ast.parse((ROOT / "src" / "rencai" / "policy" / f"{module}.py").read_text(encoding="utf-8"))
        for names in (node for node in ast.walk(tree) if isinstance(node, ast.Set)):
            found |= {item.value for item in names.elts if isinstance(item, ast.Constant)}
    return {name for name in found if isinstance(name, str)}


def shown_fields() -> set[str]:
    """Every field that stands in an example of the reference."""
    text_of = "\n".join(block.text for block in blocks(REFERENCE / "packs.md") if block.kind == "yaml")
    return set(re.findall(r"(?:^|[\s{,])([a-z_]+):(?=\s|$)", re.sub(r"#.*", "", text_of), re.MULTILINE))


def test_every_field_that_a_pack_may_have_is_in_the_reference() -> None:
    page = text("packs.md")
    told = (
        shown_fields() | set(re.findall(r"`([a-z_]+)(?:: [a-z]+)?`", page)) | set(re.findall(r"[,{] ?([a-z_]+):", page))
    )
    remarked = set(re.findall(r"optional, as (?:is|are) ([a-z, ]+)", page))
    told |= {word for part in remarked for word in re.split(r"[, ]+", part)}
    assert accepted_fields() - told == set()


def test_every_field_that_the_reference_shows_is_accepted() -> None:
    defined = {
        "category",
        "birth_date",
        "contract_months",
        "growth",
        "education",
        "rent",
        "age_at_introduction",
        "best_grade",
        "recognised_category",
        "supported_category",
        "core_points",
        "min_contract_months",
        "settling_in",
    }
    assert shown_fields() - accepted_fields() - EXAMPLE_NAMES - defined == set()


# -- the commands ------------------------------------------------------------------------------------------


def commands() -> dict[str, click.Command]:
    """Every command by its words after `rencai`, in the order of the command line."""
    return dict(_under(cli, click.Context(cli), ""))


def _under(group: click.Group, context: click.Context, before: str) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _under(command, click.Context(command), f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def test_every_command_is_documented_and_no_other() -> None:
    heads = re.findall(r"^## rencai ([a-z ]+)$", text("commands.md"), re.MULTILINE)
    assert sorted(heads) == sorted(commands())


@pytest.mark.parametrize("name", list(commands()))
def test_every_option_of_a_command_is_documented_and_no_other(name: str) -> None:
    told = section("commands.md", f"rencai {name}")
    command = commands()[name]
    options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    named = set(re.findall(r"^\| `(--[a-z-]+)", told, re.MULTILINE))
    assert named == options - {"--help", "--lang"}
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            metavar = parameter.make_metavar(click.Context(command)).strip("[]")
            assert f"`{metavar}`" in told


# -- decisions ---------------------------------------------------------------------------------------------


def test_the_four_states_are_explained() -> None:
    page = (ROOT / "docs" / "explanation" / "four-states.md").read_text(encoding="utf-8")
    assert all(f"`{status}`" in page for status in STATUSES)


@pytest.mark.parametrize("kind", [Certificate, Optimality, Reason])
def test_every_field_of_a_certificate_is_in_the_reference(kind: type) -> None:
    page = text("matching.md")
    assert [field.name for field in dataclasses.fields(kind) if f"`{field.name}`" not in page] == []


@pytest.mark.parametrize("kind", [Outcome, Decision])
def test_every_field_of_a_decision_is_in_the_reference(kind: type) -> None:
    page = text("decisions.md")
    hidden = {"measure", "rules"}
    assert [
        field.name for field in dataclasses.fields(kind) if field.name not in hidden and f"`{field.name}`" not in page
    ] == []


# -- the office --------------------------------------------------------------------------------------------


def test_the_table_of_permissions_is_the_one_in_the_source() -> None:
    rows = [
        [row.name, str(row.words), *("✓" if getattr(row, role) else "" for role in (*Role.values, "owner"))]
        for row in TABLE
    ]
    shown = re.findall(r"^\| `\w+\.\w+` \|.*\|$", text("permissions.md"), re.MULTILINE)
    assert [[cell.strip() for cell in line.strip("|").split("|")] for line in shown] == [
        [f"`{name}`", *rest] for name, *rest in rows
    ]


def test_every_role_is_explained() -> None:
    assert re.findall(r"^\| `([a-z]+)` \|", section("permissions.md", "Roles"), re.MULTILINE) == Role.values
