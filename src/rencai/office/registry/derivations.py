"""How a fact of the policy pack is drawn from the entries of a record: one table.

Each function gives the value with the entry that says so, or None where the record does not say. A truth value that
nobody has entered is not "no".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rencai.office.pack import the_pack
from rencai.office.registry.entries import Employment, Honour, Insurance
from rencai.office.registry.record import Held, Record, earliest

Derivation = Callable[[Record], Held | None]
AT_HOME = frozenset({"CN", "HK", "MO", "TW"})
DOCTOR, NO_DOCTORATE = "doctor", "none"
THREE_YEARS = 36
MOST_MONTHS = 720
"""More the pack does not count."""


def _of_talent(name: str) -> Derivation:
    def derive(record: Record) -> Held | None:
        return _held(getattr(record.talent, name), record.talent)

    return derive


def _of_study(name: str) -> Derivation:
    def derive(record: Record) -> Held | None:
        return _held(getattr(record.study, name), record.study) if record.study else None

    return derive


def _of_work(name: str) -> Derivation:
    def derive(record: Record) -> Held | None:
        return _held(getattr(record.work, name), record.work) if record.work else None

    return derive


def _held(value: Any, source: Any) -> Held | None:
    return None if value is None or value == "" else Held(value, source)


def is_foreigner(record: Record) -> Held | None:
    return Held(record.talent.nationality not in AT_HOME, record.talent)


def doctorate_field(record: Record) -> Held | None:
    study = record.study
    if study is None:
        return None
    return _held(study.field, study) if study.degree == DOCTOR else Held(NO_DOCTORATE, study)


def senior_title(record: Record) -> Held | None:
    """Whoever has no senior title in the record may have one elsewhere."""
    title = earliest([one for one in record.titles if one.senior], record.on)
    return Held(True, title) if title else None


def honour_class(record: Record) -> Held | None:
    """The highest class that an honour gives (就高不重复)."""
    order = the_pack().rules.choices["category"].values

    def rank(honour: Honour) -> tuple[int, bool, int]:
        return order.index(honour.category), Held(None, honour).attested(record.on), -honour.pk

    best = max((one for one in record.honours if one.category in order), key=rank, default=None)
    return Held(best.category, best) if best else None


def work_place(record: Record) -> Held | None:
    if record.work and record.work.organisation:
        return Held(record.work.organisation.place.key, record.work)
    return Held(record.talent.place.key, record.talent) if record.works_without_entry else None


def employer_kind(record: Record) -> Held | None:
    if record.work and record.work.organisation:
        return Held(record.work.organisation.policy_kind, record.work)
    employer = record.talent.organisation
    return Held(employer.policy_kind, record.talent) if employer and record.works_without_entry else None


def full_time_months(record: Record) -> Held | None:
    """Whole months since the work of that day began, if it is full-time."""
    work = record.work
    if work is None or not work.full_time:
        return None
    return Held(min(_whole_months(work.started_on, record.on), MOST_MONTHS), work)


def contract_ended_early(record: Record) -> Held | None:
    """A contract that has not ended has not ended early."""
    work = record.last_work
    if work is None:
        return None
    return _held(work.ended_early, work) if _over(work, record.on) else Held(False, work)


def contract_ended_early_on(record: Record) -> Held | None:
    work = record.last_work
    return Held(work.ended_on, work) if work and work.ended_early and _over(work, record.on) else None


def _over(work: Employment, on: date) -> bool:
    return work.ended_on is not None and work.ended_on < on


def first_insurance(record: Record) -> Held | None:
    return Held(record.social[0].first_month, record.social[0]) if record.social else None


def insured(record: Record) -> Held | None:
    """Somebody whose insurance the record knows, and whose last month has passed, is insured no more."""
    if not record.social:
        return None
    paid = _paid_now(record)
    return Held(paid is not None, paid or record.social[-1])


def commercially_insured(record: Record) -> Held | None:
    paid = [one for one in record.insurances if one.commercial and _covers(one, record.on)]
    return Held(True, earliest(paid, record.on)) if paid else None


def consecutive_months(record: Record) -> Held | None:
    """Months without a gap up to the month of that day, which counts; 0 where it is not paid."""
    if not record.social:
        return None
    paid = _paid_months(record)
    count, month = 0, _month(record.on)
    while month - count in paid:
        count += 1
    return Held(min(count, MOST_MONTHS), _paid_now(record) or record.social[-1])


def months_in_three_years(record: Record) -> Held | None:
    """Paid months among the 36 that end with the month of that day. From when a measure counts its three years the
    pack leaves open, so a statement of this fact comes first (see `facts`)."""
    if not record.social:
        return None
    month = _month(record.on)
    paid = _paid_months(record)
    count = sum(1 for back in range(THREE_YEARS) if month - back in paid)
    return Held(count, _paid_now(record) or record.social[-1])


def _paid_now(record: Record) -> Insurance | None:
    return earliest([one for one in record.social if _covers(one, record.on)], record.on)


def _paid_months(record: Record) -> set[int]:
    now = _month(record.on)
    return {
        month
        for one in record.social
        for month in range(_month(one.first_month), min(_month(one.last_month or record.on), now) + 1)
    }


def _covers(insurance: Insurance, on: date) -> bool:
    return insurance.last_month is None or _month(insurance.last_month) >= _month(on)


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _whole_months(first: date, last: date) -> int:
    return _month(last) - _month(first) - (last.day < first.day)


DERIVED: dict[str, Derivation] = {
    "birth_date": _of_talent("birth_date"),
    "is_foreigner": is_foreigner,
    "degree": _of_study("degree"),
    "full_time_degree": _of_study("full_time"),
    "double_first_class": _of_study("double_first_class"),
    "doctorate_field": doctorate_field,
    "graduated_on": _of_study("graduated_on"),
    "senior_title": senior_title,
    "honour_class": honour_class,
    "work_place": work_place,
    "employer_kind": employer_kind,
    "full_time": _of_work("full_time"),
    "full_time_months": full_time_months,
    "contract_months": _of_work("contract_months"),
    "contract_open_ended": _of_work("open_ended"),
    "contract_ended_early": contract_ended_early,
    "contract_ended_early_on": contract_ended_early_on,
    "monthly_wage": _of_work("monthly_wage"),
    "first_dalian_insurance_on": first_insurance,
    "insured_in_dalian": insured,
    "commercially_insured": commercially_insured,
    "consecutive_insured_months": consecutive_months,
    "insured_months_in_three_years": months_in_three_years,
}
"""Every other fact stands in the record as a statement, or is missing."""
