"""`rencai check --deploy`: each danger by itself is found, and names the setting that ends it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from policy.command_line import run
from pytest_django import Settings

from office import people
from rencai.office.commands import deploying

pytestmark = pytest.mark.django_db
SAFE: dict[str, Any] = {
    "DEMO": False,
    "DEBUG": False,
    "BEHIND_TLS": True,
    "SECOND_FACTOR_REQUIRED": True,
    "ALLOWED_HOSTS": ["talents.example"],
    "OIDC_SERVER": "https://id.example/.well-known/openid-configuration",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SILENCED_SYSTEM_CHECKS": [],
    "SECRET_KEY": "0123456789abcdefghij-ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789",
}


@pytest.fixture
def safe(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """An office with which nothing is wrong."""
    for name, value in SAFE.items():
        setattr(settings, name, value)
    for name in deploying.SECRETS:
        monkeypatch.setenv(name, "given from outside")
    settings.MEDIA_ROOT = str(tmp_path / "uploads")
    monkeypatch.setattr(deploying, "HOME", tmp_path)
    _keep_the_database_to_ourselves()
    steward = people.steward()
    steward.is_demo = False
    steward.save()
    return settings


def _keep_the_database_to_ourselves() -> None:
    name = Path(str(connection.settings_dict["NAME"]))
    for path in name.parent.glob(f"{name.name}*"):
        path.chmod(0o600)


def test_a_safe_office_passes(safe: Settings) -> None:
    ran = run("check", "--deploy")
    assert (ran.code, ran.said.strip()) == (0, "Nothing found."), ran.said


@pytest.mark.parametrize(
    ("name", "value", "setting"),
    [
        ("DEMO", True, "RENCAI_DEMO=no"),
        ("DEBUG", True, "RENCAI_DEBUG=no"),
        ("BEHIND_TLS", False, "RENCAI_TLS=yes"),
        ("SECOND_FACTOR_REQUIRED", False, "RENCAI_SECOND_FACTOR=yes"),
        ("ALLOWED_HOSTS", ["*"], "RENCAI_HOSTS="),
        ("ALLOWED_HOSTS", ["localhost"], "RENCAI_HOSTS="),
        ("OIDC_SERVER", "http://id.example/", "RENCAI_OIDC_SERVER=https://"),
    ],
)
def test_an_unsafe_setting_is_named_with_what_to_set(safe: Settings, name: str, value: Any, setting: str) -> None:
    setattr(safe, name, value)
    ran = run("check", "--deploy")
    assert (ran.code, setting in ran.said) == (1, True)


@pytest.mark.parametrize("name", deploying.SECRETS)
def test_a_key_beside_the_data_is_named(safe: Settings, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    ran = run("check", "--deploy")
    assert (ran.code, name in ran.said) == (1, True)


def test_a_key_ring_stands_for_the_one_key(safe: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RENCAI_FIELD_KEY")
    monkeypatch.setenv("RENCAI_FIELD_KEYS", "new,old")
    assert run("check", "--deploy").code == 0


def test_files_that_others_can_open_are_named(safe: Settings, tmp_path: Path) -> None:
    for folder, mode in ((tmp_path / "secrets", 0o755), (tmp_path / "uploads", 0o750)):
        folder.mkdir()
        folder.chmod(mode)
    ran = run("check", "--deploy")
    assert ran.code == 1
    assert f"chmod -R go= {tmp_path / 'secrets'}" in ran.said
    assert str(tmp_path / "uploads") in ran.said
    for folder in (tmp_path / "secrets", tmp_path / "uploads"):
        folder.chmod(0o700)
    assert run("check", "--deploy").code == 0


def _demo_account() -> None:
    people.user()


def _no_steward() -> None:
    from rencai.office.accounts.models import User

    User.objects.update(is_active=False)


@pytest.mark.parametrize(("happens", "words"), [(_demo_account, "demo accounts"), (_no_steward, "rencai steward")])
def test_what_is_wrong_inside_is_named(safe: Settings, happens: Callable[[], None], words: str) -> None:
    happens()
    ran = run("check", "--deploy")
    assert (ran.code, words in ran.said) == (1, True)


def test_what_django_finds_is_told_too(safe: Settings) -> None:
    safe.SECURE_HSTS_SECONDS = 0
    ran = run("check", "--deploy")
    assert (ran.code, "security.W004" in ran.said) == (1, True)


def test_without_deploy_only_what_hinders_running_counts(safe: Settings) -> None:
    safe.DEMO = True
    assert run("check").code == 0


def test_commands_leave_the_rights_of_new_files_as_they_were(safe: Settings) -> None:
    before = os.umask(0o022)
    try:
        run("check")
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
