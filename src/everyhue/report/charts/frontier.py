"""What is reached against what is given up, one line per strategy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from everyhue.report.charts.figure import NARROW, Chart, DataTable, Legend, chart
from everyhue.report.charts.series import sample, shape, way
from everyhue.report.charts.svg import mark, percent, text, told
from everyhue.types import Value


@dataclass(frozen=True, slots=True)
class Point:
    """One setting: its name, what it gives up and what it reaches, both in [0, 1]."""

    label: str
    cost: Value
    reach: Value
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One strategy's settings, in order."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class _Plane:
    width: int
    widest: float

    @property
    def height(self) -> int:
        return 290 if self.width <= NARROW else 360

    def x(self, cost: float) -> float:
        return 44 + cost / self.widest * (self.width - 44 - 18)

    def y(self, reach: float) -> float:
        return 16 + (1 - min(1.0, max(0.0, reach))) * (self.height - 16 - 52)


def frontier(
    lines: Sequence[Line],
    *,
    title: str,
    summary: str,
    axes: tuple[str, str] = ("Relevance given up (1 − nDCG)", "Div@k"),
    attainable: float | None = None,
) -> Chart:
    """Draw what each setting reaches against what it gives up.

    Parameters
    ----------
    lines : sequence of Line
        One per strategy.
    title, summary : str
        Shown above and read out in place of the drawing.
    axes : (str, str)
        What lies across and up.
    attainable : float or None, [0, 1]
        The most that can be reached, as a dashed line.

    Returns
    -------
    Chart
        With the same numbers as a table; the chosen point has a ring around it.

    Examples
    --------
    >>> line = Line("dpp", (Point("0.5", Value(0.02), Value(0.8), chosen=True),))
    >>> frontier([line], title="Frontier", summary="One point.").table.rows
    (('dpp, diversity 0.5 (chosen)', '2.0%', '80%'),)
    """
    shown = [p.cost.estimate for line in lines for p in line.points if p.cost.estimate is not None]
    widest = _rounded(max(shown, default=0.0))
    table = DataTable(
        title,
        ("Setting", axes[0], axes[1]),
        tuple(_cells(line, p) for line in lines for p in line.points),
    )
    legend = [Legend(sample(i), line.label) for i, line in enumerate(lines)]
    if any(point.chosen for line in lines for point in line.points):
        legend.append(
            Legend(mark("circle", cx=12, cy=7, r=6, class_="chosen"), "Suggested setting")
        )
    if attainable is not None:
        legend.append(Legend(_level(2, 22, 7), f"Attainable: {percent(attainable)}"))

    def draw(width: int) -> tuple[str, int]:
        plane = _Plane(width, widest)
        level = "" if attainable is None else _level(44, width - 18, plane.y(attainable))
        marks = "".join(_line(plane, i, line) for i, line in enumerate(lines))
        return _axes(plane, axes) + level + marks, plane.height

    return chart(title, summary, draw, table, legend)


def _rounded(most: float) -> float:
    """Return the end of the axis: the next round share that holds all, at least 1%."""
    step = 10.0 ** math.floor(math.log10(max(most, 0.01)))
    return min(1.0, next(step * m for m in (1, 2, 3, 4, 5, 6, 8, 10, 20) if step * m >= most))


def _axes(plane: _Plane, names: tuple[str, str]) -> str:
    bottom = plane.y(0)
    parts = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = plane.y(tick)
        parts.append(mark("line", x1=44, x2=plane.width - 18, y1=y, y2=y, class_="grid"))
        parts.append(text(f"{tick:.0%}", 38, y + 4, class_="tick", text_anchor="end"))
    for part in (0.0, 0.5, 1.0):
        x, anchor = plane.x(part * plane.widest), "end" if part == 1 else "middle"
        words = percent(part * plane.widest)
        parts.append(text(words, x, bottom + 18, class_="tick", text_anchor=anchor))
    parts.append(
        text(names[0], plane.x(plane.widest / 2), bottom + 40, class_="tick", text_anchor="middle")
    )
    return "".join(parts)


def _line(plane: _Plane, i: int, line: Line) -> str:
    placed = [
        (plane.x(p.cost.estimate), plane.y(p.reach.estimate), p)
        for p in line.points
        if p.cost.estimate is not None and p.reach.estimate is not None
    ]
    marks = way(i, [(x, y) for x, y, _ in placed])
    for x, y, point in placed:
        marks += shape(i, x, y)
        if point.chosen:
            marks += mark("circle", cx=x, cy=y, r=10, class_="chosen")
    return marks


def _level(left: float, right: float, y: float) -> str:
    return mark("line", x1=left, x2=right, y1=y, y2=y, class_="level")


def _cells(line: Line, point: Point) -> tuple[str, ...]:
    chosen = " (chosen)" if point.chosen else ""
    return f"{line.label}, diversity {point.label}{chosen}", told(point.cost), told(point.reach)
