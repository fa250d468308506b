"""The key numbers of an audit, in large type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from everyhue.audit.judging import GroupLine
from everyhue.audit.telling.words import said, short, words_of
from everyhue.types import Status, Value

Fact = tuple[str, str, str]


def facts(
    rows: int, groups: Sequence[GroupLine], overall: Mapping[str, Value], measures: Sequence[str],
    status: Status | None = None, *, unit: str = "rows",
) -> tuple[Fact, ...]:  # fmt: skip
    """Return verdict, rows, and the first measures over all of them.

    Parameters
    ----------
    rows : int
        What was read.
    groups : sequence of GroupLine
        Cells; the widest set of columns is counted.
    overall : mapping of str to Value
        Measures of all rows.
    measures : sequence of str
        Which of them are shown.
    status : str, optional
        The verdict.
    unit : str
        What a row is.
    """
    cells = sum(line.by == groups[-1].by for line in groups) if groups else 0
    verdict = [] if status is None else [(status.capitalize(), "Verdict", "")]
    shown = [_fact(overall[name], name) for name in measures if name in overall]
    return (*verdict, (f"{rows:,}", unit.capitalize(), f"{cells:,} groups"), *shown)


def _fact(value: Value, name: str) -> Fact:
    words = words_of(name).capitalize()
    if value.estimate is None:
        return "–", words, value.undefined or ""
    _, _, span = said(value, name).partition(" (")
    return short(value, name), words, span.removesuffix(")")
