"""Gini coefficient: how concentrated exposure is on a few items."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.given import gains_of
from everyhue.metrics.item_exposure import nothing_shown
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "gini",
    range="[0, 1]",
    direction="lower is more even",
    unit="share",
    undefined_when="no item in the catalog, or nothing was shown",
    source="Gini 1912; for exposure: Fleder, Hosanagar 2009, Blockbuster Culture's Next Rise or "
    "Fall",
)
def gini(exposure: ArrayLike) -> Value:
    """Return how concentrated exposure is: 0 for all alike, near 1 for all on one item.

    G = Σ_i (2i − n − 1)·e_(i) / (n·Σ e), e sorted upwards.

    Parameters
    ----------
    exposure : (n,) array_like, ≥ 0
        Exposure of each item or creator of the catalog, from `item_exposure`; 0 if never shown.

    Returns
    -------
    Value
        In [0, 1 − 1/n], lower is more even. It depends on how many items count as the catalog.

    Raises
    ------
    InputError
        For exposure that is negative or not finite, naming the row.

    Notes
    -----
    Undefined when: the catalog has no item or nothing was shown. Cost: O(n log n).
    Source: Gini 1912; Fleder, Hosanagar 2009. Even exposure of items is not yet even exposure of
    buckets.

    Examples
    --------
    >>> gini([0, 0, 0, 5]).estimate, gini([2, 2, 2]).estimate
    (0.75, 0.0)
    """
    amounts = np.sort(gains_of(exposure, "exposure"))
    empty = nothing_shown(amounts)
    if empty:
        return empty
    n, shares = len(amounts), amounts / amounts.max()
    spread = float((2 * np.arange(1, n + 1) - n - 1) @ shares)
    return Value(max(0.0, spread / (n * float(shares.sum()))), n=n)
