"""The section of verdicts: one table for each gate and set of columns, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from everyhue.audit.judging import GateLine, GateOutcome
from everyhue.audit.telling.verdicts import rule_of, worst_first
from everyhue.report import Section, bullets, paragraph
from everyhue.report.charts import DataTable

MOST_LISTED = 40
INTRO = (
    "A gate passes if every declared group does, each by its own bounds. It fails if the bounds "
    "of any group are out, where those of all groups and gates hold together. Anything between "
    "is insufficient evidence, and no failure."
)


def gate_section(outcomes: Sequence[GateOutcome]) -> Section:
    """Return the section that says what every gate came to, and why."""
    return Section("verdicts", "Verdicts", INTRO, tuple(_blocks(outcomes)))


def _blocks(outcomes: Sequence[GateOutcome]) -> Iterator[str]:
    for one in worst_first(outcomes):
        yield _gate_table(one).html()
        if one.pooled:
            yield paragraph("Pooled, since each has fewer rows than the minimum:")
            yield bullets(listed_rows(one.pooled))
        if one.left_out:
            yield paragraph("Not held, since the group is missing:")
            yield bullets(listed_rows(one.left_out))


def listed_rows(rows: Mapping[str, int]) -> list[str]:
    """Return cells with their rows in words, the largest first.

    Examples
    --------
    >>> listed_rows({"a": 5, "b": 1200})
    ['b: 1,200 rows', 'a: 5 rows']
    """
    lines = [f"{name}: {n:,} rows" for name, n in sorted(rows.items(), key=lambda item: -item[1])]
    more = len(lines) - MOST_LISTED
    return [*lines[:MOST_LISTED], f"and {more:,} more"] if more > 0 else lines


def _gate_table(one: GateOutcome) -> DataTable:
    caption = f"{one.status.capitalize()}: {rule_of(one)}, by {', '.join(one.by)}. {one.why}."
    head = ("Group", "Rows", "Compared", "Verdict", "Decided by", "Rows needed")
    return DataTable(caption, head, tuple(_gate_row(line) for line in one.lines))


def _gate_row(line: GateLine) -> tuple[str, ...]:
    needed = line.verdict.rows_needed
    return (
        line.group, f"{line.rows:,}", str(line.own), line.verdict.status, line.verdict.decided_by,
        "–" if needed is None else f"{needed:,} in all",
    )  # fmt: skip
