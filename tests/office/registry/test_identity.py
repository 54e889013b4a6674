"""Identity numbers: what is taken, and what is refused in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from office.people import identity_number
from rencai.office.registry.identity import DocumentKind, checked_identity


def resident(number: str, born: date | None = None) -> str:
    return checked_identity(DocumentKind.RESIDENT, number, born)


@pytest.mark.parametrize("born", [date(1934, 2, 28), date(1970, 6, 15), date(2004, 2, 29)])
def test_a_number_with_the_code_of_the_year_in_which_it_was_given_is_taken(born: date) -> None:
    number = identity_number(17, born, "210202")
    assert resident(number, born) == number


def test_a_number_of_an_area_that_no_table_has_is_taken_or_refused_but_never_a_crash() -> None:
    number = identity_number(17, area="210299")
    assert resident(number) == number


def test_spaces_hyphens_and_a_small_x_make_no_difference() -> None:
    number = next(found for n in range(100) if (found := identity_number(n)).endswith("X"))
    assert resident(f" {number[:6]}-{number[6:14]} {number[14:].lower()}") == number


@pytest.mark.parametrize(
    "number",
    [
        "21020219850615123",
        "2102021985061512345",
        "21020219850230001X",
        "AB0202198506151234",
        "２１０２０２１９８５０６１５１２３４",
    ],
)
def test_what_cannot_be_a_number_is_refused_in_words(number: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        resident(number)
    assert "18 characters" in str(refusal.value.message_dict["document_number"])


def test_a_wrong_check_character_is_refused() -> None:
    right = identity_number(5)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    with pytest.raises(ValidationError):
        resident(wrong)


def test_a_birth_date_that_the_number_contradicts_is_refused_at_the_birth_date() -> None:
    with pytest.raises(ValidationError) as refusal:
        resident(identity_number(5, date(1985, 6, 15)), date(1985, 6, 16))
    assert "birth_date" in refusal.value.message_dict
