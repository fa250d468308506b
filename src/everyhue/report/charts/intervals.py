"""One dot with its interval per thing, beside the whole and the limits it is held to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from everyhue.report.charts.figure import NARROW, Chart, DataTable, Draw, Legend, chart
from everyhue.report.charts.scale import Scale
from everyhue.report.charts.svg import fitted, mark, text
from everyhue.types import Value

PANEL = 30
"""Most lines of one drawing; more go into a further one, so that none is cut on paper."""

SHAPES = ("plain", "fails", "open", "small")
"""How a dot looks: a disc, a square, a ring, a small ring."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One line.

    Parameters
    ----------
    label : str
        What it is.
    value : Value
        Where the dot and its interval lie; an undefined one has none and says why.
    look : {"plain", "fails", "open", "small"}
        The shape of the dot.
    note : str
        What the shape says, in a word or two: never by shape or colour alone.
    aim : float or None
        What this one is held to, as a tick across its line.
    """

    label: str
    value: Value
    look: str = "plain"
    note: str = ""
    aim: float | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """What all are compared with: where it lies, and its words."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What is allowed: from `low` to `high`, either of them open, and its words."""

    low: float | None
    high: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the dots are compared with.

    Parameters
    ----------
    whole : Whole, optional
        The whole, or what stands in its place.
    limits : Limits, optional
        The range that a gate allows.
    looks : mapping as pairs of str
        Which looks are explained in the legend, with their words.
    aim : str
        What the ticks of single lines are.
    """

    whole: Whole | None = None
    limits: Limits | None = None
    looks: tuple[tuple[str, str], ...] = ()
    aim: str = ""


def intervals(
    rows: Sequence[Dot], *, title: str, summary: str, held: Held | None = None, share: bool = True,
    say: Callable[[Value], str] = str,
) -> Chart:  # fmt: skip
    """Draw numbers with their intervals, one line each.

    Parameters
    ----------
    rows : sequence of Dot
        From top to bottom.
    title, summary : str
        Shown above and read out in place of the drawing.
    held : Held, optional
        What they are compared with.
    share : bool
        Whether numbers are shares, told in percent.
    say : callable
        How a value is told in the table.

    Returns
    -------
    Chart
        With the same numbers as a table.

    Examples
    --------
    >>> drawn = intervals([Dot("a", Value(0.4, 0.3, 0.5))], title="Rate", summary="One group.")
    >>> drawn.table.rows
    (('a', '0.400 [0.300, 0.500]'),)
    """
    held = held or Held()
    scale = Scale.over(_numbers(rows, held), share=share)
    draws: list[Draw] = [
        _panel(rows[start : start + PANEL], held, scale) for start in range(0, len(rows), PANEL)
    ]
    return chart(title, summary, draws, _table(rows, title, say), _legend(held))


def _numbers(rows: Sequence[Dot], held: Held) -> list[float]:
    """What the line has to hold; intervals of small rows may go on beyond its ends."""
    every = [n for row in rows for n in (row.value.estimate, row.aim)]
    large = [row for row in rows if row.look != "small"] or rows
    every += [n for row in large for n in (row.value.low, row.value.high)]
    every += [None if held.whole is None else held.whole.at]
    every += [] if held.limits is None else [held.limits.low, held.limits.high]
    return [n for n in every if n is not None and isfinite(n)]


@dataclass(frozen=True, slots=True)
class _Place:
    width: int
    n: int
    scale: Scale
    label: int = 20

    @property
    def stacked(self) -> bool:
        return self.width <= NARROW

    @property
    def left(self) -> float:
        return 8.0 if self.stacked else min(290.0, max(150.0, 7.2 * self.label + 26))

    @property
    def right(self) -> float:
        return float(self.width - (10 if self.stacked else 126))

    @property
    def pitch(self) -> float:
        if self.stacked:
            return 42.0 if self.n <= 12 else 38.0
        return 30.0 if self.n <= 12 else 24.0

    @property
    def bottom(self) -> float:
        return self.pitch * self.n + 6

    def x(self, number: float) -> float:
        return self.left + self.scale.part(number) * (self.right - self.left)

    def y(self, row: int) -> float:
        return row * self.pitch + (30.0 if self.stacked else self.pitch / 2 + 2)


def _panel(rows: Sequence[Dot], held: Held, scale: Scale) -> Draw:
    def draw(width: int) -> tuple[str, int]:
        place = _Place(width, len(rows), scale, max(len(row.label) for row in rows))
        marks = "".join(_row(place, i, row) for i, row in enumerate(rows))
        return _behind(place, held) + marks, int(place.bottom + 24)

    return draw


def _behind(place: _Place, held: Held) -> str:
    marks = ""
    if held.limits is not None:
        marks += _allowed(place, held.limits)
    ticks = place.scale.ticks
    for i, tick in enumerate(ticks):
        x = place.x(tick)
        anchor = "middle"
        if place.stacked and i in (0, len(ticks) - 1):
            anchor = "start" if i == 0 else "end"
        marks += mark("line", x1=x, x2=x, y1=0, y2=place.bottom, class_="grid")
        marks += text(
            place.scale.words(tick), x, place.bottom + 17, class_="tick", text_anchor=anchor
        )
    if held.whole is not None:
        x = place.x(held.whole.at)
        marks += mark("line", x1=x, x2=x, y1=0, y2=place.bottom, class_="whole")
    return marks


def _allowed(place: _Place, limits: Limits) -> str:
    low, high = (
        place.x(end) if end is not None else edge
        for end, edge in ((limits.low, place.left), (limits.high, place.right))
    )
    marks = mark(
        "rect", x=low, y=0, width=max(0.0, high - low), height=place.bottom, class_="allowed"
    )
    for end, x in ((limits.low, low), (limits.high, high)):
        if end is not None:
            marks += mark("line", x1=x, x2=x, y1=0, y2=place.bottom, class_="edge")
    return marks


def _row(place: _Place, i: int, row: Dot) -> str:
    y, value = place.y(i), row.value
    marks = _labels(place, i, row)
    if value.estimate is None:
        return marks
    if value.low is not None and value.high is not None:
        x1, x2 = place.x(value.low), place.x(value.high)
        marks += mark("line", x1=x1, x2=x2, y1=y, y2=y, class_=f"whisker {row.look}")
        marks += _goes_on(place, y, value)
    if row.aim is not None:
        x = place.x(row.aim)
        marks += mark("line", x1=x, x2=x, y1=y - 9, y2=y + 9, class_="aim")
    return marks + dot(place.x(value.estimate), y, row.look)


def _goes_on(place: _Place, y: float, value: Value) -> str:
    """Arrows where an interval is longer than the line."""
    marks = ""
    if value.low is not None and value.low < place.scale.low - 1e-9:
        marks += mark("path", d=f"M{place.left:.1f} {y:.1f}l7-4v8z", class_="on")
    if value.high is not None and value.high > place.scale.high + 1e-9:
        marks += mark("path", d=f"M{place.right:.1f} {y:.1f}l-7-4v8z", class_="on")
    return marks


def _labels(place: _Place, i: int, row: Dot) -> str:
    value, y = row.value, place.y(i)
    words = "undefined" if value.estimate is None else place.scale.told(value.estimate)
    told = f"{words} {row.note}".strip()
    strong = " fails" if row.look == "fails" else ""
    if place.stacked:
        room = place.width - 24 - 7.4 * len(told)
        label = text(fitted(row.label, room), place.left, y - 13, class_="label")
        return label + text(
            told, place.right, y - 13, class_=f"value{strong}", text_anchor="end"
        )  # fmt: skip
    label = text(
        fitted(row.label, place.left - 22), place.left - 14, y + 4.5, class_="label",
        text_anchor="end",
    )  # fmt: skip
    return label + text(fitted(told, 122), place.right + 12, y + 4.5, class_=f"value{strong}")


def dot(x: float, y: float, look: str) -> str:
    """Return a dot: a disc, a square for what fails, a ring for what is open."""
    if look == "fails":
        return mark("rect", x=x - 5.5, y=y - 5.5, width=11, height=11, class_="dot fails")
    size = 3.5 if look == "small" else 5.5
    return mark("circle", cx=x, cy=y, r=size, class_=f"dot {look}")


def _legend(held: Held) -> list[Legend]:
    sample = mark("line", x1=1, x2=23, y1=7, y2=7, class_="whisker plain")
    entries = [
        Legend(sample.replace("plain", look) + dot(12, 7, look), words)
        for look, words in held.looks or (("plain", "Estimate with its interval"),)
    ]
    if held.whole is not None:
        entries.append(
            Legend(mark("line", x1=12, x2=12, y1=-1, y2=15, class_="whole"), held.whole.words)
        )
    if held.limits is not None:
        box = mark("rect", x=2, y=0, width=20, height=14, class_="allowed")
        ends = "".join(mark("line", x1=x, x2=x, y1=0, y2=14, class_="edge") for x in (2, 22))
        entries.append(Legend(box + ends, held.limits.words))
    if held.aim:
        entries.append(Legend(mark("line", x1=12, x2=12, y1=-1, y2=15, class_="aim"), held.aim))
    return entries


def _table(rows: Sequence[Dot], title: str, say: Callable[[Value], str]) -> DataTable:
    noted, aimed = any(row.note for row in rows), any(row.aim is not None for row in rows)
    head = ("", "Value (interval)", *(["Held to"] if aimed else []), *(["Note"] if noted else []))
    cells = tuple(
        (row.label, say(row.value), *([_aim(row, say)] if aimed else []),
         *([row.note or "–"] if noted else []))
        for row in rows
    )  # fmt: skip
    return DataTable(title, head, cells)


def _aim(row: Dot, say: Callable[[Value], str]) -> str:
    return "–" if row.aim is None else say(Value(row.aim))
