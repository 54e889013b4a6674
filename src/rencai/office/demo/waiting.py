"""What waits in the demo city: work that officers and the employer find in their inboxes on the first day."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, cycle
from typing import Final

from rencai.office.accounts.models import User
from rencai.office.demo.numbers import NO_PLACE, phone, with_check_characters
from rencai.office.demo.organisations import PLACE_SHARES
from rencai.office.imports import actions as imports
from rencai.office.imports import receiving, tasks
from rencai.office.inbox.models import Item
from rencai.office.registry.entries import Entry
from rencai.office.registry.inbox import ATTEST, wait_for_attestation
from rencai.office.registry.models import Consent, Education, Employment, Honour, Talent, Title
from rencai.office.registry.noticing import FIELDS, Known, put_consents, put_duplicates

TO_ATTEST: Final = {"ganjingzi": 10, "zhuanghe": 6}
"""Entries that wait in these places; in every other there are two."""
TWICE: Final = ("ganjingzi", "ganjingzi", "zhuanghe", "zhongshan")
CONSENTS: Final = 5
FILE: Final = "新入职员工名单（虚构）.csv"
HEADINGS: Final = ("姓名", "性别", "出生日期", "身份证号", "手机号", "学历", "毕业院校", "岗位", "入职日期")
_LATE: Final = (-3, 0, 1, 3, 5)
"""Days from today by which the entries are to be attested, one after the other."""


def leave_work(*, on: date) -> None:
    """Entries to attest, likely duplicates and consents that run out; called within an act."""
    days = cycle(_LATE)
    for place in PLACE_SHARES:
        for entry in _unattested(place, TO_ATTEST.get(place, 2)):
            _let_wait(entry, on + timedelta(days=next(days)))
    put_duplicates(pairs=[_twice(talent, on - timedelta(days=200)) for talent in _to_be_doubled()])
    for place in TO_ATTEST:
        consents = Consent.objects.filter(talent__place__key=place, until__range=(on, on + timedelta(days=30)))
        put_consents(consents=list(consents.select_related("talent").order_by("pk")[:CONSENTS]))


def _unattested(place: str, number: int) -> list[Entry]:
    """The last ones of several kinds, by turns."""
    kinds = (Employment, Education, Title, Honour)
    found = [
        model.objects.filter(attested_by="", talent__place__key=place).select_related("talent").order_by("-pk")[:number]
        for model in kinds
    ]
    by_turns = chain.from_iterable(zip(*(_padded(list(one), number) for one in found), strict=True))
    return [entry for entry in by_turns if entry is not None][:number]


def _padded(entries: list[Entry], number: int) -> list[Entry | None]:
    return [*entries, *[None] * (number - len(entries))]


def _let_wait(entry: Entry, deadline: date) -> None:
    wait_for_attestation(entry)
    Item.objects.open().about(entry).filter(kind=ATTEST).update(deadline=deadline)


def _to_be_doubled() -> Iterator[Talent]:
    seen: set[int] = set()
    for place in TWICE:
        found = Talent.objects.filter(place__key=place, organisation__isnull=False, account=None).exclude(pk__in=seen)
        if talent := found.exclude(document_index="").order_by("pk").first():
            seen.add(talent.pk)
            yield talent


def _twice(talent: Talent, since: date) -> tuple[Known, Known]:
    """A second record of the same person, made by somebody who had no identity number at hand."""
    other = Talent.objects.create(
        name=talent.name,
        gender=talent.gender,
        birth_date=talent.birth_date,
        place=talent.place,
        organisation=talent.organisation,
        degree="bachelor",
        invented=True,
    )
    seen = {"talent": other, "attested_by": "employer"}
    Employment.objects.create(organisation=talent.organisation, started_on=since, full_time=True, **seen)
    Education.objects.create(degree="bachelor", school="大连大学", **seen)
    older, younger = Talent.objects.filter(pk__in=[talent.pk, other.pk]).order_by("pk").values_list(*FIELDS)
    return Known(*older), Known(*younger)


def import_staff(hr: User, *, on: date) -> None:
    """The employer has imported a list of new staff, of which some rows were refused."""
    table = io.StringIO()
    csv.writer(table).writerows([HEADINGS, *_staff(on)])
    run = receiving.receive(by=hr, kind="talents", name=FILE, pieces=[table.getvalue().encode("utf-8-sig")])
    columns = {int(place): field for place, field in run.columns.items()}
    run = imports.choose_columns(by=hr, run=run, columns=columns, constants={})
    tasks.check(by=hr, run=run)
    run = imports.begin(by=hr, run=run)
    tasks.carry_out(by=hr, run=run)
    Talent.objects.filter(invented=False).update(invented=True)


def _staff(on: date) -> Iterator[tuple[str, ...]]:
    """Five rows that are right, and three that are not: a check character, a date, a missing name."""
    people = ("韩雪婷", "吕志刚", "宋雨桐", "冯天宇", "邓海涛", "曹文静", "彭立新", "")
    for number, name in enumerate(people):
        born = date(on.year - 24 - number, 3 + number % 6, 11 + number)
        resident = with_check_characters([f"{NO_PLACE}{born:%Y%m%d}{200 + number:03d}"])[0]
        if number == 5:
            resident = resident[:-1] + ("1" if resident[-1] != "1" else "2")
        graduated = "2月30日" if number == 6 else f"{on.year - 1}-08-01"
        gender = "男" if int(resident[16]) % 2 else "女"
        yield (
            name, gender, f"{born}", resident, phone(99_100_000 + number), "本科", "大连大学", "工程师", graduated
        )  # fmt: skip
