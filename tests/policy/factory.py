"""Small packs, written in the test that needs them: YAML texts laid on a few facts that every test knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from rencai.policy import FactError, Outcome, PackError
from rencai.policy.build import Builder
from rencai.policy.gather import gather
from rencai.policy.pack import Pack

DAY = date(2020, 6, 1)
HEADER = """\
pack: demo
title: {en: Demonstration, zh: 示例}
currency: CNY
sources:
  rules: {title: {en: The rules, zh: 规定}, standing: primary}
bodies:
  board: {en: the board, zh: 评审委员会}
  police: {en: the police, zh: 公安机关}
"""
FACTS = """\
choices:
  grade:
    ordered: true
    values: {none: {en: none, zh: 无}, junior: {en: junior, zh: 初}, senior: {en: senior, zh: 高}, top: {en: top, zh: 顶}}
  colour:
    values: {red: {en: red, zh: 红}, green: {en: green, zh: 绿}}
facts:
  flag: {type: boolean, label: {en: flag, zh: 标}, question: {en: Flag?, zh: 标？}}
  other: {type: boolean, label: {en: other, zh: 另}, question: {en: Other?, zh: 另？}}
  relaxed: {type: boolean, label: {en: relaxed, zh: 放宽}, question: {en: Relaxed?, zh: 放宽？}}
  n: {type: integer, min: -1000, max: 1000, label: {en: n, zh: 数}, question: {en: How many?, zh: 多少？}}
  m: {type: integer, min: -1000, max: 1000, label: {en: m, zh: 另数}, question: {en: How many?, zh: 多少？}}
  months: {type: integer, unit: month, min: 0, max: 600, label: {en: months, zh: 月}, question: {en: Months?, zh: 几月？}}
  years: {type: integer, unit: year, min: 0, max: 100, label: {en: years, zh: 年}, question: {en: Years?, zh: 几年？}}
  rate: {type: decimal, min: -100, max: 100, label: {en: rate, zh: 率}, question: {en: Rate?, zh: 率？}}
  wage: {type: money, label: {en: wage, zh: 工资}, question: {en: Wage?, zh: 工资？}}
  rent: {type: money, per: month, min: 0, max: 100000, label: {en: rent, zh: 租}, question: {en: Rent?, zh: 租？}}
  received: {type: money, min: 0, max: 1000000, label: {en: received, zh: 已领}, question: {en: Received?, zh: 已领？}}
  word: {type: text, label: {en: word, zh: 词}, question: {en: Word?, zh: 词？}}
  grade: {type: choice, of: grade, label: {en: grade, zh: 级}, question: {en: Grade?, zh: 级？}}
  colour: {type: choice, of: colour, label: {en: colour, zh: 色}, question: {en: Colour?, zh: 色？}}
  born: {type: date, personal: true, label: {en: born, zh: 生日}, question: {en: Born?, zh: 生日？}}
  since: {type: date, attested_by: [police], label: {en: since, zh: 起}, question: {en: Since?, zh: 何时起？}}
"""
TEXT = {"en": "words", "zh": "文字"}
SOURCE = {"document": "rules", "article": "1"}


def pack_of(*texts: str, header: str = HEADER, facts: str = FACTS) -> Pack:
    """A pack from YAML texts; the first is called a.yaml, the next b.yaml."""
    names = (f"{chr(ord('a') + index)}.yaml" for index in range(len(texts)))
    files = [("pack.yaml", header), ("facts.yaml", facts), *zip(names, texts, strict=True)]
    definitions = gather(files, "demo")
    return Pack(definitions, Builder(definitions).rules())


def refusal(*texts: str, header: str = HEADER, facts: str = FACTS) -> str:
    """The whole message with which a pack of these texts is refused."""
    with pytest.raises(PackError) as caught:
        pack_of(*texts, header=header, facts=facts)
    return caught.value.text()


def why(text: str, **options: str) -> str:
    """The one message with which a text is refused, without its place."""
    found = refusal(text, **options)
    assert len(found.splitlines()) == 1, found
    return found.split(": ", 1)[1]


def yaml(value: Mapping[str, Any]) -> str:
    """A mapping as YAML (JSON is YAML)."""
    return json.dumps(value, ensure_ascii=False, default=str)


def derived(**expressions: str) -> str:
    """A derived fact for each name."""
    return yaml({"derived": {name: {"label": TEXT, "is": text} for name, text in expressions.items()}})


def condition(name: str, test: str | None = None, **fields: Any) -> dict[str, Any]:
    given = {"test": test} if test is not None else {}
    return {"name": name, "text": TEXT, "source": SOURCE, **given, **fields}


def judgement(fact: str = "relaxed", by: str = "board") -> dict[str, Any]:
    return {"by": by, "fact": fact, "text": {"en": "The board may relax it", "zh": "可由评审委员会放宽"}}


def extra(name: str, **fields: Any) -> dict[str, Any]:
    """An uplift, a deduction, a stop or a claw-back."""
    return {"name": name, "text": TEXT, "source": SOURCE, **fields}


def measure(
    name: str, *tests: str | Mapping[str, Any], amount: str | Mapping[str, Any] | None = None, **fields: Any
) -> str:
    """A measure; conditions given as text are called c1, c2 …; an amount makes it a payment."""
    conditions = [
        condition(f"c{index}", test) if isinstance(test, str) else test for index, test in enumerate(tests, 1)
    ]
    given: dict[str, Any] = {"kind": "status" if amount is None else "payment"}
    if amount is not None:
        parts = {"is": amount} if isinstance(amount, str) else amount
        given["amount"] = {"source": SOURCE, **parts}
    return yaml(
        {
            "measure": name,
            "title": {"en": name, "zh": name},
            "source": SOURCE,
            "conditions": conditions,
            **given,
            **fields,
        }
    )


def parameter(name: str, kind: str, value: Any = None, **fields: Any) -> str:
    """A parameter; `value` for all days, or `values=[…]` with dates."""
    values = fields.pop("values", None) or [{"value": value}]
    return yaml(
        {
            "parameter": name,
            "label": TEXT,
            "type": kind,
            **fields,
            "values": [{"source": SOURCE, **item} for item in values],
        }
    )


def value(expression: str, *texts: str, on: date = DAY, **facts: Any) -> Any:
    """What an expression yields for a person with these facts; None is not known."""
    return pack_of(derived(result=expression), *texts).decide(facts, on=on).derived["result"]


def refused(expression: str, *texts: str) -> str:
    """The message with which an expression is refused, without its place."""
    return refusal(derived(result=expression), *texts).split(": ", 1)[1]


def outcome(*texts: str, on: date = DAY, of: str = "m", **facts: Any) -> Outcome:
    """What the measure `m` of a pack of these texts gives to a person."""
    return pack_of(*texts).decide(facts, on=on)[of]


def fact_refusal(**facts: Any) -> str:
    """The message with which facts about a person are refused."""
    with pytest.raises(FactError) as caught:
        pack_of().decide(facts, on=DAY)
    return caught.value.text()
