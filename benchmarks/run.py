"""All figures side by side in one run: on the terminal and in docs/benchmarks.md. A missed figure says so."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from datetime import date
from importlib.metadata import version
from pathlib import Path

import click
from figures import FIGURES as POLICY_FIGURES
from figures import Bench, attempt
from matching_figures import MATCHING_FIGURES
from office_figures import OFFICE_FIGURES
from process import PEERS
from recommend_figures import RECOMMEND_FIGURES
from result import Text, page, show, words

from rencai.messages import user_language

FIGURES = {**POLICY_FIGURES, **MATCHING_FIGURES, **RECOMMEND_FIGURES, **OFFICE_FIGURES}
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
SHOWN = ("duckdb", "pyarrow", "numpy")


def machine(load: float) -> Text:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return words(
        "machine",
        day=date.today().isoformat(),
        cores=os.cpu_count(),
        kind=platform.machine(),
        memory=f"{memory:.0f}",
        load=f"{load:.1f}",
        python=platform.python_version(),
        versions=", ".join(f"{name} {version(name)}" for name in SHOWN),
    )


@click.command()
@click.option("--quick", is_flag=True, help="A tenth of the people, each thing once; writes no page.")
@click.option("--only", type=click.Choice(list(FIGURES)), multiple=True, help="Only this; writes no page.")
@click.option("--folder", type=click.Path(path_type=Path), help="Keep the tables here for the next run.")
def main(quick: bool, only: tuple[str, ...], folder: Path | None) -> None:
    """Measure every figure and its peer on this machine."""
    if not Path(PEERS).exists():
        raise click.ClickException("the peers' environment .venv-bench is missing; run `make bench`")
    start, (load, *_) = time.perf_counter(), os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="rencai-bench-") as spare:
        bench = Bench(folder or Path(spare), 10 if quick else 1, 1 if quick else 3)
        found = []
        for name in only or FIGURES:
            click.echo(f"{name} …", err=True)
            found.append(attempt(name, FIGURES[name], bench))
    show(found, user_language())
    click.echo(f"{time.perf_counter() - start:.0f} s", err=True)
    if not quick and not only:
        PAGE.write_text(page(found, machine(load)), encoding="utf-8")
        click.echo(f"written: {PAGE.name}", err=True)


if __name__ == "__main__":
    main()
