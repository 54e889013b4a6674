"""A talent and the entries of their record, as programs send and read them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from rencai.office.answers import Day, Given, Moment, Number, NumberInBody, Paging, Text, some_of
from rencai.office.audit.differences import snapshot
from rencai.office.registry.entries import Entry
from rencai.office.registry.exporting import masked
from rencai.office.registry.facts import FactSheet
from rencai.office.registry.identity import DocumentKind
from rencai.office.registry.kinds import KINDS, fields_of, kind_of

Wage = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]


class Education(Given):
    """`degree` and `field`: values of the policy pack."""

    entry: Literal["education"]
    degree: Text
    school: Text = ""
    country: Text = "CN"
    major: Text = ""
    field: Text = ""
    full_time: StrictBool | None = None
    double_first_class: StrictBool | None = None
    graduated_on: Day | None = None


class Title(Given):
    entry: Literal["title"]
    name: Text
    senior: StrictBool = False
    awarded_on: Day | None = None


class Honour(Given):
    """`category`: the class of the policy pack that it gives, if any."""

    entry: Literal["honour"]
    name: Text
    category: Text = ""
    awarded_on: Day | None = None


class Skill(Given):
    entry: Literal["skill"]
    name: Text


class Employment(Given):
    """For an `organisation` of the base, or for one outside it by `employer_name`. `occupation`: a code."""

    entry: Literal["employment"]
    organisation: NumberInBody | None = None
    employer_name: Text = ""
    occupation: Text | None = None
    post: Text = ""
    full_time: StrictBool | None = None
    started_on: Day
    ended_on: Day | None = None
    contract_months: Annotated[int, Field(ge=0, le=32_767, strict=True)] | None = None
    open_ended: StrictBool | None = None
    ended_early: StrictBool | None = None
    monthly_wage: Wage | None = None


class Insurance(Given):
    """Paid without a gap from one month to another; any day stands for its month."""

    entry: Literal["insurance"]
    organisation: NumberInBody | None = None
    in_city: StrictBool = True
    commercial: StrictBool = False
    first_month: Day
    last_month: Day | None = None


class Arrival(Given):
    """An arrival in the city or a departure from it."""

    entry: Literal["movement"]
    kind: Literal["arrival", "departure"]
    on: Day
    elsewhere: Text = ""
    place: NumberInBody | None = None


class Statement(Given):
    """A fact of the policy pack that no other entry holds."""

    entry: Literal["statement"]
    fact: Text
    value: StrictBool | Annotated[int, Field(strict=True, ge=-(2**53), le=2**53)] | Text
    stated_on: Day
    valid_until: Day | None = None


GivenEntry = Annotated[
    Education | Title | Honour | Skill | Employment | Insurance | Arrival | Statement, Field(discriminator="entry")
]


class Corrected(Given):
    """What is not sent stays. `entry`: the kind, as in the address. `version`: the one that was read."""

    version: NumberInBody


class CorrectedEducation(Corrected, some_of(Education)):  # type: ignore[misc]
    entry: Literal["education"]


class CorrectedTitle(Corrected, some_of(Title)):  # type: ignore[misc]
    entry: Literal["title"]


class CorrectedHonour(Corrected, some_of(Honour)):  # type: ignore[misc]
    entry: Literal["honour"]


class CorrectedSkill(Corrected, some_of(Skill)):  # type: ignore[misc]
    entry: Literal["skill"]


class CorrectedEmployment(Corrected, some_of(Employment)):  # type: ignore[misc]
    entry: Literal["employment"]


class CorrectedInsurance(Corrected, some_of(Insurance)):  # type: ignore[misc]
    entry: Literal["insurance"]


class CorrectedArrival(Corrected, some_of(Arrival)):  # type: ignore[misc]
    entry: Literal["movement"]


class CorrectedStatement(Corrected, some_of(Statement)):  # type: ignore[misc]
    entry: Literal["statement"]


CorrectedEntry = Annotated[
    CorrectedEducation
    | CorrectedTitle
    | CorrectedHonour
    | CorrectedSkill
    | CorrectedEmployment
    | CorrectedInsurance
    | CorrectedArrival
    | CorrectedStatement,
    Field(discriminator="entry"),
]


class Removal(Given):
    """Why the entry should not be there; it stands in the audit log. `version`: the one that was read."""

    reason: Text = Field(min_length=1)
    version: NumberInBody


class EntryTold(BaseModel):
    """An entry, with the fields with which it was given. Nobody has attested it until `attested_by` names a body."""

    model_config = ConfigDict(extra="allow")

    entry: str
    id: int
    version: int
    attested_by: str
    attested_on: date | None
    entered_at: datetime


def entry_told(entry: Entry) -> dict[str, Any]:
    kept = {name: getattr(entry, name) for name in ("id", "version", "attested_by", "attested_on", "entered_at")}
    return {"entry": kind_of(entry)} | kept | snapshot(entry, fields_of(type(entry)))


class NewTalent(Given):
    """Without a `place`, the employer's is theirs. `occupation`: a code."""

    name: Text
    latin_name: Text = ""
    gender: Literal["", "f", "m"] = ""
    birth_date: Day | None = None
    nationality: Text = "CN"
    document_kind: DocumentKind = DocumentKind.RESIDENT
    document_number: Text = ""
    phone: Text = ""
    mailbox: Text = ""
    occupation: Text | None = None
    place: NumberInBody | None = None
    organisation: NumberInBody | None = None


class CorrectedTalent(some_of(NewTalent)):  # type: ignore[misc]
    """What is not sent stays. `version`: the one that was read."""

    version: NumberInBody


class TalentTold(Schema):
    """A talent in a list: nothing that is sensitive."""

    id: int
    name: str
    latin_name: str
    gender: str
    nationality: str
    occupation: str | None = Field(validation_alias="occupation_id")
    place: int = Field(validation_alias="place_id")
    organisation: int | None = Field(validation_alias="organisation_id")
    recognised_category: str
    degree: str
    version: int
    changed_at: datetime


LISTED = (
    "name",
    "latin_name",
    "pinyin",
    "gender",
    "nationality",
    "occupation",
    "place",
    "organisation",
    "recognised_category",
    "degree",
    "version",
    "changed_at",
)


class TalentFilter(Paging):
    """`name`: how it begins, in characters or pinyin. `changed_since`: in the order in which they were changed."""

    name: Text = ""
    place: Number | None = None
    organisation: Number | None = None
    occupation: Text = ""
    category: Text = ""
    degree: Text = ""
    changed_since: Moment | None = None


class TalentInFull(TalentTold):
    """A talent with all entries. Of what is sensitive only the end is shown; `POST …/sensitive` shows it all."""

    birth_date: date | None
    document_kind: DocumentKind
    document_number: str
    phone: str
    mailbox: str
    attested_by: str
    attested_on: date | None
    added_at: datetime
    entries: list[EntryTold]

    @staticmethod
    def resolve_document_number(talent: Any) -> str:
        return masked(talent.document_number)

    @staticmethod
    def resolve_phone(talent: Any) -> str:
        return masked(talent.phone)

    @staticmethod
    def resolve_mailbox(talent: Any) -> str:
        return masked(talent.mailbox)

    @staticmethod
    def resolve_entries(talent: Any) -> list[dict[str, Any]]:
        return [entry_told(entry) for model in KINDS.values() for entry in model.objects.filter(talent=talent.pk)]


class FactFilter(Schema):
    """`on`: the day for which is asked; today without it."""

    on: Day | None = None


class FactTold(Schema):
    """A fact of the policy pack, and the entry from which it comes. `attested_by` is "" for what is only stated."""

    value: Any
    kind: str
    number: int
    entered_on: date
    attested_by: str
    attested_on: date | None


class FactsTold(Schema):
    """`missing`: what the policy pack asks for and the record does not hold."""

    on: date
    facts: dict[str, FactTold]
    missing: list[str]


def facts_told(sheet: FactSheet) -> dict[str, Any]:
    told = {name: asdict(sheet.origins[name]) | {"value": value} for name, value in sheet.facts.items()}
    return {"on": sheet.on, "facts": told, "missing": sheet.missing}


class SensitiveTold(Schema):
    document_number: str
    phone: str
    mailbox: str


class Look(Given):
    """Why somebody looks; it stands in the audit log."""

    reason: Text = Field(min_length=1)


class Attestation(Given):
    """`body`: by the policy pack, who confirms it. `version`: of the entry that was read."""

    body: Text
    version: NumberInBody


class OccupationTold(Schema):
    code: str
    level: int
    name: str


class OccupationFilter(Paging):
    """`name` and `code`: how they begin."""

    name: Text = ""
    code: Text = ""
