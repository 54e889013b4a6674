"""What is questionable in a pack that loads: gaps in time, rules that never hold, leftovers, missing tests.

`lint(pack)` returns findings: errors make a decision wrong or impossible, warnings are for an editor,
notes are what a reader should know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rencai.policy.lint import dates, logic, standing, texts, unused
from rencai.policy.lint.finding import ERROR, NOTE, SEVERITIES, WARNING, Finding

if TYPE_CHECKING:
    from rencai.policy.pack import Pack

CHECKS: tuple[Callable[[Pack], Iterable[Finding]], ...] = (
    standing.broken_examples,
    dates.values_missing,
    dates.never_in_force,
    logic.constant_conditions,
    logic.contradictions,
    unused.leftovers,
    texts.translations,
    standing.sources,
    standing.nobody_attests,
    standing.untested,
    standing.drafts_and_placeholders,
    standing.not_found,
)


def lint(pack: Pack) -> list[Finding]:
    """Every finding, the gravest first, then in order of place."""
    findings = [finding for check in CHECKS for finding in check(pack)]
    return sorted(findings, key=lambda found: (SEVERITIES.index(found.severity), found.place or ("~", 0, 0)))


__all__ = ["ERROR", "NOTE", "WARNING", "Finding", "lint"]
