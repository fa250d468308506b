"""The exposure of every item of a catalog over many lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import unknown_name
from everyhue.metrics.given import Floats, log2_discount, picked
from everyhue.types import Value


def item_exposure(
    orders: Iterable[ArrayLike],
    *,
    items: int,
    k: int | None = None,
    discount: Literal["none", "log2"] = "none",
) -> Floats:
    """Return how often each item is in a list's top k, or its summed exposure there.

    Parameters
    ----------
    orders : iterable of (m,) array_like of int
        Items of each list in shown order.
    items : int, ≥ 0
        Number of items in the catalog, shown or not.
    k : int or None, ≥ 1
        Depth; whole lists by default.
    discount : {"none", "log2"}
        A place counts 1, or 1/log2(1 + rank).

    Returns
    -------
    (items,) float64
        What `coverage` and `gini` take. Amounts of several logs add up.

    Raises
    ------
    InputError
        For an item outside the catalog, one shown twice in a list, or k < 1.
    UnknownNameError
        For another discount.

    Notes
    -----
    Cost: O(places + items). Source: this project.

    Examples
    --------
    >>> item_exposure([[0, 1], [1, 2]], items=4).tolist()
    [1.0, 2.0, 1.0, 0.0]
    """
    if discount not in ("none", "log2"):
        raise unknown_name("discount", discount, ("none", "log2"))
    total = np.zeros(items)
    for order in orders:
        rows = picked(order, items, k)
        total[rows] += 1.0 if discount == "none" else log2_discount(len(rows))
    return total


def nothing_shown(exposure: Floats) -> Value | None:
    """Return the undefined value of a catalog without items or without exposure, else `None`."""
    if not len(exposure):
        return Value.undefined_because("no item in the catalog", 0)
    return None if exposure.any() else Value.undefined_because("nothing was shown", len(exposure))
