"""The frame of charts with one line per thing: labels, axis of shares, and where a share lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyhue.report.charts.figure import NARROW
from everyhue.report.charts.svg import fitted, mark, text

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Rows:
    """Geometry of `n` rows on a drawing of a given width.

    Parameters
    ----------
    width : int
        Of the drawing, px.
    n : int
        Rows.
    room : int
        Width kept at the right for the number in words, px.
    """

    width: int
    n: int
    room: int

    @property
    def stacked(self) -> bool:
        """Whether labels stand above their row, for want of width."""
        return self.width <= NARROW

    @property
    def left(self) -> float:
        """Where a share of 0 lies."""
        return 8.0 if self.stacked else 196.0

    @property
    def right(self) -> float:
        """Where a share of 1 lies."""
        return float(self.width - self.room)

    @property
    def pitch(self) -> float:
        """Height of a row."""
        return 50.0 if self.stacked else 34.0

    @property
    def height(self) -> int:
        """Height of the drawing."""
        return int(self.pitch * self.n + 30)

    def x(self, share: float) -> float:
        """Return where a share lies, held to the axis."""
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)

    def y(self, row: int) -> float:
        """Return the middle of a row's marks."""
        return row * self.pitch + (34.0 if self.stacked else 17.0)

    def frame(self, labels: Sequence[str]) -> str:
        """Return labels, grid and axis."""
        bottom = self.pitch * self.n + 4
        grid = "".join(
            mark("line", x1=self.x(tick), x2=self.x(tick), y1=0, y2=bottom, class_="grid")
            for tick in TICKS
        )
        axis = "".join(
            text(f"{tick:.0%}", self.x(tick), bottom + 18, class_="tick", text_anchor="middle")
            for tick in TICKS
            if tick in (0.0, 0.5, 1.0) or not self.stacked
        )
        return grid + axis + "".join(self._label(i, words) for i, words in enumerate(labels))

    def told(self, row: int, words: str) -> str:
        """Return the number in words at the end of a row."""
        return text(words, self.right + 12, self.y(row) + 4.5, class_="value")

    def _label(self, row: int, words: str) -> str:
        if self.stacked:
            return text(fitted(words, self.width - 16), self.left, self.y(row) - 17, class_="label")
        words = fitted(words, self.left - 14)
        return text(words, self.left - 12, self.y(row) + 4.5, class_="label", text_anchor="end")
