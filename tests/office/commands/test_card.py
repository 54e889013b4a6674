"""`rencai card verify`: without an office, a database, or Django."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rencai.office.recognition.credential import Credential, key_set, private_key, signed

SEED = base64.urlsafe_b64encode(b"a key of nobody, for tests alone").decode()
OTHER = base64.urlsafe_b64encode(b"another key of nobody, for tests").decode()


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(key_set([private_key(SEED)])), encoding="utf-8")
    return file


def token(seed: str = SEED, days: int | None = 30) -> str:
    key, now = private_key(seed), datetime.now(UTC)
    until = now + timedelta(days=days) if days is not None else None
    return signed(Credential("dalian", "serial-1", "junior", now - timedelta(days=90), until, key.thumbprint()), key)


def run(*args: str, text: str = "") -> Any:
    return subprocess.run(
        [sys.executable, "-c", "import sys; from rencai.cli import main; main()", "card", "verify", *args],
        input=text,
        capture_output=True,
        encoding="utf-8",
        env={"RENCAI_LANG": "en", "PATH": "", "RENCAI_HOME": "/nowhere"},
        check=False,
    )


def test_a_card_holds_by_the_public_key_alone(keys: Path) -> None:
    found = run(token(), "--key", str(keys))
    assert found.returncode == 0, found.stderr
    assert "The card holds." in found.stdout
    assert "junior" in found.stdout
    assert "--revoked" in found.stdout


def test_neither_django_nor_a_database_is_touched(keys: Path) -> None:
    code = (
        "import sys; from rencai.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.exit('django' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, "card", "verify", token(), "--key", str(keys)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_address_behind_the_code_and_standard_input_are_taken_too(keys: Path) -> None:
    address = f"https://office.example/card/?token={token()}"
    assert run(address, "--key", str(keys)).returncode == 0
    assert run("-", "--key", str(keys), text=f"{token()}\n").returncode == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (token(OTHER), "a key that is not in the file"),
        (token(days=-1), "has expired"),
        ("x.y.z", "no talent card"),
        ("a" * 5000, "far too long"),
        (token()[:-6] + "AAAAAA", "does not hold"),
    ],
)
def test_what_does_not_hold_is_told_in_words_and_by_the_exit_status(given: str, said: str, keys: Path) -> None:
    found = run(given, "--key", str(keys))
    assert found.returncode == 1
    assert said in found.stdout
    assert "Traceback" not in found.stderr


def test_an_ended_card_is_refused_with_the_list(keys: Path, tmp_path: Path) -> None:
    ended = tmp_path / "revoked.json"
    ended.write_text(json.dumps({"at": "2026-03-02", "serials": ["serial-1"]}), encoding="utf-8")
    found = run(token(), "--key", str(keys), "--revoked", str(ended))
    assert found.returncode == 1
    assert "was ended" in found.stdout


def test_programs_get_json(keys: Path) -> None:
    found = json.loads(run(token(days=None), "--key", str(keys), "--json").stdout)
    assert found["holds"] is True
    assert found["until"] is None
    assert json.loads(run("x", "--key", str(keys), "--json").stdout) == {"holds": False, "fault": "garbled"}


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"keys": []}', '{"keys": [{"kty": "RSA"}]}', "not json", "null"])
def test_a_file_without_a_key_is_bad_input(content: str, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content, encoding="utf-8")
    found = run(token(), "--key", str(file))
    assert found.returncode == 2
    assert "Traceback" not in found.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = run(token(), "--key", str(tmp_path / "none.json"))
    assert found.returncode == 2
    assert "none.json" in found.stderr
