"""The report of a simulation, read as a person reads it: from the page."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from invented_simulation import MONEY, simulation, table
from report_reader import report, total

from rencai.policy.report import write_report

# -- the figures -------------------------------------------------------------------------------------------


def test_the_headline_is_the_sum_of_the_tables(tmp_path: Path) -> None:
    page, made = report(tmp_path), simulation()
    assert Decimal(page.cards["People"]) == made.rows
    assert Decimal(page.cards["Payable in all"]) == total(made.summary, "amount", scenario="reform")
    assert Decimal(page.cards["Payable in 2021"]) == total(made.payments, "amount", scenario="reform", year=2021)
    before, after = (total(made.summary, "amount", scenario=s) for s in ("baseline", "reform"))
    assert Decimal(page.cards["What the reform adds"]) == after - before


def test_every_measure_and_outcome_on_the_page_equals_the_summary(tmp_path: Path) -> None:
    page, made = report(tmp_path), simulation()
    captions = ("Payments: people by outcome", "Services: people by outcome")
    for at, status in enumerate(("eligible", "needs_judgement", "needs_information", "not_eligible"), 1):
        assert sum(sum(page.column(c, at)) for c in captions) == total(made.summary, status)
    assert sum(page.column(captions[0], 5)) == total(made.summary, "amount")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_years_add_up_to_what_is_payable(tmp_path: Path, lang: str) -> None:
    page, made = report(tmp_path, lang, reform=False), simulation(reform=False)
    rows = page.tables[{"en": "Payments by year and measure", "zh": "各年度、各项政策的支付金额"}[lang]]
    *years, whole = (Decimal(str(value)) for _, value in rows[-1][1:])
    assert whole == sum(years) == total(made.payments, "amount")


def test_the_places_add_up_to_what_is_payable(tmp_path: Path) -> None:
    page, made = report(tmp_path), simulation()
    caption = "Payable by place and measure"
    assert sum(page.column(caption, 1)) == total(made.summary, "amount", scenario="reform")
    assert sum(page.column(caption, 2)) == total(made.changes, "after", measure="all") - total(
        made.changes, "before", measure="all"
    )


def test_places_beyond_the_thirty_largest_are_summed_in_one_row(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("rencai.policy.report.money.MOST_GROUPS", 3)
    page, made = report(tmp_path), simulation()
    rows = page.tables["Payable by place and measure"]
    assert [rows[-1][0][0], len(rows)] == ["7 others", 4]
    assert sum(page.column("Payable by place and measure", 1)) == total(made.summary, "amount", scenario="reform")


CHANGES = ("winners", "losers", "unchanged", "gain", "loss", "before", "after")


def test_people_who_gain_and_lose_by_place_are_counted_once(tmp_path: Path) -> None:
    page, made = report(tmp_path), simulation()
    for at, name in enumerate(CHANGES, 1):
        assert sum(page.column("By place", at)) == total(made.changes, name, measure="all"), name
    moved = total(made.changes, "winners", measure="all") + total(made.changes, "losers", measure="all")
    assert Decimal(page.cards["People whose money changes"]) == moved


def test_who_gains_and_loses_by_measure_equals_the_changes(tmp_path: Path) -> None:
    page, made = report(tmp_path), simulation()
    of_measures = made.changes.filter(pc.not_equal(made.changes["measure"], "all"))
    for at, name in enumerate(CHANGES, 1):
        assert sum(page.column("By measure", at)) == total(of_measures, name), name


def test_each_measure_names_the_condition_that_most_people_do_not_meet(tmp_path: Path) -> None:
    page, made = report(tmp_path, reform=False), simulation(reform=False)
    stopped = made.reasons.filter(pc.equal(made.reasons["status"], "not_eligible"))
    sums = stopped.group_by(["measure", "reason"]).aggregate([("people", "sum")])
    most = sums.group_by("measure").aggregate([("people_sum", "max")])["people_sum_max"].to_pylist()
    shown = page.column("The condition that most people do not meet, by measure", 1)
    assert sorted(shown) == sorted(Decimal(n) for n in most)


def test_the_page_counts_the_outcomes_that_wait_for_information(tmp_path: Path) -> None:
    page, made = report(tmp_path, reform=False), simulation(reform=False)
    waiting = total(made.reasons, "people", status="needs_information")
    assert any(text.startswith(f"Missing information leaves {waiting:,} outcomes open") for text in page.texts)


def test_near_misses_are_counted_under_the_rules_that_the_page_shows(tmp_path: Path) -> None:
    page, made = report(tmp_path), simulation()
    counted = sum(page.column("People who fail one condition only", 1))
    assert counted == total(made.near_misses, "people", scenario="reform")


def test_an_exceeded_budget_is_named(tmp_path: Path) -> None:
    assert "1 would be exceeded: Settling-in allowance." in report(tmp_path).texts


def test_half_of_the_near_misses_lie_within_the_margin_that_the_page_names(tmp_path: Path) -> None:
    assert near(tmp_path, (-1, 10), (-6, 30), (-12, 40))[1:] == [
        ("within 1 month", None),
        ("within 6 months", "6.000000"),
    ]


def test_near_misses_beyond_the_last_bucket_count_as_more(tmp_path: Path) -> None:
    assert near(tmp_path, (-1, 10), (-6, 30), (None, 60))[1:] == [("within 1 month", None), ("more", None)]


def test_a_condition_without_a_distance_has_none(tmp_path: Path) -> None:
    assert near(tmp_path, (None, 60)) == [("60", "60"), ("–", None), ("–", None)]


def near(folder: Path, *buckets: tuple[int | None, int]) -> list[tuple[str, str | None]]:
    """The figures of one condition, given (margin, people)."""
    rows = [
        ("baseline", "rent-subsidy", "xigang", "contract", "month", None if m is None else Decimal(m), n)
        for m, n in buckets
    ]
    misses = table("scenario measure place reason unit margin people", rows)
    page = report(folder, reform=False, near_misses=misses)
    return page.tables["People who fail one condition only"][-1][1:]


def test_the_points_of_all_places_are_put_together_by_how_many_know_them(tmp_path: Path) -> None:
    rows = [("baseline", "merit", "xigang", 30, 10, 0, 20), ("baseline", "merit", "jinzhou", 10, 50, 40, 60)]
    page = report(tmp_path, reform=False, scores=table("scenario score place known mean least most", rows))
    assert page.tables["Points of the people for whom they are known"][-1] == [
        ("Merit", None), ("40", "40"), ("20", "20.0"), ("0", "0.000000"), ("60", "60.000000"),
    ]  # fmt: skip


def test_a_limit_that_is_not_known_is_shown_as_not_known(tmp_path: Path) -> None:
    unknown = table(
        "scenario measure kind limit demanded over",
        [("baseline", "tuition", "budget", None, Decimal(5), None)],
    )
    page = report(tmp_path, reform=False, budgets=unknown)
    assert page.tables["Demand against limits"][-1][1][0] == "not known"


# -- what is left out --------------------------------------------------------------------------------------


def test_without_a_reform_nothing_is_compared(tmp_path: Path) -> None:
    page = report(tmp_path, reform=False)
    assert "changes" not in page.sections
    assert not any("reform" in text.lower() for text in page.texts)
    assert not (tmp_path / "changes.csv").exists()


def test_a_file_of_an_earlier_report_does_not_stay_beside_a_page_that_lacks_it(tmp_path: Path) -> None:
    write_report(simulation(), tmp_path)
    write_report(simulation(reform=False), tmp_path)
    assert not (tmp_path / "changes.csv").exists()
    assert (tmp_path / "summary.csv").exists()


def test_a_pack_that_pays_nothing_shows_people_and_no_money(tmp_path: Path) -> None:
    full = simulation(reform=False)
    at = full.summary.schema.get_field_index("amount")
    free = full.summary.set_column(at, "amount", pa.array([Decimal(0)] * full.summary.num_rows, MONEY))
    page = report(tmp_path, reform=False, summary=free, payments=full.payments.slice(0, 0))
    assert "money" not in page.sections
    assert page.sections["by-place"] == "Eligible cases by place"
    assert not any("¥" in text for text in page.texts if "budget" not in text.lower() and "bn" not in text)


def test_an_empty_city_gives_a_page_that_says_so(tmp_path: Path) -> None:
    full = simulation()
    nothing = {
        name: getattr(full, name).slice(0, 0)
        for name in ("summary", "payments", "reasons", "near_misses", "changes", "budgets", "bad_rows")
    }
    page = report(tmp_path, rows=0, **nothing)
    assert "Nobody is eligible for any measure." in page.texts


@pytest.mark.parametrize("by", [[], ["place", "year_of_arrival"]])
def test_people_may_be_broken_down_by_nothing_or_by_several_columns(tmp_path: Path, by: list[str]) -> None:
    full = simulation()
    tables = {}
    for name in ("summary", "payments", "reasons", "near_misses", "changes"):
        whole = getattr(full, name)
        if by:
            tables[name] = whole.append_column("year_of_arrival", pa.array(["jinzhou"] * whole.num_rows))
        else:
            tables[name] = whole.drop_columns(["place"])
    page = report(tmp_path, by=by, **tables)
    assert [name for name in page.sections if name.startswith("by-")] == [f"by-{name}" for name in by]


def test_people_of_no_known_place_are_shown_as_not_known(tmp_path: Path) -> None:
    full = simulation()
    places = pc.if_else(pc.equal(full.summary["place"], "jinzhou"), None, full.summary["place"])
    at = full.summary.schema.get_field_index("place")
    page = report(tmp_path, summary=full.summary.set_column(at, "place", places))
    assert "not known" in [row[0][0] for row in page.tables["Payable by place and measure"]]
