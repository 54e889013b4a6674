"""A table of talents goes in, and what was refused comes back with its reasons."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from stdnum.cn import ric

from browser.visitor import Visitor

HEADINGS = ("姓名", "证件号码", "出生日期", "所在区市县")
SLOW = 90_000
"""Milliseconds for what the worker does in the background."""
_numbers = itertools.count(501)


def identity_number() -> str:
    """Of an area that exists nowhere: it belongs to nobody."""
    body = f"99000019880808{next(_numbers)}"
    return body + str(ric.calc_check_digit(f"{body}0"))


def table(folder: Path, *rows: tuple[str, ...]) -> Path:
    path = folder / "staff.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *rows])
    return path


def uploaded(visitor: Visitor, path: Path) -> Visitor:
    visitor.go("/import/")
    visitor.page.set_input_files("input[type=file]", path)
    visitor.page.get_by_label("Talents").check()
    visitor.page.get_by_role("button", name="Upload").click()
    return visitor


def test_a_table_is_looked_at_imported_and_its_refused_rows_come_back_with_reasons(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    officer = visitor("district")
    number = identity_number()
    path = table(
        tmp_path,
        ("章浏览（虚构）", number, "1988-08-08", "甘井子区"),
        ("错号码（虚构）", number[:-1] + ("1" if number[-1] != "1" else "2"), "", "甘井子区"),
    )
    page = uploaded(officer, path).page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Which column is what?")
    officer.picture("import-columns")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What would happen", timeout=SLOW)
    expect(page.get_by_role("main")).to_contain_text("no resident identity number")
    assert officer.faults() == ""
    officer.picture("import-preview")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("is imported", timeout=SLOW)
    with page.expect_download() as download:
        page.get_by_role("link", name="Refused rows (CSV)").click()
    refused = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "错号码（虚构）" in refused
    assert "no resident identity number" in refused
    page.get_by_label("Search").fill("zhangliulan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("章浏览（虚构）")


def test_a_file_that_is_no_table_is_refused_in_words_and_nothing_is_lost(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    (tmp_path / "staff.xlsx").write_bytes(b"MZ\x90\x00 this is a program")
    hr = uploaded(visitor("hr"), tmp_path / "staff.xlsx")
    expect(hr.page.get_by_role("main")).to_contain_text("XLSX")
    assert hr.page.get_by_label("Talents").is_checked()
    assert hr.faults() == ""
