"""The end of the chain, kept outside: a line that is written, read again and compared."""

from __future__ import annotations

import pytest

from rencai.office.audit import chain
from rencai.office.audit.acts import act, record
from rencai.office.audit.models import Event

pytestmark = pytest.mark.django_db


@act
def note() -> None:
    record("audit.denied", by=None)


def test_the_anchor_of_an_empty_log_is_the_beginning() -> None:
    assert chain.anchor() == chain.Anchor(0, chain.GENESIS, None)


def test_an_anchor_is_the_last_event_with_its_time() -> None:
    note()
    last = Event.objects.order_by("-number")[0]
    assert chain.anchor() == chain.Anchor(last.number, last.hash, last.at)


def test_an_anchor_that_was_written_down_is_read_again_and_confirms_the_log() -> None:
    note()
    kept = f"{chain.anchor()}\n"
    note()
    assert chain.verify(chain.anchors_in(kept)).faults == ()


def test_an_anchor_of_a_log_that_was_written_anew_is_a_fault() -> None:
    note()
    number = chain.anchor().number
    assert chain.Fault(number, "anchor") in chain.verify(chain.anchors_in(f"{number} {'a' * 64}")).faults


def test_an_anchor_beyond_the_end_says_that_the_end_is_gone() -> None:
    note()
    missing = chain.anchor().number + 5
    assert chain.Fault(missing, "cut") in chain.verify({missing: "a" * 64}).faults


def test_empty_lines_and_what_follows_the_hash_make_no_difference() -> None:
    assert chain.anchors_in(f"\n7 {'b' * 64} 2026-01-01\n\n") == {7: "b" * 64}


@pytest.mark.parametrize("line", ["7", "x " + "a" * 64, "7 " + "a" * 63, "7 " + "G" * 64, "-1 " + "a" * 64])
def test_a_line_that_is_no_anchor_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2 is no anchor"):
        chain.anchors_in(f"1 {'a' * 64}\n{line}")


def test_events_that_come_while_the_log_is_read_are_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    note()
    ends = iter([chain.anchor()])
    note()
    now = chain.anchor()
    monkeypatch.setattr(chain, "anchor", lambda: next(ends, now))
    assert chain.verify().faults == ()
