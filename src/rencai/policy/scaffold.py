"""The beginning of a pack, or of a measure in a pack: small, valid, tested, and openly a draft."""

from __future__ import annotations

import re
from pathlib import Path

from rencai.messages import Message
from rencai.policy.gather import SLUG
from rencai.policy.pack import Pack, load_pack
from rencai.policy.problems import PolicyError, Problem

FIRST_MEASURE = "welcome-grant"
HEADER = """\
pack: {name}
title: {{en: "Talent measures of {name} (to be named)", zh: "{name}人才政策（待定名）"}}
currency: CNY
about:
  en: A pack just begun. Its one measure is a draft with numbers still to be decided.
  zh: 新建的政策包，仅含一项草案措施，数字待定。
sources:
  first-document:
    title: {{en: The first document that this pack is read from, zh: 本政策包依据的第一份文件}}
    link: ""
    standing: unpublished
bodies:
  social-insurance: {{en: the social insurance agency, zh: 社保经办机构}}
"""
FACTS = """\
facts:
  {snake}_insured_months:
    type: integer
    unit: month
    min: 0
    max: 720
    label: {{en: months of social insurance here, zh: 在本地参保月数}}
    question:
      en: For how many months has social insurance been paid for you here?
      zh: 您在本地已缴纳社会保险多少个月？
    attested_by: [{body}]
    personal: true
    source: {{document: {document}}}
"""
PARAMETERS = {
    "least-months": """\
parameter: {snake}_least_months
label: {{en: least months of insurance, zh: 最少参保月数}}
type: integer
unit: month
values:
  - source: {{document: {document}}}
    note: {{en: To be decided., zh: 待定。}}
    placeholder: true
    value: 6
""",
    "amount": """\
parameter: {snake}_amount
label: {{en: amount of the grant, zh: 补助金额}}
type: money
values:
  - source: {{document: {document}}}
    note: {{en: To be decided., zh: 待定。}}
    placeholder: true
    value: 1000
""",
}
MEASURE = """\
measure: {name}
title: {{en: "Draft: {words}", zh: "草案：{name}"}}
kind: payment
status: draft
source: {{document: {document}}}
conditions:
  - name: insured
    text: {{en: Insured here for the least months, zh: 在本地参保满规定月数}}
    test: {snake}_insured_months >= {snake}_least_months
    source: {{document: {document}}}
amount:
  is: {snake}_amount
  text: {{en: One sum for everyone, zh: 每人一次性发放}}
  source: {{document: {document}}}
"""
TESTS = """\
tests:
  - name: whoever has been insured for six months has the {words}
    on: {day}
    drafts: true
    facts: {{{snake}_insured_months: 6}}
    expect:
      {name}: {{status: eligible, amount: 1000}}
  - name: whoever has been insured for five months does not have the {words}
    on: {day}
    drafts: true
    facts: {{{snake}_insured_months: 5}}
    expect:
      {name}: {{status: not_eligible, because: [insured]}}
  - name: the months of insurance have to be known for the {words}
    on: {day}
    drafts: true
    facts: {{}}
    expect:
      {name}: {{status: needs_information, missing: [{snake}_insured_months]}}
"""
TEST_DAY = "2024-01-01"


def new_pack(folder: Path, measure: str = FIRST_MEASURE) -> list[Path]:
    """Writes a pack with one draft measure into `folder`, which is new or empty; returns its files."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise _refused("{folder} is there already and is no pack; give a new folder", folder=folder)
    name = pack_name(folder)
    files = {"pack.yaml": HEADER.format(name=name)}
    return _written(folder, files | measure_files(measure, "first-document", "social-insurance"))


def new_measure(folder: Path, measure: str) -> list[Path]:
    """Adds a draft measure with its facts, numbers and cases to the pack in `folder`; the files written."""
    pack = load_pack(str(folder.resolve()))
    _free(pack, measure)
    rules = pack.rules
    return _written(folder, measure_files(measure, next(iter(rules.documents)), next(iter(rules.bodies), "")))


def measure_files(measure: str, document: str, body: str) -> dict[str, str]:
    if not SLUG.fullmatch(measure):
        raise _refused("{name!r} cannot be the name of a measure: use lower-case letters, digits and -", name=measure)
    values = {
        "name": measure,
        "snake": measure.replace("-", "_"),
        "words": measure.replace("-", " "),
        "document": document,
        "body": body,
        "day": TEST_DAY,
    }
    files = {
        f"facts/{measure}.yaml": FACTS,
        f"measures/{measure}.yaml": MEASURE,
        f"tests/{measure}.yaml": TESTS,
    }
    files |= {f"parameters/{measure}-{part}.yaml": text for part, text in PARAMETERS.items()}
    return {name: text.format(**values) for name, text in files.items()}


def pack_name(folder: Path) -> str:
    """The folder's name as a pack may be called."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    return name or "pack"


def _free(pack: Pack, measure: str) -> None:
    if measure in pack.rules.measures:
        raise _refused("the pack has a measure {name!r} already", name=measure)


def _written(folder: Path, files: dict[str, str]) -> list[Path]:
    """Writes all files, and takes them away again if the pack does not load with them."""
    paths = {folder / name: text for name, text in files.items()}
    taken = [path for path in paths if path.exists()]
    if taken:
        raise _refused("{file} is there already; nothing was written", file=taken[0])
    try:
        for path, text in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        load_pack(str(folder.resolve()))
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise
    return list(paths)


def _refused(template: str, **values: object) -> PolicyError:
    return PolicyError(Problem(None, Message(template, **values)))
