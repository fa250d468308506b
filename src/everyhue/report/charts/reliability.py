"""What scores say against what came true, one line per group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyhue.report.charts.figure import NARROW, Chart, DataTable, Legend, chart
from everyhue.report.charts.series import SHAPES, sample, shape, way
from everyhue.report.charts.svg import mark, percent, text, told
from everyhue.types import Value

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Curve:
    """One group.

    Parameters
    ----------
    label : str
        Its name.
    points : tuple of (float, Value)
        Mean score of a part of the scale, and the share that was positive there, both in [0, 1].
    """

    label: str
    points: tuple[tuple[float, Value], ...]


@dataclass(frozen=True, slots=True)
class _Plane:
    width: int

    @property
    def side(self) -> float:
        return 240.0 if self.width <= NARROW else 330.0

    @property
    def left(self) -> float:
        return 62.0 if self.width <= NARROW else (self.width - self.side) / 2

    def x(self, score: float) -> float:
        return self.left + min(1.0, max(0.0, score)) * self.side

    def y(self, share: float) -> float:
        return 12 + (1 - min(1.0, max(0.0, share))) * self.side


def reliability(curves: Sequence[Curve], *, title: str, summary: str) -> Chart:
    """Draw the share that came true against the score; on the diagonal a score means what it says.

    Parameters
    ----------
    curves : sequence of Curve
        The first six are drawn, all are in the table.
    title, summary : str
        Shown above and read out in place of the drawing.

    Returns
    -------
    Chart
        With the same numbers as a table.

    Examples
    --------
    >>> curve = Curve("deep", ((0.31, Value(0.4, 0.3, 0.5)),))
    >>> reliability([curve], title="Calibration", summary="Low by 9 points.").table.rows
    (('deep', '31%', '40% (30% to 50%)', '–'),)
    """
    legend = [Legend(sample(i), curve.label) for i, curve in enumerate(curves[:SHAPES])]
    legend.append(
        Legend(mark("line", x1=1, x2=23, y1=13, y2=1, class_="level"), "Score as it came true")
    )

    def draw(width: int) -> tuple[str, int]:
        plane = _Plane(width)
        lines = "".join(_curve(plane, i, curve) for i, curve in enumerate(curves[:SHAPES]))
        return _frame(plane) + lines, int(plane.side + 64)

    return chart(title, summary, draw, _table(curves, title), legend)


def _frame(plane: _Plane) -> str:
    marks, bottom, left = "", plane.y(0), plane.left
    for tick in TICKS:
        x, y = plane.x(tick), plane.y(tick)
        marks += mark("line", x1=left, x2=plane.x(1), y1=y, y2=y, class_="grid")
        marks += mark("line", x1=x, x2=x, y1=plane.y(1), y2=bottom, class_="grid")
        marks += text(f"{tick:.0%}", left - 8, y + 4, class_="tick", text_anchor="end")
        marks += text(f"{tick:.0%}", x, bottom + 18, class_="tick", text_anchor="middle")
    marks += mark("line", x1=left, x2=plane.x(1), y1=bottom, y2=plane.y(1), class_="level")
    marks += text("Mean score", plane.x(0.5), bottom + 40, class_="tick", text_anchor="middle")
    spot, turned = left - 48, plane.y(0.5)
    return marks + text(
        "Share that was positive", spot, turned, class_="tick", text_anchor="middle",
        transform=f"rotate(-90 {spot:g} {turned:g})",
    )  # fmt: skip


def _curve(plane: _Plane, i: int, curve: Curve) -> str:
    placed = [(plane.x(s), v) for s, v in curve.points if v.estimate is not None]
    marks = way(i, [(x, plane.y(v.number())) for x, v in placed])
    for x, value in placed:
        if value.low is not None and value.high is not None:
            marks += mark(
                "line", x1=x, x2=x, y1=plane.y(value.low), y2=plane.y(value.high),
                class_=f"reach s{i % SHAPES}",
            )  # fmt: skip
        marks += shape(i, x, plane.y(value.number()))
    return marks


def _table(curves: Sequence[Curve], title: str) -> DataTable:
    rows = tuple(
        (curve.label, percent(score), told(value), "–" if value.n is None else f"{value.n:,}")
        for curve in curves
        for score, value in curve.points
    )
    return DataTable(title, ("Group", "Mean score", "Share that was positive", "Rows"), rows)
