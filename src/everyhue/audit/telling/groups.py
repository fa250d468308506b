"""The numbers of groups as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from everyhue.audit.judging import GroupLine, Spread
from everyhue.audit.telling.words import columns_of, said, words_of
from everyhue.metrics.groups import called
from everyhue.report.charts import DataTable
from everyhue.types import Value

MOST_LINES = 200
"""Most groups of a table on the page; `report.json` holds all."""


def group_tables(
    lines: Sequence[GroupLine], headline: Sequence[str], more: Sequence[str] = ()
) -> list[DataTable]:
    """Return the measures of groups with their intervals: the first, and further ones.

    Parameters
    ----------
    lines : sequence of GroupLine
        Of one set of columns.
    headline, more : sequence of str
        Measures; one that no line has is left away.
    """
    by = columns_of(lines[0].by)
    first, further = (
        [name for name in names if any(name in line.values for line in lines)]
        for names in (headline, more)
    )
    tables = [_values(lines, first, f"By {by}, with 95% intervals", said)]
    return [*tables, *([_values(lines, further, f"Further by {by}", said)] if further else [])]


def spread_table(spreads: Sequence[Spread], level: float) -> DataTable:
    """Return how far apart groups are, by columns and measure."""
    rows = tuple(
        (f"{columns_of(one.by)}: {words_of(one.measure)}", said(one.difference, one.measure),
         said(one.ratio))
        for one in spreads
    )  # fmt: skip
    head = ("", "Largest − smallest", "Smallest / largest")
    return DataTable(f"Spread over groups, {level:.0%} for all groups at once", head, rows)


def _values(
    lines: Sequence[GroupLine], names: Sequence[str], caption: str, say: Callable[[Value, str], str]
) -> DataTable:
    head = ("Group", "Rows", *(words_of(name) for name in names))
    rows = tuple(
        (called(line.group), f"{line.rows:,}", *(_said(line, name, say) for name in names))
        for line in lines[:MOST_LINES]
    )
    more = len(lines) - MOST_LINES
    caption += f"; the first {MOST_LINES} of {len(lines):,}, all in report.json" if more > 0 else ""
    return DataTable(caption, head, rows)


def _said(line: GroupLine, name: str, say: Callable[[Value, str], str]) -> str:
    return say(line.values[name], name) if name in line.values else "–"
