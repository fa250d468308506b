"""What came true at each part of the score's scale, by group."""

from __future__ import annotations

from dataclasses import replace

from everyhue.audit.telling.calibrated import ScoreLine
from everyhue.metrics.groups import CLUSTER, Cells, Scores
from everyhue.types import Tally, Value

PARTS = 10


def calibration(tally: Tally, by: tuple[str, ...], level: float) -> tuple[ScoreLine, ...]:
    """Return the reliability of scores for the groups of every single column.

    Parameters
    ----------
    tally : Tally
        Of predictions; without scores nothing is returned.
    by : tuple of str
        The group columns.
    level : float, (0, 1)
        Of each interval. With clusters there is none, since a part of the scale does not know
        whose rows it holds.
    """
    if "scores" not in tally.kind:
        return ()
    return tuple(line for name in by for line in _lines(tally, name, level))


def _lines(tally: Tally, column: str, level: float) -> list[ScoreLine]:
    groups = Cells.of_tally(tally, (column,)).groups
    clustered = CLUSTER in tally.by
    scores = Scores.by(tally, (column,), groups)
    if clustered:  # what a bin's squares are by cluster is not kept
        scores = replace(scores, bins=replace(scores.bins, squares=None, cross=None))
    curves = scores.reliability(PARTS, level)
    return [
        ScoreLine(
            (column,), group, sum(value.n or 0 for _, value in curve),
            tuple((score, _bare(value) if clustered else value) for score, value in curve),
        )
        for group, curve in zip(groups, curves, strict=True)
    ]  # fmt: skip


def _bare(value: Value) -> Value:
    return Value(value.number(), n=value.n)
