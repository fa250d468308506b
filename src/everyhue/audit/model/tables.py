"""The tables of an audit of predictions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from everyhue.audit.judging import GateLine, GateOutcome, GroupLine
from everyhue.audit.model.audit import HEADLINE
from everyhue.audit.model.findings import ModelFindings
from everyhue.metrics.groups import called
from everyhue.report import bullets, paragraph
from everyhue.report.charts import DataTable
from everyhue.report.charts.svg import told
from everyhue.types import Value

MORE = ("prevalence", "f1_score", "balanced_accuracy", "mcc", "auc", "brier_loss",
        "calibration_gap")  # fmt: skip
MOST_LISTED = 40


def gate_tables(found: ModelFindings) -> Iterator[str]:
    """Yield one table for each gate and set of columns, worst first, and what was not held."""
    order = ("fail", "insufficient evidence", "pass")
    for one in sorted(found.gates, key=lambda one: order.index(one.status)):
        yield _gate_table(one).html()
        if one.pooled:
            yield paragraph("Pooled, since each has fewer rows than the minimum:")
            yield bullets(_listed(one.pooled))
        if one.left_out:
            yield paragraph("Not held, since the group is missing:")
            yield bullets(_listed(one.left_out))


def _gate_table(one: GateOutcome) -> DataTable:
    caption = f"{one.status.capitalize()}: {one.gate}, by {', '.join(one.by)}. {one.why}."
    head = ("Cell", "Rows", "Compared", "Verdict", "Decided by", "Rows needed")
    return DataTable(caption, head, tuple(_gate_row(line) for line in one.lines))


def _gate_row(line: GateLine) -> tuple[str, ...]:
    needed = line.verdict.rows_needed
    return (
        line.group, f"{line.rows:,}", str(line.own), line.verdict.status, line.verdict.decided_by,
        "–" if needed is None else f"{needed:,} in all",
    )  # fmt: skip


def _listed(rows: Mapping[str, int]) -> list[str]:
    lines = [f"{name}: {n:,} rows" for name, n in sorted(rows.items(), key=lambda item: -item[1])]
    more = len(lines) - MOST_LISTED
    return [*lines[:MOST_LISTED], f"and {more:,} more"] if more > 0 else lines


def group_tables(lines: Sequence[GroupLine]) -> list[DataTable]:
    """Return the rates of cells with their intervals, and further measures."""
    further = [name for name in MORE if name in lines[0].values]
    by = ", ".join(lines[0].by)
    return [
        _values(lines, HEADLINE, f"Rates by {by}, with 95% intervals", told),
        _values(lines, further, f"Further measures by {by}", _short),
    ]


def _values(
    lines: Sequence[GroupLine], names: Sequence[str], caption: str, say: Callable[[Value], str]
) -> DataTable:
    head = ("Cell", "Rows", *(name.replace("_", " ") for name in names))
    rows = tuple(
        (called(line.group), f"{line.rows:,}", *(say(line.values[name]) for name in names))
        for line in lines
    )
    return DataTable(caption, head, rows)


def spread_table(found: ModelFindings) -> DataTable:
    """Return how far apart cells are, by columns and measure."""
    rows = tuple(
        (f"{', '.join(one.by)}: {one.measure.replace('_', ' ')}", str(one.difference),
         str(one.ratio))
        for one in found.spreads
    )  # fmt: skip
    head = ("", "Largest − smallest", "Smallest / largest")
    return DataTable(f"Spread over cells, {found.level:.0%} for all cells at once", head, rows)


def _short(value: Value) -> str:
    return f"undefined: {value.undefined}" if value.estimate is None else f"{value.estimate:.3f}"
