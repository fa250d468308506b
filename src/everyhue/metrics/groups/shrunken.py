"""A measure of cells drawn towards its mean over cells, for display."""

from __future__ import annotations

import numpy as np

from everyhue.metrics.groups.cells import Cells
from everyhue.metrics.groups.rates import Rate
from everyhue.metrics.groups.ratio import Ratio
from everyhue.metrics.inference.shrink import Shrunk, shrink_means, shrink_rates


def shrunken(cells: Cells, measure: Ratio) -> Shrunk:
    """Return a measure of cells drawn towards its mean, as far as chance explains the spread.

    Parameters
    ----------
    cells : Cells
        The cells of one set of columns.
    measure : Ratio
        A `Rate`: beta-binomial, with the effective rows of weights and clusters. A `Mean`:
        normal-normal, with one variance of rows for all cells.

    Returns
    -------
    Shrunk
        For display, marked so; no verdict rests on it.

    Notes
    -----
    Undefined when: no cell has a row below the line; then NaN. Cost: O(G). Source: see
    `everyhue.metrics.inference.shrink_rates`.

    Examples
    --------
    >>> from everyhue.metrics.groups.rates import rate_called
    >>> table = {str(i): (30 + i, 0, 0, 70 - i) for i in range(6)} | {"few": (0, 0, 0, 4)}
    >>> found = shrunken(Cells.of_counts(table), rate_called("selection_rate"))
    >>> found.estimate.round(2).tolist()[-2:]
    [0.32, 0.32]
    """
    five = measure.five(cells)
    if isinstance(measure, Rate):
        return shrink_rates(*five.effective(0.95))
    variance, units = five.variance(), np.asarray(five.units, float)
    known = np.isfinite(variance) & (units > 1)
    if not known.any():
        return shrink_means(five.ratio, np.full(len(variance), np.inf))
    # The variance of one unit, pooled: a small cell's own is as uncertain as its mean.
    pooled = np.average(variance[known] * units[known], weights=units[known] - 1)
    with np.errstate(divide="ignore"):
        return shrink_means(five.ratio, np.where(units > 0, pooled / units, np.inf))
