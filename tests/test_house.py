"""The house rules: they hold for this repository, and they would be noticed if they did not."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import house
import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("rule", house.RULES)
def test_the_repository_keeps_the_rule(rule: Callable[[Path], Iterator[str]]) -> None:
    assert list(rule(ROOT)) == []


TEMPLATE = "src/rencai/office/places/templates/places/place.html"
VIEWS = "src/rencai/office/places/views.py"
QUERIES = "src/rencai/office/places/queries.py"


@pytest.mark.parametrize(
    ("rule", "file", "text"),
    [
        (house.long_files, "src/long.py", "x = 1\n" * 501),
        (house.long_functions, "src/long.py", "def f():\n" + "    x = 1\n" * 41),
        (house.vague_names, "src/utils.py", ""),
        (house.machine_paths, "docs/page.md", "see /" + "root/secret\n"),
        (house.inline_code, TEMPLATE, '<p style="color: red">'),
        (house.inline_code, TEMPLATE, '<button type="button"\n onclick="go()">'),
        (house.inline_code, TEMPLATE, '<a href="javascript:go()">'),
        (house.inline_code, TEMPLATE, '<p hx-on:click="go()">'),
        (house.inline_code, TEMPLATE, "<script>go()</script>"),
        (house.unlimited_questions, QUERIES, "class PlaceQuerySet(QuerySet): ..."),
        (house.unlimited_views, VIEWS, "def page(request):\n    return Place.objects.filter(pk=1).first()"),
        (house.unlimited_views, VIEWS, "rows = Place.objects.all()"),
    ],
)
def test_a_breach_of_the_rule_is_named(
    tmp_path: Path, rule: Callable[[Path], Iterator[str]], file: str, text: str
) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    (found,) = rule(tmp_path)
    assert file in found


@pytest.mark.parametrize(
    ("rule", "file", "text"),
    [
        (
            house.inline_code,
            TEMPLATE,
            '{# style="x" #}<script src="a.js" defer></script><script nonce="{{ n }}"></script>',
        ),
        (house.unlimited_questions, QUERIES, "class A:\n  ...\nclass BQuerySet(Q):\n  def visible_to(s, user): ..."),
        (house.unlimited_views, VIEWS, "page = Place.objects.all().visible_to(user).first()"),
        (house.unlimited_views, VIEWS, "page = Place.objects.filter(steward=request.user.pk)"),
        (house.unlimited_views, VIEWS, "rows = Job.objects.filter(owner=run.owner_id)"),
        (house.unlimited_views, VIEWS, "page = visible_or_404(Place.objects.all(), user, pk=1)"),
    ],
)
def test_what_keeps_the_rule_is_let_be(
    tmp_path: Path, rule: Callable[[Path], Iterator[str]], file: str, text: str
) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert list(rule(tmp_path)) == []


def pinned(name: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return dict(re.split("==", line.lower().replace("_", "-")) for line in lines if line and not line.startswith("#"))


def declared() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {"runtime": project["dependencies"], **project["optional-dependencies"]}
    return {
        name: [re.split(r"[\[<>=!~;]", item)[0].lower().replace("_", "-") for item in items]
        for name, items in groups.items()
    }


def test_every_dependency_has_an_exact_version() -> None:
    names = ("runtime", "postgres", "matching", "dev", "spark")
    runtime, postgres, matching, dev, spark = (pinned(f"{name}.txt") for name in names)
    assert set(declared()["runtime"]) <= set(runtime)
    assert set(declared()["dev"]) - {"rencai"} <= set(dev)
    assert set(declared()["postgres"]) <= set(postgres)
    assert set(declared()["matching"]) <= set(matching)
    assert set(declared()["spark"]) <= {**dev, **spark}.keys()


def test_what_runs_is_tested_in_the_same_version() -> None:
    runtime, dev = pinned("runtime.txt") | pinned("postgres.txt") | pinned("matching.txt"), pinned("dev.txt")
    assert {name: dev.get(name) for name in runtime} == runtime


def test_the_lock_files_name_no_place_to_fetch_from() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench"])
def test_the_four_ways_in_stand_in_the_makefile(target: str) -> None:
    assert re.search(rf"^{target}: .*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_importing_rencai_brings_no_web_framework_and_no_oracle() -> None:
    code = (
        "import sys, rencai.policy; print([n for n in sys.modules if n.split('.')[0] in ('django', 'openfisca_core')])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_licence_is_apache_2_and_stands_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert "APPENDIX" in text
