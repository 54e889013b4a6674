"""Several who import the same people at the same time add each of them once."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connection

from office import people
from office.imports.tables import as_csv, chosen, received, table
from rencai.office.accounts.models import User
from rencai.office.audit import chain
from rencai.office.imports import actions, running
from rencai.office.imports.models import ImportRun
from rencai.office.registry.models import Talent

IMPORTERS, PEOPLE = 4, 40


def importing(officer: User, run: ImportRun, faults: list[BaseException]) -> None:
    try:
        running.carry_out(run, officer, running.Unwatched())
    except BaseException as fault:
        faults.append(fault)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_importers_at_the_same_time_add_each_person_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 7)
    rows = [
        {"姓名": f"王虚构{number}", "身份证号": people.identity_number(number), "所在区县": "中山区"}
        for number in range(1, PEOPLE + 1)
    ]
    begun, faults = [], list[BaseException]()
    for number in range(IMPORTERS):
        officer = people.officer()
        mixed = rows[number * 10 :] + rows[: number * 10]
        run = chosen(officer, received(officer, as_csv(table(mixed))))
        actions.checked(by=officer, run=run, counts={})
        begun.append((officer, actions.begin(by=officer, run=run)))
    threads = [threading.Thread(target=importing, args=(officer, run, faults)) for officer, run in begun]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    counts = sum((Counter(run.counts) for run in ImportRun.objects.all()), Counter())
    assert counts == {"created": PEOPLE, "unchanged": (IMPORTERS - 1) * PEOPLE}
    assert Talent.objects.count() == PEOPLE
    assert chain.verify().faults == ()
