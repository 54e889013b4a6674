"""What is deployed fits together: files that are copied exist, commands are known, settings are read, ports agree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from documents import ROOT, rencai_commands, understood

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
UNITS = sorted((ROOT / "deploy").glob("*.service"))
ENVIRONMENT = (ROOT / "deploy" / "office.env").read_text(encoding="utf-8")
TOLD = set(
    re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8"), re.MULTILINE)
)
OURS = [name for name, service in COMPOSE["services"].items() if service["image"] == "rencai"]


def stages() -> list[str]:
    return re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]


def let_in() -> set[str]:
    """What reaches the builder of the image: the exceptions of .dockerignore."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "*"
    return {line[1:] for line in lines if line.startswith("!")}


# -- the image ---------------------------------------------------------------------------------------------


def test_what_the_image_copies_is_there_and_let_in() -> None:
    for line in re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for name in line.split():
            assert (ROOT / name).exists(), name
            assert any(path == name.rstrip("/") or path.startswith(name) for path in let_in()), name


def test_everything_that_is_let_in_is_there() -> None:
    assert [name for name in let_in() if not (ROOT / name).exists()] == []


def test_the_image_installs_the_locked_versions_from_wheels() -> None:
    for name in re.findall(r"-r (\S+)", DOCKERFILE):
        assert (ROOT / name).exists()
    assert {"requirements/runtime.txt", "requirements/postgres.txt"} == set(re.findall(r"-r (\S+)", DOCKERFILE))
    assert "pip install --no-cache-dir --no-index --find-links /wheels" in stages()[-1]


def test_the_image_runs_as_an_account_that_may_do_nothing_else() -> None:
    assert re.search(r"^USER rencai$", stages()[-1], re.MULTILINE)
    assert stages()[-1].index("USER rencai") < stages()[-1].index("CMD [")


def test_no_secret_is_baked_into_the_image() -> None:
    assert not re.search(r"^(ENV|ARG).*(KEY|SECRET|PASSWORD)", DOCKERFILE, re.MULTILINE)
    assert not any("env" in name for name in let_in())


def test_the_image_serves_where_its_watchdog_looks() -> None:
    served = words_of(re.findall(r"^CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)[-1])
    understood(served[1:], "Dockerfile")
    port = served[served.index("--port") + 1]
    assert f"EXPOSE {port}" in DOCKERFILE
    assert f"http://localhost:{port}/health/" in DOCKERFILE
    assert COMPOSE["services"]["office"]["ports"] == [f"127.0.0.1:{port}:{port}"]


def words_of(text: str) -> list[str]:
    found = yaml.safe_load(text)
    assert all(isinstance(word, str) for word in found)
    return list(found)


# -- the containers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_the_office_has_a_command_that_exists_and_gains_no_rights(name: str) -> None:
    service = COMPOSE["services"][name]
    if "command" in service:
        assert service["command"][0] == "rencai"
        understood(service["command"][1:], "compose.yaml")
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True


def test_office_and_worker_wait_for_the_tables_and_those_for_the_database() -> None:
    services = COMPOSE["services"]
    assert services["prepare"]["command"] == ["rencai", "migrate"]
    assert services["prepare"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name in ("office", "worker"):
        assert services[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}


def test_the_password_of_the_database_is_given_and_never_written_down() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|KEY|URL", name):
                assert "${POSTGRES_PASSWORD:?" in value


def test_every_volume_that_is_mounted_is_declared() -> None:
    mounted = {path.split(":")[0] for service in COMPOSE["services"].values() for path in service.get("volumes", [])}
    assert mounted == set(COMPOSE["volumes"])


# -- the settings ------------------------------------------------------------------------------------------


def test_the_example_of_settings_names_only_settings_that_are_read() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", ENVIRONMENT, re.MULTILINE))
    assert named - {"POSTGRES_PASSWORD"} <= TOLD


def test_the_example_of_settings_gives_no_secret() -> None:
    for name, value in re.findall(r"^#?(\w*(?:KEY|KEYS|SECRET|PASSWORD))=(.*)$", ENVIRONMENT, re.MULTILINE):
        assert value == "", name


def test_settings_that_were_filled_in_stay_out_of_the_repository() -> None:
    assert "/.env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


# -- the plain server --------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_calls_a_command_that_exists(unit: Path) -> None:
    (words,) = rencai_commands(unit.read_text(encoding="utf-8"))
    understood(words, unit.name)


def test_the_units_are_hardened_alike() -> None:
    office, worker = (
        {line for line in unit.read_text(encoding="utf-8").splitlines() if re.match(r"\w+=", line)}
        - {line for line in unit.read_text(encoding="utf-8").splitlines() if line.startswith(("ExecStart=", "Desc"))}
        for unit in UNITS
    )
    assert worker - office == {"TimeoutStopSec=120"}
    assert office < worker
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "User=rencai"} <= office


def test_the_proxy_leads_to_where_the_office_listens_and_lets_the_largest_upload_through() -> None:
    (words,) = rencai_commands((ROOT / "deploy" / "rencai-office.service").read_text(encoding="utf-8"))
    address = f"{words[words.index('--host') + 1]}:{words[words.index('--port') + 1]}"
    proxy = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert f"reverse_proxy {address}" in proxy
    how_to = (ROOT / "docs" / "how-to" / "deploy.md").read_text(encoding="utf-8")
    assert f"proxy_pass http://{address};" in how_to
    limits = [int(number) * 10**6 for number in re.findall(r"(?:max_size|client_max_body_size) (\d+)", proxy + how_to)]
    assert min(limits) > 50 * 2**20


def test_the_how_to_copies_files_that_are_there() -> None:
    how_to = (ROOT / "docs" / "how-to" / "deploy.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?<=[ (/])deploy/[\w.-]+", how_to))
    assert {name for name in named if not (ROOT / name).exists()} == set()
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "deploy").iterdir()} == named
