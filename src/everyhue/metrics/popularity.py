"""Popularity: does a list show what is popular already?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from everyhue.errors import bad_value
from everyhue.metrics.given import gains_of, picked
from everyhue.registry import register
from everyhue.types import Value


@register(
    "list_measure",
    "popularity_arp",
    range="[0, inf)",
    direction="lower shows less of what is popular already",
    unit="interactions per item",
    undefined_when="an empty list",
    source="Yin et al. 2012, Challenging the Long Tail Recommendation; Abdollahpouri et al. 2019, "
    "Managing Popularity Bias (ARP)",
)
def popularity_arp(order: ArrayLike, popularity: ArrayLike, *, k: int | None = None) -> Value:
    """Return the mean popularity of the top k: the *average recommendation popularity*.

    ARP = mean_{i ≤ k} φ(i). (Elsewhere ARP also stands for *average relevance position*.)

    Parameters
    ----------
    order : (m,) array_like of int
        Candidates in shown order.
    popularity : (n,) array_like, ≥ 0
        φ: how often each candidate was clicked, bought or rated before.
    k : int or None, ≥ 1
        Depth; the whole order by default.

    Returns
    -------
    Value
        0 or more; lower shows less of what is popular already.

    Raises
    ------
    InputError
        For popularity that is negative or not finite, a candidate shown twice, or k < 1.

    Notes
    -----
    Undefined when: the list is empty. Cost: O(n).
    Source: Yin et al. 2012; Abdollahpouri et al. 2019 (ARP).

    Examples
    --------
    >>> popularity_arp([0, 2], [10, 5, 2]).estimate
    6.0
    """
    counts = gains_of(popularity, "popularity")
    shown = counts[picked(order, len(counts), k)]
    if not len(shown):
        return Value.undefined_because("an empty list", 0)
    return Value(float(shown.mean()), n=len(shown), method="average recommendation popularity")


@register(
    "list_measure",
    "popularity_aplt",
    range="[0, 1]",
    direction="higher shows more of the long tail",
    unit="share of places",
    undefined_when="an empty list",
    source="Abdollahpouri et al. 2019, Managing Popularity Bias (APLT)",
)
def popularity_aplt(order: ArrayLike, tail: ArrayLike, *, k: int | None = None) -> Value:
    """Return the share of the top k from the long tail: *average percentage of long-tail items*.

    APLT = |{i ≤ k: i in the tail}| / places; averaged over lists it is the paper's number.

    Parameters
    ----------
    order : (m,) array_like of int
        Candidates in shown order.
    tail : (n,) array_like of bool
        Whether a candidate is in the long tail, from `long_tail` over the whole catalog.
    k : int or None, ≥ 1
        Depth; the whole order by default.

    Returns
    -------
    Value
        In [0, 1]; higher shows more of the long tail.

    Raises
    ------
    InputError
        For a tail that is not one flag per candidate, a candidate shown twice, or k < 1.

    Notes
    -----
    Undefined when: the list is empty. Cost: O(n). Source: Abdollahpouri et al. 2019 (APLT).

    Examples
    --------
    >>> popularity_aplt([0, 2], long_tail([10, 5, 1, 1])).estimate
    0.5
    """
    flags = np.asarray(tail)
    if flags.ndim != 1 or (flags.size and flags.dtype != np.bool_):
        raise bad_value("tail", tail, "one true or false per candidate")
    shown = flags[picked(order, len(flags), k)]
    if not len(shown):
        return Value.undefined_because("an empty list", 0)
    return Value(float(shown.mean()), n=len(shown), method="share of long-tail items")


def long_tail(popularity: ArrayLike, *, head: float = 0.8) -> NDArray[np.bool_]:
    """Return which items are outside the short head.

    The short head is the fewest most popular items that together hold a share `head` of all
    interactions; items as popular as its last one belong to it.

    Parameters
    ----------
    popularity : (n,) array_like, ≥ 0
        How often each item of the catalog was clicked, bought or rated.
    head : float, (0, 1)
        Share of the interactions that the short head holds.

    Returns
    -------
    (n,) bool
        True for the long tail; all true where nothing was ever clicked.

    Raises
    ------
    InputError
        For popularity that is negative or not finite, or head outside (0, 1).

    Notes
    -----
    Cost: O(n log n). Source: Abdollahpouri et al. 2019, who cut at 80 % of the interactions.

    Examples
    --------
    >>> long_tail([10, 5, 1, 1, 1]).tolist()
    [False, False, True, True, True]
    """
    counts = gains_of(popularity, "popularity")
    if not 0 < head < 1:
        raise bad_value("head", head, "a share in (0, 1)")
    if not counts.any():
        return np.ones(len(counts), bool)
    downwards = np.sort(counts)[::-1]
    reached = np.cumsum(downwards) >= head * counts.sum() * (1 - 1e-12)
    return np.asarray(counts < downwards[int(np.argmax(reached))])
