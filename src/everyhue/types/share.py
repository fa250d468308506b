"""A share with its interval: the one implementation, for signals and for metrics."""

from __future__ import annotations

import math
from statistics import NormalDist

from everyhue.types.value import Value


def share_of(hits: float, n: int, level: float = 0.95, empty: str = "no item") -> Value:
    """Return a share with its Wilson score interval; undefined, for `empty`, when n is 0.

    Notes
    -----
    Source: Wilson 1927; Brown, Cai, DasGupta 2001.

    Examples
    --------
    >>> print(share_of(8, 10))
    0.800 [0.490, 0.943]
    """
    if not n:
        return Value.undefined_because(empty, 0)
    low, high = wilson(hits / n, n, NormalDist().inv_cdf((1 + level) / 2))
    return Value(hits / n, low, high, level, n, "Wilson")


def wilson(share: float, n: float, z: float) -> tuple[float, float]:
    """Return the Wilson score bounds of a share at `z` standard deviations."""
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half))
