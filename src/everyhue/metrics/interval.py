"""Intervals of a mean over lists."""

from __future__ import annotations

import math

from everyhue.types import Value
from everyhue.types.share import share_of


def share_interval(hits: float, n: int, level: float = 0.95) -> Value:
    """Return a share with its Wilson score interval.

    Parameters
    ----------
    hits : float, [0, n]
        Lists for which it holds.
    n : int, ≥ 0
        Lists.
    level : float, (0, 1)
        Confidence level.

    Returns
    -------
    Value
        Undefined when n is 0.

    Notes
    -----
    Cost: O(1). Source: Wilson 1927; Brown, Cai, DasGupta 2001 recommend it for small n.

    Examples
    --------
    >>> print(share_interval(0, 10))
    0.000 [0.000, 0.278]
    """
    return share_of(hits, n, level, "no list")


def mean_interval(total: float, squares: float, n: int, level: float = 0.95) -> Value:
    """Return a mean with its t interval, from a sum and a sum of squares.

    Parameters
    ----------
    total, squares : float
        Σx and Σx².
    n : int, ≥ 0
        Lists.
    level : float, (0, 1)
        Confidence level.

    Returns
    -------
    Value
        Without an interval for n = 1; undefined when n is 0.

    Notes
    -----
    Lists count as independent draws. Cost: O(1). Source: Student 1908.

    Examples
    --------
    >>> print(mean_interval(6.0, 14.0, 3))
    2.000 [-0.484, 4.484]
    """
    if not n:
        return Value.undefined_because("no list", 0)
    middle = total / n
    if n == 1:
        return Value(middle, n=1, method="mean of one list")
    from scipy.special import stdtrit

    spread = math.sqrt(max(0.0, (squares - total * middle) / (n - 1)) / n)
    half = float(stdtrit(n - 1, (1 + level) / 2)) * spread
    return Value(middle, middle - half, middle + half, level, n, "t")
