"""Kept share: how much summed relevance a selection keeps."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.given import gains_of, picked, places
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "kept_share",
    range="[0, 1]",
    direction="higher is better",
    unit="share of summed relevance",
    undefined_when="no candidate has relevance above 0",
    source="this project: 1 − relevance given up",
)
def kept_share(order: ArrayLike, relevance: ArrayLike, *, k: int) -> Value:
    """Return the relevance of the top k over that of the k most relevant candidates.

    Parameters
    ----------
    order : (m,) array_like of int
        Candidates in shown order.
    relevance : (n,) array_like, ≥ 0
        Relevance of each candidate.
    k : int, ≥ 1
        Depth.

    Returns
    -------
    Value
        In [0, 1], higher is better. Unlike nDCG it does not look at the order within the top.

    Raises
    ------
    InputError
        For negative or infinite relevance, or k < 1.

    Notes
    -----
    Undefined when: no candidate has relevance above 0. Cost: O(n log n). Source: this project.

    Examples
    --------
    >>> kept_share([0, 2], [1.0, 0.8, 0.6], k=2).number().__round__(4)
    0.8889
    """
    worth = gains_of(relevance, "relevance")
    most = float(np.sort(worth)[::-1][: places(k)].sum())
    if not most:
        return Value.undefined_because("no candidate has relevance above 0", len(worth))
    return Value(float(worth[picked(order, len(worth), k)].sum()) / most, n=len(worth))
