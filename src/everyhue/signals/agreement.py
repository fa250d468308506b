"""Agreement of two readings of the same items: kappa, exact, within one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.signals.given import Floats
from everyhue.types import Value


def kappa(table: ArrayLike, *, ordered: bool = True) -> Value:
    """Return agreement beyond chance: κ = 1 − Σ w·O / Σ w·E.

    O is the table of shares, E the product of its margins; w = (i − j)² for ordered buckets, and 1
    off the diagonal otherwise.

    Parameters
    ----------
    table : (B, B) array_like, ≥ 0
        Items by first and second reading.
    ordered : bool
        Whether distance counts.

    Returns
    -------
    Value
        At most 1, higher is better; 0 is chance. Without interval.

    Raises
    ------
    InputError
        For a table that is not square, or holds negative or non-finite numbers.

    Notes
    -----
    Undefined when: no item, or both readings put every item in the same bucket. Cost: O(B²).
    Source: Cohen 1968 (weighted kappa), quadratic weights.

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
    return Value(float(found[0]), n=n, method="weighted kappa")


def kappas(tables: Floats, *, ordered: bool) -> tuple[Floats, Floats]:
    """Return κ of many tables (R, B, B) at once, and which of them are defined."""
    step = np.arange(tables.shape[1])
    apart = step[:, None] - step
    weights = (apart**2 if ordered else apart != 0).astype(np.float64)
    total = tables.sum(axis=(1, 2))
    rows, columns = tables.sum(axis=2), tables.sum(axis=1)
    seen = (tables * weights).sum(axis=(1, 2)) * total
    chance = np.einsum("ri,ij,rj->r", rows, weights, columns)
    defined = chance > 0
    return 1 - np.divide(seen, chance, out=np.zeros_like(seen), where=defined), defined
