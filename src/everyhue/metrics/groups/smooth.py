"""A measure that is a smooth function of several sums, with an interval by linearization."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.groups.ratio import Ratio
from everyhue.metrics.inference.five_sums import FiveSums

Linear: TypeAlias = Callable[[Cells], tuple[Floats, Floats]]
"""Cells to the estimates (G,), NaN where undefined, and their slopes (G, S) in every sum."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where an estimate is closer to normal than as it is: its interval is made there.

    Parameters
    ----------
    there, slope, back : callable
        The map, its derivative, and its inverse.
    """

    there: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]


PLAIN = Scale(lambda x: x, np.ones_like, lambda x: x)
LOG = Scale(np.log, lambda x: 1 / x, np.exp)
LOGIT = Scale(
    lambda x: np.log(x / (1 - x)), lambda x: 1 / (x * (1 - x)), lambda z: 1 / (1 + np.exp(-z))
)
FISHER = Scale(np.arctanh, lambda x: 1 / (1 - x * x), np.tanh)
BELOW_ONE = Scale(lambda x: np.log(1 - x), lambda x: -1 / (1 - x), lambda z: 1 - np.exp(z))
"""Of numbers in (−∞, 1), such as R² and kappa."""


@dataclass(frozen=True, slots=True)
class Smooth(Ratio):
    """A function g of the sums of a cell that does not change when all of them are doubled.

    Then Σ∂g/∂S·S is 0, and the variance of g is U / (U − 1) · Σ (∂g/∂S·x)² over the independent
    units, x the sums of one unit: a row, or a cluster's bucket. Bounds are the estimate ± t·√var on
    `scale`, t with U − 1 degrees of freedom. Without spread, or with one unit, there are none.

    Parameters
    ----------
    linear : callable
        Cells to estimates and slopes.
    scale : Scale
        Where the interval is made.

    Examples
    --------
    >>> half = Smooth("share", (), (), "rows", "none", lambda cells: (
    ...     cells.sums[:, 0] / cells.sums.sum(1),
    ...     np.array([[0.01, 0, -0.01, 0]]) / 2))
    >>> cells = Cells.of_counts({"a": (50, 0, 50, 0)})
    >>> low, high = half.bounds(half.five(cells), 0.95)
    >>> round(float(low[0]), 4), round(float(high[0]), 4)
    (0.4003, 0.5997)
    """

    linear: Linear
    scale: Scale = PLAIN

    def five(self, cells: Cells) -> FiveSums:
        """Return sums whose ratio is the estimate, and whose variance is that of the estimate."""
        estimate, slope = self.linear(cells)
        slope = np.where(np.isfinite(estimate)[:, None], slope, 0.0)
        among = np.ones(len(cells.names)) if not self.among else cells.mask(self.among)
        rows = cells.rows @ among
        if cells.clusters is None:
            units, total = rows, _over_rows(cells, slope)
        else:
            units = ((cells.clusters @ among) > 0).sum(1).astype(float)
            total = ((cells.clusters @ slope[:, :, None])[:, :, 0] ** 2).sum(1)
        with np.errstate(invalid="ignore", divide="ignore"):
            variance = np.where(units > 1, units / (units - 1.0) * total, np.nan)
        return FiveSums.of_estimate(rows, units, estimate, variance)

    def bounds(self, five: FiveSums, level: ArrayLike) -> tuple[Floats, Floats]:
        """Return bounds of every cell, each at `level`; without end where there is no spread."""
        from scipy.special import stdtrit

        units = np.asarray(five.units, float)
        t = stdtrit(np.maximum(units - 1.0, 1.0), (1 + np.asarray(level, float)) / 2)
        with np.errstate(all="ignore"):
            middle = self.scale.there(five.ratio)
            half = t * np.sqrt(five.variance()) * np.abs(self.scale.slope(five.ratio))
            ends = np.stack([self.scale.back(middle - half), self.scale.back(middle + half)])
        sure = np.isfinite(middle) & np.isfinite(half) & (half > 0)
        return np.where(sure, ends.min(0), -np.inf), np.where(sure, ends.max(0), np.inf)


def _over_rows(cells: Cells, slope: Floats) -> Floats:
    total: Floats
    if cells.products is not None:
        total = np.einsum("gs,gst,gt->g", slope, cells.products, slope)
    else:
        total = ((cells.rows if cells.squares is None else cells.squares) * slope**2).sum(1)
    return np.maximum(total, 0.0)
