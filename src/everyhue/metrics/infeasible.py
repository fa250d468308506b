"""Infeasible index and count: prefixes that show fewer of a bucket than the target asks for."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.metrics.given import Codes, target_shares
from everyhue.metrics.shown import Shown
from everyhue.registry import register
from everyhue.types import Value, written_share

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
def infeasible_index(sure: ArrayLike | Shown, *, target: ArrayLike, k: int | None = None) -> Value:
    """Return the number of prefixes in which some bucket has fewer than ⌊share·length⌋ items.

    Parameters
    ----------
    sure : (n,) array_like of int, or Shown
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
    shown, lacking = _lacking(sure, target, k)
    if not shown.known:
        return Value.undefined_because("no known item", 0)
    return Value(float(np.count_nonzero(lacking.any(axis=0))), n=shown.known)


@register(
    "list_measure",
    "infeasible_count",
    range="[0, n·B]",
    direction="lower is better",
    unit="prefix and bucket",
    undefined_when="no known item",
    source=SOURCE,
)
def infeasible_count(sure: ArrayLike | Shown, *, target: ArrayLike, k: int | None = None) -> Value:
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
    shown, lacking = _lacking(sure, target, k)
    if not shown.known:
        return Value.undefined_because("no known item", 0)
    return Value(float(np.count_nonzero(lacking)), n=shown.known)


def _lacking(
    sure: ArrayLike | Shown, target: ArrayLike, k: int | None
) -> tuple[Shown, NDArray[np.bool_]]:
    """(B, known): whether the prefix that ends there has too few of the bucket."""
    shares = target_shares(target)
    shown = Shown.of(sure, len(shares), k)
    least = _floors(tuple(shares.tolist()), shown.known.bit_length())
    return shown, shown.prefix_counts < least[:, : shown.known]


@lru_cache(maxsize=256)
def _floors(shares: tuple[float, ...], bits: int) -> Codes:
    """(B, 2^bits): ⌊share · length⌋ for lengths from 1 on, of the decimals a person wrote."""
    exact, lengths = [written_share(share) for share in shares], np.arange(1, 2**bits + 1)
    return np.array([lengths * share.numerator // share.denominator for share in exact])
