"""Two years of recognitions in the demo city, written in bulk: cases, their steps, decisions and what followed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from rencai.office.demo.casebook import ALIVE, STEPS, Calendar, Row
from rencai.office.demo.dossiers import answers, class_of, decided, measure_of
from rencai.office.demo.papers import Paper, papers_of, write_papers
from rencai.office.demo.rulings import ORIGINALS
from rencai.office.demo.writing import keys_were_given, moment, next_key, write
from rencai.office.recognition.actions.deciding import digest_of
from rencai.office.recognition.classes import HIGH_LEVEL
from rencai.office.recognition.finding import Finding
from rencai.office.recognition.models import Case, Decision, Pause, Recognition, Stage
from rencai.office.recognition.terms import State, Step, Verdict
from rencai.office.registry.models import Statement

_PAUSED_FOR: Final = "请补充原件（虚构）"
_NOTES: Final = {Step.COMMITTEE: "党委会研究通过（虚构）"}
_REASONS: Final = {
    "refused": "不符合认定条件（虚构）",
    "against": "情况特殊，经研究同意认定（虚构）",
    "refused_against": "材料尚待核实，暂不予认定（虚构）",
}
_DETAILED: Final = 3
"""Of so many cases one has its evidence in the file."""


@dataclass
class Written:
    """What was written: numbers of cases, and of decisions with the truth about them, for whoever checks."""

    favoured: int
    cases: int = 0
    carries: dict[int, bool] = field(default_factory=dict)
    under_way: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    alive: dict[str, list[int]] = field(default_factory=dict)


def write_recognitions(rows: list[Row], days: Calendar, favoured: int) -> Written:
    """Writes everything; called within an act."""
    decisions = [found for row in rows if row.current(days.today) is None and (found := _decision(row, days))]
    lost = {row.key for row in rows if row.current(days.today) is None} - {one.case_id for one in decisions}
    kept = [row for row in rows if row.key not in lost]
    shared = _one_paper_for_two(kept, favoured)
    detailed = [row for row in kept if row.key in shared or _is_detailed(row, days)]
    papers = papers_of(detailed, days, shared)
    _write_cases(kept, days)
    _write_stages(kept, days)
    _write_pauses(kept, days)
    write_papers(list(papers.values()))
    by_key = {row.key: row for row in kept}
    _write_decisions(decisions, papers)
    _write_granted(decisions, by_key)
    written = Written(favoured, len(kept))
    written.carries = {one.pk: by_key[one.case_id].carries for one in decisions}
    written.under_way = [row.key for row in kept if row.current(days.today) is not None]
    written.refused = [one.pk for one in decisions if one.verdict == Verdict.REFUSE]
    for row in kept:
        if row.body.key in ALIVE and row.current(days.today) is not None:
            written.alive.setdefault(row.body.key, []).append(row.key)
    return written


def _one_paper_for_two(rows: list[Row], favoured: int) -> list[int]:
    """Two cases of the favoured employer, granted though they do not carry, with one paper for both."""
    found = [
        row.key for row in rows if row.applicant.known.organisation == favoured and row.granted and not row.carries
    ]
    return found[-2:] if len(found) > 1 else []


def _is_detailed(row: Row, days: Calendar) -> bool:
    return row.applicant.high or row.current(days.today) is not None or row.turn % _DETAILED == 0


def _decision(row: Row, days: Calendar) -> Decision | None:
    """The decision of a case, frozen; None where the record of a high-level talent does not carry their class."""
    on = days.at(row.ended[-1])
    said = answers(row.applicant, row.turn, row.file_carries)
    case = Case(pk=row.key, measure=measure_of(row.applicant), category=class_of(row.applicant))
    finding = Finding(case, on, decided(row.applicant.known, said, on), frozenset())
    verdict = Verdict.GRANT if row.granted else Verdict.REFUSE
    category = case.category if row.granted else ""
    against = finding.against(verdict, category)
    if row.applicant.high and against:
        return None
    return Decision(
        case_id=row.key,
        verdict=verdict,
        category=category,
        manner=finding.manner if row.granted and case.measure == HIGH_LEVEL else "",
        reason=_reason(row.granted, against),
        body_id=row.body.body.pk,
        delegation_id=row.body.delegation.pk,
        by_id=row.approver.pk,
        prepared_by_id=row.clerk.pk,
        on=on,
        at=_moment(on, row.turn),
        days=row.ended[-1] - row.submitted - row.paused,
        finding=finding.status,
        supported=finding.supported,
        against_finding=against,
        record=finding.decision.as_json(),
        evidence=[],
    )


def _reason(granted: bool, against: bool) -> str:
    if granted:
        return _REASONS["against"] if against else ""
    return _REASONS["refused_against" if against else "refused"]


def _moment(on: date, turn: int) -> datetime:
    """Some time in the hours of an office."""
    return datetime(on.year, on.month, on.day, 9, tzinfo=ZoneInfo(settings.TIME_ZONE)) + timedelta(minutes=turn % 460)


def _write_cases(rows: list[Row], days: Calendar) -> None:
    now = [row.current(days.today) for row in rows]
    write(
        (
            Case,
            {
                "id": [row.key for row in rows],
                "measure": [measure_of(row.applicant) for row in rows],
                "category": [class_of(row.applicant) for row in rows],
                "talent": [row.applicant.known.talent for row in rows],
                "opened_by": [row.opened_by.pk for row in rows],
                "by_employer": [row.by_employer for row in rows],
                "consented_at": [moment(_moment(days.at(row.submitted), 0)) for row in rows],
                "organisation": [row.applicant.known.organisation for row in rows],
                "place": [row.applicant.known.place for row in rows],
                "body": [row.body.body.pk for row in rows],
                "delegation": [row.body.delegation.pk for row in rows],
                "route": [str(row.body.body.kind) for row in rows],
                "state": [str(_state(row, days)) for row in rows],
                "step": ["" if step is None else str(STEPS[step]) for step in now],
                "answers": [answers(row.applicant, row.turn, row.file_carries) for row in rows],
                "opened_on": [(days.at(row.submitted) - timedelta(days=row.turn % 9)).isoformat() for row in rows],
                "submitted_on": [days.at(row.submitted).isoformat() for row in rows],
                "due_on": [None if step is None else days.at(row.due(step)).isoformat()
                           for row, step in zip(rows, now, strict=True)],
                "ends_by": [days.at(row.submitted + sum(row.limits) + row.paused).isoformat() for row in rows],
                "decided_on": [days.at(row.ended[-1]).isoformat() if step is None else None
                               for row, step in zip(rows, now, strict=True)],
            },
        )
    )  # fmt: skip
    keys_were_given(Case)


def _state(row: Row, days: Calendar) -> State:
    if row.current(days.today) is None:
        return State.GRANTED if row.granted else State.REFUSED
    return State.OWED if row.is_owed(days.today) else State.OPEN


def _write_stages(rows: list[Row], days: Calendar) -> None:
    found = [
        (row, step)
        for row in rows
        for step in row.steps()
        if row.began(step) <= days.today and _reached(row, step, days)
    ]
    done = [row.ended[step] <= days.today for row, step in found]
    write(
        (
            Stage,
            {
                "case": [row.key for row, _step in found],
                "body": [row.body.body.pk for row, _step in found],
                "step": [str(STEPS[step]) for _row, step in found],
                "began_on": [days.at(row.began(step)).isoformat() for row, step in found],
                "due_on": [days.at(row.due(step)).isoformat() for row, step in found],
                "ended_on": [days.at(row.ended[step]).isoformat() if over else None
                             for (row, step), over in zip(found, done, strict=True)],
                "done_by": [_who(row, step) if over else None for (row, step), over in zip(found, done, strict=True)],
                "note": [_NOTES.get(STEPS[step], "") if over else ""
                         for (_row, step), over in zip(found, done, strict=True)],
            },
        )
    )  # fmt: skip


def _reached(row: Row, step: int, days: Calendar) -> bool:
    now = row.current(days.today)
    return now is None or step <= now


def _who(row: Row, step: int) -> int:
    who: int = (row.approver if step == len(STEPS) - 1 else row.clerk).pk
    return who


def _write_pauses(rows: list[Row], days: Calendar) -> None:
    found = [
        row for row in rows if row.paused and row.began(ORIGINALS) + 1 <= days.today and _reached(row, ORIGINALS, days)
    ]
    if not found:
        return
    write(
        (
            Pause,
            {
                "case": [row.key for row in found],
                "reason": [_PAUSED_FOR] * len(found),
                "began_on": [days.at(row.began(ORIGINALS) + 1).isoformat() for row in found],
                "ended_on": [None if row.is_owed(days.today)
                             else days.at(row.began(ORIGINALS) + 1 + row.paused).isoformat() for row in found],
                "by": [row.clerk.pk for row in found],
            },
        )
    )  # fmt: skip


def _write_decisions(decisions: list[Decision], papers: dict[int, Paper]) -> None:
    start = next_key(Decision)
    for number, one in enumerate(decisions, start):
        one.pk = number
        one.evidence = [papers[one.case_id].frozen()] if one.case_id in papers else []
        one.digest = digest_of(one)
    names = [one.name for one in Decision._meta.concrete_fields if one.name != "valid_until"]
    columns: dict[str, list[Any]] = {name: [_plain(one, name) for one in decisions] for name in names}
    write((Decision, columns))
    keys_were_given(Decision)


_PLAIN: Final[dict[type, Callable[[Any], Any]]] = {date: date.isoformat, datetime: moment}


def _plain(one: Decision, name: str) -> Any:
    field: Any = Decision._meta.get_field(name)
    value = getattr(one, field.attname)
    convert = _PLAIN.get(type(value))
    return convert(value) if convert else value


def _write_granted(decisions: list[Decision], rows: dict[int, Row]) -> None:
    """Recognitions; the record of a high-level talent says the class from the day of the decision."""
    granted = [one for one in decisions if one.verdict == Verdict.GRANT]
    write(
        (
            Recognition,
            {
                "talent": [rows[one.case_id].applicant.known.talent for one in granted],
                "decision": [one.pk for one in granted],
                "category": [one.category for one in granted],
                "manner": [one.manner for one in granted],
                "valid_from": [one.on.isoformat() for one in granted],
            },
        )
    )
    high = {rows[one.case_id].applicant.known.talent: one for one in granted if one.manner}
    said = Statement.objects.filter(talent__in=high, fact__in=("recognised_category", "recognised_as"))
    changed = []
    for statement in said:
        one = high[statement.talent_id]
        statement.stated_on = statement.attested_on = one.on
        statement.attested_by = "recognising-body"
        statement.value = one.category if statement.fact == "recognised_category" else one.manner
        changed.append(statement)
    Statement.objects.bulk_update(changed, ["stated_on", "attested_on", "attested_by", "value"], batch_size=500)
