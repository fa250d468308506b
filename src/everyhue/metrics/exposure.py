"""Exposure: what a bucket gets of the attention that ranks draw."""

from __future__ import annotations

from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.metrics.divergence import moved_share
from everyhue.metrics.given import gains_of, log2_discount, picked, target_shares, top_codes
from everyhue.metrics.shown import Shown
from everyhue.registry import register
from everyhue.types import Value

METHOD = "discount 1/log2(1 + rank)"


@register(
    "list_measure",
    "exposure_share",
    range="[0, 1]",
    direction="equal to the target is best",
    unit="share of the exposure of known items",
    undefined_when="no known item in the top k",
    source="Singh, Joachims 2018, Fairness of Exposure in Rankings; log2 discount",
)
def exposure_share(sure: ArrayLike | Shown, *, bucket: int, k: int | None = None) -> Value:
    """Return the share of a bucket in the exposure of all known items of the top k.

    Σ_{i in bucket} v_i / Σ_{i known} v_i, v_i = 1/log2(1 + rank), rank counted over all items.

    Parameters
    ----------
    sure : (n,) array_like of int, or Shown
        Bucket of each item in shown order, −1 for unknown.
    bucket : int
        Index of the bucket.
    k : int or None, ≥ 1
        Depth; the whole list by default.

    Returns
    -------
    Value
        In [0, 1]; compare with the target share.

    Raises
    ------
    InputError
        For a malformed column or k < 1.

    Notes
    -----
    Undefined when: no known item in the top k. Cost: O(k).
    Source: Singh, Joachims 2018, as a share, with the logarithmic discount to base 2.

    Examples
    --------
    >>> round(exposure_share([0, 1, 1], bucket=0).number(), 4)
    0.4693
    """
    shown = Shown.with_bucket(sure, bucket, k)
    if not shown.known:
        return Value.undefined_because("no known item in the top k", 0)
    return Value(shown.exposure_shares[bucket], n=shown.known, method=METHOD)


@register(
    "list_measure",
    "mean_exposure",
    range="[0, 1]",
    direction="equal across buckets is best",
    unit="exposure per item",
    undefined_when="the bucket has no item in the top k",
    source="Singh, Joachims 2018, Fairness of Exposure in Rankings (exposure of a group)",
)
def mean_exposure(sure: ArrayLike | Shown, *, bucket: int, k: int | None = None) -> Value:
    """Return the mean exposure of a bucket's items.

    Parameters
    ----------
    sure, bucket, k
        As in `exposure_share`.

    Returns
    -------
    Value
        In (0, 1]; parity is equal means.

    Raises
    ------
    InputError
        For a malformed column or k < 1.

    Notes
    -----
    Undefined when: the bucket has no item in the top k. Cost: O(k).
    Source: Singh, Joachims 2018 (exposure of a group), logarithmic discount to base 2.

    Examples
    --------
    >>> round(mean_exposure([0, 0, 0, 1, 1, 1], bucket=1).number(), 6)
    0.391246
    """
    shown = Shown.with_bucket(sure, bucket, k)
    count = shown.counts[bucket]
    if not count:
        return Value.undefined_because("the bucket has no item in the top k", 0)
    return Value(shown.exposure[bucket] / count, n=count, method=METHOD)


@register(
    "list_measure",
    "exposure_per_merit",
    range="[0, inf)",
    direction="equal across buckets is best",
    unit="exposure per unit of merit",
    undefined_when="the bucket's candidates have no merit",
    source="Singh, Joachims 2018, Fairness of Exposure in Rankings (disparate treatment)",
)
def exposure_per_merit(
    order: ArrayLike, sure: ArrayLike, merit: ArrayLike, *, bucket: int, k: int | None = None
) -> Value:
    """Return the exposure of a bucket in the top k per unit of merit of its candidates.

    Parameters
    ----------
    order : (m,) array_like of int
        Candidates in shown order.
    sure : (n,) array_like of int
        Bucket of each candidate, −1 for unknown.
    merit : (n,) array_like, ≥ 0
        What a candidate deserves attention for, such as its relevance.
    bucket : int
        Index of the bucket.
    k : int or None, ≥ 1
        Depth; the whole order by default.

    Returns
    -------
    Value
        0 or more; parity is equal ratios. n is the number of its candidates.

    Raises
    ------
    InputError
        For merit that is negative, not finite or of another length.

    Notes
    -----
    Undefined when: the bucket's candidates have no merit, or there are none. Cost: O(n).
    Source: Singh, Joachims 2018 (disparate treatment), sums in place of means.

    Examples
    --------
    >>> exposure_per_merit([0, 1], [0, 1], [1.0, 0.5], bucket=0).estimate
    1.0
    """
    codes, worth = top_codes(sure, None), gains_of(merit, "merit")
    if len(worth) != len(codes):
        raise bad_value("merit", len(worth), f"one number per candidate, {len(codes)}")
    deserved = float(worth[codes == bucket].sum())
    if deserved <= 0:
        return Value.undefined_because("the bucket's candidates have no merit")
    mine = codes[picked(order, len(codes), k)] == bucket
    got = float(log2_discount(len(mine))[mine].sum())
    return Value(got / deserved, n=int((codes == bucket).sum()), method=METHOD)


@register(
    "list_measure",
    "unknown_exposure",
    range="[0, 1]",
    direction="unchanged is best",
    unit="share of all exposure",
    undefined_when="an empty list",
    source="this project",
)
def unknown_exposure(sure: ArrayLike | Shown, *, k: int | None = None) -> Value:
    """Return the share of the exposure of the top k that unknown items have.

    Parameters
    ----------
    sure, k
        As in `exposure_share`.

    Returns
    -------
    Value
        In [0, 1]. A re-ranker should leave it where it was, within .02.

    Raises
    ------
    InputError
        For a malformed column or k < 1.

    Notes
    -----
    Undefined when: the list is empty. Cost: O(k). Source: this project.

    Examples
    --------
    >>> unknown_exposure([-1, 0]).estimate > 0.6
    True
    """
    codes = sure.codes if isinstance(sure, Shown) else top_codes(sure, k)
    if not len(codes):
        return Value.undefined_because("an empty list", 0)
    weights = log2_discount(len(codes))
    return Value(float(weights[codes < 0].sum() / weights.sum()), n=len(codes), method=METHOD)


@register(
    "list_measure",
    "exposure_gap",
    range="[0, 1]",
    direction="lower is better",
    unit="share of exposure",
    undefined_when="no known item in the top k",
    source="Sapiezynski et al. 2019, Quantifying the Impact of User Attention (AWRF), here with "
    "total variation distance and log2 discount",
)
def exposure_gap(sure: ArrayLike | Shown, *, target: ArrayLike, k: int | None = None) -> Value:
    """Return the share of exposure that would have to move between buckets to be on target.

    ½ Σ_b |exposure share of b − target share of b|, the total variation distance.

    Parameters
    ----------
    sure : (n,) array_like of int, or Shown
        Bucket of each item in shown order, −1 for unknown.
    target : (B,) array_like, [0, 1]
        Desired shares; they sum to 1. Never the list's own mix.
    k : int or None, ≥ 1
        Depth; the whole list by default.

    Returns
    -------
    Value
        In [0, 1], lower is better. n is the number of known items.

    Raises
    ------
    InputError
        For shares that do not sum to 1 or an index outside the buckets.

    Notes
    -----
    Undefined when: no known item in the top k. Cost: O(k + B). Source: attention-weighted rank
    fairness, Sapiezynski et al. 2019, with total variation distance and 1/log2(1 + rank).

    Examples
    --------
    >>> round(exposure_gap([0, 1, 1], target=[.5, .5]).number(), 4)
    0.0307
    """
    shares = target_shares(target).tolist()
    shown = Shown.of(sure, len(shares), k)
    if not shown.known:
        return Value.undefined_because("no known item in the top k", 0)
    return Value(moved_share(shown.exposure_shares, shares), n=shown.known, method=METHOD)
