"""Divergences between two distributions over the same buckets, which are few."""

from __future__ import annotations

import math
from collections.abc import Sequence


def kl_nats(p: Sequence[float], q: Sequence[float]) -> float:
    """Return Σ p ln(p/q), 0·ln 0 = 0; `q` is above 0 wherever `p` is.

    Examples
    --------
    >>> round(kl_nats([1.0, 0.0], [0.5, 0.5]), 6)
    0.693147
    """
    return max(0.0, sum(a * math.log(a / b) for a, b in zip(p, q, strict=True) if a))


def js_bits(p: Sequence[float], q: Sequence[float]) -> float:
    """Return the Jensen–Shannon divergence to base 2: 0 for equal, 1 for disjoint distributions.

    Examples
    --------
    >>> js_bits([1.0, 0.0], [0.0, 1.0])
    1.0
    """
    middle = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
    return min(1.0, (kl_nats(p, middle) + kl_nats(q, middle)) / math.log(4))


def moved_share(p: Sequence[float], q: Sequence[float]) -> float:
    """Return the total variation distance: the share that has to move to make one the other.

    Examples
    --------
    >>> moved_share([1.0, 0.0], [0.25, 0.75])
    0.75
    """
    return min(1.0, sum(abs(a - b) for a, b in zip(p, q, strict=True)) / 2)
