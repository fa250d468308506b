"""Bounds that hold for all cells at once, and the gaps and ratios they leave room for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from everyhue.errors import bad_value
from everyhue.metrics.inference.five_sums import FiveSums
from everyhue.metrics.inference.shares import clopper_pearson

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Estimates of cells with bounds that hold together.

    Parameters
    ----------
    estimate, low, high : (G,) float
        NaN, 0 and 1 where a cell has no denominator.
    level : float, (0, 1)
        Chance that all of them hold.
    family : int
        How many bounds share the level.
    """

    estimate: Floats
    low: Floats
    high: Floats
    level: float
    family: int

    def gap(self) -> tuple[float, float]:
        """Return least and most that the largest true share can exceed the smallest by."""
        low = max(0.0, float(self.low.max() - self.high.min()))
        return low, float(self.high.max() - self.low.min())

    def ratio(self) -> tuple[float, float]:
        """Return least and most of the smallest true share over the largest."""
        # Of numbers that cannot be below 0, whatever their bounds say.
        low, high = max(0.0, float(self.low.min())), max(0.0, float(self.high.max()))
        below, above = max(0.0, float(self.high.min())), max(0.0, float(self.low.max()))
        return (low / high if high else 0.0), (min(1.0, below / above) if above else 1.0)


def simultaneous(five: FiveSums, level: float = 0.95, family: int | None = None) -> Bounds:
    """Return Clopper–Pearson bounds of every cell that hold together (Bonferroni).

    Parameters
    ----------
    five : FiveSums
        Sums of the cells; weights and clusters come in by the effective number of rows.
    level : float, (0, 1)
        Chance that all bounds of the family hold.
    family : int, ≥ cells, optional
        How many bounds share the level: measures times cells. By default the cells.

    Returns
    -------
    Bounds
        Each at level 1 − (1 − level) / family.

    Raises
    ------
    InputError
        For a family smaller than the cells.

    Notes
    -----
    Undefined when: never; a cell without rows has the bounds 0 and 1. Cost: O(G).
    Source: Bonferroni 1936; Clopper and Pearson 1934; Korn and Graubard 1998.

    Examples
    --------
    >>> import numpy as np
    >>> n = np.array([100.0, 100.0])
    >>> bounds = simultaneous(FiveSums(n, n, np.array([30.0, 50.0]), n))
    >>> [round(end, 3) for end in bounds.gap()]
    [0.0, 0.414]
    """
    many = len(five.n) if family is None else family
    if many < len(five.n):
        raise bad_value("family", many, f"at least the {len(five.n)} cells")
    each = 1 - (1 - level) / max(1, many)
    low, high = clopper_pearson(*five.effective(each), each)
    return Bounds(five.ratio, low, high, level, many)
