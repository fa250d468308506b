"""Agreement of two readings of the same items: kappa, exact, within one."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.signals.given import Floats, level_of
from everyhue.types import Value


def kappa(
    table: ArrayLike, *, ordered: bool = True, level: float = 0.95, design: float = 1.0
) -> Value:
    """Return agreement beyond chance: κ = 1 − Σ w·O / Σ w·E.

    O is the table of shares, E the product of its margins; w = (i − j)² for ordered buckets, and 1
    off the diagonal otherwise.

    Parameters
    ----------
    table : (B, B) array_like, ≥ 0
        Items by first and second reading.
    ordered : bool
        Whether distance counts.
    level : float, (0, 1)
        Confidence level.
    design : float, ≥ 1
        By what the variance grows because items are not independent: the `inflation` of
        `kappa_influence`.

    Returns
    -------
    Value
        At most 1, higher is better; 0 is chance.

    Raises
    ------
    InputError
        For a table that is not square, or holds negative or non-finite numbers.

    Notes
    -----
    Undefined when: no item, or both readings put every item in the same bucket. Cost: O(B²).
    Source: Cohen 1968 (weighted kappa); interval by the delta method (Fleiss, Cohen, Everitt 1969),
    its variance from the table with one item spread over all cells.

    Examples
    --------
    >>> round(kappa([[20, 5], [10, 15]]).number(), 3)
    0.4
    """
    cells = np.asarray(table, np.float64)
    if cells.ndim != 2 or cells.shape[0] != cells.shape[1]:
        raise bad_value("table", cells.shape, "shape (B, B)")
    if not (np.isfinite(cells).all() and (cells >= 0).all()):
        raise bad_value("table", cells.tolist(), "finite numbers ≥ 0")
    found, defined = kappas(cells[None], ordered=ordered)
    n = round(float(cells.sum()))
    if not n:
        return Value.undefined_because("no item", 0)
    if not defined[0]:
        return Value.undefined_because("every item is in one bucket", n)
    spread = _spread(cells, ordered) * math.sqrt(design)
    half = NormalDist().inv_cdf((1 + level_of(level)) / 2) * spread
    low, high = max(-1.0, float(found[0]) - half), min(1.0, float(found[0]) + half)
    return Value(float(found[0]), low, high, level, n, "weighted kappa, delta method")


def kappas(tables: Floats, *, ordered: bool) -> tuple[Floats, Floats]:
    """Return κ of many tables (R, B, B) at once, and which of them are defined."""
    weights = _weights(tables.shape[1], ordered)
    total = tables.sum(axis=(1, 2))
    rows, columns = tables.sum(axis=2), tables.sum(axis=1)
    seen = (tables * weights).sum(axis=(1, 2)) * total
    chance = np.einsum("ri,ij,rj->r", rows, weights, columns)
    defined = chance > 0
    return 1 - np.divide(seen, chance, out=np.zeros_like(seen), where=defined), defined


def _weights(buckets: int, ordered: bool) -> Floats:
    apart = np.subtract.outer(np.arange(buckets), np.arange(buckets))
    return np.asarray(apart**2 if ordered else apart != 0, np.float64)


def kappa_influence(table: Floats, *, ordered: bool) -> Floats:
    """Return (B, B): what one item of each cell adds to the error of κ, times the items.

    Its mean over the cells is 0; one item is spread over all of them, so that none is empty.
    """
    return _shares_and_influence(table, ordered)[1]


def _spread(cells: Floats, ordered: bool) -> float:
    """Standard error: the root of the mean squared influence of an item, over √n."""
    shares, influence = _shares_and_influence(cells, ordered)
    return math.sqrt(float((shares * influence**2).sum()) / float(cells.sum()))


def _shares_and_influence(cells: Floats, ordered: bool) -> tuple[Floats, Floats]:
    shares = cells + 1 / cells.size
    shares /= shares.sum()
    weights = _weights(len(cells), ordered)
    by_row, by_column = weights @ shares.sum(axis=0), shares.sum(axis=1) @ weights
    seen, chance = (shares * weights).sum(), shares.sum(axis=1) @ by_row
    influence = seen * (by_row[:, None] + by_column - 2 * chance) / chance**2
    influence -= (weights - seen) / chance
    return shares, influence
