"""Calibration by group: what scores say against what came true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from everyhue.audit.telling.words import columns_of
from everyhue.metrics.groups import called, nameless
from everyhue.report.charts import Curve, reliability
from everyhue.report.charts.svg import percent
from everyhue.types import Value

DRAWN = 6
LEAST = 20
"""Rows from which a part of the scale is drawn; all are in report.json."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """What came true at each part of the score's scale, for one group.

    Parameters
    ----------
    by, group : tuple of str
        The group.
    rows : int
        Rows with a score.
    points : tuple of (float, Value)
        Mean score, and share of positive rows.
    """

    by: tuple[str, ...]
    group: tuple[str, ...]
    rows: int
    points: tuple[tuple[float, Value], ...]


def calibration_chart(lines: Sequence[ScoreLine]) -> str:
    """Return the reliability of scores by the groups of one column, the six largest, as HTML."""
    known = [line for line in lines if not nameless(line.group)]
    largest = sorted(known, key=lambda line: -line.rows)[:DRAWN]
    shown = [line for line in known if line in largest]
    curves = [
        Curve(called(line.group), tuple(p for p in line.points if (p[1].n or 0) >= LEAST))
        for line in shown
    ]
    more = len(known) - len(shown)
    summary = _farthest(shown) + (f" The {DRAWN} largest of {len(known)} groups." if more else "")
    title = f"Calibration by {columns_of(lines[0].by)}"
    return reliability(curves, title=title, summary=summary).html()


def _farthest(lines: Sequence[ScoreLine]) -> str:
    """Say where score and truth are farthest apart, weighing each group's parts by their rows."""
    gaps = [(sum(_gap(p) for p in line.points) / max(1, line.rows), line) for line in lines]
    if not gaps:
        return "No group has scores."
    gap, line = max(gaps, key=lambda pair: abs(pair[0]))
    if abs(gap) < 0.005:
        return "On average, scores come true in every group to half a point."
    words = "more often than" if gap > 0 else "less often than"
    points = percent(abs(gap)).removesuffix("%")
    return (
        f"Farthest from the diagonal is {called(line.group)}: positive {points} points {words} its "
        "scores say, on average."
    )


def _gap(point: tuple[float, Value]) -> float:
    score, value = point
    return ((value.estimate or 0.0) - score) * (value.n or 0)
