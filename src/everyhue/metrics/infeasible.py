"""Infeasible index and count: prefixes that show fewer of a bucket than the target asks for."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.given import Codes, bucket_counts, target_shares, top_codes
from everyhue.registry import register
from everyhue.types import Value, exact_floor

SOURCE = "Geyik, Ambler, Kenthapadi 2019, Fairness-Aware Ranking (infeasible index and count)"


@register(
    "list_measure",
    "infeasible_index",
    range="[0, n]",
    direction="lower is better",
    unit="prefix",
    undefined_when="no known item",
    source=SOURCE,
)
def infeasible_index(sure: ArrayLike, *, target: ArrayLike, k: int | None = None) -> Value:
    """Return the number of prefixes in which some bucket has fewer than ⌊share·length⌋ items.

    Parameters
    ----------
    sure : (n,) array_like of int
        Bucket of each item in shown order, −1 for unknown.
    target : (B,) array_like, [0, 1]
        Desired shares; they sum to 1.
    k : int or None, ≥ 1
        Depth; the whole list by default.

    Returns
    -------
    Value
        0 to the number of known items, lower is better.

    Raises
    ------
    InputError
        For shares that do not sum to 1 or an index outside the buckets.

    Notes
    -----
    Unknown items are left out and the list closed up; the last prefix counts. Undefined when: no
    known item. Cost: O(k·B). Source: Geyik et al. 2019 (InfeasibleIndex).

    Examples
    --------
    >>> infeasible_index([0, 1, 1, 1, 0, 0, 0, 1, 0, 1], target=[.5, .5]).estimate
    1.0
    """
    lacking = _lacking(sure, target, k)
    if not len(lacking):
        return Value.undefined_because("no known item", 0)
    return Value(float(lacking.any(axis=1).sum()), n=len(lacking))


@register(
    "list_measure",
    "infeasible_count",
    range="[0, n·B]",
    direction="lower is better",
    unit="prefix and bucket",
    undefined_when="no known item",
    source=SOURCE,
)
def infeasible_count(sure: ArrayLike, *, target: ArrayLike, k: int | None = None) -> Value:
    """Return over all prefixes the number of buckets with fewer than ⌊share·length⌋ items.

    Parameters
    ----------
    sure, target, k
        As in `infeasible_index`.

    Returns
    -------
    Value
        0 or more, lower is better.

    Raises
    ------
    InputError
        For shares that do not sum to 1 or an index outside the buckets.

    Notes
    -----
    Undefined when: no known item. Cost: O(k·B). Source: Geyik et al. 2019 (InfeasibleCount).

    Examples
    --------
    >>> infeasible_count([0, 0, 0], target=[.4, .3, .3], k=3).estimate
    0.0
    """
    lacking = _lacking(sure, target, k)
    if not len(lacking):
        return Value.undefined_because("no known item", 0)
    return Value(float(lacking.sum()), n=len(lacking))


def _lacking(sure: ArrayLike, target: ArrayLike, k: int | None) -> Codes:
    """(known, B): 1 where the prefix that ends there has too few of the bucket."""
    shares = target_shares(target)
    codes = top_codes(sure, k)
    bucket_counts(codes, len(shares))
    known = codes[codes >= 0]
    seen = np.cumsum(known[:, None] == np.arange(len(shares)), axis=0)
    return (seen < _floors(tuple(shares.tolist()), len(known))).astype(np.intp)


@lru_cache(maxsize=4096)
def _floors(shares: tuple[float, ...], n: int) -> Codes:
    rows = [[exact_floor(share, i) for share in shares] for i in range(1, n + 1)]
    return np.array(rows, np.intp).reshape(n, len(shares))
