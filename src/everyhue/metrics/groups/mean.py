"""A mean of cells, with an interval that knows weights and clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.groups.cells import Floats
from everyhue.metrics.groups.ratio import Ratio
from everyhue.metrics.inference.five_sums import FiveSums


@dataclass(frozen=True, slots=True)
class Mean(Ratio):
    """A mean: Σx over the rows, or weights, that have an x.

    Its bounds are r ± t·√var, with the variance of the ratio by linearization and t of U − 1
    degrees of freedom, U the independent units. See `Ratio` for its parts.

    Examples
    --------
    >>> from everyhue.metrics.groups import Cells
    >>> table = np.array([[3.0, 6.0]])
    >>> cells = Cells(("g",), (("a",),), np.array([[3.0, 3.0]]), table, np.array([[3.0, 14.0]]),
    ...               names=("n", "x"), cross=table)
    >>> mean = Mean("mean_x", ("x",), ("n",), "rows", "none")
    >>> low, high = mean.bounds(mean.five(cells), 0.95)
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (-0.484, 4.484)
    """

    def bounds(self, five: FiveSums, level: ArrayLike) -> tuple[Floats, Floats]:
        """Return bounds of every cell, each at `level`: without end for fewer than two units."""
        from scipy.special import stdtrit

        units = np.asarray(five.units, float)
        t = stdtrit(np.maximum(units - 1.0, 1.0), (1 + np.asarray(level, float)) / 2)
        half = t * np.sqrt(five.variance())
        half = np.where(np.isfinite(half), half, np.inf)
        middle = np.where(np.isfinite(five.ratio), five.ratio, 0.0)
        return middle - half, middle + half
