"""A decision made again from its own facts, years later: the identical result, or what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from rencai.messages import Message
from rencai.policy.decision import Decision
from rencai.policy.problems import FactError, Problem

if TYPE_CHECKING:
    from rencai.policy.pack import Pack

FORMAT = "rencai-decision/1"
NEEDED = ("format", "pack", "pack_hash", "edition", "on", "facts", "outcomes", "drafts")


def replay(pack: Pack, decision: Decision | Mapping[str, Any]) -> list[Message]:
    """What comes out otherwise than recorded; an empty list where everything is identical.

    Raises FactError where the record is no decision, or one of another pack.
    """
    record = decision.as_json() if isinstance(decision, Decision) else dict(decision)
    missing = [key for key in NEEDED if key not in record]
    if missing or record["format"] != FORMAT:
        raise _refused("this is no recorded decision: {missing} is missing", missing=missing or "format")
    if record["pack"] != pack.name:
        raise _refused(
            "the decision was made with the pack {theirs}, not with {ours}", theirs=record["pack"], ours=pack.name
        )
    again = _again(pack, record)
    findings = list(_differences(record, again.as_json()))
    if again.edition != record["edition"]:
        findings.insert(
            0,
            Message(
                "what was in force on {day} is written otherwise now (edition {old} then, {new} now)",
                day=record["on"],
                old=record["edition"][:12],
                new=again.edition[:12],
            ),
        )
    return findings


def _again(pack: Pack, record: Mapping[str, Any]) -> Decision:
    try:
        on = date.fromisoformat(record["on"])
    except (TypeError, ValueError):
        raise _refused("the record's day {day!r} is no day", day=record["on"]) from None
    if not isinstance(record["facts"], Mapping):
        raise _refused("this is no recorded decision: {missing} is missing", missing="facts")
    facts = {name: value for name, value in record["facts"].items() if name in pack.rules.facts}
    return pack.explore(facts, on=on) if record["drafts"] else pack.decide(facts, on=on)


def _refused(template: str, **values: object) -> FactError:
    return FactError(Problem(None, Message(template, **values)))


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Message]:
    yield from _compared("facts", old["facts"], new["facts"])
    for part in ("outcomes", "categories", "derived", "scores"):
        yield from _compared(part, old.get(part, {}), new.get(part, {}))


def _compared(where: str, old: Any, new: Any) -> Iterator[Message]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            yield from _compared(f"{where} › {key}", old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _compared(f"{where} › {_label(one, index)}", one, other)
    elif old != new:
        yield Message("{where}: was {old}, is {new}", where=where, old=old, new=new)


def _label(item: Any, index: int) -> str:
    return str(item["name"]) if isinstance(item, Mapping) and "name" in item else str(index + 1)
