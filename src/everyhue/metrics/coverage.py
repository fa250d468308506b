"""Coverage: the share of a catalog that is shown at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.given import gains_of
from everyhue.metrics.item_exposure import nothing_shown
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "coverage",
    range="[0, 1]",
    direction="higher shows more of the catalog",
    unit="share of the catalog's items",
    undefined_when="no item in the catalog, or nothing was shown",
    source="Herlocker et al. 2004, Evaluating Collaborative Filtering (catalog coverage)",
)
def coverage(exposure: ArrayLike) -> Value:
    """Return the share of items with any exposure.

    |{i: e_i > 0}| / n, over all items of the catalog and many lists.

    Parameters
    ----------
    exposure : (n,) array_like, ≥ 0
        Exposure of each item or creator of the catalog, from `item_exposure`; 0 if never shown.

    Returns
    -------
    Value
        In (0, 1], higher shows more of the catalog; it grows with the number of lists.

    Raises
    ------
    InputError
        For exposure that is negative or not finite, naming the row.

    Notes
    -----
    Undefined when: the catalog has no item or nothing was shown. Cost: O(n).
    Source: Herlocker et al. 2004 (catalog coverage).

    Examples
    --------
    >>> coverage([3, 1, 0, 0]).estimate
    0.5
    """
    amounts = gains_of(exposure, "exposure")
    empty = nothing_shown(amounts)
    return empty or Value(float(np.count_nonzero(amounts)) / len(amounts), n=len(amounts))
