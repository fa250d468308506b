"""Every cell beside the rest of the rows, or beside the same cell of another tally."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.groups.cells import Cells, Floats
from everyhue.metrics.groups.ratio import Ratio
from everyhue.metrics.inference.five_sums import FiveSums
from everyhue.metrics.inference.mover import Differences, differences


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A measure of cells that can say its bounds at any level.

    Parameters
    ----------
    measure : Ratio
        A `Rate` or a `Mean`.
    five : FiveSums
        Its sums.
    """

    measure: Ratio
    five: FiveSums

    @property
    def estimate(self) -> Floats:
        """The measure, (G,); NaN where it has no denominator."""
        return self.five.ratio

    def at(self, level: ArrayLike) -> tuple[Floats, Floats]:
        """Return low and high, (G,), at one level or one level each."""
        return self.measure.bounds(self.five, level)


def rest_of(cells: Cells) -> Cells:
    """Return for every cell the rows that are in none of its own: all cells but this one.

    Examples
    --------
    >>> cells = Cells.of_counts({"a": (2, 1, 0, 1), "b": (0, 1, 1, 2)}, by="g")
    >>> rest_of(cells).rows.tolist()
    [[0.0, 1.0, 1.0, 2.0], [2.0, 1.0, 0.0, 1.0]]
    """
    whole = cells.total()
    tables: dict[str, Any] = {
        name: _less(getattr(whole, name), getattr(cells, name))
        for name in ("rows", "sums", "squares", "clusters", "cross")
        if getattr(cells, name) is not None
    }
    return replace(cells, **tables)


def _less(whole: Floats, part: Floats) -> Floats:
    """Subtract, so that what only rounding leaves over is 0 and no count is under it."""
    left: Floats = whole - part
    return np.where(np.abs(left) <= 1e-12 * np.abs(whole), 0.0, left)


def against_rest(
    cells: Cells, measure: Ratio, *, level: float = 0.95, family: int | None = None
) -> tuple[Differences, Floats]:
    """Return how every cell differs from the rest of the rows, and the measure of the rest.

    Parameters
    ----------
    cells : Cells
        All cells of one set of columns: together they hold every row.
    measure : Ratio
        A `Rate` or a `Mean` whose sums are of the cell's own rows.
    level : float, (0, 1)
        Chance that the bounds of all cells hold.
    family : int, optional
        Bounds that share the level; by default the cells.

    Returns
    -------
    Differences
        Cell minus rest.
    (G,) float
        The measure of the rest; NaN where the rest has no denominator.

    Notes
    -----
    Undefined when: the cell or the rest has no denominator; then NaN, with a p-value of 1. With
    clusters that have rows on both sides, the two are correlated; the correlation is that of their
    linearized residuals over hash buckets. Cost: O(G). Source: Zou and Donner 2008; Zou 2007.

    Examples
    --------
    >>> from everyhue.metrics.groups.rates import rate_called
    >>> cells = Cells.of_counts({"a": (300, 0, 0, 700), "b": (240, 0, 0, 760)}, by="g")
    >>> found, rest = against_rest(cells, rate_called("selection_rate"))
    >>> found.estimate.round(3).tolist(), rest.tolist(), bool(found.p[0] < 0.01)
    ([0.06, -0.06], [0.24, 0.3], True)
    """
    rest = rest_of(cells)
    one, two = (Measured(measure, measure.five(each)) for each in (cells, rest))
    many = max(1, len(cells)) if family is None else family
    rho = _correlation(measure, cells, rest)
    return differences(one, two, level=level, family=many, correlation=rho), two.estimate


def _correlation(measure: Ratio, cells: Cells, rest: Cells) -> Floats:
    if cells.clusters is None or rest.clusters is None:
        return np.zeros(len(cells))
    of, among = cells.mask(measure.of), cells.mask(measure.among)
    one, two = (_residuals(table @ of, table @ among) for table in (cells.clusters, rest.clusters))
    size = np.sqrt((one * one).sum(1) * (two * two).sum(1))
    rho = np.where(size > 0, (one * two).sum(1) / np.where(size > 0, size, 1.0), 0.0)
    # A correlation of almost 1 would leave no width at all; so close it is not known.
    return np.asarray(np.clip(rho, -0.95, 0.95))


def _residuals(k: Floats, n: Floats) -> Floats:
    total = n.sum(1, keepdims=True)
    ratio = np.where(total > 0, k.sum(1, keepdims=True) / np.where(total > 0, total, 1.0), 0.0)
    return np.asarray(k - ratio * n)
