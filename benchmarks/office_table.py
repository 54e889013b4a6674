"""A spreadsheet of invented talents, as an employer would send it. Usage: office_table.py FILE ROWS."""

from __future__ import annotations

import sys
from datetime import date, timedelta

import numpy as np
import xlsxwriter
from stdnum.cn import ric

HEADINGS = ("姓名", "性别", "出生日期", "身份证号", "手机号", "邮箱", "国籍", "工作地", "最高学历", "毕业院校", "专业")
SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文辉玉红",
)
PLACES, DEGREES = ("中山区", "西岗区", "沙河口区", "甘井子区", "瓦房店市", "庄河市"), ("本科", "硕士", "博士")
AREA, DAYS = "210202", 40 * 365


def rows(count: int) -> list[tuple[str, ...]]:
    dice = np.random.default_rng(7)
    picks = dice.integers(0, 10_000, (count, 5))
    return [_row(number, picks[number]) for number in range(count)]


def _row(number: int, pick: np.ndarray) -> tuple[str, ...]:
    born = date(1962, 1, 1) + timedelta(days=number % DAYS)
    identity = f"{AREA}{born:%Y%m%d}{number // DAYS:03d}"  # no two are the same
    name = SURNAMES[pick[0] % len(SURNAMES)] + GIVEN[pick[1] % len(GIVEN)] + GIVEN[pick[2] % len(GIVEN)]
    return (
        name,
        "男" if int(identity[-1]) % 2 else "女",
        born.isoformat(),
        identity + ric.calc_check_digit(identity + "0"),
        f"139{number:08d}",
        f"p{number}@example.com",
        "CN",
        PLACES[pick[3] % len(PLACES)],
        DEGREES[pick[4] % len(DEGREES)],
        "大连虚构大学",
        "虚构专业",
    )


def main(file: str, count: int) -> None:
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    for line, row in enumerate([HEADINGS, *rows(count)]):
        sheet.write_row(line, 0, row)
    book.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
