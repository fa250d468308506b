"""Skew@k: the log ratio of shown to desired share, for one bucket or the worst one."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.given import Floats, bucket_counts, target_shares, top_codes
from everyhue.registry import register
from everyhue.types import Value

SOURCE = "Geyik, Ambler, Kenthapadi 2019, Fairness-Aware Ranking (Skew@k, MinSkew, MaxSkew)"
UNDEFINED = "no known item in the top k, a bucket is not shown (−∞), or its target is 0"


@register(
    "list_measure",
    "skew_at_k",
    range="(-inf, inf)",
    direction="0 is on target",
    unit="nat",
    undefined_when=UNDEFINED,
    source=SOURCE,
)
def skew_at_k(sure: ArrayLike, *, bucket: int, target: ArrayLike, k: int) -> Value:
    """Return ln(share of the bucket in the top k / its target share).

    Parameters
    ----------
    sure : (n,) array_like of int
        Bucket of each item in shown order, −1 for unknown.
    bucket : int
        Index of the bucket.
    target : (B,) array_like, [0, 1]
        Desired shares; they sum to 1. Never the list's own mix.
    k : int, ≥ 1
        Depth.

    Returns
    -------
    Value
        Above 0: shown more than desired. Shares are of known items.

    Raises
    ------
    InputError
        For shares that do not sum to 1 or an index outside the buckets.

    Notes
    -----
    Undefined when: no known item in the top k, the bucket is not shown (it would be −∞), or its
    target is 0. Cost: O(k + B). Source: Geyik et al. 2019 (Skew@k).

    Examples
    --------
    >>> round(skew_at_k([0, 0, 0, 1], bucket=1, target=[.5, .5], k=4).number(), 4)
    -0.6931
    """
    skews = _skews(sure, target_shares(target), k)
    if isinstance(skews, Value):
        return skews
    return _finite(float(skews[bucket]))


@register(
    "list_measure",
    "min_skew_at_k",
    range="(-inf, 0]",
    direction="higher is better",
    unit="nat",
    undefined_when=UNDEFINED,
    source=SOURCE,
)
def min_skew_at_k(sure: ArrayLike, *, target: ArrayLike, k: int) -> Value:
    """Return the smallest Skew@k of all buckets with a target above 0: the least-shown one.

    Parameters
    ----------
    sure, target, k
        As in `skew_at_k`.

    Returns
    -------
    Value
        At most 0; higher is better, 0 where every bucket is on target.

    Raises
    ------
    InputError
        For shares that do not sum to 1 or an index outside the buckets.

    Notes
    -----
    Undefined when: no known item in the top k, or a bucket with a target is not shown (−∞).
    Cost: O(k + B). Source: Geyik et al. 2019 (MinSkew).

    Examples
    --------
    >>> round(min_skew_at_k([0, 0, 0, 1], target=[.5, .5], k=4).number(), 4)
    -0.6931
    """
    skews = _skews(sure, target_shares(target), k)
    return skews if isinstance(skews, Value) else _finite(float(np.nanmin(skews)))


@register(
    "list_measure",
    "max_skew_at_k",
    range="[0, inf)",
    direction="lower is better",
    unit="nat",
    undefined_when="no known item in the top k, or a shown bucket has target 0",
    source=SOURCE,
)
def max_skew_at_k(sure: ArrayLike, *, target: ArrayLike, k: int) -> Value:
    """Return the largest Skew@k of all buckets: the one shown most beyond its target.

    Parameters
    ----------
    sure, target, k
        As in `skew_at_k`.

    Returns
    -------
    Value
        At least 0; lower is better, 0 where every bucket is on target.

    Raises
    ------
    InputError
        For shares that do not sum to 1 or an index outside the buckets.

    Notes
    -----
    Undefined when: no known item in the top k, or a bucket with target 0 is shown (+∞).
    Cost: O(k + B). Source: Geyik et al. 2019 (MaxSkew).

    Examples
    --------
    >>> round(max_skew_at_k([0, 0, 0, 1], target=[.5, .5], k=4).number(), 4)
    0.4055
    """
    skews = _skews(sure, target_shares(target), k)
    return skews if isinstance(skews, Value) else _finite(float(np.nanmax(skews)))


def _skews(sure: ArrayLike, target: Floats, k: int) -> Floats | Value:
    """Skew of each bucket, ±inf where a share is 0, NaN where both are."""
    counts = bucket_counts(top_codes(sure, k), len(target))
    if not counts.any():
        return Value.undefined_because("no known item in the top k", 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log(counts / counts.sum()) - np.log(target))


def _finite(skew: float) -> Value:
    if math.isnan(skew) or skew == math.inf:
        return Value.undefined_because("the target share is 0")
    if skew == -math.inf:
        return Value.undefined_because("the bucket is not shown in the top k")
    return Value(skew)
