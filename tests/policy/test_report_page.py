"""The page of a report: its words, its safety, its charts, its files, its numbers."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
import pytest
from invented_simulation import FakePack, FakeRules, FakeSimulation, simulation, table
from report_reader import Page, charts, html_of, report, scripts

from rencai.policy.city import generate_city
from rencai.policy.report import write_report
from rencai.policy.report.numbers import Numbers

TABLES = ("summary", "payments", "reasons", "near_misses", "changes")

# -- the words ---------------------------------------------------------------------------------------------

NAMES = re.compile(
    r"English|city\.parquet|SHA-256|dalian|longer-contracts|\w+\.csv|people\.parquet|[0-9a-f]{64}|below 0|age"
)


def test_the_chinese_page_contains_no_english_words(tmp_path: Path) -> None:
    left = [t for t in report(tmp_path, "zh").texts if re.search(r"[A-Za-z]", NAMES.sub("", t))]
    assert left == []


def test_the_english_page_contains_no_chinese_words(tmp_path: Path) -> None:
    left = [t for t in report(tmp_path, "en").texts if re.search(r"[\u3000-\u9fff\uff00-\uffef]", t)]
    assert left == ["中文"]


def test_what_charts_say_is_in_the_language_of_their_page(tmp_path: Path) -> None:
    for name, spec in charts(html_of(tmp_path)).items():
        words = json.dumps(spec, ensure_ascii=False).replace(spec["lang"], "")
        words = re.sub(
            r'"(lang|alt|categories|lying|axis|ends|prefix|suffix|series|name|color|values|texts|stack|line)"',
            "",
            words,
        )
        words = re.sub(r'"#\w+"|"(people|money|moved)"|true|false', "", words)
        assert not re.search(r"[A-Za-z]" if name.startswith("zh") else r"[\u4e00-\u9fff]", words), name


def test_both_pages_have_the_same_sections_and_tables(tmp_path: Path) -> None:
    html = html_of(tmp_path)
    english, chinese = Page(html, "en"), Page(html, "zh")
    assert list(english.sections) == list(chinese.sections)
    assert [len(t) for t in english.tables.values()] == [len(t) for t in chinese.tables.values()]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_opens_in_the_language_asked_for_and_switches_without_a_script(tmp_path: Path, lang: str) -> None:
    html = write_report(simulation(), tmp_path, lang=lang).read_text(encoding="utf-8")
    assert re.findall(r'id="pick-(\w+)"[^>]* checked', html) == [lang]
    assert "#pick-en:checked ~ #zh, #pick-zh:checked ~ #en { display: none; }" in html


def test_a_language_that_the_report_does_not_have_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'fr'.*en, zh"):
        write_report(simulation(), tmp_path, lang="fr")


# -- safety ------------------------------------------------------------------------------------------------

EVIL = "\"'><img src=x onerror=alert(1)></script><script>alert(2)</script>\u2028{{ 7 * 7 }}"


@dataclass(frozen=True)
class EvilSimulation(FakeSimulation):
    """A simulation of a pack from a stranger: every name tries to run."""

    def measure_title(self, measure: str, lang: str) -> str:
        return EVIL + measure

    def condition_text(self, measure: str, name: str, lang: str) -> str:
        return EVIL + name

    def group_text(self, column: str, value: Any, lang: str) -> str:
        return EVIL + value

    def unit_text(self, unit: str, lang: str) -> str:
        return EVIL + unit


@pytest.fixture
def evil(tmp_path: Path) -> str:
    evil = {"en": EVIL, "zh": EVIL}
    made = simulation(
        pack=FakePack(name=EVIL, hash=EVIL, title=evil, rules=FakeRules(currency=EVIL, not_found=[evil])),
        bad_rows=table("row column value problem problem_zh", [(1, EVIL, EVIL, EVIL, EVIL)]),
    )
    values = {name: getattr(made, name) for name in FakeSimulation.__dataclass_fields__}
    return write_report(EvilSimulation(**values), tmp_path).read_text(encoding="utf-8")


def test_names_from_a_stranger_are_shown_and_never_run(evil: str) -> None:
    assert "<img" not in evil
    assert len(list(scripts(evil))) == 3
    assert EVIL.strip() in " ".join(Page(evil, "en").texts)


def test_names_from_a_stranger_reach_the_charts_as_they_are(evil: str) -> None:
    assert charts(evil)["en-by-place"]["categories"][0].startswith(EVIL)


def test_only_the_scripts_of_the_report_may_run(evil: str) -> None:
    policy = re.search(r"script-src (.*?); base-uri", evil).group(1)  # type: ignore[union-attr]
    allowed = [
        f"&#39;sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}&#39;"
        for kind, body in scripts(evil)
        if "json" not in kind
    ]
    assert policy.split() == allowed
    assert "default-src 'none'" in evil


def test_the_page_asks_nothing_of_the_network(tmp_path: Path) -> None:
    html = html_of(tmp_path)
    outside = re.sub(r"<script.*?</script>|<style.*?</style>", "", html, flags=re.DOTALL)
    assert not re.search(r"\ssrc=|<link|<iframe|https?://", outside)
    assert {h for h in re.findall(r'href="([^"]*)"', outside) if not h.startswith("#")} <= {
        f"{name}.csv" for name in (*TABLES, "budgets", "scores")
    }
    assert "@import" not in html
    assert "url(" not in re.search(r"<style>(.*?)</style>", html, re.DOTALL).group(1)  # type: ignore[union-attr]


# -- charts and files --------------------------------------------------------------------------------------


def test_every_chart_has_its_words_its_table_and_its_file(tmp_path: Path) -> None:
    html = html_of(tmp_path)
    for part in re.findall(r"<section.*?</section>", html, re.DOTALL):
        if 'class="chart' in part:
            assert "<table>" in part
            assert ".csv" in part
    for name, spec in charts(html).items():
        assert spec["alt"]
        assert f'id="{name}"' in html


def test_every_series_of_a_chart_is_as_long_as_its_axis(tmp_path: Path) -> None:
    for name, spec in charts(html_of(tmp_path)).items():
        for series in spec["series"]:
            assert len(series["values"]) == len(series["texts"]) == len(spec["categories"]), name


def test_the_files_hold_the_tables_as_they_are(tmp_path: Path) -> None:
    made = simulation()
    write_report(made, tmp_path)
    for name in (*TABLES, "budgets"):
        whole = getattr(made, name)
        types = pv.ConvertOptions(column_types=whole.schema, strings_can_be_null=True)
        assert pv.read_csv(tmp_path / f"{name}.csv", convert_options=types).equals(whole), name


def test_a_spreadsheet_shows_the_chinese_and_runs_no_formula(tmp_path: Path) -> None:
    made = simulation(reform=False)
    places = pa.array(["=1+1"] + ["中山"] * (made.summary.num_rows - 1))
    at = made.summary.schema.get_field_index("place")
    html_of(tmp_path, reform=False, by=[], summary=made.summary.set_column(at, "place", places))
    written = (tmp_path / "summary.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    assert b'"\'=1+1"' in written


def test_people_whose_file_says_that_they_are_invented_are_called_so(tmp_path: Path) -> None:
    page = report(tmp_path, source=str(generate_city(50, path=tmp_path / "city.parquet")))
    assert any(text.startswith("The people in this simulation are invented.") for text in page.texts)
    assert str(tmp_path) not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_people_whose_file_does_not_say_so_are_not_called_invented(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["P1"]}), tmp_path / "city.parquet")
    page = report(tmp_path, source=str(tmp_path / "city.parquet"))
    assert not any("invented" in text for text in page.texts)


def test_the_people_stand_in_a_file_beside_the_page(tmp_path: Path) -> None:
    html_of(tmp_path)
    assert pq.read_table(tmp_path / "people.parquet").column("id").to_pylist() == ["P1"]


# -- numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        ("0", "¥0", "0元"),
        ("9999", "¥9,999", "9,999元"),
        ("123456", "¥123,456", "12.3万元"),
        ("-123456", "−¥123,456", "−12.3万元"),
        ("1234567", "¥1.23m", "123万元"),
        ("2143000000", "¥2.14bn", "21.4亿元"),
    ],
)
def test_money_is_short_in_a_sentence(amount: str, english: str, chinese: str) -> None:
    assert Numbers("en", "CNY").money(Decimal(amount)) == english
    assert Numbers("zh", "CNY").money(Decimal(amount)) == chinese


def test_money_in_a_column_keeps_every_unit() -> None:
    assert Numbers("en", "CNY").money_cell(Decimal("1234567.50")) == "1,234,568"
    assert Numbers("zh", "CNY").money_cell(Decimal("1234567.50")) == "123.46"
    assert [Numbers(lang, "CNY").cell_unit for lang in ("en", "zh")] == ["CNY", "万元"]


def test_a_currency_that_has_no_sign_is_written_by_its_code() -> None:
    assert Numbers("en", "XTS").money(Decimal(5)) == "XTS 5"
    assert Numbers("zh", "XTS").money(Decimal(50_000)) == "5.00万 XTS"


def test_round_numbers_of_people_carry_no_idle_zeros() -> None:
    assert [Numbers(lang, "CNY").people(200_000) for lang in ("en", "zh")] == ["200,000", "20万"]
    assert [Numbers(lang, "CNY").people(1_900_000) for lang in ("en", "zh")] == ["1.9m", "190万"]
    assert [Numbers(lang, "CNY").people(9_260) for lang in ("en", "zh")] == ["9,260", "9,260"]


@pytest.mark.parametrize(("part", "text"), [(0, "0.0%"), (1, "<0.1%"), (2_000, "1.0%"), (400_000, "200%")])
def test_a_share_that_is_not_nothing_is_not_written_as_nothing(part: int, text: str) -> None:
    assert Numbers("en", "CNY").percent(part, 200_000) == text


def test_a_share_of_nothing_is_a_dash() -> None:
    assert Numbers("en", "CNY").percent(1, 0) == "–"


def test_days_read_as_each_language_writes_them() -> None:
    day = date(2021, 1, 7)
    assert [Numbers(lang, "CNY").day(day) for lang in ("en", "zh")] == ["7 January 2021", "2021年1月7日"]
