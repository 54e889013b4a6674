"""Every setting is documented, an office given nothing is safe, and its secrets are its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference" / "settings.md"
NAME = re.compile(r'"(RENCAI_[A-Z_]+|DATABASE_URL)"')


def read_somewhere() -> set[str]:
    return {name for path in (ROOT / "src").rglob("*.py") for name in NAME.findall(path.read_text(encoding="utf-8"))}


def told() -> list[str]:
    return re.findall(r"^\| `([A-Z_]+)` \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_setting_is_told_once_and_no_other() -> None:
    assert sorted(told()) == sorted(read_somewhere())


def asked(expression: str, folder: Path, **environment: str) -> str:
    """What the settings say in a fresh office whose home is `folder`."""
    code = f"from rencai.office import settings as s; print(({expression}))"
    given = {"PATH": "/usr/bin:/bin", "RENCAI_HOME": str(folder)} | environment
    return subprocess.run(
        [sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_many_who_try_do_not_make_the_office_forget_how_often_one_tried() -> None:
    cache.set("one", 29)
    for number in range(5_000):
        cache.set(f"another-{number}", 1)
    assert cache.get("one") == 29
    cache.clear()


def test_an_office_that_is_given_nothing_is_for_this_machine_and_shows_no_source(tmp_path: Path) -> None:
    found = asked("s.DEBUG, s.DEMO, s.ALLOWED_HOSTS, s.SECOND_FACTOR_REQUIRED", tmp_path)
    assert found == "(False, False, ['localhost', '127.0.0.1', '[::1]'], True)"


def test_an_office_makes_its_secrets_once_and_keeps_them_from_others(tmp_path: Path) -> None:
    first, second = (asked("s.SECRET_KEY, s.FIELD_KEYS, s.BLIND_INDEX_KEY", tmp_path) for _ in range(2))
    assert first == second
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()} == {0o600}


def test_no_two_secrets_are_the_same(tmp_path: Path) -> None:
    assert asked("len({s.SECRET_KEY, *s.FIELD_KEYS, s.BLIND_INDEX_KEY})", tmp_path) == "3"


def test_a_key_ring_that_is_given_is_used_and_none_is_made(tmp_path: Path) -> None:
    ring = "a" * 43 + "=," + "b" * 43 + "="
    assert asked("len(s.FIELD_KEYS)", tmp_path, RENCAI_FIELD_KEYS=ring) == "2"
    assert not (tmp_path / "secrets" / "RENCAI_FIELD_KEY").exists()


@pytest.mark.parametrize(
    ("expression", "behind_tls", "without"),
    [
        ("s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SECURE_SSL_REDIRECT", "True", "False"),
        ("s.SECURE_HSTS_SECONDS", "31536000", "0"),
        ("s.SECURE_PROXY_SSL_HEADER", "('HTTP_X_FORWARDED_PROTO', 'https')", "None"),
    ],
)
def test_behind_tls_everything_is_for_tls_only(tmp_path: Path, expression: str, behind_tls: str, without: str) -> None:
    assert asked(expression, tmp_path, RENCAI_TLS="yes") == behind_tls
    assert asked(expression, tmp_path) == without


def test_sqlite_waits_and_takes_its_write_lock_at_once(tmp_path: Path) -> None:
    options = asked("s.DATABASES['default']['OPTIONS']", tmp_path)
    assert "'transaction_mode': 'IMMEDIATE'" in options
    assert "journal_mode=WAL" in options


def test_postgresql_is_chosen_by_one_address(tmp_path: Path) -> None:
    found = asked("s.DATABASES['default']['ENGINE']", tmp_path, DATABASE_URL="postgres://u:p@db:5432/office")
    assert found == "django.db.backends.postgresql"
