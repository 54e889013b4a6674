"""What an expression may not be: refused when the pack loads, with its place and what would be right."""

from __future__ import annotations

import pytest
from factory import derived, measure, pack_of, parameter, refusal, refused, value
from hypothesis import given
from hypothesis import strategies as st

from rencai.policy import PackError
from rencai.policy.parsing import FOREIGN_WORDS, FUNCTIONS, MAX_LENGTH

TABLE = parameter("pay", "money", by=["grade"], values=[{"table": {"else": 1}}])


# -- types and units ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("wage + months", "a number of CNY and a number of month do not go together here"),
        ("wage > n", "a number of CNY and a plain number do not go together here"),
        ("wage + rent", "a number of CNY and a number of CNY/month do not go together here"),
        ("years > months", "a number of year and a number of month do not go together here"),
        ("months_between(born, since) > years", "a number of month and a number of year do not go together here"),
        ("grade = colour", "a choice of grade and a choice of colour do not go together here"),
        ("COALESCE(wage, n)", "a number of CNY and a plain number do not go together here"),
        ("LEAST(born, n)", "a day and a plain number do not go together here"),
        ("born > 5", "this is a plain number, but a day is expected"),
        ("word = n", "a text and a plain number do not go together here"),
        ("flag = 1", "this is a plain number, but true or false is expected"),
        ("CASE WHEN flag THEN wage ELSE months END", "a number of CNY and a number of month do not go together here"),
        ("n BETWEEN wage AND 5", "a plain number and a number of CNY do not go together here"),
    ],
)
def test_values_of_different_kinds_and_units_do_not_mix(text: str, why: str) -> None:
    assert refused(text) == why


def test_money_written_with_parts_of_a_cent_is_refused() -> None:
    assert refused("wage > 3000.555") == "money has two places; 3 are written here"


def test_a_number_in_scientific_notation_is_refused() -> None:
    assert refused("wage > 3e3") == "3e3 is not an exact number; write it out, as in 0.25 or 100000"


def test_a_value_that_a_choice_does_not_have_is_refused_with_the_values_it_has() -> None:
    assert refused("grade = 'jnior'") == ("'jnior' is no value of grade (junior?); it has: none, junior, senior, top")
    assert "it has: red, green" in refused("colour IN ('red', 'blue')")


@pytest.mark.parametrize(
    "text", ["word > 'a'", "colour > 'red'", "flag > other", "LEAST(word, 'a')", "colour BETWEEN 'red' AND 'green'"]
)
def test_what_has_no_order_is_not_compared_by_size(text: str) -> None:
    assert "has no order; use = or IN" in refused(text)


@pytest.mark.parametrize("text", ["born + 1", "since - born", "word * 2", "grade + 1", "flag + 1"])
def test_only_numbers_are_calculated_with(text: str) -> None:
    assert "cannot be calculated with" in refused(text)


@pytest.mark.parametrize("text", ["-born", "ABS(word)", "ROUND(flag)", "FLOOR(grade)"])
def test_functions_of_numbers_take_numbers(text: str) -> None:
    assert refused(text).startswith("a number is expected here, but this is ")


@pytest.mark.parametrize("text", ["flag AND n", "n OR flag", "NOT wage", "CASE WHEN n THEN 1 ELSE 2 END"])
def test_a_condition_is_true_or_false(text: str) -> None:
    assert refused(text).startswith("a condition is expected here, but this is ")


def test_a_day_written_as_a_text_is_refused_with_the_way_to_write_it() -> None:
    assert refused("born > '2021-05-10'") == ("this is a text, but a day is expected; write it as DATE '2021-05-10'")


@pytest.mark.parametrize("day", ["2021-02-30", "20210510", "2021-W19-1", "soon", "2021-5-1"])
def test_a_day_that_does_not_exist_is_refused(day: str) -> None:
    assert refused(f"born > DATE '{day}'") == f"{day!r} is no day; write it as DATE '2021-05-10'"


def test_a_day_outside_the_days_that_a_pack_reckons_with_is_refused() -> None:
    assert refused("born > DATE '1899-12-31'") == "days lie between 1900-01-01 and 2199-12-31"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("years_between(born, 5)", "this is a plain number, but a day is expected"),
        ("add_months(born, years)", "this is a number of year, but a number of month is expected"),
        ("add_years(n, 1)", "this is a plain number, but a day is expected"),
        ("add_months(born, 0.5)", "a whole number of month is expected here"),
        ("add_months(born, months * 4)", "add_months may move a day by 150 years at most"),
        ("year_of(born, since)", "year_of takes 1 arguments"),
        ("days_between(born)", "days_between takes 2 arguments"),
    ],
)
def test_functions_of_days_take_days_and_their_units(text: str, why: str) -> None:
    assert refused(text) == why


# -- bounds ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["wage / n", "wage / 0", "n / (m + 1)", "1 / (n - n)"])
def test_a_divisor_that_could_be_zero_is_refused(text: str) -> None:
    assert refused(text) == "the divisor could be 0; give the fact a min of at least 1, or use GREATEST(…, 1)"


def test_a_divisor_that_is_never_zero_is_accepted() -> None:
    assert value("n / GREATEST(m, 2)", n=3, m=0) == value("n / 2", n=3)
    assert value("1 / LEAST(n, -1)", n=5) == -1


def test_numbers_that_could_grow_beyond_37_digits_are_refused() -> None:
    assert refused("wage * wage * wage") == (
        "this could grow beyond 37 digits; give the facts a smaller min and max, or round earlier"
    )


def test_a_product_that_fits_is_exact_to_its_last_digit() -> None:
    assert str(value("wage * wage", wage="999999999999.99")) == "999999999999980000000000.0001"


def test_too_many_decimal_places_are_refused() -> None:
    assert refused("rate * rate * rate * rate") == "this has 16 decimal places, 12 at most; round earlier with ROUND"


# -- names -------------------------------------------------------------------------------------------------


def test_an_unknown_name_is_refused_with_the_one_that_may_be_meant() -> None:
    assert refused("wages > 3") == "'wages' is no fact, parameter or derived fact of this pack (wage?)"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("pay > 3", "pay is a table; give its key, as in pay[…]"),
        ("n[grade]", "n is not a table; it takes no key"),
        ("pay[grade, n]", "pay takes 1 keys, not 2"),
        ("pay[colour]", "this is a choice of colour, but a choice of grade is expected"),
        ("pay['blue']", "'blue' is no value of grade; it has: none, junior, senior, top"),
        ("(n + 1)[grade]", "only a table parameter has keys, as in settling_in[category]"),
    ],
)
def test_a_table_is_used_with_its_own_keys(text: str, why: str) -> None:
    assert refused(text, TABLE) == why


def test_a_key_with_more_places_than_the_bands_is_refused() -> None:
    bands = parameter("step", "integer", by=[{"bands": "integer"}], values=[{"table": [{"value": 1}]}])
    assert refused("step[rate]", bands) == "the key has 4 decimal places, the table's bands have 0; round it"


@pytest.mark.parametrize("text", ["demo.n", "n.m > 1", '"n" > 3', "`n` > 3"])
def test_a_name_has_no_dots_and_no_quotes(text: str) -> None:
    assert "name" in refused(text) or "language" in refused(text)


@pytest.mark.parametrize("word", sorted(FOREIGN_WORDS))
def test_a_word_of_sql_can_be_no_name_because_it_would_be_read_as_something_else(word: str) -> None:
    assert f"{word!r} cannot be a name here" in refusal(derived(**{word: "n + 1"}))


# -- outside the language ----------------------------------------------------------------------------------

OUTSIDE = """
SELECT 1 | (SELECT 1) | n IN (SELECT n) | EXISTS (SELECT 1) | n > ANY (1) | n > ALL (1) | WITH a AS (SELECT 1) SELECT 1
DROP TABLE people | DELETE FROM people | SHOW tables | CALL f() | COPY x TO 'y' | SET x = 1 | PRAGMA x | n; n
SUM(n) | COUNT(1) | SUM(n) OVER () | GREATEST(n, 3) FILTER (WHERE flag) | LAG(n) | RANDOM() | NOW() | CURRENT_DATE
IF(flag, 1, 2) | IFNULL(n, 3) | NVL(n, 3) | NULLIF(n, 3) | CEILING(rate) | POWER(n, 2) | SQRT(n) | MOD(n, 2) | n % 2
CAST(n AS DECIMAL) | n::DECIMAL | CAST('2020-01-01' AS DATE) | '2020-01-01'::DATE | TRY_CAST('1' AS INT) | DATE('2020-01-01')
word LIKE 'a%' | word || 'a' | CONCAT(word, 'a') | LOWER(word) | word ~ 'a' | word SIMILAR TO 'a' | word COLLATE x = 'a'
n IS TRUE | n IS DISTINCT FROM 1 | n <=> 1 | n == 1 | !flag | ~n | n & 1 | n << 1 | n ^ 2 | flag XOR other | n DIV 2
n BETWEEN SYMMETRIC 3 AND 1 | COALESCE(ALL n, 1) | ROUND(rate, 1, 1) | FLOOR(rate TO DAY) | months_between(born, since, TRUE)
[1, 2] | {n} | MAP(1, 2) | STRUCT(1) | ARRAY[1] | x -> x | n -> 'a' | @n | :n | ? | $1 | n AS x | INTERVAL '1' MONTH
__import__('os') | READ_CSV('/etc/passwd') | GETENV('HOME') | PG_SLEEP(10) | TIMESTAMP '2020-01-01 00:00:00' | X'1F' | 0x1F | 5L | 1_0
"""


@pytest.mark.parametrize("text", [item.strip() for line in OUTSIDE.strip().splitlines() for item in line.split(" | ")])
def test_anything_outside_the_language_is_refused(text: str) -> None:
    with pytest.raises(PackError):
        pack_of(derived(result=text))


def test_a_function_that_is_not_listed_is_refused_with_the_list() -> None:
    found = refused("year_betwen(born, since)")
    assert found.startswith("the function year_betwen is not part of the language (years_between?); there are: ")
    assert all(name in found for name in FUNCTIONS)


@pytest.mark.parametrize("text", ["n > 5 -- AND flag", "n > 5 /* AND flag */", "n --m"])
def test_a_comment_which_would_hide_a_part_of_the_rule_is_refused(text: str) -> None:
    assert refused(text) == "an expression has no comments (two minus signs begin one); use `note:`"


def test_nothing_equals_null() -> None:
    assert refused("n = NULL") == "NULL stands only in IS NULL and IS NOT NULL; nothing equals what is not known"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("CASE WHEN flag THEN 1 END", "CASE needs an ELSE"),
        ("n IN (m)", "IN takes a list of written values, as in IN ('a', 'b')"),
        ("n IN ()", "IN takes a list of written values, as in IN ('a', 'b')"),
        ("ROUND(rate, n)", "ROUND takes a written number of places, as in ROUND(x, 2)"),
        ("ROUND(rate, -1)", "ROUND takes a written number of places, as in ROUND(x, 2)"),
        ("n > 5 AND", "this is not an expression: something is missing here"),
        ("n n", "this is not an expression: this is not expected here"),
        ("n > '5", "this is not an expression: a quote is not closed"),
        ("n, m", "this is not an expression: this is not expected here"),
    ],
)
def test_a_broken_expression_is_refused_in_plain_words(text: str, why: str) -> None:
    assert refused(text) == why


def test_refusing_writes_nothing_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    for text in ("SHOW tables", "CALL f()", "EXPLAIN n", "VACUUM x"):
        refused(text)
    assert not caplog.records


# -- size --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "NOT " * 90 + "flag",
        "(" * 25 + "n" + ")" * 25,
        "ABS(" * 25 + "n" + ")" * 25,
        "- " * 300 + "n",
        "n" + " + 1" * 300,
        "CASE WHEN " * 40 + "flag",
        "pay[" * 30,
        "n" + " IS NOT NULL" * 120,
        "!" * 1900 + "flag",
        "n IN (" + ",".join("1" * 400) + ")",
        "x::" + "ARRAY<" * 300,
        "+ " * 900 + "n",
    ],
)
def test_what_is_too_deep_or_has_too_many_parts_is_refused(text: str) -> None:
    with pytest.raises(PackError):
        pack_of(derived(result=text))


def test_a_thousand_nots_are_refused_as_too_long() -> None:
    assert refused("NOT " * 1000 + "flag") == f"an expression has at most {MAX_LENGTH} characters; use a derived fact"


@pytest.mark.parametrize("text", ["ABS(" * 23 + "n" + ")" * 23, "flag" + " AND flag" * 150, "n" + " + 1" * 20])
def test_what_stays_within_the_bounds_is_read(text: str) -> None:
    assert value(text, n=1, flag=True) is not None


@given(st.text(alphabet="()[]NOT CASEWHN'\"-+*/=<>,.;0123nflag%~!@#$^&|\\`{}:?月 \n", max_size=60))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        pack_of(derived(result=text))
    except PackError as error:
        assert error.text("en")
        assert error.text("zh")


@given(
    st.lists(
        st.sampled_from(
            [
                "n",
                "m",
                "flag",
                "wage",
                "born",
                "grade",
                "pay",
                "(",
                ")",
                "[",
                "]",
                ",",
                "NOT",
                "AND",
                "OR",
                "CASE",
                "WHEN",
                "THEN",
                "ELSE",
                "END",
                "BETWEEN",
                "IN",
                "IS",
                "NULL",
                "=",
                "<",
                "+",
                "-",
                "*",
                "/",
                "1",
                "0.5",
                "'junior'",
                "ABS(",
                "ROUND(",
                "COALESCE(",
                "LEAST(",
                "add_months(",
                "years_between(",
                "DATE",
                "'2020-01-01'",
            ]
        ),
        max_size=14,
    )
)
def test_no_sequence_of_words_of_the_language_breaks_the_reader(words: list[str]) -> None:
    try:
        pack_of(derived(result=" ".join(words)), TABLE)
    except PackError as error:
        assert error.text()


# -- places ------------------------------------------------------------------------------------------------


def test_the_place_is_the_line_and_column_of_the_wrong_word() -> None:
    text = "derived:\n  a:\n    label: {en: a, zh: 甲}\n    is: n > 5 AND wages > 3\n"
    assert refusal(text).startswith("a.yaml:4:19: ")


def test_the_place_counts_the_quote_of_a_quoted_expression() -> None:
    text = 'derived:\n  a: {label: {en: a, zh: 甲}, is: "n > wages"}\n'
    column = text.splitlines()[1].index("wages") + 1
    assert refusal(text).startswith(f"a.yaml:2:{column}: ")


def test_the_place_in_a_block_of_lines_is_the_line() -> None:
    text = "derived:\n  a:\n    label: {en: a, zh: 甲}\n    is: |\n      n > 5\n      AND wages > 3\n"
    assert refusal(text).startswith("a.yaml:6: ")


def test_every_wrong_expression_is_reported_at_once() -> None:
    found = refusal(derived(a="n >", b="wage + n", c="nn > 1"), measure("m", "wage > months"))
    assert len(found.splitlines()) == 4
