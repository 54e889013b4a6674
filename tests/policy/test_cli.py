"""The command as a whole: its help, its languages, its exit status, and what it says to what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import policy, refusal, run, write

from rencai import __version__
from rencai.cli import POLICY
from rencai.command import EXIT_CODES

SOURCE = Path(__file__).parents[2] / "src"
PACK = """\
pack: small
title: {en: Small, zh: 小}
currency: CNY
sources:
  rules: {title: {en: The rules, zh: 规定}, standing: primary}
"""


def pack(folder: Path, **files: str) -> Path:
    """A pack of the given files in `folder`."""
    write(folder / "pack.yaml", PACK)
    for name, text in files.items():
        write(folder / f"{name}.yaml", text)
    return folder


# -- help and languages ------------------------------------------------------------------------------------


def test_the_version_is_shown() -> None:
    assert run("--version").said == f"rencai {__version__}\n"


def test_without_a_command_the_help_is_shown() -> None:
    assert run().code == 0
    assert "Usage: rencai" in run().said


@pytest.mark.parametrize("name", sorted(POLICY))
def test_every_command_explains_itself_in_both_languages(name: str) -> None:
    english, chinese = policy(name, "--help"), policy(name, "--help", "--lang", "zh")
    assert english.code == chinese.code == 0
    assert english.said.startswith(f"Usage: rencai policy {name}")
    assert chinese.said.startswith(f"用法：rencai policy {name}")
    assert "示例" in chinese.said


def test_help_names_every_exit_status() -> None:
    said = policy("check", "--help").said
    assert all(f"{code}  {words}" in said for code, words in EXIT_CODES)


def test_help_is_quick_because_commands_are_imported_when_they_are_called() -> None:
    began = time.perf_counter()
    code = "import sys; sys.argv = ['rencai', '--help']\nfrom rencai.cli import cli\n"
    code += "try: cli.main()\nexcept SystemExit: pass\n"
    heavy = "assert not {'sqlglot', 'duckdb', 'pyarrow', 'rencai.policy'} & set(sys.modules), 'heavy'"
    env = {**os.environ, "PYTHONPATH": str(SOURCE)}
    found = subprocess.run([sys.executable, "-c", code + heavy], env=env, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("setting", ["RENCAI_LANG", "LC_ALL"])
def test_the_environment_chooses_the_language(setting: str) -> None:
    env = {"RENCAI_LANG": "", "LC_ALL": "", setting: "zh_CN.UTF-8"}
    assert run("--help", env=env).said.startswith("用法")


def test_lang_overrides_the_environment_wherever_it_stands() -> None:
    assert run("--lang", "en", "policy", "--help", env={"RENCAI_LANG": "zh"}).said.startswith("Usage")
    assert run("policy", "packs", "--lang=zh").said.startswith("canada-crs  加拿大")


def test_an_unknown_language_is_refused() -> None:
    assert refusal("packs", "--lang", "fr") == "--lang is 'fr', but may be: en, zh"


def test_errors_are_said_in_the_language_of_the_run() -> None:
    assert "没有“dalien”政策包 (dalian?)" in policy("check", "dalien", "--lang", "zh").complaint


# -- what is wrong -----------------------------------------------------------------------------------------


def test_a_mistyped_command_brings_the_nearest_one_to_mind() -> None:
    assert refusal("chek").startswith("'chek' is no command (check?); there are: check, test")


def test_a_mistyped_option_brings_the_nearest_one_to_mind() -> None:
    assert refusal("check", "dalian", "--quite") == "there is no option --quite (--quiet?)"


def test_a_missing_argument_is_named() -> None:
    assert refusal("check") == "PACK is missing"


def test_an_option_without_its_value_is_named() -> None:
    assert refusal("decide", "dalian", "--on") == "--on needs a value"
    assert refusal("decide", "dalian", "--json=3") == "--json takes no value"


def test_an_argument_too_many_is_named() -> None:
    assert refusal("check", "dalian", "more") == "there is no use here for: more"


def test_a_mistyped_pack_brings_the_nearest_one_to_mind() -> None:
    assert refusal("check", "dalien").startswith("there is no pack 'dalien' (dalian?); shipped are")


def test_a_folder_without_pack_yaml_is_no_pack(tmp_path: Path) -> None:
    assert "this is no policy pack: it has no pack.yaml" in refusal("check", tmp_path)


def test_a_malformed_pack_is_refused_with_file_line_and_column(tmp_path: Path) -> None:
    write(tmp_path / "pack.yaml", "pack: small\ntitle: {en: Small\n")
    assert refusal("check", tmp_path).startswith("pack.yaml:3:1: this is not valid YAML")


def test_every_problem_of_a_pack_is_told_at_once(tmp_path: Path) -> None:
    derived = """\
derived:
  a: {label: {en: a, zh: 甲}, is: b + 1}
  b: {label: {en: b, zh: 乙}, is: a + 1}
  c: {label: {en: c, zh: 丙}, is: nothing}
"""
    said = refusal("check", pack(tmp_path, derived=derived))
    assert "a → b → a: this is defined by itself; break the circle" in said
    assert "'nothing' is no fact, parameter or derived fact" in said


def test_a_day_that_is_none_is_refused() -> None:
    said = refusal("decide", "dalian", "--on", "2024-02-30")
    assert said == "--on: a day such as 2019-04-22 is expected, not '2024-02-30'"
    assert refusal("sql", "dalian", "--on", "1800-01-01") == "--on: days lie between 1900-01-01 and 2199-12-31"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert refusal("decide", "dalian", "--facts", tmp_path / "none.json").startswith("there is no file")
    assert "is a folder" in refusal("decide", "dalian", "--facts", tmp_path)


def test_a_fault_of_the_program_is_one_sentence_and_has_a_status_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(name: str) -> None:
        raise ZeroDivisionError("by design")

    monkeypatch.setattr("rencai.policy.commands.test.load_pack", broken)
    ran = policy("test", "dalian")
    assert ran.code == 3
    assert "ZeroDivisionError: by design" in ran.complaint
    assert "RENCAI_DEBUG=1" in ran.complaint


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rencai.policy.commands.test.load_pack", interrupted)
    ran = policy("test", "dalian")
    assert (ran.code, ran.said, ran.complaint.strip()) == (130, "", "")


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m rencai.cli policy explain dalian --on 2024-01-01; echo status $? >&2"
    env = {**os.environ, "PYTHONPATH": str(SOURCE), "RENCAI_LANG": "en"}
    found = subprocess.run(f"({command}) | head -1", shell=True, env=env, capture_output=True, text=True, check=False)
    assert found.stdout == "Talent measures of Dalian\n"
    assert found.stderr in ("status 141\n", "status 0\n")


def test_a_screen_without_unicode_shows_plain_marks() -> None:
    env = {**os.environ, "PYTHONPATH": str(SOURCE), "RENCAI_LANG": "en", "PYTHONIOENCODING": "ascii"}
    command = [
        sys.executable,
        "-m",
        "rencai.cli",
        "policy",
        "decide",
        "dalian",
        "--fact",
        "degree=doctor",
        "--on",
        "2024-01-01",
    ]
    found = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    assert "\n  + A bachelor's degree or above" in found.stdout
