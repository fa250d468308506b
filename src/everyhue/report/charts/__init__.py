"""Charts by hand: SVG that is read out, printed, dark or light, and never by colour alone.

A page that shows them includes `css`; its colours are custom properties (``--chart-1`` …) that the
page may set.
"""

from functools import cache
from importlib.resources import files

from everyhue.report.charts.bars import Bar, bars
from everyhue.report.charts.dumbbell import Change, dumbbell
from everyhue.report.charts.figure import Chart, DataTable
from everyhue.report.charts.frontier import Line, Point, frontier
from everyhue.report.charts.grid import Square, grid
from everyhue.report.charts.heat import Cell, heat
from everyhue.report.charts.intervals import Dot, Held, Limits, Whole, intervals
from everyhue.report.charts.reliability import Curve, reliability
from everyhue.report.charts.scale import Scale
from everyhue.report.charts.shifts import Shift, shifts

__all__ = [
    "Bar", "Cell", "Change", "Chart", "Curve", "DataTable", "Dot", "Held", "Limits", "Line",
    "Point", "Scale", "Shift", "Square", "Whole",
    "bars", "css", "dumbbell", "frontier", "grid", "heat", "intervals", "reliability", "shifts",
]  # fmt: skip


@cache
def css() -> str:
    """Return the style sheet of charts and their tables."""
    return (files("everyhue.report") / "templates" / "charts.css").read_text("utf-8")
