"""Every list of talents is read from an index that holds it in order: none is scanned or sorted, on either database."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from office import people
from rencai.office.accounts.models import User
from rencai.office.pages.paging import page_at
from rencai.office.registry.forms import TalentFilter
from rencai.office.registry.models import Occupation, Talent
from rencai.office.spelling import spelled

pytestmark = pytest.mark.django_db
FIELDS = {
    "place": "",
    "employer": "大连虚构船厂",
    "occupation": "2-02-10-03",
    "category": "top",
    "degree": "doctor",
    "name": "王",
}


@pytest.fixture
def many() -> None:
    """Three thousand talents, and what the database has learned of them."""
    dice = random.Random(7)
    places = [people.place(key) for key in ("zhongshan", "xigang", "zhuanghe")]
    employers = [people.organisation(name=name) for name in ("大连虚构船厂", "滨城虚构软件园", "渤海虚构医院")]
    jobs = list(Occupation.objects.filter(code__startswith="2-02-1")[:40])
    made = []
    for number in range(3000):
        name = dice.choice("王李张刘陈") + f"{number}"
        pinyin, initials = spelled(name)
        made.append(
            Talent(
                name=name,
                pinyin=pinyin,
                initials=initials,
                place=dice.choice(places),
                organisation=dice.choice(employers),
                occupation=dice.choice(jobs),
                recognised_category=dice.choice(["", "", "", "top", "junior"]),
                degree=dice.choice(["none", "bachelor", "master", "doctor"]),
            )
        )
    Talent.objects.bulk_create(made, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":  # so that it sorts and scans only where no index would do
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
            )


def listed(user: User, *fields: str, **values: str) -> Any:
    query = QueryDict(mutable=True)
    query.update({name: FIELDS[name] or str(people.place().pk) for name in fields} | values)
    form = TalentFilter(query, user=user)
    assert form.is_valid(), form.errors
    return form.applied(Talent.objects.listed_to(user))


def is_read_in_order(found: Any) -> bool:
    plan = str(found[:26].explain())
    if connection.vendor == "sqlite":
        return "USING INDEX" in plan.replace("COVERING ", "") and "TEMP B-TREE" not in plan
    return "Index" in plan and "Sort" not in plan and "Seq Scan" not in plan


COMBINATIONS = [fields for size in range(4) for fields in combinations(FIELDS, size)]


@pytest.mark.usefixtures("many")
def test_each_way_to_narrow_the_list_is_read_from_an_index_in_order() -> None:
    officer, city = people.officer(), people.city_officer()
    sorted_lists = [
        (who.mandates.get().place, fields)
        for who in (officer, city)
        for fields in COMBINATIONS
        if not is_read_in_order(listed(who, *fields))
    ]
    assert sorted_lists == []


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("fields", [(), ("category",), ("degree",), ("name",)])
def test_a_belt_is_read_in_the_order_of_names_and_not_gathered_from_its_places(fields: tuple[str, ...]) -> None:
    assert is_read_in_order(listed(people.city_officer(), *fields, place="core"))


@pytest.mark.usefixtures("many")
def test_the_later_pages_are_read_from_an_index_too() -> None:
    officer = people.officer()
    for fields in ((), ("name",), ("degree",)):
        found = listed(officer, *fields)
        last = list(found[:60])[-1]
        key = (last.name if "name" in fields else last.pinyin), last.pk
        assert page_at(found).next
        column = "name" if "name" in fields else "pinyin"
        later = found.filter(**{f"{column}__gte": key[0]}).exclude(pk=key[1])
        assert is_read_in_order(later)


@pytest.mark.usefixtures("many")
def test_the_staff_of_an_employer_and_ones_own_record_are_read_from_an_index() -> None:
    employer = Talent.objects.earliest("pk").organisation
    assert is_read_in_order(listed(people.hr(employer)))
    owner, own = people.somebody_with_a_record()
    assert list(listed(owner)) == [own]
    assert "registry_talent_account" in str(listed(owner).explain()) or "account_id" in str(listed(owner).explain())


@pytest.mark.usefixtures("many")
def test_the_list_is_a_part_of_what_is_visible() -> None:
    employer = Talent.objects.earliest("pk").organisation
    for who in (people.officer(), people.city_officer(), people.hr(employer), people.user(), people.former_officer()):
        visible = set(Talent.objects.visible_to(who).values_list("pk", flat=True))
        assert set(Talent.objects.listed_to(who).values_list("pk", flat=True)) <= visible
