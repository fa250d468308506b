"""Before and after, one line per thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyhue.report.charts.bars import diamond
from everyhue.report.charts.figure import Chart, DataTable, Legend, chart
from everyhue.report.charts.rows import Rows
from everyhue.report.charts.svg import mark, percent, told
from everyhue.types import Value


@dataclass(frozen=True, slots=True)
class Change:
    """One line.

    Parameters
    ----------
    label : str
        What it is.
    before, after : Value, [0, 1]
        A hollow ring and a filled dot.
    target : float or None, [0, 1]
        A diamond.
    """

    label: str
    before: Value
    after: Value
    target: float | None = None


def dumbbell(
    rows: Sequence[Change],
    *,
    title: str,
    summary: str,
    words: tuple[str, str] = ("Now", "After"),
    target: str = "Target",
) -> Chart:
    """Draw how shares change.

    Parameters
    ----------
    rows : sequence of Change
        From top to bottom.
    title, summary : str
        Shown above and read out in place of the drawing.
    words : (str, str)
        What the ring and the dot stand for.
    target : str
        What the diamonds stand for.

    Returns
    -------
    Chart
        With the same numbers as a table.

    Examples
    --------
    >>> row = Change("coily", Value(0.1), Value(0.2), 0.25)
    >>> dumbbell([row], title="Exposure", summary="Coily gains.").table.rows
    (('coily', '10%', '20%', '25%'),)
    """
    legend = [Legend(_ring(12, 7), words[0]), Legend(_dot(12, 7), words[1])]
    if any(row.target is not None for row in rows):
        legend.append(Legend(diamond(12, 8), target))
    table = DataTable(title, ("", *words, target), tuple(_cells(row) for row in rows))
    return chart(title, summary, lambda width: _draw(rows, width), table, legend)


def _draw(rows: Sequence[Change], width: int) -> tuple[str, int]:
    place = Rows(width, len(rows), 112)
    marks = "".join(_change(place, i, row) for i, row in enumerate(rows))
    return place.frame([row.label for row in rows]) + marks, place.height


def _change(place: Rows, i: int, row: Change) -> str:
    y = place.y(i)
    ends = [place.x(v.estimate) for v in (row.before, row.after) if v.estimate is not None]
    marks = ""
    if len(ends) == 2:
        marks += mark("line", x1=ends[0], x2=ends[1], y1=y, y2=y, class_="way")
    if row.target is not None:
        marks += diamond(place.x(row.target), y)
    if row.before.estimate is not None:
        marks += _ring(place.x(row.before.estimate), y)
    if row.after.estimate is not None:
        marks += _dot(place.x(row.after.estimate), y)
    return marks + place.told(i, f"{_short(row.before)} → {_short(row.after)}")


def _ring(x: float, y: float) -> str:
    return mark("circle", cx=x, cy=y, r=5.5, class_="before")


def _dot(x: float, y: float) -> str:
    return mark("circle", cx=x, cy=y, r=6.5, class_="after")


def _short(value: Value) -> str:
    return "–" if value.estimate is None else percent(value.estimate)


def _cells(row: Change) -> tuple[str, ...]:
    target = "–" if row.target is None else percent(row.target)
    return row.label, told(row.before), told(row.after), target
