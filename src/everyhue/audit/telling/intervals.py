"""Groups beside each other: a measure of each with its interval, the whole, and gate limits."""

from __future__ import annotations

from collections.abc import Sequence

from everyhue.audit.judging import GateOutcome, GroupLine
from everyhue.audit.telling.words import said, words_of
from everyhue.metrics.groups import called
from everyhue.report.charts import Bar, bars
from everyhue.types import Value


def interval_chart(
    lines: Sequence[GroupLine], measure: str, overall: Value, outcomes: Sequence[GateOutcome] = ()
) -> str:
    """Return the chart of one measure over the groups of one set of columns, as HTML.

    Parameters
    ----------
    lines : sequence of GroupLine
        The groups.
    measure : str
        Which of their values.
    overall : Value
        The same of all rows.
    outcomes : sequence of GateOutcome
        Gates; those on this measure and these columns show their limits.
    """
    rows = [Bar(called(line.group), line.values[measure], overall.estimate) for line in lines]
    words = words_of(measure).capitalize()
    summary = f"{words} of every group, against {said(overall, measure)}."
    title = f"{words} by {', '.join(lines[0].by)}"
    return bars(rows, title=title, summary=summary, target="Overall").html()
