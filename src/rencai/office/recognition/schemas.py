"""Cases, decisions and recognitions, as programs read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema

from rencai.office.answers import Day, Number, Paging, Text


class StageTold(Schema):
    """A step that a case went through or is in."""

    step: str
    body: int
    began_on: date
    due_on: date
    ended_on: date | None

    @staticmethod
    def resolve_body(stage: Any) -> int:
        return int(stage.body_id)


class CaseTold(Schema):
    """An application. `state` and `step`: as pages name them, in lower case; `due_on`: of the step."""

    id: int
    number: str
    version: int
    measure: str
    category: str
    talent: int
    organisation: int | None
    place: int
    body: int | None
    delegation: int | None
    state: str
    step: str
    by_employer: bool
    opened_on: date
    submitted_on: date | None
    due_on: date | None
    ends_by: date | None
    decided_on: date | None

    @staticmethod
    def resolve_talent(case: Any) -> int:
        return int(case.talent_id)

    @staticmethod
    def resolve_organisation(case: Any) -> int | None:
        return case.organisation_id  # type: ignore[no-any-return]

    @staticmethod
    def resolve_place(case: Any) -> int:
        return int(case.place_id)

    @staticmethod
    def resolve_body(case: Any) -> int | None:
        return case.body_id  # type: ignore[no-any-return]

    @staticmethod
    def resolve_delegation(case: Any) -> int | None:
        return case.delegation_id  # type: ignore[no-any-return]


class CaseInFull(CaseTold):
    stages: list[StageTold]

    @staticmethod
    def resolve_stages(case: Any) -> list[Any]:
        return list(case.stages.all())


class CaseFilter(Paging):
    """`late`: only those whose step is past its day."""

    body: Number | None = None
    talent: Number | None = None
    organisation: Number | None = None
    state: Text = ""
    step: Text = ""
    category: Text = ""
    measure: Text = ""
    late: bool = False


class RecognitionTold(Schema):
    """That somebody is recognised. `valid_until` is null where no end is set."""

    id: int
    talent: int
    decision: int
    category: str
    manner: str
    valid_from: date
    valid_until: date | None
    revoked_on: date | None
    superseded_by: int | None

    @staticmethod
    def resolve_talent(one: Any) -> int:
        return int(one.talent_id)

    @staticmethod
    def resolve_decision(one: Any) -> int:
        return int(one.decision_id)

    @staticmethod
    def resolve_superseded_by(one: Any) -> int | None:
        return one.superseded_by_id  # type: ignore[no-any-return]


class RecognitionFilter(Paging):
    """`standing`: in_force, expiring (within 60 days) or revoked."""

    talent: Number | None = None
    category: Text = ""
    standing: Literal["", "in_force", "expiring", "revoked"] = ""


class DecisionTold(Schema):
    """A decision. `finding`: the status that the rules gave; `supported`: the class that the facts support."""

    id: int
    case: int
    verdict: str
    category: str
    manner: str
    valid_until: date | None
    reason: str
    body: int
    delegation: int | None
    by: int | None
    prepared_by: int | None
    on: date
    at: datetime
    days: int
    finding: str
    supported: str
    against_finding: bool
    digest: str

    @staticmethod
    def resolve_case(one: Any) -> int:
        return int(one.case_id)

    @staticmethod
    def resolve_body(one: Any) -> int:
        return int(one.body_id)

    @staticmethod
    def resolve_delegation(one: Any) -> int | None:
        return one.delegation_id  # type: ignore[no-any-return]

    @staticmethod
    def resolve_by(one: Any) -> int | None:
        return one.by_id  # type: ignore[no-any-return]

    @staticmethod
    def resolve_prepared_by(one: Any) -> int | None:
        return one.prepared_by_id  # type: ignore[no-any-return]


class DecisionInFull(DecisionTold):
    """With what it froze: the whole decision of the policy pack (rencai-decision/1), and the evidence by content."""

    record: dict[str, Any]
    evidence: list[dict[str, Any]]


class DecisionFilter(Paging):
    """`since` and `until`: the days on which they were decided."""

    body: Number | None = None
    case: Number | None = None
    verdict: Text = ""
    against_finding: bool | None = None
    since: Day | None = None
    until: Day | None = None
