"""Runs the `rencai` command in a test, as a user would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from rencai.cli import cli


class Ran(NamedTuple):
    """What the command printed, what it complained about, and its exit status."""

    code: int
    said: str
    complaint: str

    @property
    def json(self) -> Any:
        return json.loads(self.said)


def run(*args: str | Path, given: str | None = None, env: Mapping[str, str] | None = None) -> Ran:
    """`rencai ARGS` on a screen of 100 columns, in English unless `env` or `--lang` says otherwise."""
    settings = {"RENCAI_LANG": "en", "COLUMNS": "100", "RENCAI_DEBUG": "", **(env or {})}
    result = CliRunner().invoke(cli, [str(arg) for arg in args], input=given, env=settings)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    return Ran(result.exit_code, result.stdout, result.stderr)


def policy(*args: str | Path, given: str | None = None, env: Mapping[str, str] | None = None) -> Ran:
    """`rencai policy ARGS`."""
    return run("policy", *args, given=given, env=env)


def refusal(*args: str | Path, given: str | None = None) -> str:
    """What `rencai policy ARGS` complains about; nothing is printed and the status is 2."""
    ran = policy(*args, given=given)
    assert (ran.code, ran.said) == (2, ""), ran
    return ran.complaint.removeprefix("Error: ").strip()


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
