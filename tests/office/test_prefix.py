"""What begins with a text is found through the index of the column."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from office import people
from rencai.office.prefix import after
from rencai.office.registry.models import Talent

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=6)


@given(texts.filter(bool), texts)
def test_whatever_begins_so_lies_before_the_end_and_nothing_else_does(prefix: str, other: str) -> None:
    end = after(prefix)
    for text in (prefix + other, other):
        within = prefix <= text and (end is None or text < end)
        assert within == text.startswith(prefix)


def test_the_end_leaps_over_what_is_no_character() -> None:
    assert after("a\ud7ff") == "a\ue000"
    assert after("a\U0010ffff") == "b"
    assert after("\U0010ffff") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "found"), [("王", {"王一", "王二"}), ("王一", {"王一"}), ("", {"王一", "王二", "汪三"}), ("z", set())]
)
def test_a_prefix_finds_the_names_that_begin_so(prefix: str, found: set[str]) -> None:
    for name in ("王一", "王二", "汪三"):
        people.talent(name=name)
    assert set(Talent.objects.filter(name__prefix=prefix).values_list("name", flat=True)) == found


@pytest.mark.django_db
def test_a_sign_that_a_pattern_would_read_is_a_sign() -> None:
    people.talent(name="百%分")
    people.talent(name="百分")
    assert [one.name for one in Talent.objects.filter(name__prefix="百%")] == ["百%分"]


@pytest.mark.django_db
def test_a_prefix_is_looked_up_in_the_index() -> None:
    for number in range(30):
        people.talent(name=f"李{number}")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Talent.objects.order_by().filter(name__prefix="王", merged_into=None).explain()
    assert "name>?" in plan if connection.vendor == "sqlite" else "Index Cond: (((name)::text >=" in plan
