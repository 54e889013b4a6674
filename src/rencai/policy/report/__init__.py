"""The report of a simulation: one page that explains itself, and the tables behind it.

write_report(simulation, Path("report"), lang="zh")
"""

import base64
import hashlib
import json
from functools import cache
from importlib import resources
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from rencai.policy.report.page import page
from rencai.policy.report.simulation import Simulation
from rencai.policy.report.tables import write_files
from rencai.policy.report.words import LANGUAGES, Words

__all__ = ["Simulation", "write_report"]


def write_report(simulation: Simulation, folder: Path, *, lang: str = "en") -> Path:
    """Write `report.html` and the files behind it into `folder` (made if it is not there).

    The page holds English and Chinese; `lang` ("en" or "zh") is the one it opens in. It needs no network and
    no script. Beside it: summary.csv, payments.csv, reasons.csv, near_misses.csv, changes.csv (with a
    reform), scores.csv, budgets.csv and people.parquet, a row for each person. Returns the path of the page.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"lang is {lang!r}; a report opens in one of: {', '.join(LANGUAGES)}")
    folder.mkdir(parents=True, exist_ok=True)
    write_files(simulation, folder)
    path = folder / "report.html"
    path.write_text(_html(simulation, lang), encoding="utf-8", newline="\n")
    return path


def _html(simulation: Simulation, lang: str) -> str:
    pages = [page(simulation, each) for each in LANGUAGES]
    charts = {name: spec for each in pages for name, spec in each.charts().items()}
    scripts = [_asset("echarts.min.js"), _asset("report.js")]
    return (
        _environment()
        .from_string(_asset("report.html.j2"))
        .render(
            pages=pages,
            words={each: Words(each) for each in LANGUAGES},
            lang=lang,
            charts=charts,
            style=Markup(_asset("report.css")),
            scripts=[Markup(script) for script in scripts],
            marks=[_mark(script) for script in scripts],
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.policies["json.dumps_function"] = json.dumps
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


def _mark(script: str) -> str:
    """The source expression by which the page's security policy lets this script run, and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
