"""What does not fit the schema, in words and in the language of the program's reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rencai.office.registry.kinds import KINDS

WORDS: dict[str, str | Promise] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such field or parameter here."),
    "string_type": _("A text is expected."),
    "string_pattern_mismatch": _("There is a character in it that cannot be kept."),
    "string_too_short": _("At least %(min_length)s characters are needed."),
    "string_too_long": _("At most %(max_length)s characters are taken."),
    "string_unicode": _("There is a character in it that cannot be kept."),
    "int_type": _("A whole number is expected."),
    "int_parsing": _("A whole number is expected."),
    "int_from_float": _("A whole number is expected."),
    "int_parsing_size": _("The number is too large."),
    "bool_type": _("true or false is expected."),
    "bool_parsing": _("true or false is expected."),
    "decimal_type": _("A number is expected."),
    "decimal_parsing": _("A number is expected."),
    "finite_number": _("A number is expected."),
    "decimal_max_digits": _("At most %(max_digits)s digits are taken."),
    "decimal_max_places": _("At most %(decimal_places)s digits after the point are taken."),
    "greater_than_equal": _("It has to be %(ge)s or more."),
    "less_than_equal": _("It has to be %(le)s or less."),
    "date_type": _("A day is expected, as in 2026-01-31."),
    "date_parsing": _("A day is expected, as in 2026-01-31."),
    "date_from_datetime_parsing": _("A day is expected, as in 2026-01-31."),
    "date_from_datetime_inexact": _("A day is expected, as in 2026-01-31."),
    "datetime_type": _("A time is expected, as in 2026-01-31T08:00:00+08:00."),
    "datetime_parsing": _("A time is expected, as in 2026-01-31T08:00:00+08:00."),
    "datetime_from_date_parsing": _("A time is expected, as in 2026-01-31T08:00:00+08:00."),
    "datetime_object_invalid": _("A time is expected, as in 2026-01-31T08:00:00+08:00."),
    "timezone_aware": _("The time needs its zone, as in 2026-01-31T08:00:00+08:00."),
    "literal_error": _("One of these is expected: %(expected)s."),
    "enum": _("One of these is expected: %(expected)s."),
    "union_tag_invalid": _("One of these is expected: %(expected_tags)s."),
    "union_tag_not_found": _("This is needed: %(discriminator)s."),
    "model_type": _("A JSON object is expected."),
    "model_attributes_type": _("A JSON object is expected."),
    "dict_type": _("A JSON object is expected."),
    "list_type": _("A list is expected."),
}
OTHERWISE = _("This does not fit.")


def told(error: Mapping[str, Any]) -> tuple[str, str]:
    """The field or parameter, and what is wrong with it. Bodies are flat; one with a kind has its name first."""
    words = str(WORDS.get(error["type"], OTHERWISE))
    steps = [str(step) for step in error["loc"][1:]]
    if error["loc"][0] == "body":
        steps = steps[1:]
    if len(steps) > 1 and steps[0] in KINDS:
        steps = steps[1:]
    return "".join(steps[:1]), words % error.get("ctx", {})
