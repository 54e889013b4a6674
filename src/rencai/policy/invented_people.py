"""How the people of an invented city are drawn: facts of the Dalian pack that hang together.

Each function draws the facts of one subject from those drawn before. A column is (values, known): where
`known` is False the fact does not apply to the person and is left out. Days are counted from 1970-01-01.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

SNAPSHOT: Final = date(2024, 12, 31)

Array: TypeAlias = npt.NDArray[Any]
Columns: TypeAlias = dict[str, tuple[Array, Array | None]]

_CLASSES = ("none", "junior", "senior", "leading", "top")
_DEGREES = ("none", "bachelor", "master", "doctor")
_PLACES = (
    "zhongshan", "xigang", "shahekou", "ganjingzi", "lvshunkou",
    "jinzhou", "pulandian", "changhai", "wafangdian", "zhuanghe", "elsewhere",
)  # fmt: skip
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "place": _PLACES,
    "work_place": _PLACES,
    "degree": _DEGREES,
    "post_required_degree": _DEGREES,
    "doctorate_field": ("none", "science_engineering", "medicine", "other"),
    "employer_kind": ("other", "state_enterprise", "public_school", "health_unit", "dut", "dmu"),
    "honour_class": _CLASSES,
    "recognised_category": _CLASSES,
    "recognised_as": ("introduced", "local"),
    "honour_2015": ("none", "other_local", "other_national", "changjiang_professor", "academician"),
    "recognised_category_2015": ("none", "local_leading", "national_leading", "top"),
    "child_school_stage": ("none", "primary", "junior_middle", "senior_middle"),
}

_TODAY: Final = (SNAPSHOT - date(1970, 1, 1)).days
_YEAR, _MONTH = 365.25, 30.4375
_FIRST_INSURANCE = (date(1992, 1, 1) - date(1970, 1, 1)).days
_ARRIVALS_SINCE = (date(2015, 1, 1) - date(1970, 1, 1)).days
_RULES_OF_2019 = (date(2019, 4, 22) - date(1970, 1, 1)).days
_THREE_PLACES = tuple(_PLACES.index(name) for name in ("changhai", "wafangdian", "zhuanghe"))
_LVSHUNKOU = _PLACES.index("lvshunkou")
_BACHELOR, _MASTER, _DOCTOR = 1, 2, 3


def invent(rng: np.random.Generator, size: int) -> Columns:
    """All facts of `size` people."""
    people = People(rng, size)
    for subject in (
        birth,
        study,
        insurance,
        work,
        recognition,
        recognition_of_2015,
        shortage,
        housing,
        family,
        service,
    ):
        people.columns |= subject(people)
    return people.columns


class People:
    """The columns drawn so far, and the dice."""

    def __init__(self, rng: np.random.Generator, size: int) -> None:
        self.rng, self.size = rng, size
        self.columns: Columns = {}

    def __getitem__(self, name: str) -> Array:
        return self.columns[name][0]

    def chance(self, share: float | Array) -> Array:
        """True for that share."""
        return self.rng.random(self.size, np.float32) < share

    def pick(self, weights: Sequence[float]) -> Array:
        """Positions drawn by weight."""
        steps = np.cumsum(weights, dtype=np.float32) / np.float32(sum(weights))
        return np.searchsorted(steps[:-1], self.rng.random(self.size, np.float32), "right").astype(np.int32)

    def one_of(self, values: Sequence[int], weights: Sequence[float]) -> Array:
        return np.asarray(values, np.int32)[self.pick(weights)]

    def between(self, low: int | Array, high: int | Array) -> Array:
        """Whole numbers from low to high, both included."""
        spread = np.maximum(np.asarray(high) - np.asarray(low) + 1, 1)
        drawn: Array = low + np.floor(self.rng.random(self.size) * spread)
        return drawn.astype(np.int32)

    @property
    def age(self) -> Array:
        return (_TODAY - self["birth_date"]) / _YEAR

    @property
    def insured_since(self) -> Array:
        """Months since the first insurance in Dalian."""
        return months(_TODAY - self["first_dalian_insurance_on"])

    @property
    def high_level(self) -> Array:
        return self["recognised_category"] > 0


def months(days: Array) -> Array:
    return np.maximum(days / _MONTH, 0).astype(np.int32)


def birth(people: People) -> Columns:
    age = 22 + 42 * people.rng.beta(1.3, 2.3, people.size)
    place = people.pick([11, 7, 14, 22, 6, 24, 5, 1.5, 5, 4.5])
    moved = people.chance(0.03)
    retires = people.one_of([60, 55, 50], [55, 35, 10])
    return {
        "place": (place, None),
        "work_place": (np.where(moved, people.pick([1] * len(_PLACES)), place), None),
        "birth_date": ((_TODAY - age * _YEAR).astype(np.int32), None),
        "is_foreigner": (people.chance(0.004), None),
        "statutory_retirement_age": (retires, None),
        "retirement_extended": ((age > retires) & people.chance(0.3), None),
        "credit_record_clear": (people.chance(0.985), None),
    }


def study(people: People) -> Columns:
    degree = _degree(people)
    ends = np.array([21, 22, 25, 29])[degree] + people.between(0, 2)
    summer = people.between(-12, 18) + 180
    year = np.minimum(np.floor(1970 + people["birth_date"] / _YEAR + ends), SNAPSHOT.year)
    graduated = ((year - 1970) * _YEAR + summer).astype(np.int32)
    doctor = degree == _DOCTOR
    first_class = people.chance(np.array([0, 0.14, 0.38, 0.62])[degree])
    return {
        "degree": (degree, None),
        "graduated_on": (graduated, None),
        "full_time_degree": (people.chance(np.array([0.6, 0.86, 0.9, 0.97])[degree]), None),
        "double_first_class": (first_class, None),
        "doctorate_field": (np.where(doctor, 1 + people.pick([58, 17, 25]), 0), None),
        "foreign_university_ranked": (doctor & ~first_class & people.chance(0.25), None),
        "senior_title": (_senior(people, degree), None),
    }


def _degree(people: People) -> Array:
    """The young studied longer; a doctorate takes until 28, a master's degree until 25."""
    young = people.age < 35
    degree = np.where(young, people.pick([27, 55, 16, 2.4]), people.pick([50, 40, 8, 2.0]))
    degree = np.where((degree == _DOCTOR) & (people.age < 29.5), _MASTER, degree)
    return np.where((degree == _MASTER) & (people.age < 26), _BACHELOR, degree)


def _senior(people: People, degree: Array) -> Array:
    return people.chance(np.array([0.02, 0.1, 0.25, 0.55])[degree] * np.clip((people.age - 32) / 10, 0, 1))


def insurance(people: People) -> Columns:
    newcomer = people.chance(np.where(people["is_foreigner"], 1.0, 0.35))
    started = people["graduated_on"] + people.between(5, 200)
    arrived = np.maximum(people.between(_ARRIVALS_SINCE, _TODAY - 20), started)
    first = np.maximum(np.where(newcomer, arrived, started), _FIRST_INSURANCE)
    begun = first <= _TODAY
    insured = begun & people.chance(np.where(people["is_foreigner"], 0.6, 0.94))
    since = months(_TODAY - first)
    unbroken = np.minimum(since, people.rng.exponential(70, people.size).astype(np.int32))
    return {
        "first_dalian_insurance_on": (first, begun),
        "insured_in_dalian": (insured, None),
        "commercially_insured": (people.chance(np.where(people["is_foreigner"], 0.5, 0.05)), None),
        "consecutive_insured_months": (np.where(insured, unbroken, 0), None),
        "insured_months_in_three_years": (_three_years(people, since, unbroken), None),
        "has_dalian_hukou": (~people["is_foreigner"] & people.chance(np.where(newcomer, 0.42, 0.95)), None),
    }


def _three_years(people: People, since: Array, unbroken: Array) -> Array:
    most = np.minimum(since, 36)
    paid: Array = np.maximum(np.minimum(unbroken, most), most - people.between(0, 6))
    return paid.clip(0)


def work(people: People) -> Columns:
    doctor = people["degree"] == _DOCTOR
    kind = np.where(doctor, people.pick([40, 7, 6, 17, 19, 11]), people.pick([88, 6, 2.8, 2.6, 0.4, 0.2]))
    open_ended = people.chance(np.where(kind > 0, 0.45, 0.2) * np.clip(people.insured_since / 96, 0.1, 1.4))
    ended = people.chance(0.012)
    civil = people.chance(0.04) & (kind == 0)
    return _contract(people, kind, open_ended) | {
        "employer_kind": (kind, None),
        "full_time": (people.chance(0.96), None),
        "full_time_months": (np.minimum(people.insured_since, people.between(0, 180)), None),
        "contract_ended_early": (ended, None),
        "contract_ended_early_on": (_TODAY - people.between(0, 500), ended),
        "employer_consents": (people.chance(0.93), None),
        "civil_servant": (civil, None),
        "works_on_front_line": (people.chance(np.where(civil, 0.25, 0.6)), None),
    }


def _contract(people: People, kind: Array, open_ended: Array) -> Columns:
    private = people.one_of([12, 24, 36, 48, 60], [22, 20, 38, 4, 16])
    public = people.one_of([36, 60, 72, 96], [42, 40, 6, 12])
    pay = np.array([5200, 7400, 10400, 15800])[people["degree"]] * np.clip(people.age / 38, 0.72, 1.35)
    wage = pay * people.rng.lognormal(0, 0.34, people.size)
    return {
        "contract_open_ended": (open_ended, None),
        "contract_months": (np.where(kind > 0, public, private), ~open_ended),
        "monthly_wage": ((np.maximum(wage, 2000) // 10 * 10).astype(np.int32), None),
        "local_average_monthly_wage": (np.full(people.size, 8000, np.int32), None),
    }


def recognition(people: People) -> Columns:
    """About one in 270 is recognised: 7,000 among 1.9 million."""
    levels = _levels(people)
    likely = np.array([0.0001, 0.001, 0.006, 0.16])[people["degree"]] * np.where(people["senior_title"], 1.6, 0.8)
    recognised = people.chance(likely) & (people["first_dalian_insurance_on"] <= _TODAY)
    category = np.where(recognised, levels, 0)
    pending = people.chance(np.where(recognised, 0.05, np.array([0, 0, 0.001, 0.06])[people["degree"]]))
    honour = np.where(pending, np.minimum(category + 1, 4), category)
    return (
        _arrival(people, category)
        | _findings(people, category)
        | {
            "recognised_category": (category, None),
            "honour_class": (honour, None),
        }
    )


def _levels(people: People) -> Array:
    """From young elite (1) to top (4); the higher classes are older."""
    young = people.pick([90, 9, 1])
    middle = people.pick([52, 38, 9, 1])
    return 1 + np.select([people.age < 38, people.age < 50], [young, middle], people.pick([25, 48, 23, 4]))


def _arrival(people: People, category: Array) -> Columns:
    arrived = people["first_dalian_insurance_on"] >= _ARRIVALS_SINCE
    later = (category > 0) & people.chance(np.where(arrived, 0.2, 0.9))
    won = (category > 1) & people.chance(0.06)
    proof = arrived & people.chance(0.8)
    return {
        "recognised_as": (np.where(arrived & ~later, 0, 1), category > 0),
        "honour_gained_after_arrival": (later, None),
        "national_programme_won_in_dalian": (won, None),
        "programme_selected_on": (_TODAY - people.between(60, 2500), won),
        "earlier_city_proof": (proof, None),
        "arrival_promise": (arrived & ~proof & people.chance(0.7), None),
    }


def _findings(people: People, category: Array) -> Columns:
    """What bodies have found so far; most findings are still to be made."""
    high = category > 0
    submitted = (category > 2) & people.chance(0.15)
    local = high & (people["first_dalian_insurance_on"] < _ARRIVALS_SINCE)
    return {
        "age_relaxed": (people.chance(0.5), high & people.chance(0.03)),
        "civil_servant_admitted": (people.chance(0.4), people["civil_servant"] & people.chance(0.1)),
        "commitment_signed": (high & people.chance(0.94), None),
        "publicity_working_days": (np.where(high, people.between(5, 9), 0), None),
        "settling_in_for_local": (people.chance(0.3), local & people.chance(0.25)),
        "individual_matter_submitted": (submitted, None),
        "individual_matter_approved": (people.chance(0.6), submitted & people.chance(0.5)),
        "local_allowance_months": (people.one_of([12, 24, 36, 60], [1, 1, 4, 2]), high & people.chance(0.9)),
    }


def recognition_of_2015(people: People) -> Columns:
    early = (people["first_dalian_insurance_on"] < _RULES_OF_2019) & people.chance(0.7)
    category = np.where(early, np.maximum(people["recognised_category"] - 1, 0), 0)
    skilled = (people["degree"] == 0) & people.chance(0.07)
    return {
        "recognised_category_2015": (category, None),
        "honour_2015": (np.where(category > 0, category + (category == 3), 0), None),
        "chosen_for_yearly_support": ((category > 1) & people.chance(0.1), None),
        "is_skilled_talent": (skilled, None),
    }


def shortage(people: People) -> Columns:
    listed = people.chance(np.array([0.02, 0.05, 0.07, 0.06])[people["degree"]])
    required = np.minimum(people.pick([12, 62, 23, 3]), 3)
    stars = np.where(listed & people.chance(0.14), people.one_of([1, 2, 3, 4, 5], [16, 26, 33, 17, 8]), 0)
    since = months(_TODAY - people["graduated_on"])
    studied = np.maximum(people["degree"] - required, 0) * 30
    return (
        _selection(people, stars > 0)
        | _key_staff(people)
        | {
            "shortage_stars": (stars, None),
            "post_in_catalogue": (listed, None),
            "post_matches_licence": (people.chance(0.93), listed),
            "post_required_degree": (required, listed),
            "post_required_experience_months": (
                people.one_of([0, 12, 24, 36, 60, 96], [1, 2, 2, 4, 3, 1]),
                listed,
            ),
            "experience_months": ((since * people.rng.uniform(0.5, 1, people.size)).astype(np.int32), None),
            "extra_study_months": (studied, listed),
        }
    )


def _selection(people: People, starred: Array) -> Columns:
    chosen = starred & people.chance(0.02)
    return {
        "selection_score": (np.clip(people.rng.normal(62, 14, people.size), 5, 100).round(2), starred),
        "selected_for_salary_subsidy": (chosen, None),
        "selection_publicity_days": (np.where(chosen, people.between(7, 12), 0), None),
    }


def _key_staff(people: People) -> Columns:
    key = people.chance(0.008) & (people["employer_kind"] == 0)
    candidates = people.one_of([1, 2, 3, 4, 6, 9, 15, 40], [9, 7, 6, 5, 5, 4, 3, 1])
    amount = people.one_of([10_000, 20_000, 30_000, 50_000], [4, 3, 2, 1])
    return {
        "key_staff": (key, None),
        "firm_candidates": (candidates, key),
        "rank_in_firm": (people.between(1, candidates), key),
        "key_staff_subsidy_granted": (amount, key & people.chance(0.6)),
    }


def housing(people: People) -> Columns:
    recent = people.insured_since < 60
    rents = recent & (people["degree"] > 0) & people.chance(0.3)
    paid = np.array([0, 1000, 1500, 2500])[people["degree"]] * np.minimum(people.between(1, 36), people.insured_since)
    buys = people.chance(np.where(recent, 0.16, 0.03))
    shared = buys & people.chance(0.35)
    other = people.one_of([0, 40_000, 60_000, 100_000], [4, 4, 2, 0.5])
    at_home = people["place"] == _LVSHUNKOU
    return {
        "rent_received": (np.where(rents, paid, 0), None),
        "buys_first_home": (buys, None),
        "co_owner_entitlement": (np.where(shared, other, 0), None),
        "co_owner_receives": (shared & (other > 0) & people.chance(0.2), None),
        "has_home_in_lvshunkou": (people.chance(np.where(at_home, 0.55, 0.02)), None),
        "city_housing_aid_used": (rents | people.chance(0.03), None),
    }


def family(people: People) -> Columns:
    parent = people.chance(0.72 * np.clip((people.age - 28) / 5, 0, 1) * np.clip((54 - people.age) / 6, 0, 1))
    older = np.clip((people.age - 30) / 20, 0, 1)
    stage = 1 + people.chance(older * 0.6).astype(np.int32) + people.chance(older * 0.5).astype(np.int32)
    return {
        "child_school_stage": (np.where(parent, stage, 0), None),
        "school_choice_used": (parent & people.chance(0.04), None),
        "child_in_start_grade": (parent & people.chance(0.22), None),
        "chosen_school_near_home": (people.chance(0.75), parent),
        "no_good_school_by_policy": (people.chance(0.3), parent & people.high_level & people.chance(0.3)),
    }


def service(people: People) -> Columns:
    there = np.isin(people["work_place"], _THREE_PLACES)
    promised = there & people.chance(0.28)
    left = promised & people.chance(0.04)
    present = np.clip(people.rng.normal(232, 38, people.size), 0, 366).astype(np.int32)
    served = np.minimum(people.insured_since, people.between(0, 96))
    return {
        "committed_service_months": (np.where(promised, people.one_of([24, 36, 60], [2, 5, 3]), 0), None),
        "served_months": (np.where(promised, served, 0), None),
        "days_present_last_year": (np.where(there, present, 0), None),
        "left_service": (left, None),
        "left_service_on": (_TODAY - people.between(0, 300), left),
    }
