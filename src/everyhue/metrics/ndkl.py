"""NDKL: how far every prefix of a list is from the desired shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.given import bucket_counts, log2_discount, target_shares, top_codes
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "ndkl",
    range="[0, inf)",
    direction="lower is better",
    unit="nat",
    undefined_when="no known item, or a shown bucket has target 0",
    source="Geyik, Ambler, Kenthapadi 2019, Fairness-Aware Ranking (NDKL)",
)
def ndkl(sure: ArrayLike, *, target: ArrayLike, k: int | None = None) -> Value:
    """Return the discounted mean divergence of a list's prefixes from the target.

    NDKL = Σ_i w_i · KL(D_i ‖ target) / Σ_i w_i, w_i = 1/log2(1 + i), D_i the shares among the first
    i known items, KL in nats.

    Parameters
    ----------
    sure : (n,) array_like of int
        Bucket of each item in shown order, −1 for unknown.
    target : (B,) array_like, [0, 1]
        Desired shares; they sum to 1. Never the list's own mix.
    k : int or None, ≥ 1
        Depth; the whole list by default.

    Returns
    -------
    Value
        0 or more, lower is better; n is the number of known items.

    Raises
    ------
    InputError
        For shares that do not sum to 1 or an index outside the buckets.

    Notes
    -----
    Unknown items are left out and the list closed up. Undefined when: no known item, or a bucket
    with target 0 is shown. Cost: O(k·B). Source: Geyik et al. 2019 (NDKL).

    Examples
    --------
    >>> order = [0, 0, 0, 1, 0, 0, 0, 1, 1, 0]
    >>> round(ndkl(order, target=[.5, .5]).number(), 6)
    0.411749
    """
    shares = target_shares(target)
    codes = top_codes(sure, k)
    counts = bucket_counts(codes, len(shares))
    if not counts.any():
        return Value.undefined_because("no known item", 0)
    if (counts[shares == 0] > 0).any():
        return Value.undefined_because("a shown bucket has target 0", int(counts.sum()))
    known = codes[codes >= 0]
    seen = np.cumsum(known[:, None] == np.arange(len(shares)), axis=0)
    mix = seen / np.arange(1, len(known) + 1)[:, None]
    ratio = np.divide(mix, shares, out=np.ones_like(mix), where=mix > 0)
    weights = log2_discount(len(known))
    apart = (mix * np.log(ratio)).sum(axis=1)
    return Value(max(0.0, float(weights @ apart / weights.sum())), n=len(known))
