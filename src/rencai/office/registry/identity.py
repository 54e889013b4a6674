"""Identity documents: which there are, and whether a number can be right."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric


class Gender(models.TextChoices):
    FEMALE = "f", _("female")
    MALE = "m", _("male")


class DocumentKind(models.TextChoices):
    RESIDENT = "resident", _("resident identity card")
    PASSPORT = "passport", _("passport")
    PERMIT = "permit", _("permit of a resident of Hong Kong, Macao or Taiwan")
    PERMANENT = "permanent", _("permanent residence card of a foreigner")


RESIDENT_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]")
PLAIN_NUMBER = re.compile(r"[A-Z0-9]{5,20}")


def checked_identity(kind: str, number: str, birth_date: date | None = None) -> str:
    """The number in its one form; "" stays "".

    Raises:
        ValidationError: the check character of a resident number is wrong (GB 11643-1999), its birth date is
            another, or a foreign number has characters that no such document has.
    """
    plain = number.strip().upper().replace(" ", "").replace("-", "")
    if not plain:
        return ""
    if kind != DocumentKind.RESIDENT:
        if not PLAIN_NUMBER.fullmatch(plain):
            raise ValidationError({"document_number": _("5 to 20 letters and digits are expected.")})
        return plain
    return _resident(plain, birth_date)


def _resident(number: str, birth_date: date | None) -> str:
    born = birth_date_in(number)
    if born is None:
        raise ValidationError(
            {"document_number": _("This is no resident identity number: 18 characters, the last checks the others.")}
        )
    if birth_date and born != birth_date:
        raise ValidationError({"birth_date": _("The identity number says another birth date.")})
    return number


def birth_date_in(number: str) -> date | None:
    """The birth date in a resident number; None where it cannot be one.

    Its area is not looked up: a number keeps the code of the year in which it was given, not of the year of birth.
    """
    if not RESIDENT_NUMBER.fullmatch(number) or ric.calc_check_digit(number) != number[-1]:
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
