"""Numbers that look right and belong to nobody: identity documents, credit codes, phones, mailboxes.

Resident numbers and credit codes name a place in Dalian's range that no place has: 210290 to 210299 are not among the
codes of GB/T 2260. Phones begin with 154, which no operator's published list names. Mailboxes lie in a domain that
is kept for examples (RFC 2606).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from stdnum.cn import uscc

from rencai.office.demo.dice import Array, isoformat

NO_PLACE: Final = 210290
PHONE_PREFIX, DOMAIN = "154", "rencai.example"
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.array(list("10X98765432"))
_PER_AREA = 500
_BASE36 = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class ResidentNumbers:
    """Gives each person born on one day a number of their own (GB 11643-1999: odd for men, even for women)."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, bool], int] = {}

    def draw(self, birth: Array, man: Array) -> list[str]:
        """A number for each birth day and gender; never the same twice."""
        days = [day.replace("-", "") for day in isoformat(birth)]
        return with_check_characters([self._body(*one) for one in zip(days, man.tolist(), strict=True)])

    def _body(self, day: str, man: bool) -> str:
        before = self._given.get((day, man), 0)
        self._given[day, man] = before + 1
        area, turn = divmod(before, _PER_AREA)
        return f"{NO_PLACE + 9 - area}{day}{2 * turn + man:03d}"


def with_check_characters(bodies: list[str]) -> list[str]:
    """Each body of 17 digits with its check character (ISO 7064, MOD 11-2), for all at once."""
    digits = np.frombuffer("".join(bodies).encode(), np.uint8).reshape(len(bodies), 17) - ord("0")
    checks = _CHECKS[(digits.astype(np.int64) @ _WEIGHTS) % 11]
    return [body + check for body, check in zip(bodies, checks.tolist(), strict=True)]


def credit_code(number: int) -> str:
    """The credit code (GB 32100-2015) of the `number`th invented organisation."""
    body = f"91{NO_PLACE + 9}MA"
    digits = []
    for _ in range(7):
        number, digit = divmod(number, len(_BASE36))
        digits.append(_BASE36[digit])
    body += "".join(reversed(digits))
    return body + str(uscc.calc_check_digit(body))


def passport(number: int) -> str:
    return f"DEMO{number:08d}"


def phone(number: int) -> str:
    """Spread over the range, so that the last digits differ as they do in life."""
    return f"{PHONE_PREFIX}{number * 68_718_953 % 100_000_000:08d}"


def mailbox(pinyin: str, number: int) -> str:
    return f"{pinyin[:40] or 'talent'}{number}@{DOMAIN}"
