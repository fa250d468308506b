"""What came true at each part of the score's scale, by group."""

from __future__ import annotations

import numpy as np

from everyhue.audit.telling.calibrated import ScoreLine
from everyhue.metrics.groups import CLUSTER, Cells, Scores
from everyhue.metrics.inference.shares import clopper_pearson
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
        Of each interval. With weights or clusters there is none, since a part of the scale keeps
        counts only.
    """
    if "scores" not in tally.kind:
        return ()
    plain = CLUSTER not in tally.by and "weights" not in tally.kind
    return tuple(line for name in by for line in _lines(tally, name, level if plain else None))


def _lines(tally: Tally, column: str, level: float | None) -> list[ScoreLine]:
    groups = Cells.of_tally(tally, (column,)).groups
    scores = Scores.by(tally, (column,), groups)
    curves = scores.reliability(PARTS)
    return [
        ScoreLine((column,), group, int(rows), tuple((s, _bounded(v, level)) for s, v in curve))
        for group, rows, curve in zip(groups, scores.rows, curves, strict=True)
    ]


def _bounded(value: Value, level: float | None) -> Value:
    """Add the exact interval of a share of rows."""
    if level is None or value.estimate is None or not value.n:
        return value
    n = np.array([float(value.n)])
    low, high = clopper_pearson(value.estimate * n, n, level)
    return Value(
        value.estimate, float(low[0]), float(high[0]), level, value.n, "Clopper–Pearson"
    )  # fmt: skip
