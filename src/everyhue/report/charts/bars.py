"""Bars with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyhue.report.charts.figure import Chart, DataTable, Legend, chart
from everyhue.report.charts.rows import Rows
from everyhue.report.charts.svg import mark, percent, told
from everyhue.types import Value


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Parameters
    ----------
    label : str
        What it is.
    value : Value, [0, 1]
        Its length; an undefined one has no bar and says why.
    target : float or None, [0, 1]
        Marked by a diamond.
    """

    label: str
    value: Value
    target: float | None = None


def bars(rows: Sequence[Bar], *, title: str, summary: str, target: str = "Target") -> Chart:
    """Draw shares as bars with their intervals.

    Parameters
    ----------
    rows : sequence of Bar
        From top to bottom.
    title, summary : str
        Shown above and read out in place of the drawing.
    target : str
        What the diamonds stand for.

    Returns
    -------
    Chart
        With the same numbers as a table.

    Examples
    --------
    >>> drawn = bars([Bar("now", Value(0.4, 0.3, 0.5))], title="Div@10", summary="Now 40%.")
    >>> drawn.table.rows
    (('now', '40% (30% to 50%)'),)
    """
    legend = [Legend(mark("line", x1=2, x2=22, y1=7, y2=7, class_="whisker"), "95% interval")]
    if any(row.target is not None for row in rows):
        legend.append(Legend(diamond(12, 8), target))
    return chart(title, summary, lambda width: _draw(rows, width), _table(rows, title), legend)


def diamond(x: float, y: float) -> str:
    """Return the mark of a target: a stem across the row with a diamond on top."""
    stem = mark("line", x1=x, x2=x, y1=y - 11, y2=y + 11, class_="aim")
    return stem + mark("path", d=f"M{x:.1f} {y - 15:.1f}l4.5 5-4.5 5-4.5-5z", class_="target")


def _draw(rows: Sequence[Bar], width: int) -> tuple[str, int]:
    place = Rows(width, len(rows), 66)
    marks = "".join(_bar(place, i, row) for i, row in enumerate(rows))
    return place.frame([row.label for row in rows]) + marks, place.height


def _bar(place: Rows, i: int, row: Bar) -> str:
    y, value = place.y(i), row.value
    if value.estimate is None:
        return place.told(i, "no value")
    long = max(0.0, place.x(value.estimate) - place.left)
    marks = mark("rect", x=place.left, y=y - 7, width=long, height=14, rx=3, class_="bar")
    if value.low is not None and value.high is not None:
        low, high = place.x(value.low), place.x(value.high)
        marks += mark("line", x1=low, x2=high, y1=y, y2=y, class_="whisker")
    if row.target is not None:
        marks += diamond(place.x(row.target), y)
    return marks + place.told(i, percent(value.estimate))


def _table(rows: Sequence[Bar], title: str) -> DataTable:
    targets = any(row.target is not None for row in rows)
    head = ("", "Share (95% interval)", *(["Target"] if targets else []))
    cells = tuple(
        (row.label, told(row.value), *([_target(row.target)] if targets else [])) for row in rows
    )
    return DataTable(title, head, cells)


def _target(target: float | None) -> str:
    return "–" if target is None else percent(target)
