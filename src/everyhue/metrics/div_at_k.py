"""Div@k of one list: does its top show every bucket?"""

from __future__ import annotations

from itertools import compress

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.metrics.given import bucket_counts, places, top_codes
from everyhue.metrics.shown import Shown
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "div_at_k",
    range="{0, 1}",
    direction="higher is better",
    unit="list",
    undefined_when="no known item in the top k, no bucket to show, or more of them than places",
    source="Silva et al. 2023, Representation Online Matters (DIV@k)",
)
def div_at_k(
    sure: ArrayLike | Shown, *, buckets: int, k: int, required: NDArray[np.bool_] | None = None
) -> Value:
    """Return 1 where the top k shows every bucket at least once, else 0.

    Div@k = 1[∀b ∃i ≤ k: bucket(i) = b], over items whose bucket is sure. Its mean over lists is
    the share of queries with a diverse top k.

    Parameters
    ----------
    sure : (n,) array_like of int, or Shown
        Bucket of each item in shown order, −1 for unknown.
    buckets : int, ≥ 2
        Number of buckets B.
    k : int, ≥ 1
        Depth; a shorter list is taken whole.
    required : (B,) bool, optional
        The buckets that must be shown; all by default.

    Returns
    -------
    Value
        0 or 1, higher is better; n is the number of known items.

    Raises
    ------
    InputError
        For an index outside the buckets or k < 1.

    Notes
    -----
    Undefined when: no known item in the top k, nothing required, or more required than k places.
    Cost: O(k + B). Source: Silva et al. 2023 (DIV@k); unknown items are never a bucket.

    Examples
    --------
    >>> div_at_k([0, 0, 1, -1], buckets=2, k=4).estimate
    1.0
    >>> print(div_at_k([-1, -1], buckets=2, k=2))
    undefined: no known item in the top k
    """
    shown = Shown.of(sure, buckets, k)
    counts = shown.counts if required is None else _only(shown, required)
    if not counts:
        return Value.undefined_because("no bucket to show", shown.known)
    if len(counts) > k:
        return Value.undefined_because("more buckets than places", shown.known)
    if not shown.known:
        return Value.undefined_because("no known item in the top k", 0)
    return Value(float(all(counts)), n=shown.known)


@register(
    "list_measure",
    "could_at_k",
    range="{0, 1}",
    direction="none: a fact about the supply",
    unit="list",
    undefined_when="no known candidate, or more buckets than places",
    source="this project: the ceiling of Div@k",
)
def could_at_k(candidates: ArrayLike, *, buckets: int, k: int) -> Value:
    """Return 1 where the candidates hold every bucket, so that some top k could show them all.

    Parameters
    ----------
    candidates : (n,) array_like of int
        Bucket of each candidate in any order, −1 for unknown.
    buckets : int, ≥ 2
        Number of buckets B.
    k : int, ≥ 1
        Places there are.

    Returns
    -------
    Value
        0 or 1. Its mean over lists is the attainable Div@k.

    Raises
    ------
    InputError
        For an index outside the buckets or k < 1.

    Notes
    -----
    Undefined when: no known candidate, or more buckets than places. Cost: O(n + B).
    Source: this project; it is the most Div@k any order of the same candidates can reach.

    Examples
    --------
    >>> could_at_k([0, 0, 0, 1], buckets=2, k=2).estimate
    1.0
    """
    counts = bucket_counts(top_codes(candidates, None), buckets)
    if buckets > places(k):
        return Value.undefined_because("more buckets than places", int(counts.sum()))
    if not counts.any():
        return Value.undefined_because("no known candidate", 0)
    return Value(float((counts > 0).all()), n=int(counts.sum()))


def _only(shown: Shown, required: NDArray[np.bool_]) -> tuple[int, ...]:
    """Counts of the required buckets."""
    wanted = np.asarray(required, bool)
    if wanted.shape != (shown.buckets,):
        raise bad_value("required", wanted.shape, f"one flag per bucket, shape ({shown.buckets},)")
    return tuple(compress(shown.counts, wanted.tolist()))
