"""`rencai backup` and `rencai restore`: the same office at another place, and never over one that is there."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from office.commands.own_office import rencai

PASSWORD = "harbour-blue-2026\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("office") / "office"
    assert rencai(home, "migrate").returncode == 0
    assert rencai(home, "steward", "wang.min", given=PASSWORD).returncode == 0
    (home / "uploads" / "documents").mkdir(parents=True)
    (home / "uploads" / "documents" / "evidence").write_bytes(b"%PDF-1.7")
    return home


@pytest.fixture(scope="module")
def saved(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "office.tar"
    ran = rencai(made, "backup", str(file))
    assert ran.returncode == 0, ran.stderr
    assert "does not hold the keys" in ran.stdout
    return file


def test_a_backup_holds_database_and_uploads_and_no_key(saved: Path) -> None:
    with tarfile.open(saved) as archive:
        names = archive.getnames()
    assert "office.sqlite3" in names
    assert "uploads/documents/evidence" in names
    assert not any("secret" in name.lower() for name in names)
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


def test_it_comes_back_at_another_place_with_its_log_whole(made: Path, saved: Path, tmp_path: Path) -> None:
    home = tmp_path / "elsewhere" / "office"
    home.parent.mkdir()
    shutil.copytree(made / "secrets", home / "secrets")
    assert rencai(home, "restore", str(saved)).returncode == 0
    ran = rencai(home, "audit", "verify")
    assert (ran.returncode, ran.stdout) == (0, rencai(made, "audit", "verify").stdout)
    assert (home / "uploads" / "documents" / "evidence").read_bytes() == b"%PDF-1.7"
    assert stat.S_IMODE((home / "office.sqlite3").stat().st_mode) == 0o600


def test_it_is_never_written_over_an_office(made: Path, saved: Path) -> None:
    before = (made / "office.sqlite3").read_bytes()
    ran = rencai(made, "restore", str(saved))
    assert (ran.returncode, "is there already" in ran.stderr) == (2, True)
    assert (made / "office.sqlite3").read_bytes() == before


def test_a_file_that_is_there_is_not_written_over(made: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("data", encoding="utf-8")
    ran = rencai(made, "backup", str(tmp_path / "precious"))
    assert (ran.returncode, "is there already" in ran.stderr) == (2, True)
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "data"


def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "letter.tar").write_text("Dear office,", encoding="utf-8")
    ran = rencai(tmp_path / "office", "restore", str(tmp_path / "letter.tar"))
    assert (ran.returncode, "no backup" in ran.stderr) == (2, True)
    assert not (tmp_path / "office" / "office.sqlite3").exists()


def test_a_damaged_database_is_refused(made: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "office.sqlite3"
    with closing(sqlite3.connect(made / "office.sqlite3")) as source, closing(sqlite3.connect(damaged)) as target:
        source.backup(target)
    content = bytearray(damaged.read_bytes())
    content[5000:60000] = b"x" * 55000
    damaged.write_bytes(content)
    with tarfile.open(tmp_path / "damaged.tar", "w") as archive:
        archive.add(damaged, "office.sqlite3")
    ran = rencai(tmp_path / "office", "restore", str(tmp_path / "damaged.tar"))
    assert (ran.returncode, "damaged" in ran.stderr) == (2, True)
    assert not (tmp_path / "office" / "office.sqlite3").exists()


def test_a_backup_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "evil").write_text("x", encoding="utf-8")
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.add(tmp_path / "evil", "../../outside")
    ran = rencai(tmp_path / "office", "restore", str(tmp_path / "evil.tar"))
    assert ran.returncode == 2
    assert not (tmp_path / "outside").exists()


def test_an_office_that_is_not_there_is_not_backed_up(tmp_path: Path) -> None:
    ran = rencai(tmp_path / "office", "backup", str(tmp_path / "x.tar"))
    assert (ran.returncode, "no office" in ran.stderr) == (2, True)
    assert not (tmp_path / "x.tar").exists()


def test_on_postgresql_its_own_tools_are_named(tmp_path: Path) -> None:
    nowhere = "postgres://nobody@127.0.0.1:1/none"
    ran = rencai(tmp_path / "office", "backup", str(tmp_path / "x.tar"), DATABASE_URL=nowhere)
    assert (ran.returncode, "pg_dump" in ran.stderr) == (2, True)
