"""Items that come in clusters, of a person or a shoot: how much less they say than others."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.signals.given import Codes, Floats, Mask
from everyhue.types import Value
from everyhue.types.share import share_of, wilson

FEWEST = 10
"""Clusters below which nothing is said of how far numbers vary between them."""


def codes_of(items: Sequence[str], clusters: Mapping[str, str] | None) -> NDArray[np.intp] | None:
    """Return a number for the cluster of each item; one without a cluster is its own.

    Examples
    --------
    >>> codes_of(["a", "b", "c", "d"], {"a": "kim", "c": "kim"}).tolist()
    [0, 1, 0, 2]
    """
    if clusters is None:
        return None
    return _numbered([(item in clusters, clusters.get(item, item)) for item in items])


def cluster_codes(clusters: ArrayLike, n: int) -> Codes:
    """Return a number for each item's cluster, from n words or numbers.

    Raises
    ------
    InputError
        For a list of another length, or an item without a cluster.

    Examples
    --------
    >>> cluster_codes(["kim", "lee", "kim"], 3).tolist()
    [0, 1, 0]
    """
    given = np.asarray(clusters)
    if given.shape != (n,):
        raise bad_value("clusters", given.shape, f"{n} names, one an item")
    names = given.tolist()
    for row, name in enumerate(names):
        if name is None or (isinstance(name, float) and math.isnan(name)):
            raise bad_value(f"clusters, item {row}", name, "a name",
                            "Give an item that stands alone a name of its own.")  # fmt: skip
    return _numbered(names)


def inflation(influence: Floats, clusters: Codes, level: float = 0.95) -> float:
    """Return by what the variance of a number grows because items come in clusters, ≥ 1.

    The design effect of the linearised variance: Σ_c U_c² · C/(C − 1) over Σ_i u_i² · n/(n − 1),
    with U_c the sum of u over a cluster, times (t_{C−1} / t_{n−1})², since C clusters tell a
    variance less well than n items. Clusters count by their size, C = n² / Σ n_c².

    Parameters
    ----------
    influence : (n,) float64
        What each item adds to the error of the number: for a share, hit − share.
    clusters : (n,) intp
        Cluster of each item.
    level : float, (0, 1)
        Confidence level of the interval, for t.

    Returns
    -------
    float
        The size of an ordinary cluster, Σ n_c² / n, where all of its items are alike; exactly 1 for
        clusters of one item. Never below 1: items are not made to say more than if independent.

    Notes
    -----
    One more cluster of ordinary size joins both sums, whose items all have the largest influence.
    Without it, a sample in which what is rare was seen in a few clusters, or none, says that
    clusters hardly matter: where nothing varies the factor is that of wholly alike items, and it
    comes down from there as clusters show otherwise. Cost: O(n log n).
    Source: Kish 1965; Korn and Graubard 1998 (effective size, t); Dean and Pagano 2015
    (it serves Wilson's interval). The joined cluster is this project's.

    Examples
    --------
    >>> hits, people = np.tile([1.0, 0.0], 50), np.arange(100) // 2
    >>> inflation(hits - 0.5, np.arange(100)), inflation(hits - 0.5, people)
    (1.0, 1.0)
    >>> round(inflation(hits.repeat(3) - 0.5, np.arange(100).repeat(3)), 2)
    3.07
    """
    kinds, code, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    n, held = len(influence), len(kinds)
    if held == n:
        return 1.0
    from scipy.special import stdtrit

    ordinary = float(sizes @ sizes) / n
    most = float(np.square(influence).max())
    if not most:
        return ordinary
    sums = np.bincount(code, influence)
    between = float(sums @ sums) + ordinary**2 * most
    within = float(influence @ influence) + ordinary * most
    count = n / ordinary
    few = max(1.0, count - 1)
    wider = (stdtrit(few, (1 + level) / 2) / stdtrit(n - 1, (1 + level) / 2)) ** 2
    return max(1.0, between / within * (1 + 1 / few) * (1 - 1 / n) * float(wider))


def spilling(parts: Floats) -> float:
    """Return by what the variance of a sum over parts grows because clusters lie in several, ≥ 1.

    Parameters
    ----------
    parts : (C, K) float64
        Summed influence of each cluster on each part, signed as the parts enter the number.

    Notes
    -----
    Σ_c (Σ_k A_ck)² / Σ_ck A_ck², where that is above 1. A person read wrongly under one bucket
    *because* read as another makes the difference of two buckets vary more than both apart: that
    is counted. A person who is easy, or hard, in both makes it vary less: that is not, so that
    bounds err to the wide side. Cost: O(C·K). Source: the variance of a sum.

    Examples
    --------
    >>> spilling(np.array([[1.0, 1.0], [-1.0, -1.0]])), spilling(np.array([[1.0, -1.0]]))
    (2.0, 1.0)
    """
    across = float((parts.sum(axis=1) ** 2 - (parts**2).sum(axis=1)).sum())
    apart = float((parts**2).sum())
    return 1 + max(0.0, across) / apart if apart else 1.0


def cluster_sums(influence: Floats, parts: Codes, clusters: Codes, count: int) -> Floats:
    """Return (C, K): the influence of each cluster summed within each of `count` parts."""
    kinds, code = np.unique(clusters, return_inverse=True)
    sums = np.zeros((len(kinds), count))
    np.add.at(sums, (code, parts), influence)
    return sums


def too_few(clusters: Codes, of: str = "") -> str:
    """Return why clusters are too few for an interval, ``""`` where they are enough.

    Examples
    --------
    >>> too_few(np.arange(40) // 10, "deep")
    '40 items of deep from only 4 clusters; an interval takes 10'
    >>> too_few(np.arange(4))
    ''
    """
    n, held = len(clusters), len(np.unique(clusters))
    if held == n or held >= FEWEST:
        return ""
    what = f"{n} items of {of}" if of else f"{n} items"
    return f"{what} from only {held} cluster{'s' * (held > 1)}; an interval takes {FEWEST}"


def share_in(
    hits: Mask, clusters: Codes | None, level: float = 0.95, empty: str = "no item"
) -> Value:
    """Return the share of items that are hits, with Wilson's interval on their effective number.

    Parameters
    ----------
    hits : (n,) bool
        The items.
    clusters : (n,) intp or None
        Cluster of each; ``None`` where items are independent.
    level : float, (0, 1)
        Confidence level.
    empty : str
        Why there is no share without items.

    Returns
    -------
    Value
        [0, 1]; n counts items. With clusters of one item it equals `share_of`.

    Notes
    -----
    Undefined when: no item, or fewer than 10 clusters with several items in one. Cost: O(n log n).
    Source: Wilson 1927 on n / `inflation` items (Korn and Graubard 1998; Dean and Pagano 2015).

    Examples
    --------
    >>> hits = np.tile([True, True, True, False], 30)
    >>> print(share_in(hits, None), share_in(np.sort(hits), np.arange(120) // 4), sep="; ")
    0.750 [0.666, 0.819]; 0.750 [0.568, 0.872]
    """
    n, found = len(hits), int(np.count_nonzero(hits))
    if clusters is None or not n:
        return share_of(found, n, level, empty)
    why = too_few(clusters)
    if why:
        return Value.undefined_because(why, n)
    held = len(np.unique(clusters))
    if held == n:
        return share_of(found, n, level, empty)
    worth = n / inflation(hits.astype(np.float64) - found / n, clusters, level)
    low, high = wilson(found / n, worth, NormalDist().inv_cdf((1 + level) / 2))
    method = f"Wilson, {n} items of {held} clusters count as {worth:.1f}"
    return Value(found / n, low, high, level, n, method)


def _numbered(names: Sequence[object]) -> Codes:
    codes: dict[object, int] = {}
    return np.array([codes.setdefault(name, len(codes)) for name in names], np.intp)
