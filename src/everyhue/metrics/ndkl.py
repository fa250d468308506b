"""NDKL: how far every prefix of a list is from the desired shares."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from everyhue.metrics.given import Floats, log2_discount, target_shares
from everyhue.metrics.shown import Shown
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
def ndkl(sure: ArrayLike | Shown, *, target: ArrayLike, k: int | None = None) -> Value:
    """Return the discounted mean divergence of a list's prefixes from the target.

    NDKL = Σ_i w_i · KL(D_i ‖ target) / Σ_i w_i, w_i = 1/log2(1 + i), D_i the shares among the first
    i known items, KL in nats.

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
        0 or more, lower is better; n is the number of known items.

    Raises
    ------
    InputError
        For shares that do not sum to 1 or an index outside the buckets.

    Notes
    -----
    Unknown items are left out and the list closed up. Undefined when: no known item, or a bucket
    with target 0 is shown. Cost: O(k). Source: Geyik et al. 2019 (NDKL).

    Examples
    --------
    >>> order = [0, 0, 0, 1, 0, 0, 0, 1, 1, 0]
    >>> round(ndkl(order, target=[.5, .5]).number(), 6)
    0.411749
    """
    shares = target_shares(target)
    shown = Shown.of(sure, len(shares), k)
    if not shown.known:
        return Value.undefined_because("no known item", 0)
    if any(count and not share for count, share in zip(shown.counts, shares, strict=True)):
        return Value.undefined_because("a shown bucket has target 0", shown.known)
    weights = log2_discount(shown.known)
    apart = _apart(shown, shares)
    return Value(max(0.0, float(weights @ apart / weights.sum())), n=shown.known)


def _apart(shown: Shown, shares: Floats) -> Floats:
    """KL of each prefix: Σ_b (c_b ln c_b − c_b ln p_b)/i − ln i; each item changes one c_b."""
    codes, n = shown.closed_up, shown.known
    order = np.argsort(codes, kind="stable")
    firsts = np.cumsum(shown.counts) - shown.counts
    times = np.empty(n, np.intp)
    times[order] = np.arange(n) - np.repeat(firsts, shown.counts)
    logs = np.log(shares, out=np.zeros(len(shares)), where=shares > 0)
    lengths, length_logs, steps = _tables(n.bit_length())
    sums = np.cumsum(steps[times] - logs[codes])
    return np.asarray(sums / lengths[:n] - length_logs[:n])


@lru_cache(maxsize=32)
def _tables(bits: int) -> tuple[Floats, Floats, Floats]:
    """Lengths i = 1, 2, … up to 2^bits, ln i, and i ln i − (i − 1) ln (i − 1)."""
    lengths = np.arange(1, 2**bits + 1, dtype=np.float64)
    return lengths, np.log(lengths), np.diff(lengths * np.log(lengths), prepend=0.0)
