"""Skew@k: the log ratio of shown to desired share, for one bucket or the worst one."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.metrics.given import target_shares
from everyhue.metrics.shown import Shown
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
def skew_at_k(sure: ArrayLike | Shown, *, bucket: int, target: ArrayLike, k: int) -> Value:
    """Return ln(share of the bucket in the top k / its target share).

    Parameters
    ----------
    sure : (n,) array_like of int, or Shown
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
    shares = target_shares(target).tolist()
    if not 0 <= bucket < len(shares):
        raise bad_value("bucket", bucket, f"the index of a bucket, 0 to {len(shares) - 1}")
    shown = Shown.of(sure, len(shares), k)
    return _finite(shown, _skew(shown.counts[bucket] / max(1, shown.known), shares[bucket]))


@register(
    "list_measure",
    "min_skew_at_k",
    range="(-inf, 0]",
    direction="higher is better",
    unit="nat",
    undefined_when=UNDEFINED,
    source=SOURCE,
)
def min_skew_at_k(sure: ArrayLike | Shown, *, target: ArrayLike, k: int) -> Value:
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
    shown, skews = _skews(sure, target, k)
    return _finite(shown, min(0.0, *skews))


@register(
    "list_measure",
    "max_skew_at_k",
    range="[0, inf)",
    direction="lower is better",
    unit="nat",
    undefined_when="no known item in the top k, or a shown bucket has target 0",
    source=SOURCE,
)
def max_skew_at_k(sure: ArrayLike | Shown, *, target: ArrayLike, k: int) -> Value:
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
    shown, skews = _skews(sure, target, k)
    return _finite(shown, max(0.0, *skews))


def _skews(sure: ArrayLike | Shown, target: ArrayLike, k: int) -> tuple[Shown, list[float]]:
    """Skew of each bucket that is shown or has a target."""
    shares = target_shares(target).tolist()
    shown = Shown.of(sure, len(shares), k)
    got = [count / max(1, shown.known) for count in shown.counts]
    return shown, [_skew(a, b) for a, b in zip(got, shares, strict=True) if a or b]


def _skew(got: float, share: float) -> float:
    """ln(got / share): +∞ without a target, −∞ where only a target is."""
    if not share:
        return math.inf
    return math.log(got / share) if got else -math.inf


def _finite(shown: Shown, skew: float) -> Value:
    if not shown.known:
        return Value.undefined_because("no known item in the top k", 0)
    if skew == math.inf:
        return Value.undefined_because("the target share is 0")
    if skew == -math.inf:
        return Value.undefined_because("the bucket is not shown in the top k")
    return Value(skew)
