"""How far two orders of the same candidates are apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from everyhue.errors import bad_value
from everyhue.metrics.given import top_codes
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "overlap",
    range="[0, 1]",
    direction="none: how much stayed",
    unit="share of places",
    undefined_when="an empty list",
    source="folklore",
)
def overlap(before: ArrayLike, after: ArrayLike, *, k: int) -> Value:
    """Return the share of the first order's top k that is in the second's top k.

    Parameters
    ----------
    before, after : (m,) array_like of int
        Two orders of the same candidates.
    k : int, ≥ 1
        Depth.

    Returns
    -------
    Value
        In [0, 1]; 1 where the same items are shown, in any order.

    Raises
    ------
    InputError
        For k < 1.

    Notes
    -----
    Undefined when: the first order is empty. Cost: O(k). Source: folklore.

    Examples
    --------
    >>> overlap([0, 1, 2], [0, 2, 1], k=2).estimate
    0.5
    """
    first, second = top_codes(before, k), top_codes(after, k)
    if not len(first):
        return Value.undefined_because("an empty list", 0)
    return Value(len(set(first.tolist()) & set(second.tolist())) / len(first), n=len(first))


@register(
    "list_measure",
    "displacement",
    range="[0, inf)",
    direction="none: how much moved",
    unit="places",
    undefined_when="an empty list",
    source="folklore: mean of Spearman's footrule over what is shown",
)
def displacement(before: ArrayLike, after: ArrayLike, *, k: int) -> Value:
    """Return by how many places the items of the new top k moved, on average.

    mean_{i in after[:k]} |rank in before − rank in after|.

    Parameters
    ----------
    before : (n,) array_like of int
        Order of all candidates.
    after : (m,) array_like of int
        New order, of candidates that are all in `before`.
    k : int, ≥ 1
        Depth.

    Returns
    -------
    Value
        0 or more places.

    Raises
    ------
    InputError
        For k < 1, or an item of `after` that is not in `before`.

    Notes
    -----
    Undefined when: the new order is empty. Cost: O(n).
    Source: folklore (Spearman's footrule, here over what is shown).

    Examples
    --------
    >>> displacement([0, 1, 2], [0, 2, 1], k=2).estimate
    0.5
    """
    rank = {item: i for i, item in enumerate(top_codes(before, None).tolist())}
    shown = top_codes(after, k).tolist()
    if not shown:
        return Value.undefined_because("an empty list", 0)
    strange = [item for item in shown if item not in rank]
    if strange:
        raise bad_value("after", strange[0], "only items of `before`")
    moved = [abs(rank[item] - i) for i, item in enumerate(shown)]
    return Value(sum(moved) / len(moved), n=len(moved))


@register(
    "list_measure",
    "rank_biased_overlap",
    range="[0, 1]",
    direction="none: how alike two orders are",
    unit="share",
    undefined_when="an empty list",
    source="Webber, Moffat, Zobel 2010, A Similarity Measure for Indefinite Rankings (RBO_ext)",
)
def rank_biased_overlap(
    before: ArrayLike, after: ArrayLike, *, k: int, persistence: float = 0.9
) -> Value:
    """Return how alike the tops of two orders are, the first places counting most.

    RBO = X_k/k · p^k + (1 − p)/p · Σ_{d ≤ k} X_d/d · p^d, X_d the overlap of the first d of both.

    Parameters
    ----------
    before, after : (m,) array_like of int
        Two orders of the same candidates.
    k : int, ≥ 1
        Depth; the shorter list's length where that is less.
    persistence : float, (0, 1)
        p: with what probability a reader looks at the next place.

    Returns
    -------
    Value
        In [0, 1]; 1 where the orders agree, extrapolated beyond k.

    Raises
    ------
    InputError
        For a persistence outside (0, 1) or k < 1.

    Notes
    -----
    Undefined when: either order is empty. Cost: O(k).
    Source: Webber, Moffat, Zobel 2010 (RBO_ext for lists of one length).

    Examples
    --------
    >>> rank_biased_overlap([0, 1, 2], [0, 1, 2], k=3).number().__round__(9)
    1.0
    """
    if not 0 < persistence < 1:
        raise bad_value("persistence", persistence, "a probability in (0, 1)")
    first, second = top_codes(before, k).tolist(), top_codes(after, k).tolist()
    depth = min(len(first), len(second))
    if not depth:
        return Value.undefined_because("an empty list", 0)
    rank = {item: i for i, item in enumerate(second[:depth])}
    met = [max(i, rank[item]) for i, item in enumerate(first[:depth]) if item in rank]
    depths = np.arange(1, depth + 1)
    shared = np.cumsum(np.bincount(met, minlength=depth)) / depths
    powers = persistence**depths
    mass = (1 - persistence) / persistence * float(shared @ powers)
    return Value(min(1.0, float(shared[-1] * powers[-1]) + mass), n=depth)
