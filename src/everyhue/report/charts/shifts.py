"""Before and after with both intervals, one line per thing, and what to make of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from everyhue.report.charts.figure import NARROW, Chart, DataTable, Draw, Legend, chart
from everyhue.report.charts.scale import Scale
from everyhue.report.charts.svg import fitted, mark, text
from everyhue.types import Value

PANEL = 24
"""Most lines of one drawing."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One line.

    Parameters
    ----------
    label : str
        What it is.
    before, after : Value
        A ring and a disc, each with its interval.
    note : str
        What to make of it, such as "more than noise": never by colour alone.
    real : bool
        Whether the change is more than noise: drawn strong.
    """

    label: str
    before: Value
    after: Value
    note: str = ""
    real: bool = False


def shifts(
    rows: Sequence[Shift], *, title: str, summary: str, share: bool = True,
    words: tuple[str, str] = ("Before", "After"), say: Callable[[Value], str] = str,
) -> Chart:  # fmt: skip
    """Draw how numbers moved, with the interval of each end.

    Parameters
    ----------
    rows : sequence of Shift
        From top to bottom.
    title, summary : str
        Shown above and read out in place of the drawing.
    share : bool
        Whether numbers are shares, told in percent.
    words : (str, str)
        What the ring and the disc stand for.
    say : callable
        How a value is told in the table.

    Returns
    -------
    Chart
        With the same numbers as a table.

    Examples
    --------
    >>> row = Shift("deep", Value(0.2, 0.1, 0.3), Value(0.4, 0.3, 0.5), "more than noise", True)
    >>> shifts([row], title="Rate", summary="One rose.").table.rows
    (('deep', '0.200 [0.100, 0.300]', '0.400 [0.300, 0.500]', 'more than noise'),)
    """
    ends = [n for row in rows for v in (row.before, row.after) for n in (v.estimate, v.low, v.high)]
    scale = Scale.over([n for n in ends if n is not None and isfinite(n)], share=share)
    draws = [_panel(rows[at : at + PANEL], scale) for at in range(0, len(rows), PANEL)]
    table = DataTable(
        title, ("", *words, "Change"),
        tuple((row.label, say(row.before), say(row.after), row.note or "–") for row in rows),
    )  # fmt: skip
    legend = [Legend(_end(12, 7, "before"), words[0]), Legend(_end(12, 7, "after"), words[1])]
    return chart(title, summary, draws, table, legend)


@dataclass(frozen=True, slots=True)
class _Place:
    width: int
    n: int
    scale: Scale

    @property
    def stacked(self) -> bool:
        return self.width <= NARROW

    @property
    def left(self) -> float:
        return 8.0 if self.stacked else 194.0

    @property
    def right(self) -> float:
        return float(self.width - (10 if self.stacked else 176))

    @property
    def pitch(self) -> float:
        return 52.0 if self.stacked else 34.0

    def x(self, number: float) -> float:
        return self.left + self.scale.part(number) * (self.right - self.left)

    def y(self, row: int) -> float:
        return row * self.pitch + (34.0 if self.stacked else 18.0)


def _panel(rows: Sequence[Shift], scale: Scale) -> Draw:
    def draw(width: int) -> tuple[str, int]:
        place = _Place(width, len(rows), scale)
        bottom = place.pitch * place.n + 6
        marks = "".join(
            mark("line", x1=place.x(tick), x2=place.x(tick), y1=0, y2=bottom, class_="grid")
            + text(
                scale.words(tick), place.x(tick), bottom + 17, class_="tick", text_anchor="middle"
            )
            for tick in scale.ticks
        )
        return marks + "".join(_row(place, i, row) for i, row in enumerate(rows)), int(bottom + 24)

    return draw


def _row(place: _Place, i: int, row: Shift) -> str:
    y, marks = place.y(i), _labels(place, i, row)
    ends = [place.x(v.estimate) for v in (row.before, row.after) if v.estimate is not None]
    if len(ends) == 2:
        strong = "way" if row.real else "way faint"
        marks += mark("line", x1=ends[0], x2=ends[1], y1=y, y2=y, class_=strong)
    for value, lift, name in ((row.before, -5, "before"), (row.after, 5, "after")):
        if value.estimate is None:
            continue
        if value.low is not None and value.high is not None:
            x1, x2 = place.x(value.low), place.x(value.high)
            marks += mark(
                "line", x1=x1, x2=x2, y1=y + lift, y2=y + lift, class_=f"reach {name}-end"
            )
        marks += _end(place.x(value.estimate), y + lift, name)
    return marks


def _labels(place: _Place, i: int, row: Shift) -> str:
    y, name = place.y(i), "value" if row.real else "tick"
    if place.stacked:
        room = place.width - 24 - 7.4 * len(row.note)
        label = text(fitted(row.label, room), place.left, y - 18, class_="label")
        return label + text(row.note, place.right, y - 18, class_=name, text_anchor="end")
    label = text(
        fitted(row.label, place.left - 22), place.left - 14, y + 4.5, class_="label",
        text_anchor="end",
    )  # fmt: skip
    return label + text(fitted(row.note, 168), place.right + 12, y + 4.5, class_=name)


def _end(x: float, y: float, name: str) -> str:
    return mark("circle", cx=x, cy=y, r=4.5, class_=name)
