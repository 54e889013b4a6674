"""What commands say when an office cannot start, and that policy commands need none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from policy.command_line import run

from office.commands.own_office import rencai


def test_policy_commands_and_help_start_without_django() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom rencai.cli import cli\n"
        "for words in (['--help'], ['policy', 'packs'], ['audit', '--help']):\n"
        "    assert CliRunner().invoke(cli, words).exit_code == 0\n"
        "print('django' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


@pytest.mark.parametrize(
    "args", [("serve", "--port", "0"), ("serve", "--workers", "0"), ("serve", "--port", "high"), ("worker", "fast")]
)
def test_what_cannot_be_is_refused(args: tuple[str, ...]) -> None:
    assert run(*args).code == 2


@pytest.mark.parametrize("args", [("serve", "--port", "18105"), ("audit", "verify")])
def test_an_office_without_tables_says_what_makes_them(tmp_path: Path, args: tuple[str, ...]) -> None:
    ran = rencai(tmp_path / "office", *args)
    assert (ran.returncode, "rencai migrate" in ran.stderr) == (2, True)


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    ran = rencai(tmp_path / "office", "migrate", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert ran.returncode == 2
    assert "does not answer" in ran.stderr


@pytest.mark.parametrize(("name", "value"), [("DATABASE_URL", "nonsense://x"), ("RENCAI_UPLOAD_LIMIT", "much")])
def test_a_setting_that_does_not_fit_is_told_in_a_sentence(tmp_path: Path, name: str, value: str) -> None:
    ran = rencai(tmp_path / "office", "migrate", **{name: value})
    assert ran.returncode == 2
    assert ran.stderr.startswith("Error: a setting of the office does not fit")


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "office"
    for _ in range(2):
        ran = rencai(home, "migrate")
        assert (ran.returncode, ran.stdout.strip()) == (0, "The office of Dalian is ready.")
        end = rencai(home, "audit", "anchor").stdout
    assert rencai(home, "audit", "anchor").stdout == end
    assert any((home / "static").iterdir())
