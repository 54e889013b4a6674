"""The house rules: they hold for this repository, and they would be noticed if they did not."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def house() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house", ROOT / "tools" / "house.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RULES = ("long_files", "long_functions", "vague_names", "machine_paths")


@pytest.mark.parametrize("rule", RULES)
def test_the_repository_keeps_the_rule(house: ModuleType, rule: str) -> None:
    assert list(getattr(house, rule)(ROOT)) == []


@pytest.mark.parametrize(
    ("rule", "file", "text"),
    [
        ("long_files", "src/long.py", "x = 1\n" * 501),
        ("long_functions", "src/long.py", "def f():\n" + "    x = 1\n" * 41),
        ("vague_names", "src/utils.py", ""),
        ("machine_paths", "docs/page.md", "see /" + "root/secret\n"),
    ],
)
def test_a_breach_of_the_rule_is_named(house: ModuleType, tmp_path: Path, rule: str, file: str, text: str) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    (found,) = getattr(house, rule)(tmp_path)
    assert file in found


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
    runtime, dev, spark = (pinned(f"{name}.txt") for name in ("runtime", "dev", "spark"))
    assert set(declared()["runtime"]) <= set(runtime)
    assert set(declared()["dev"]) - {"rencai"} <= set(dev)
    assert set(declared()["postgres"]) <= set(dev)
    assert set(declared()["spark"]) <= {**dev, **spark}.keys()


def test_what_runs_is_tested_in_the_same_version() -> None:
    runtime, dev = pinned("runtime.txt"), pinned("dev.txt")
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
