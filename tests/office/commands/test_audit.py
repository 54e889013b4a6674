"""`rencai audit`: a changed log is found, and an anchor kept outside shows one that was written anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from policy.command_line import run

from office import people
from rencai.office.audit import chain, triggers
from rencai.office.audit.models import ChainHead, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> int:
    """A log of several events; their number."""
    people.city()
    return Event.objects.count()


def tamper(change: Callable[[], object]) -> None:
    """What somebody with the whole database in their hands can do."""
    triggers.remove(connection)
    change()
    triggers.install(connection)


def test_a_whole_log_is_said_to_be_whole(log: int) -> None:
    ran = run("audit", "verify")
    assert ran.code == 0
    assert f"{log} events" in ran.said
    assert ChainHead.objects.get().hash in ran.said


def test_a_changed_event_is_named_and_ends_with_status_1(log: int) -> None:
    tamper(lambda: Event.objects.filter(number=3).update(actor="somebody else"))
    ran = run("audit", "verify")
    assert ran.code == 1
    assert "Event 3 does not say what it said" in ran.said


def test_an_event_that_was_taken_out_is_named(log: int) -> None:
    tamper(lambda: Event.objects.filter(number=4).delete())
    ran = run("audit", "verify")
    assert (ran.code, "Event 4 is missing" in ran.said) == (1, True)


def test_an_end_that_was_cut_off_is_named(log: int) -> None:
    tamper(lambda: Event.objects.filter(number__gt=log - 2).delete())
    ran = run("audit", "verify")
    assert ran.code == 1
    assert f"Event {log - 1} is missing at the end" in ran.said


def test_the_faults_are_there_for_programs(log: int) -> None:
    tamper(lambda: Event.objects.filter(number=3).update(reason="none"))
    ran = run("audit", "verify", "--json")
    assert ran.code == 1
    assert ran.json["whole"] is False
    assert ran.json["faults"] == [{"number": 3, "kind": "changed"}]
    assert ran.json["events"] == log


def test_hundreds_of_faults_do_not_flood_the_screen(log: int) -> None:
    people.organisation()
    for number in range(60):
        people.holder("auditor", people.city(), name=f"王五{number}")
    tamper(lambda: Event.objects.update(actor="somebody else"))
    ran = run("audit", "verify")
    assert ran.said.count("✗") <= 50


def test_an_anchor_is_the_number_and_hash_of_the_end(log: int) -> None:
    ran = run("audit", "anchor")
    assert ran.said.split() == [str(log), ChainHead.objects.get().hash]


def test_a_log_that_was_written_anew_does_not_fit_the_anchors(log: int, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.txt"
    anchors.write_text(run("audit", "anchor").said, encoding="utf-8")
    assert run("audit", "verify", "--anchors", anchors).code == 0
    tamper(_write_anew)
    assert run("audit", "verify").code == 0
    ran = run("audit", "verify", "--anchors", anchors)
    assert ran.code == 1
    assert "anchor" in ran.said


def _write_anew() -> None:
    """Changes the first event and computes every later hash."""
    last = chain.GENESIS
    for event in Event.objects.order_by("number"):
        event.actor = "somebody else" if event.number == 1 else event.actor
        event.previous_hash = last
        last = chain.digest(event)
        Event.objects.filter(number=event.number).update(
            actor=event.actor, previous_hash=event.previous_hash, hash=last
        )
    ChainHead.objects.update(hash=last)


def test_an_anchor_can_be_given_by_hand(log: int) -> None:
    number, text = run("audit", "anchor").said.split()
    assert run("audit", "verify", "--anchor", f"{number}:{text}").code == 0
    assert run("audit", "verify", "--anchor", f"{number}:{'0' * 64}").code == 1


def test_anchors_come_from_a_pipe_too(log: int) -> None:
    assert run("audit", "verify", "--anchors", "-", given=run("audit", "anchor").said).code == 0


@pytest.mark.parametrize("text", ["nonsense", "7", "x:y", f"7:{'g' * 64}"])
def test_what_is_no_anchor_is_refused_in_words(log: int, text: str) -> None:
    ran = run("audit", "verify", "--anchor", text)
    assert ran.code == 2
    assert "64 characters" in ran.complaint


def test_a_missing_file_of_anchors_is_named(log: int, tmp_path: Path) -> None:
    ran = run("audit", "verify", "--anchors", tmp_path / "none.txt")
    assert (ran.code, "none.txt" in ran.complaint) == (2, True)


def test_it_speaks_chinese(log: int) -> None:
    assert "审计日志完整" in run("audit", "verify", "--lang", "zh").said
