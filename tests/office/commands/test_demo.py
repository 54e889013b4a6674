"""`rencai demo`, as a visitor calls it: the city is made once, kept, served, and stopped without leaving anything."""

from __future__ import annotations

import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from policy.command_line import run

from office.commands.own_office import command, environment, rencai, running_for

SMALL = ("demo", "--talents", "120", "--no-serve")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city that was made once for all tests here; whoever changes it takes a copy."""
    home = tmp_path_factory.mktemp("demo") / "office"
    ran = rencai(home, *SMALL)
    assert (ran.returncode, ran.stdout.strip()) == (0, "A city of 120 talents, all invented."), ran.stderr
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "office"
    shutil.copytree(made, copy)
    return copy


def names(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "office.sqlite3")) as database:
        return [row[0] for row in database.execute("SELECT name FROM registry_talent ORDER BY id")]


def test_the_city_is_kept_by_a_second_call(home: Path) -> None:
    before = names(home)
    ran = rencai(home, "demo", "--no-serve")
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
    assert names(home) == before


@pytest.mark.parametrize("other", [("--talents", "130"), ("--seed", "2")])
def test_another_city_is_not_put_over_the_one_that_is_there(home: Path, other: tuple[str, str]) -> None:
    before = names(home)
    ran = rencai(home, "demo", "--no-serve", *other)
    assert ran.returncode == 2
    assert "120 talents from seed 1; --anew" in ran.stderr
    assert names(home) == before


def test_anew_makes_another(home: Path) -> None:
    before = names(home)
    ran = rencai(home, *SMALL, "--seed", "2", "--anew")
    assert ran.returncode == 0, ran.stderr
    assert names(home) != before


def test_a_city_that_was_broken_off_is_made_anew(home: Path) -> None:
    with closing(sqlite3.connect(home / "office.sqlite3")) as database:
        database.executescript("DROP TRIGGER audit_no_delete; DELETE FROM audit_event WHERE act = 'demo.city_made';")
    ran = rencai(home, *SMALL)
    assert (ran.returncode, "made anew" in ran.stdout) == (0, True)


def test_an_office_with_real_people_is_refused_and_untouched(tmp_path: Path) -> None:
    home = tmp_path / "office"
    rencai(home, "migrate")
    assert rencai(home, "steward", "wang.min", given="harbour-blue-2026\n").returncode == 0
    ran = rencai(home, *SMALL, "--anew")
    assert (ran.returncode, "holds real people" in ran.stderr) == (2, True)
    assert names(home) == []


def test_nobody_else_on_the_machine_can_read_the_city(made: Path) -> None:
    assert stat.S_IMODE((made / "office.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE((made / "secrets").stat().st_mode) == 0o700


def test_its_log_is_whole_and_it_is_not_fit_for_real_people(made: Path) -> None:
    assert rencai(made, "audit", "verify").returncode == 0
    ran = rencai(made, "check", "--deploy")
    assert ran.returncode == 1
    assert "demo accounts" in ran.stdout


@contextmanager
def served(home: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The process, and its lines up to the one with the address."""
    process = subprocess.Popen(
        command("demo", "--port", str(port)), cwd=home.parent, env=environment(home, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    try:
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if "http://" in line:
                break
        yield process, lines
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_it_is_served_at_a_free_port_and_stops_without_leaving_a_process(home: Path, taken: int) -> None:
    with served(home, taken) as (process, lines):
        assert f"Port {taken} is taken" in lines[0]
        port = int(lines[-1].split("localhost:")[1].split()[0])
        with urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
            assert page.status == 200
        assert len(running_for(home)) >= 3
        process.send_signal(signal.SIGINT)
        assert process.stdout
        assert "kept" in process.stdout.read()
        assert process.wait(60) == 0
    assert running_for(home) == []


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--talents", "5"), "from 100 to"),
        (("--talents", "many"), "from 100 to"),
        (("--port", "99999"), "from 1 to 65535"),
        (("extra",), "no use here"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_made(args: tuple[str, ...], words: str) -> None:
    ran = run("demo", *args)
    assert (ran.code, words in ran.complaint) == (2, True)
