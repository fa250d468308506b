"""The section of verdicts: all gates at a glance, then each with its groups, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from everyhue.audit.judging import GateLine, GateOutcome
from everyhue.audit.telling.verdicts import ORDER, reason, rule_of, worst_first
from everyhue.audit.telling.words import columns_of, needed_words
from everyhue.report import Html, Section, badge, bullets, folded, heading
from everyhue.report.charts import DataTable
from everyhue.report.charts.svg import escape

MOST_LISTED = 40
MOST_LINES = 200
INTRO = (
    "A gate passes if every declared group does, each by its own bounds. It fails if the bounds "
    "of any group are out, where those of all groups and gates hold together. Anything between "
    "is insufficient evidence, and no failure."
)


def gate_section(outcomes: Sequence[GateOutcome]) -> Section:
    """Return the section that says what every gate came to, and why."""
    ordered = worst_first(outcomes)
    blocks = [
        _overview(ordered).html(), heading("Group by group"), *(_gate(one) for one in ordered)
    ]  # fmt: skip
    return Section("verdicts", "Verdicts", INTRO, tuple(blocks))


def _overview(outcomes: Sequence[GateOutcome]) -> DataTable:
    rows = tuple(
        (
            Html(f"{badge(one.status)} by {escape(columns_of(one.by))}"),
            rule_of(one),
            _because(one),
            needed_words(one.rows_needed, one.rows),
        )
        for one in outcomes
    )
    head = ("Verdict", "Rule", "Why", "Rows needed")
    return DataTable("All gates, the worst first", head, rows)


def _because(one: GateOutcome) -> str:
    words = reason(one)
    return words[:1].upper() + words[1:]


def _gate(one: GateOutcome) -> str:
    """Every group of one gate, folded away: the table above has said what it came to."""
    content = _gate_table(one).html(False) + "".join(_unheld(one))
    return folded(f"{one.status.capitalize()} by {columns_of(one.by)}: {rule_of(one)}", content)


def _unheld(one: GateOutcome) -> Iterator[str]:
    for rows, words in (
        (one.pooled, "pooled, since each has fewer rows than the minimum"),
        (one.left_out, "not held, since a column of theirs is empty"),
    ):
        if rows:
            groups = "1 group" if len(rows) == 1 else f"{len(rows):,} groups"
            yield folded(
                f"{groups}, {sum(rows.values()):,} rows: {words}", bullets(listed_rows(rows))
            )


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
    compared = "Compared (own bounds)"
    lines = sorted(one.lines, key=lambda line: ORDER.index(line.verdict.status))
    head = ("Group", "Rows", compared, "Verdict", "Decided by", "Rows needed")
    caption = f"Groups of: {rule_of(one)}, by {columns_of(one.by)}"
    return DataTable(caption, head, tuple(_gate_row(line, one.rows) for line in lines[:MOST_LINES]))


def _gate_row(line: GateLine, rows: int) -> tuple[str, ...]:
    return (
        line.group, f"{line.rows:,}", str(line.own), badge(line.verdict.status),
        line.verdict.decided_by, needed_words(line.verdict.rows_needed, rows),
    )  # fmt: skip
