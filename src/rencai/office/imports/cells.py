"""What stands in a cell, read: dates in several forms, yes and no, choices in two languages, numbers, text.

A cell comes as somebody would have typed it. A reader takes such a text, never an empty one, and gives its value or
raises CellError with what would be right, in the language of the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

Reader = Callable[[str], Any]

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[ T]0?0:00(?::00(?:\.0+)?)?)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"\d{5}(?:\.0+)?")
FIRST_SERIAL_DAY = date(1899, 12, 30)
EARLIEST = date(1900, 1, 1)
YES = frozenset({"是", "yes", "y", "true", "1", "对", "有", "√", "✓"})
NO = frozenset({"否", "no", "n", "false", "0", "不是", "无", "×", "✗"})
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ROUNDED = re.compile(r"-?\d(\.\d+)?[eE]\+?\d+")
SHOWN = 12
"""As many of the allowed values as a message names."""


class CellError(Exception):
    """What is wrong with a cell, and what is allowed, as a sentence."""


def plain(text: str) -> str:
    """How words are compared: full width, letter case and spaces make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def text(longest: int) -> Reader:
    """Text of at most `longest` characters, on one line."""

    def read(cell: str) -> str:
        if NOT_TEXT.search(cell):
            raise CellError(_("There is a character in it that cannot be printed."))
        line = " ".join(cell.split())
        if len(line) > longest:
            raise CellError(_("At most %(most)s characters are allowed.") % {"most": longest})
        return line

    return read


@lru_cache(maxsize=50_000)
def day(cell: str) -> date:
    """A day: 2020-01-05, 2020/1/5, 2020.1.5, 2020年1月5日, 20200105, or Excel's number of days."""
    written = unicodedata.normalize("NFKC", cell)
    found = DAY.fullmatch(written) or COMPACT_DAY.fullmatch(written)
    if found:
        return _day(*map(int, found.groups()))
    if SERIAL.fullmatch(written):
        return FIRST_SERIAL_DAY + timedelta(days=int(float(written)))
    raise CellError(_("Write a day as 2020-01-05, 2020/1/5 or 2020年1月5日."))


def _day(year: int, month: int, number: int) -> date:
    try:
        found = date(year, month, number)
    except ValueError:
        raise CellError(_("There is no such day in the calendar.")) from None
    if found < EARLIEST:
        raise CellError(_("The day lies before 1900."))
    return found


def yes_no(cell: str) -> bool:
    word = plain(cell)
    if word in YES or word in NO:
        return word in YES
    raise CellError(_("Write yes or no (是 or 否)."))


def whole(low: int, high: int) -> Reader:
    """A whole number from `low` to `high`."""

    def read(cell: str) -> int:
        word = unicodedata.normalize("NFKC", cell).replace(",", "").removesuffix(".0")
        if not (word.isascii() and word.isdigit() and len(word) < 12 and low <= int(word) <= high):
            raise CellError(_("A whole number from %(low)s to %(high)s is allowed.") % {"low": low, "high": high})
        return int(word)

    return read


def money(cell: str) -> Decimal:
    """Yuan, to the fen."""
    word = unicodedata.normalize("NFKC", cell).replace(",", "").removesuffix("元").strip("¥ ")
    try:
        found = Decimal(word)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found < 10**10:
        raise CellError(_("An amount in yuan is expected, such as 12500 or 12500.50."))
    return found.quantize(Decimal("0.01"))


def choice(words: Callable[[], Mapping[str, Any]], shown: Callable[[], Iterable[str]]) -> Reader:
    """One of a few values.

    Args:
        words: every word in its plain form, with its value; asked anew for each cell, so let it be cached.
        shown: the words that a message names as allowed.
    """

    def read(cell: str) -> Any:
        found = words().get(plain(cell))
        if found is None:
            raise CellError(_("Allowed: %(words)s.") % {"words": listed(shown())})
        return found

    return read


def listed(words: Iterable[str]) -> str:
    """Some of `words`, as a sentence names them."""
    every = [str(word) for word in words]
    more = _(" …") if len(every) > SHOWN else ""
    return _(", ").join(every[:SHOWN]) + more


def number_kept_as_text(cell: str) -> str:
    """A number that has to be kept digit by digit.

    Excel keeps 15 digits of what it takes for a number: the last ones of an identity number are lost for good.
    """
    if ROUNDED.fullmatch(cell):
        raise CellError(
            _("Excel has rounded this number: it keeps 15 digits. Format the column as text and enter it again.")
        )
    return unicodedata.normalize("NFKC", cell)
